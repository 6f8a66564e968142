"""The end of the event log, read once for all streams of this process. The SSE format is in stream.py.

events.after(newest seen) ── every half second, while someone listens ──▶ the last 1,000 events in memory
                                                                          │ wake
a stream behind them: reads the database itself                           ▼
a stream among them:  takes what stands behind its position ◀──────────── since(position)
"""

from __future__ import annotations

import asyncio
import contextlib
from collections import Counter, deque
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from itertools import takewhile

from anyio import to_thread

from khabar.errors import StorageDown
from khabar.event import Event, Position
from khabar.log import get_logger
from khabar.storage import events
from khabar.storage.database import Database

log = get_logger()

PAUSE_SECONDS = 0.5
KEPT_EVENTS = 1000
BATCH = 500

Key = tuple[int, int]


def key(position: Position) -> Key:
    """What positions are ordered by."""
    return (position.tx, position.seq)


class Tail:
    """Follows the log from the first listener on. Every settled event in (start, end] is in memory."""

    def __init__(self, reads: Database) -> None:
        self._reads = reads
        self._kept: deque[Event] = deque()
        self._start: Key | None = None
        self._end: Position | None = None
        self._names = Counter[str]()
        self._changed = asyncio.Event()
        self.is_closing = False
        self.is_unreadable = False

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Follow the log inside this block."""
        task = asyncio.create_task(self._follow())
        try:
            yield
        finally:
            self.close()
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

    @property
    def is_followed(self) -> bool:
        """Whether streams can be told what happens; when not, they end, and their clients come back."""
        return not self.is_closing and not self.is_unreadable

    def close(self) -> None:
        """Let every stream end now; a client comes back to another process with its last id."""
        self.is_closing = True
        self._wake()

    @contextmanager
    def listening(self, name: str) -> Iterator[None]:
        """Count one stream of `name`."""
        self._names[name] += 1
        self._wake()
        try:
            yield
        finally:
            self._names[name] -= 1
            if not self._names[name]:
                del self._names[name]

    @property
    def listeners(self) -> int:
        return self._names.total()

    def listeners_of(self, name: str) -> int:
        return self._names.get(name, 0)

    def since(self, position: Position) -> list[Event] | None:
        """Events behind `position`, in order; None when the memory does not reach back so far."""
        if self._start is None or key(position) < self._start:
            return None
        # From the end: most streams lack the last few only, and there may be a thousand streams.
        behind = takewhile(lambda event: key(event.position) > key(position), reversed(self._kept))
        return [*behind][::-1]

    def news(self) -> asyncio.Event:
        """Set when there is something new; take it before looking."""
        return self._changed

    async def heard(self, news: asyncio.Event, seconds: float) -> bool:
        """Whether `news` came within `seconds`."""
        try:
            await asyncio.wait_for(news.wait(), seconds)
        except TimeoutError:
            return False
        return True

    def _wake(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()

    async def _follow(self) -> None:
        while not self.is_closing:
            news = self.news()
            if not self.listeners and not self.is_unreadable:
                self._forget()
                await news.wait()
                continue
            try:
                more = await self._read()
                self.is_unreadable = False
            except StorageDown as error:
                log.warning("event_log_unread", error=error.message)
                more = False
            except Exception as error:
                log.error("event_log_unreadable", exc_info=error)
                self._forget()
                more, self.is_unreadable = False, True
                self._wake()
            if not more:
                await asyncio.sleep(PAUSE_SECONDS)

    def _forget(self) -> None:
        """What is not followed is not known: the next listener starts from the newest event again."""
        self._start = self._end = None
        self._kept.clear()

    async def _read(self) -> bool:
        """Take what is new; returns whether more may wait."""
        if self._end is None:
            self._end = await to_thread.run_sync(self._newest)
            self._start = key(self._end)
            self._wake()
            return False
        found = await to_thread.run_sync(self._after, self._end)
        if found:
            self._kept.extend(found)
            self._end = found[-1].position
            while len(self._kept) > KEPT_EVENTS:
                self._start = key(self._kept.popleft().position)
            self._wake()
        return len(found) == BATCH

    def _newest(self) -> Position:
        with self._reads.connection() as db:
            return events.newest(db)

    def _after(self, position: Position) -> list[Event]:
        with self._reads.connection() as db:
            return events.after(db, position, limit=BATCH)
