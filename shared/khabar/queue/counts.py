"""What is shown of the queues: how much waits, who works, how the server does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import redis
from rq.worker_registration import WORKERS_BY_QUEUE_KEY

from khabar.queue.connection import asking
from khabar.queue.jobs import QueueName, open_queue
from khabar.queue.worker import LEAST_TTL

# Three signs of life that did not come.
SILENT_SECONDS = 30


def depth(client: redis.Redis, name: QueueName) -> int:
    """Jobs waiting.

    Raises:
        QueueDown: Redis does not answer.
    """
    with asking():
        return int(open_queue(client, name).count)


def workers(client: redis.Redis, name: QueueName) -> int:
    """Workers of a queue that are alive. One that was killed counts for half a minute more, at most for 45 s.

    Each renews its key every 10 s, but rq lets a key outlive its worker for longer than a minute: what is left of a
    key's time tells when its worker last spoke, and needs no clock.

    Raises:
        QueueDown: Redis does not answer.
    """
    with asking():
        keys = client.smembers(WORKERS_BY_QUEUE_KEY % name)
        with client.pipeline(transaction=False) as asked:
            for key in keys:
                asked.ttl(key)
            return sum(seconds > LEAST_TTL - SILENT_SECONDS for seconds in asked.execute())


def info(client: redis.Redis) -> Mapping[str, Any]:
    """What the server says of itself.

    Raises:
        QueueDown: Redis does not answer.
    """
    with asking():
        return dict(client.info())
