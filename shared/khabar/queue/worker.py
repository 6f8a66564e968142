"""The worker: one forking rq worker on one queue, its work-horses bounded in memory and processor time."""

from __future__ import annotations

import resource
from collections.abc import Callable, Sequence
from contextvars import ContextVar
from pathlib import Path
from typing import Any

import redis
from rq import Worker
from rq.job import Job
from rq.serializers import JSONSerializer
from rq.worker_registration import register

from khabar import pulse
from khabar.errors import RetryLater
from khabar.log import get_logger
from khabar.queue.at_work import AtWork
from khabar.queue.connection import WORKER_TTL, asking, connect_worker
from khabar.queue.jobs import JOBS, AllowedJob, QueueName, Work, fetch, open_queue

log = get_logger()
# As short as WORKER_TTL, and for the same reason.
MAINTENANCE_SECONDS, MONITOR_SECONDS = 15, 10
# So long rq lets a worker's key live with each sign of life while a job runs; WORKER_TTL + 60 before and after.
LEAST_TTL = MONITOR_SECONDS + 60
MEMORY_BYTES, CPU_SECONDS = 2_000_000_000, 50
# By KHABAR_LOG_LEVEL. What rq says with each job our own lines say better: that is for who looks for a fault.
RQ_LEVELS = {"debug": "DEBUG", "info": "WARNING", "warning": "WARNING", "error": "ERROR"}


class LimitedWorker(Worker):
    """A forking worker whose work-horses have a memory limit, so that a hostile document kills one job only."""

    job_class = AllowedJob
    pulse_file: Path | None = None
    takes_further = False
    # Given what a killed work-horse had before it, some of which it may not have begun.
    put_back: Callable[[Work, Sequence[int]], None] | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.at_work = AtWork()

    def heartbeat(self, *args: Any, **kwargs: Any) -> None:
        super().heartbeat(*args, **kwargs)
        register(self)  # rq does so at the start only: once Redis was emptied, nobody would count this worker again
        pulse.beat(self.pulse_file)

    def handle_exception(self, job: Job, *exc_info: Any) -> None:
        """A server that is away is no fault of the job's: one line of the log, not a traceback from each."""
        if isinstance(error := exc_info[1], RetryLater):
            log.error(error.code, error=error.message, job=job.id)
        else:
            super().handle_exception(job, *exc_info)

    def handle_work_horse_killed(self, job: Job, *args: Any) -> None:
        super().handle_work_horse_killed(job, *args)  # type: ignore[no-untyped-call]  # rq has no types there
        work = next((name for name, (function, _) in JOBS.items() if function == job.func_name), None)
        if self.put_back is not None and work is not None and (ids := self.at_work.ids()):
            self.put_back(work, ids)

    def main_work_horse(self, *args: Any, **kwargs: Any) -> Any:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
        resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 5))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        current.set(self)
        return super().main_work_horse(*args, **kwargs)


# Of the work-horse that this process is; None: it is none.
current: ContextVar[LimitedWorker | None] = ContextVar("worker", default=None)


def quarantine_unreadable(client: redis.Redis, name: QueueName) -> list[str]:
    """Remove jobs whose hash can't be read; returns their ids.

    One such job would kill every worker that meets it, again after each restart (measured). Its rows are hinted again.
    """
    removed = []
    queue = open_queue(client, name)
    lists = (queue.key, f"{queue.key}:intermediate")
    for key in lists:
        for raw in client.lrange(key, 0, -1):
            job_id = raw.decode(errors="replace") if isinstance(raw, bytes) else raw
            try:
                fetch(client, job_id)
            except redis.RedisError:
                raise
            except Exception:  # anything at all: that is what "unreadable" means here
                client.lrem(key, 0, raw)  # type: ignore[arg-type]  # redis-py takes bytes too; its stub says str
                client.delete(Job.key_for(job_id))
                removed.append(job_id)
    return removed


def work(
    url: str,
    name: QueueName,
    *,
    burst: bool,
    max_jobs: int,
    put_back: Callable[[Work, Sequence[int]], None] | None = None,
    pulse_file: Path | None = None,
    log_level: str = "info",
) -> None:
    """Run one worker on one queue until it is told to stop, has done `max_jobs`, or (`burst`) the queue is empty.

    `put_back` is called here when a work-horse was killed, with the work and the ids that it had before it.

    `log_level` is that of the settings. `pulse_file` is touched with each sign of life that goes to Redis: every 10 s,
    also while a job runs.

    Raises:
        QueueDown: Redis can't be reached.
    """
    client = connect_worker(url)
    with asking():
        quarantine_unreadable(client, name)
        worker = LimitedWorker(
            [open_queue(client, name)],
            connection=client,
            serializer=JSONSerializer,
            job_class=AllowedJob,
            worker_ttl=WORKER_TTL,
            maintenance_interval=MAINTENANCE_SECONDS,
            job_monitoring_interval=MONITOR_SECONDS,
        )
        worker.pulse_file, worker.put_back, worker.takes_further = pulse_file, put_back, not burst
        worker.work(burst=burst, max_jobs=max_jobs, with_scheduler=False, logging_level=RQ_LEVELS[log_level])
