"""What one running API shares between its requests: pools, limiter, secret, event tail. Made in app.py."""

from __future__ import annotations

from functools import cached_property
from typing import Annotated

import redis
from fastapi import Depends, Request

from khabar.address import is_loopback
from khabar.errors import BadSetting
from khabar.query import Place
from khabar.queue import connect
from khabar.settings import Settings
from khabar.storage import keys
from khabar.storage.database import SESSIONS, Database
from khabar_api.events.tail import Tail
from khabar_api.operations.metrics import Metrics
from khabar_api.web import cursor
from khabar_api.web.limits import Limiter
from khabar_api.web.problem_types import TYPES
from khabar_api.web.problems import Problem

STATEMENT_SECONDS = 5.0
# A client rather hears early that the database is away or overrun, or that Redis says nothing.
WAIT_SECONDS, QUEUE_SECONDS = 3.0, 2.0


class State:
    """The parts of one API process. Open it in the process that serves."""

    def __init__(self, settings: Settings) -> None:
        if settings.database_url is None or settings.redis_url is None:
            raise BadSetting("The API needs KHABAR_DATABASE_URL and KHABAR_REDIS_URL; `khabar up` sets both.")
        if "*" in settings.api_cors and not keys_are_needed(settings):
            raise BadSetting("KHABAR_API_CORS=* needs KHABAR_API_KEYS=required: any web page could read all.")
        database, queue = settings.database_url, settings.redis_url
        self.settings = settings
        self.reads = _pool(settings.database_read_url or database, "api read", read_only=True)
        self.writes = _pool(database, "api write")
        # Every request with a key begins here: it must not wait behind what others change. Not among `reads`, whose
        # role sees no hashes.
        self.keys = _pool(database, "api keys")
        self.redis: redis.Redis = connect(queue, tries=1, answer_seconds=QUEUE_SECONDS)
        self.limiter = Limiter(self.redis, settings.api_rate_limit)
        self.metrics = Metrics()
        self.tail = Tail(self.reads)
        self.needs_key = keys_are_needed(settings)

    def open(self) -> None:
        for pool in (self.reads, self.writes, self.keys):
            pool.open()

    def close(self) -> None:
        for pool in (self.reads, self.writes, self.keys):
            pool.close()
        self.redis.close()

    @cached_property
    def cursor_secret(self) -> bytes:
        """The setting, or a secret that all processes share through the database."""
        if self.settings.cursor_secret is not None:
            return self.settings.cursor_secret.get_secret_value().encode()
        with self.writes.connection() as db:
            return keys.kept_secret(db, "cursor_secret").encode()

    @cached_property
    def session_secret(self) -> str:
        """What signs the cookies of pages; all processes share it through the database."""
        with self.writes.connection() as db:
            return keys.kept_secret(db, "session_secret")

    def place(self, text: str | None, filters: bytes) -> Place | None:
        """Where the client's cursor points.

        Raises:
            Problem: it was changed, or belongs to another list.
        """
        if text is None:
            return None
        try:
            return cursor.decode(text, filters, self.cursor_secret)
        except cursor.CursorError as error:
            raise Problem(
                "bad-cursor",
                f"cursor: {error}. Start again without it.",
                TYPES["bad-cursor"].explanation_ar,
                errors=[{"parameter": "cursor", "detail": str(error), "detail_ar": "غُيّرت، أو هي لمرشحات أخرى"}],
            ) from None

    def cursor(self, place: Place, filters: bytes) -> str:
        return cursor.encode(place, filters, self.cursor_secret)


def _pool(url: str, name: str, *, read_only: bool = False) -> Database:
    return Database(
        url, name=name, size=SESSIONS[name], statement_seconds=STATEMENT_SECONDS, wait_seconds=WAIT_SECONDS,
        read_only=read_only,
    )  # fmt: skip


def keys_are_needed(settings: Settings) -> bool:
    """Open on loopback only."""
    return settings.api_keys == "required" or not is_loopback(settings.api_host)


async def _state_of(request: Request) -> State:
    state = request.app.state.khabar
    assert isinstance(state, State)
    return state


Shared = Annotated[State, Depends(_state_of)]
