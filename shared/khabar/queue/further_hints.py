"""Hints that a job takes on while it runs, each of which spares a fork, a connection and cold memory."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Sequence

import redis
from rq.job import Job
from rq.suspension import is_suspended

from khabar.queue.jobs import JOBS, Work, fetch
from khabar.queue.worker import LimitedWorker, current

# How long a job that is done waits for a further hint, and how often it looks meanwhile whether its worker is to stop.
WAIT_SECONDS, LOOK_SECONDS = 10.0, 1.0
# No further hint is taken once a job has used this much of a processor: CPU_SECONDS are its process's, not each hint's.
FURTHER_CPU_SECONDS = 10.0


def further(
    name: Work,
    ids: Sequence[int],
    *,
    until: float,
    is_good: Callable[[], bool],
    cpu_clock: Callable[[], float] = time.process_time,
) -> Iterator[Sequence[int]]:
    """`ids`, and then those of hints that come meanwhile.

    It ends where none comes for WAIT_SECONDS, where other work stands first, when the worker is to stop, is suspended
    or gone, when the job can't go on (`is_good`: whether its connections live), after FURTHER_CPU_SECONDS, and `until`
    then (monotonic). What it does not take waits for the next job. A hint that is lost with its work-horse is given
    again by the sweep.
    """
    begun = cpu_clock()
    worker = current.get()
    if worker is not None:
        worker.at_work.note(ids)
    yield ids
    while worker is not None and worker.takes_further and cpu_clock() - begun < FURTHER_CPU_SECONDS:
        taken = _taken(worker, JOBS[name][0], until, is_good)
        if taken is None:
            return
        worker.at_work.note(taken)
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
                job = fetch(client, job_id)
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
