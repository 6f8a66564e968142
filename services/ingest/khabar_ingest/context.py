"""What every ingest flow needs: settings, database, client, parsers, hints. Made once, in khabar_ingest.service."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Concatenate, ParamSpec, TypeVar

import redis

from khabar.errors import KhabarError, RetryLater, ServerFailing, Throttled, Unreachable
from khabar.http import Client
from khabar.log import get_logger
from khabar.publishers.loader import Catalogue
from khabar.settings import Settings
from khabar.storage import hosts
from khabar.storage.database import Connection, Database
from khabar.storage.hosts import HostLease
from khabar_ingest.parser_pool import ParserPool

log = get_logger()
# For a 429 that names no wait.
THROTTLED_SECONDS = 60.0

P = ParamSpec("P")
T = TypeVar("T")


def as_khabar_error(caught: Exception, subject: str) -> KhabarError:
    """`caught`, or what a fault of ours is to a feed or a page: one more failure that backs off, logged in full."""
    if isinstance(caught, KhabarError):
        return caught
    if isinstance(caught, TimeoutError):
        return Unreachable(
            "all of it took longer than its lease: the server, or this machine, is too slow", subject=subject
        )
    log.exception("ingest_fault", subject=subject)
    return RetryLater(f"a fault in khabar: {type(caught).__name__}", subject=subject)


@dataclass
class Tally:
    """What this process has done since it started; `failed` has each failing feed's URL and reason."""

    polled: int = 0
    failed: dict[str, str] = field(default_factory=dict)
    new_items: int = 0
    changed_items: int = 0
    pages: int = 0
    refused: int = 0


@dataclass(frozen=True)
class Context:
    settings: Settings
    database: Database
    client: Client
    parsers: ParserPool
    queue: redis.Redis
    publishers: Catalogue
    hints: asyncio.Queue[int]
    tally: Tally
    # A single run ends: pages get fewer and quicker tries, and a failing host is not left alone.
    is_single_run: bool
    page_attempts: int
    page_retry_seconds: float
    # When each loop last came round without a fault, in seconds of the monotonic clock.
    rounds: dict[str, float] = field(default_factory=dict)

    async def stored(self, function: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a storage function with a connection, in a thread.

        Raises:
            StorageDown: PostgreSQL does not answer.
        """

        def call() -> T:
            with self.database.connection() as db:
                return function(db, *args, **kwargs)

        return await asyncio.to_thread(call)

    async def release(self, lease: HostLease, error: KhabarError | None, *, was_asked: bool = True) -> None:
        """End the claim on a host. What `error` says of the host decides how long it is left alone.

        `was_asked`: whether a request went out.

        Raises:
            StorageDown: PostgreSQL does not answer; the claim ends by itself.
        """
        is_failing = isinstance(error, Unreachable | ServerFailing) and not self.is_single_run
        pause = (error.after or THROTTLED_SECONDS) if isinstance(error, Throttled) else 0.0
        await self.stored(
            hosts.release, lease, pause_seconds=pause, reason=error.message if error else None, is_failing=is_failing,
            was_asked=was_asked,
        )  # fmt: skip

    def jitter(self) -> float:
        return random.random()
