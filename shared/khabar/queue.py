"""The one rq module: ids go out as hints, work-horses run allow-listed functions. The truth is the ledger, not Redis.

rq can lose jobs, so nothing depends on one arriving: no rq retry, no rq scheduler, one queue per worker process,
JSON instead of pickle. Measured reasons: docs/decisions/0003-the-ledger-is-the-truth.md.
"""

from __future__ import annotations

import hashlib
import os
import resource
import secrets
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextvars import ContextVar
from pathlib import Path
from typing import Any, Literal

import redis
from redis.backoff import ExponentialBackoff
from redis.retry import Retry
from rq import Queue, Worker
from rq.exceptions import DuplicateJobError
from rq.job import Job
from rq.serializers import JSONSerializer
from rq.suspension import is_suspended
from rq.timeouts import BaseTimeoutException as JobTimeout
from rq.worker_registration import WORKERS_BY_QUEUE_KEY, register

from khabar import pulse
from khabar.errors import QueueDown

__all__ = [
    "JOBS",
    "QUEUES",
    "JobTimeout",
    "QueueName",
    "Work",
    "connect",
    "connect_worker",
    "depth",
    "functions",
    "further",
    "hint",
    "info",
    "work",
    "workers",
]

QueueName = Literal["extract", "deliver"]
QUEUES: tuple[QueueName, ...] = ("extract", "deliver")
# What is hinted, which may be more than there are queues: extract workers also extract articles again, and on trial.
Work = Literal["extract", "deliver", "reextract", "trial", "export"]

# What is run for each, and by the workers of which queue.
JOBS: dict[Work, tuple[str, QueueName]] = {
    "extract": ("khabar_worker.tasks.extract", "extract"),
    "deliver": ("khabar_worker.deliver.deliver", "deliver"),
    "reextract": ("khabar_worker.again.reextract", "extract"),
    "trial": ("khabar_worker.trial.attempt", "extract"),
    "export": ("khabar_worker.export.export", "extract"),
}
# A job names a function by dotted path, and a writable Redis must not mean code execution: only these may run.
ALLOWED = frozenset(function for function, _ in JOBS.values())
JOB_SECONDS = 60
CONNECT_SECONDS = 3.0
# With these, rq's own clean-up of dead workers takes a minute or two instead of a quarter of an hour (measured).
WORKER_TTL, MAINTENANCE_SECONDS, MONITOR_SECONDS = 25, 15, 10
# As rq itself has it at a worker, whose blocking pop takes 10 s less. To a shorter one it gives its own, but not to the
# connections that are there by then.
WORKER_ANSWER_SECONDS = WORKER_TTL - 5.0
MEMORY_BYTES, CPU_SECONDS = 2_000_000_000, 50
# How long a job that is done waits for a further hint, and how often it looks meanwhile whether its worker is to stop.
WAIT_SECONDS, LOOK_SECONDS = 10.0, 1.0
# No further hint is taken once a job has used this much of a processor: CPU_SECONDS are its process's, not each hint's.
FURTHER_CPU_SECONDS = 10.0
# By KHABAR_LOG_LEVEL. What rq says with each job our own lines say better: that is for who looks for a fault.
RQ_LEVELS = {"debug": "DEBUG", "info": "WARNING", "warning": "WARNING", "error": "ERROR"}


def functions(name: QueueName) -> list[str]:
    """The dotted paths of what workers of one queue run."""
    return [function for function, queue in JOBS.values() if queue == name]


class AllowedJob(Job):
    """A job that runs a function of the allow-list and nothing else, whatever its hash in Redis says."""

    # Each of these would import, or post to, whatever the hash names.
    success_callback = None
    failure_callback = None
    stopped_callback = None

    @property
    def webhooks(self) -> list[Any]:
        return []

    @webhooks.setter
    def webhooks(self, value: object) -> None:
        del value

    @property
    def func(self) -> Callable[..., Any]:
        if self.instance is not None or self.func_name not in ALLOWED:
            raise PermissionError(f"job {self.id} names {self.func_name!r}, which is not on the allow-list")
        return super().func  # type: ignore[no-any-return]


class LimitedWorker(Worker):
    """A forking worker whose work-horses have a memory limit, so that a hostile document kills one job only."""

    job_class = AllowedJob
    pulse_file: Path | None = None
    takes_further = False

    def heartbeat(self, *args: Any, **kwargs: Any) -> None:
        super().heartbeat(*args, **kwargs)
        register(self)  # rq does so at the start only: once Redis was emptied, nobody would count this worker again
        pulse.beat(self.pulse_file)

    def main_work_horse(self, *args: Any, **kwargs: Any) -> Any:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
        resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 5))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        _worker.set(self if self.takes_further else None)
        return super().main_work_horse(*args, **kwargs)


