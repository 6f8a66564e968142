"""The client for programs without asyncio."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any, TypeVar

import httpx

from khabar.client import ask, wire
from khabar.client.ask import Ask, Envelope, Listing, Value
from khabar.client.problem import Unreachable

T = TypeVar("T")


class Client:
    """Sends what `khabar.client.ask` makes. One for many requests; close it, or use it in a `with`."""

    def __init__(self, url: str = "http://localhost:8000", key: str | None = None, **options: Any) -> None:
        """`options` are those of httpx.Client, such as `timeout` and `verify`."""
        chosen = {"timeout": wire.TIMEOUT_SECONDS, **options}
        self._http = httpx.Client(base_url=url, headers=wire.headers(key), **chosen)

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._http.close()

    def send(self, asked: Ask[T]) -> T:
        """The answer. What is refused for now, by a limit or a restart, is asked again after `Retry-After`.

        Raises:
            ApiError: the API said no.
            Unreachable: no answer came.
        """
        tried = 0
        while True:
            tried += 1
            try:
                answer = self._http.send(wire.request_of(self._http, asked))
            except httpx.TransportError as error:
                raise Unreachable(f"{asked.method} {asked.path}: {error}") from error
            wait = wire.wait_before_retry(asked, answer, tried)
            if wait is None:
                return wire.result(asked, answer)
            time.sleep(wait)

    def every(self, listing: Listing[T]) -> Iterator[T]:
        """Every entry of a list, page after page; of the event log, all that are there now."""
        while True:
            page = self.send(listing)
            yield from page.data
            if page.next is None or not page.data:
                return
            listing = listing.behind(page)

    def events(self, after: str | None = None, **filters: Value) -> Iterator[Envelope]:
        """Events as they happen: behind `after`, or from now on. A broken connection is taken up again, and
        so is one that is refused for now: by a limit, or by a proxy while the API starts anew.

        It ends when the saved search that it follows is removed.

        Raises:
            ApiError: the API said no; PositionExpired when events behind the position were removed.
        """
        lines = wire.Lines(last_id=after)
        while True:
            try:
                yield from self._events(lines, ask.written(filters))
            except httpx.TransportError:
                lines.cut()
            if lines.has_ended:
                return
            time.sleep(lines.pause())

    def _events(self, lines: wire.Lines, filters: dict[str, str]) -> Iterator[Envelope]:
        params, headers = lines.resumed(filters)
        silence = httpx.Timeout(wire.TIMEOUT_SECONDS, read=wire.STREAM_SILENCE_SECONDS)
        with self._http.stream("GET", wire.STREAM, params=params, headers=headers, timeout=silence) as answer:
            if not answer.is_success:
                answer.read()
            if not lines.begin(answer):
                return
            for line in answer.iter_lines():
                if (event := lines.feed(line)) is not None:
                    yield wire.streamed(*event)
