"""The worker process: one rq worker on one queue. What it runs is loaded here, before rq forks."""

from __future__ import annotations

from khabar import queue
from khabar.arabic.analyse import to_tsvector
from khabar.errors import BadSetting
from khabar.log import get_logger
from khabar.publishers.loader import kept_publishers
from khabar.settings import Settings
from khabar_worker import deliver, tasks

log = get_logger()

# Imported before rq forks: what a work-horse imports anew in each fork costs more than the job itself.
JOBS = {"extract": tasks.extract, "deliver": deliver.deliver}


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
        # Work-horses inherit what is in memory; every job would spend 0.1 s on publishers and 0.2 s on the vocabulary.
        kept_publishers(settings.publishers_dir)
        to_tsvector([("خبر", "A")])
    log.info("worker_started", queue=name, burst=burst)
    queue.work(str(settings.redis_url), name, burst=burst, max_jobs=settings.worker_max_jobs)
    log.info("worker_stopped", queue=name)
