"""What may be run, and the hints that ask for it: jobs that carry ids of the ledger and no more."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Sequence
from typing import Any, Literal

import redis
from rq import Queue
from rq.exceptions import DuplicateJobError
from rq.job import Job
from rq.serializers import JSONSerializer

from khabar.queue.connection import asking

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


def open_queue(client: redis.Redis, name: QueueName) -> Queue:
    """rq's queue of our jobs."""
    return Queue(name, connection=client, serializer=JSONSerializer, job_class=AllowedJob)


def fetch(client: redis.Redis, job_id: str) -> Job:
    """A job by its id.

    Raises:
        redis.RedisError: Redis does not answer.
        Exception: of any kind; there is none, or its hash can't be read.
    """
    return AllowedJob.fetch(job_id, connection=client, serializer=JSONSerializer)


def hint(client: redis.Redis, name: Work, ids: Sequence[int], *, rehint_seconds: int, size: int) -> int:
    """Tell the workers that ledger rows of one kind of work wait; returns how many jobs were made.

    The same rows are not queued twice while their hint waits. A hint lives twice as long as the reconciler waits before
    it hints again, so that the queue stays bounded.

    Raises:
        QueueDown: nothing is lost; the reconciler hints again.
    """
    jobs = 0
    function, queue_name = JOBS[name]
    queue = open_queue(client, queue_name)
    with asking():
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