# Of the work-horse that this process is; None: it is none, or its worker ends as soon as the queue is empty.
_worker: ContextVar[LimitedWorker | None] = ContextVar("worker", default=None)


def further(
    name: Work,
    ids: Sequence[int],
    *,
    until: float,
    is_good: Callable[[], bool],
    cpu_clock: Callable[[], float] = time.process_time,
) -> Iterator[Sequence[int]]:
    """`ids`, and then those of hints that come meanwhile: each spares a fork, a connection and cold memory.

    It ends where none comes for WAIT_SECONDS, where other work stands first, when the worker is to stop, is suspended
    or gone, when the job can't go on (`is_good`: whether its connections live), after FURTHER_CPU_SECONDS, and `until`
    then (monotonic). What it does not take waits for the next job. A hint that is lost with its work-horse is given
    again by the sweep.
    """
    begun = cpu_clock()
    yield ids
    worker = _worker.get()
    while worker is not None and cpu_clock() - begun < FURTHER_CPU_SECONDS:
        taken = _taken(worker, JOBS[name][0], until, is_good)
        if taken is None:
            return
        yield taken


def _taken(worker: LimitedWorker, function: str, until: float, is_good: Callable[[], bool]) -> Sequence[int] | None:
    """The ids of the next hint in the worker's queue; None: there is none to go on with."""

    def can_go_on() -> bool:
        return os.getppid() == worker.pid and is_good()

    client, key = worker.connection, worker.queues[0].key
    latest = min(until, time.monotonic() + WAIT_SECONDS)
    try:
        while (left := latest - time.monotonic()) > 0 and can_go_on() and not _is_to_end(worker):
            popped = client.blpop([key], timeout=min(max(left, 0.01), LOOK_SECONDS))  # 0 would be for ever
            if popped is None:
                continue
            raw = popped[1]
            job_id = raw.decode(errors="replace") if isinstance(raw, bytes) else raw
            try:
                job = AllowedJob.fetch(job_id, connection=client, serializer=JSONSerializer)
                is_other, ids = job.func_name != function, list(job.args[0])
            except redis.RedisError:
                raise
            except Exception:  # it has expired, or can't be read: its rows are hinted again
                client.delete(Job.key_for(job_id))
                continue
            if is_other or not can_go_on():
                client.lpush(key, job_id)
                return None
            client.delete(job.key)
            return ids
    except redis.RedisError:
        pass  # the worker will say so
    return None


def _is_to_end(worker: LimitedWorker) -> bool:
    return worker.shutdown_requested_date is not None or bool(is_suspended(worker.connection))


def connect(url: str, *, tries: int = 5, answer_seconds: float = 5.0) -> redis.Redis:
    """A client that connects at its first command.

    A connection that is refused or breaks is tried again `tries` times (5 take about 2 s). A server that says nothing
    is waited for `answer_seconds`, once: asked again, it would take as long each time.
    """
    return _client(url, tries, answer_seconds, (redis.ConnectionError,))


def connect_worker(url: str, *, answer_seconds: float = WORKER_ANSWER_SECONDS) -> redis.Redis:
    """A client for a worker: a server that says nothing is asked again as well, in all for six times `answer_seconds`.

    A worker has nothing else to do, and rq ends one at the first answer that is not there in time.
    """
    return _client(url, 5, answer_seconds, (redis.ConnectionError, redis.TimeoutError))


def _client(url: str, tries: int, answer_seconds: float, again: tuple[type[redis.RedisError], ...]) -> redis.Redis:
    keepalive = {} if url.startswith("unix:") else {"socket_keepalive": True}  # a file socket has no such option
    return redis.Redis.from_url(
        url,
        socket_connect_timeout=min(CONNECT_SECONDS, answer_seconds),
        socket_timeout=answer_seconds,
        retry=Retry(ExponentialBackoff(cap=1, base=0.05), tries, supported_errors=again),
        **keepalive,
    )


def _queue(client: redis.Redis, name: QueueName) -> Queue:
    return Queue(name, connection=client, serializer=JSONSerializer, job_class=AllowedJob)


