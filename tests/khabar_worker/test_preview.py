"""A record from bytes in hand: a page, a plain text, and bytes in an undeclared charset."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime

import pytest

from khabar.errors import BadContent
from khabar_worker.preview import preview

NOW = datetime(2026, 11, 22, 10, 5, tzinfo=UTC)
URL = "https://news.example.com/2026/train"
TEXT = (
    "عاد القطار إلى المدينة صباح اليوم، وسط ترحيب من السكان الذين انتظروا هذه اللحظة منذ سنوات طويلة.\n\n"
    "وقال مدير المحطة إن الرحلات ستكون أربع رحلات في اليوم الواحد، على أن تزيد في موسم الصيف المقبل.\n"
)
PAGE = (
    f'<html lang="ar"><head><title>عودة القطار</title><link rel="canonical" href="{URL}"></head><body><article>'
    f"<h1>عودة القطار إلى المدينة</h1><p>{TEXT}</p><p>{TEXT}</p></article></body></html>"
)


def test_a_page_gives_the_record_a_worker_would_store() -> None:
    body = PAGE.encode()

    article = preview(
        body, url=URL, published=None, is_text=False, publisher=None, http_charset="utf-8", now=NOW
    )  # fmt: skip

    assert (article.headline, article.url, article.canonical_url) == ("عودة القطار إلى المدينة", URL, URL)
    assert article.raw.sha256 == hashlib.sha256(body).hexdigest()
    assert (article.raw.bytes, article.raw.stored, article.raw.charset_used) == (len(body), False, "utf-8")
    assert article.version == 1


def test_a_plain_text_has_no_address_and_the_date_it_was_given() -> None:
    article = preview(
        TEXT.encode(), url=None, published="2023-07-09", is_text=True, publisher=None, http_charset=None, now=NOW
    )

    assert (article.url, article.canonical_url, article.source) == (None, None, None)
    assert article.dates.published is not None
    assert (article.dates.published.value, article.dates.published.method) == ("2023-07-09", "manual")
    assert [block.type for block in article.body] == ["paragraph", "paragraph"]
    assert article.lineage.identity.key == "content_hash"


@pytest.mark.parametrize(
    ("body", "charset", "warns"),
    [
        (TEXT.encode("cp1256"), "windows-1256", False),
        (TEXT.encode().decode("cp1256", "replace").encode(), "utf-8", True),
    ],
    ids=["declared wrongly", "encoded twice"],
)
def test_bytes_in_another_charset_than_declared_are_read_and_the_record_says_which(
    body: bytes, charset: str, warns: bool
) -> None:
    article = preview(
        body, url=None, published=None, is_text=True, publisher=None, http_charset="utf-8", now=NOW
    )  # fmt: skip

    assert "القطار" in getattr(article.body[0], "text", "")
    assert article.raw.charset_used == charset
    assert ("charset_repaired" in article.quality.warnings) is warns


@pytest.mark.parametrize("body", [b"", b"<html></html>", b"\x00\x01\xff" * 100], ids=["empty", "bare", "binary"])
def test_bytes_that_are_no_article_are_refused(body: bytes) -> None:
    with pytest.raises(BadContent):
        preview(body, url=URL, published=None, is_text=False, publisher=None, http_charset=None, now=NOW)
