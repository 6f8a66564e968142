"""The worker process: one rq worker on one queue. What it runs is loaded here, before rq forks."""

from __future__ import annotations

import importlib
from collections.abc import Mapping, Sequence
from functools import partial

from khabar import queue, tracing
from khabar.errors import BadSetting, StorageDown
from khabar.log import get_logger
from khabar.settings import Settings
from khabar.storage import deliveries, items, reextractions, trials
from khabar.storage.database import connect
from khabar.storage.lease import Ledger

log = get_logger()
# Of the kinds of work whose jobs carry several rows.
LEDGERS: Mapping[queue.Work, Ledger] = {
    "extract": items.LEDGER,
    "deliver": deliveries.LEDGER,
    "reextract": reextractions.LEDGER,
    "trial": trials.LEDGER,
}


def load(name: queue.QueueName) -> None:
    """Import the jobs of one queue. What a work-horse imports anew in each fork costs more than the job itself."""
    for function in queue.functions(name):
        importlib.import_module(function.rpartition(".")[0])


def work(settings: Settings, name: queue.QueueName, *, burst: bool = False) -> None:
    """Run jobs of one queue until SIGTERM or SIGINT; with `burst`, until the queue is empty.

    Raises:
        BadSetting: the database or Redis is not set.
        QueueDown: Redis does not answer.
    """
    if settings.database_url is None or settings.redis_url is None:
        raise BadSetting("set KHABAR_DATABASE_URL and KHABAR_REDIS_URL, or start everything with `khabar up`")
    load(name)
    tracing.warm(settings)
    if name == "extract":
        from khabar_worker.warm import COMMON_WORDS, warm  # nothing that a worker of the other queue needs

        warm(settings, words=0 if burst else COMMON_WORDS)
    else:
        from khabar import http

        http.warm()
    log.info("worker_started", queue=name, burst=burst)
    queue.work(
        str(settings.redis_url),
        name,
        burst=burst,
        max_jobs=settings.worker_max_jobs,
        put_back=partial(put_back, settings),
        pulse_file=settings.pulse_file,
        log_level=settings.log_level,
    )
    log.info("worker_stopped", queue=name)


def put_back(settings: Settings, work: queue.Work, ids: Sequence[int]) -> None:
    """Have those of `ids` that a killed work-horse had not begun hinted with the next sweep, and not as lost hints are.

    What it had begun waits for its lease.
    """
    if (ledger := LEDGERS.get(work)) is None:
        return
    try:
        with connect(str(settings.database_url), name="worker") as db:
            ledger.hint_again(db, ids)
    except StorageDown as error:
        log.warning(error.code, error=error.message)