def hint(client: redis.Redis, name: Work, ids: Sequence[int], *, rehint_seconds: int, size: int) -> int:
    """Tell the workers that ledger rows of one kind of work wait; returns how many jobs were made.

    The same rows are not queued twice while their hint waits. A hint lives twice as long as the reconciler waits before
    it hints again, so that the queue stays bounded.

    Raises:
        QueueDown: nothing is lost; the reconciler hints again.
    """
    jobs = 0
    function, queue_name = JOBS[name]
    queue = _queue(client, queue_name)
    try:
        for start in range(0, len(ids), size):
            batch = list(ids[start : start + size])
            digest = hashlib.sha256(repr(batch).encode()).hexdigest()[:16]
            job_id = f"{name}-{batch[0]}-{digest}"
            try:
                _enqueue(queue, function, batch, job_id, rehint_seconds)
            except DuplicateJobError:
                if queue.get_job_position(job_id) is not None:
                    continue
                # Its hash has outlived its place: a killed worker took it along, or it failed a moment ago. Under
                # another id, because a hash that is removed while its job still runs comes back without its data.
                _enqueue(queue, function, batch, f"{job_id}-{secrets.token_hex(4)}", rehint_seconds)
            jobs += 1
    except redis.RedisError as error:
        raise QueueDown(f"Redis does not answer: {error}") from error
    return jobs


def _enqueue(queue: Queue, function: str, batch: list[int], job_id: str, rehint_seconds: int) -> None:
    queue.enqueue_call(
        function,
        args=(batch,),
        job_id=job_id,
        timeout=JOB_SECONDS,
        ttl=2 * rehint_seconds,
        result_ttl=0,
        failure_ttl=JOB_SECONDS,
        unique=True,
    )


def depth(client: redis.Redis, name: QueueName) -> int:
    """Jobs waiting.

    Raises:
        QueueDown: Redis does not answer.
    """
    try:
        return int(_queue(client, name).count)
    except redis.RedisError as error:
        raise QueueDown(f"Redis does not answer: {error}") from error


def workers(client: redis.Redis, name: QueueName) -> int:
    """Workers of a queue that are alive: each renews its key every few seconds.

    Raises:
        QueueDown: Redis does not answer.
    """
    try:
        keys = client.smembers(WORKERS_BY_QUEUE_KEY % name)
        return int(client.exists(*keys)) if keys else 0
    except redis.RedisError as error:
        raise QueueDown(f"Redis does not answer: {error}") from error


def quarantine_unreadable(client: redis.Redis, name: QueueName) -> list[str]:
    """Remove jobs whose hash can't be read; returns their ids.

    One such job would kill every worker that meets it, again after each restart (measured). Its rows are hinted again.
    """
    removed = []
    queue = _queue(client, name)
    lists = (queue.key, f"{queue.key}:intermediate")
    for key in lists:
        for raw in client.lrange(key, 0, -1):
            job_id = raw.decode(errors="replace") if isinstance(raw, bytes) else raw
            try:
                AllowedJob.fetch(job_id, connection=client, serializer=JSONSerializer)
            except redis.RedisError:
                raise
            except Exception:  # anything at all: that is what "unreadable" means here
                client.lrem(key, 0, raw)  # type: ignore[arg-type]  # redis-py takes bytes too; its stub says str
                client.delete(Job.key_for(job_id))
                removed.append(job_id)
    return removed


def work(
    url: str, name: QueueName, *, burst: bool, max_jobs: int, pulse_file: Path | None = None, log_level: str = "info"
) -> None:
    """Run one worker on one queue until it is told to stop, has done `max_jobs`, or (`burst`) the queue is empty.

    `log_level` is that of the settings. `pulse_file` is touched with each sign of life that goes to Redis: every 10 s,
    also while a job runs.

    Raises:
        QueueDown: Redis can't be reached.
    """
    client = connect_worker(url)
    try:
        quarantine_unreadable(client, name)
        worker = LimitedWorker(
            [_queue(client, name)],
            connection=client,
            serializer=JSONSerializer,
            job_class=AllowedJob,
            worker_ttl=WORKER_TTL,
            maintenance_interval=MAINTENANCE_SECONDS,
            job_monitoring_interval=MONITOR_SECONDS,
        )
        worker.pulse_file, worker.takes_further = pulse_file, not burst
        worker.work(burst=burst, max_jobs=max_jobs, with_scheduler=False, logging_level=RQ_LEVELS[log_level])
    except redis.RedisError as error:
        raise QueueDown(f"Redis does not answer: {error}") from error


def info(client: redis.Redis) -> Mapping[str, Any]:
    """What the server says of itself.

    Raises:
        QueueDown: Redis does not answer.
    """
    try:
        return dict(client.info())
    except redis.RedisError as error:
        raise QueueDown(f"Redis does not answer: {error}") from error
