"""The one place of rq: ids go out as hints, work-horses run allow-listed functions. The truth is the ledger, not Redis.

rq can lose jobs, so nothing depends on one arriving: no rq retry, no rq scheduler, one queue per worker process,
JSON instead of pickle. Measured reasons: docs/decisions/0003-the-ledger-is-the-truth.md.

`connection` connects, `jobs` hints, `worker` runs, `further_hints` gives a running job more, `counts` is what is shown.
"""

from rq.timeouts import BaseTimeoutException as JobTimeout

from khabar.queue.connection import connect, connect_worker
from khabar.queue.counts import depth, info, workers
from khabar.queue.further_hints import further
from khabar.queue.jobs import JOBS, QUEUES, QueueName, Work, functions, hint
from khabar.queue.worker import work

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
