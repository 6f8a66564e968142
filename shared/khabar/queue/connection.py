"""Connections to Redis, and what its errors mean to those who ask it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import redis
from redis.backoff import ExponentialBackoff
from redis.retry import Retry

from khabar.errors import QueueDown

CONNECT_SECONDS = 3.0
# With it, rq's own clean-up of dead workers takes a minute or two instead of a quarter of an hour (measured).
WORKER_TTL = 25
# As rq itself has it at a worker, whose blocking pop takes 10 s less. To a shorter one it gives its own, but not to the
# connections that are there by then.
WORKER_ANSWER_SECONDS = WORKER_TTL - 5.0


@contextmanager
def asking() -> Iterator[None]:
    """Whatever goes wrong with Redis inside is told as QueueDown."""
    try:
        yield
    except redis.RedisError as error:
        raise QueueDown(f"Redis does not answer: {error}") from error


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
