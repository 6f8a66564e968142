"""The client for programs with asyncio: as synchronous.py, where each rule is said."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any, TypeVar

import httpx

from khabar.client import ask, wire
from khabar.client.ask import Ask, Envelope, Listing, Value
from khabar.client.problem import Unreachable

T = TypeVar("T")


class AsyncClient:
    """Sends what `khabar.client.ask` makes. One for many requests; close it, or use it in an `async with`."""

    def __init__(self, url: str = "http://localhost:8000", key: str | None = None, **options: Any) -> None:
        """`options` are those of httpx.AsyncClient, such as `timeout` and `verify`."""
        chosen = {"timeout": wire.TIMEOUT_SECONDS, **options}
        self._http = httpx.AsyncClient(base_url=url, headers=wire.headers(key), **chosen)

    async def __aenter__(self) -> AsyncClient:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        await self._http.aclose()

    async def send(self, asked: Ask[T]) -> T:
        """The answer. What is refused for now, by a limit or a restart, is asked again after `Retry-After`.

        Raises:
            ApiError: the API said no.
            Unreachable: no answer came.
        """
        tried = 0
        while True:
            tried += 1
            try:
                answer = await self._http.send(wire.request_of(self._http, asked))
            except httpx.TransportError as error:
                raise Unreachable(f"{asked.method} {asked.path}: {error}") from error
            wait = wire.wait_before_retry(asked, answer, tried)
            if wait is None:
                return wire.result(asked, answer)
            await asyncio.sleep(wait)

    async def every(self, listing: Listing[T]) -> AsyncIterator[T]:
        """Every entry of a list, page after page; of the event log, all that are there now."""
        while True:
            page = await self.send(listing)
            for entry in page.data:
                yield entry
            if page.next is None or not page.data:
                return
            listing = listing.behind(page)

    async def events(self, after: str | None = None, **filters: Value) -> AsyncIterator[Envelope]:
        """Events as they happen: behind `after`, or from now on. A broken connection is taken up again, and
        so is one that is refused for now: by a limit, or by a proxy while the API starts anew.

        It ends when the saved search that it follows is removed.

        Raises:
            ApiError: the API said no; PositionExpired when events behind the position were removed.
        """
        lines = wire.Lines(last_id=after)
        while True:
            try:
                async for event in self._events(lines, ask.written(filters)):
                    yield event
            except httpx.TransportError:
                lines.cut()
            if lines.has_ended:
                return
            await asyncio.sleep(lines.pause())

    async def _events(self, lines: wire.Lines, filters: dict[str, str]) -> AsyncIterator[Envelope]:
        params, headers = lines.resumed(filters)
        silence = httpx.Timeout(wire.TIMEOUT_SECONDS, read=wire.STREAM_SILENCE_SECONDS)
        async with self._http.stream("GET", wire.STREAM, params=params, headers=headers, timeout=silence) as answer:
            if not answer.is_success:
                await answer.aread()
            if not lines.begin(answer):
                return
            async for line in answer.aiter_lines():
                if (event := lines.feed(line)) is not None:
                    yield wire.streamed(*event)
