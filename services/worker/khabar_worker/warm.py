"""What an extract worker knows before it forks. Not here: running it."""

from __future__ import annotations

import gc
import heapq
from datetime import UTC, datetime

from khabar.arabic.lexicon import vocabulary
from khabar.indexing import index_of
from khabar.publishers.loader import kept_publishers
from khabar.settings import Settings
from khabar_worker.preview import preview

# Any page will do that has a headline, a date and a body: it takes every step of an extraction once.
PAGE = """<html lang="ar"><head><title>خبر</title><meta property="og:title" content="افتتاح مكتبة الحي الجديدة">
<meta property="article:published_time" content="2026-01-02T03:04:05+03:00"></head><body><article><h1>افتتاح مكتبة الحي
الجديدة</h1><p>كتب: سليم منصور</p><p>افتتح أهالي الحي مكتبتهم الجديدة أمس بعد عام من العمل، وقال المشرف عليها إن الأبواب
مفتوحة للجميع كل مساء، وإن الرفوف تتسع لعشرة آلاف كتاب.</p></article></body></html>"""

# What was found out about a word is kept, and these are most words of any news text. More help little and take long.
COMMON_WORDS, WORDS_A_LINE = 4_000, 12
# New objects at which the collector looks for cycles: those of a dozen articles, some ten megabytes. At Python's own
# 700 it looks dozens of times within one article, whose objects all live still: a twentieth of the work.
COLLECTED_AT = 50_000


def warm(settings: Settings, *, words: int = 0) -> None:
    """Load and compile all that an extraction needs. rq forks a process for each job, and forks inherit it.

    `words`: how many of the commonest words are read as well. 4,000 take a second, and make articles of a job of a
    dozen a fifth cheaper: for workers that stay.
    """
    kept_publishers(settings.publishers_dir)
    _read(PAGE, url="https://example.com/1", published=None)
    if words:
        known = vocabulary()
        common = heapq.nlargest(words, known, key=known.__getitem__)
        lines = (" ".join(common[at : at + WORDS_A_LINE]) for at in range(0, words, WORDS_A_LINE))
        _read("\n".join(lines), url=None, published="2026-01-02")
    gc.freeze()  # the collector would touch, and so copy, every inherited page of memory
    gc.set_threshold(COLLECTED_AT)


def _read(document: str, *, url: str | None, published: str | None) -> None:
    article = preview(
        document.encode(), url=url, published=published, is_text=url is None, publisher=None, http_charset=None,
        now=datetime.now(UTC),
    )  # fmt: skip
    index_of(article)
