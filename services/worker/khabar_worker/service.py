"""The worker process: one rq worker on one queue. What it runs is loaded here, before rq forks."""

from __future__ import annotations

import gc
from datetime import UTC, datetime

from khabar import queue
from khabar.errors import BadSetting
from khabar.indexing import index_of
from khabar.log import get_logger
from khabar.publishers.loader import kept_publishers
from khabar.settings import Settings
from khabar_worker import again, deliver, tasks
from khabar_worker.preview import preview

log = get_logger()

# Imported before rq forks: what a work-horse imports anew in each fork costs more than the job itself.
JOBS = {"extract": tasks.extract, "deliver": deliver.deliver, "reextract": again.reextract}


# Any page will do that has a headline, a date and a body: it takes every step of an extraction once.
PAGE = """<html lang="ar"><head><title>خبر</title><meta property="og:title" content="افتتاح مكتبة الحي الجديدة">
<meta property="article:published_time" content="2026-01-02T03:04:05+03:00"></head><body><article><h1>افتتاح مكتبة الحي
الجديدة</h1><p>كتب: سليم منصور</p><p>افتتح أهالي الحي مكتبتهم الجديدة أمس بعد عام من العمل، وقال المشرف عليها إن الأبواب
مفتوحة للجميع كل مساء، وإن الرفوف تتسع لعشرة آلاف كتاب.</p></article></body></html>"""


def warm(settings: Settings) -> None:
    """Load and compile all that an extraction needs. rq forks a process for each job, and forks inherit it.

    Measured: the first page in a cold process costs 0.2 s more than the next, and its index 0.3 s.
    """
    kept_publishers(settings.publishers_dir)
    article = preview(
        PAGE.encode(), url="https://example.com/1", published=None, is_text=False, publisher=None,
        http_charset=None, now=datetime.now(UTC),
    )  # fmt: skip
    index_of(article)
    gc.freeze()  # the collector would touch, and so copy, every inherited page of memory


def work(settings: Settings, name: queue.QueueName, *, burst: bool = False) -> None:
    """Run jobs of one queue until SIGTERM or SIGINT; with `burst`, until the queue is empty.

    Raises:
        BadSetting: the database or Redis is not set.
        QueueDown: Redis does not answer.
    """
    if settings.database_url is None or settings.redis_url is None:
        raise BadSetting("set KHABAR_DATABASE_URL and KHABAR_REDIS_URL, or start everything with `khabar up`")
    assert name in JOBS
    if name == "extract":
        warm(settings)
    log.info("worker_started", queue=name, burst=burst)
    queue.work(str(settings.redis_url), name, burst=burst, max_jobs=settings.worker_max_jobs)
    log.info("worker_stopped", queue=name)
