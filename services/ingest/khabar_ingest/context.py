"""What every ingest flow needs: settings, database, client, parsers, hints. Made once, in khabar_ingest.service."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Concatenate, ParamSpec, TypeVar

import redis

from khabar.http import Client
from khabar.publishers.loader import Catalogue
from khabar.settings import Settings
from khabar.storage.database import Connection, Database
from khabar_ingest.parser_pool import ParserPool

P = ParamSpec("P")
T = TypeVar("T")


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
    # Fewer and quicker tries for a single run, which ends; see khabar_ingest.harvest.
    page_attempts: int
    page_retry_seconds: float

    async def stored(self, function: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a storage function with a connection, in a thread.

        Raises:
            StorageDown: PostgreSQL does not answer.
        """

        def call() -> T:
            with self.database.connection() as db:
                return function(db, *args, **kwargs)

        return await asyncio.to_thread(call)

    def jitter(self) -> float:
        return random.random()
