"""HTTP/1.1 as it comes in: addresses as people type them, and a bound to what comes before anybody knows who asks."""

from __future__ import annotations

import asyncio
import re

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from khabar_api.web.problem_types import TYPES
from khabar_api.web.problems import MEDIA_TYPE, Problem, body_of

_OUTSIDE_ASCII = re.compile(rb"[\x80-\xff]")
# The first line and all headers of a request. The parser by itself keeps any number; other servers take 8 to 64 kB.
MOST_HEAD_BYTES = 64_000


def encoded(request: bytes) -> bytes:
    """The beginning of a request, with all bytes of its first line percent-encoded that are not ASCII.

    `curl "…/v1/articles?q=الميناء"` sends Arabic letters as they are, which the parser by itself refuses.
    """
    end = request.find(b"\r\n")
    if end < 0 or request[:end].isascii():
        return request
    return _OUTSIDE_ASCII.sub(lambda found: b"%%%02X" % found[0][0], request[:end]) + request[end:]


class Wire(HttpToolsProtocol):
    """One connection. A head that grows or takes too long ends it; after the head, gate.py counts."""

    # From the connection, or from the first byte after an answer, to the end of the headers.
    head_seconds = 15.0

    _is_begun = False
    _is_in_body = False
    _room = MOST_HEAD_BYTES
    _deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        super().connection_made(transport)
        self._expect_head()

    def connection_lost(self, exc: Exception | None) -> None:
        self._head_is_whole()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self._is_in_body:
            self._body_received(data)
            return
        if self._deadline is None and (self.cycle is None or self.cycle.response_complete):
            self._expect_head()
        part, rest = data[: self._room], data[self._room :]
        self._room -= len(part)
        super().data_received(part if self._is_begun else encoded(part))
        if self.transport.is_closing():
            return
        if not self._room:
            self._refuse("head-too-large")
        elif rest:
            self.data_received(rest)

    def _body_received(self, data: bytes) -> None:
        """A part of a body, never encoded: the parser counts its bytes. What follows a body it keeps as headers."""
        self._room -= len(data)
        super().data_received(data)
        if self._is_in_body and self._room <= 0:
            self.transport.close()

    def on_body(self, body: bytes) -> None:
        self._room = MOST_HEAD_BYTES
        super().on_body(body)

    def on_message_begin(self) -> None:
        self._is_begun = True
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        self._is_in_body, self._room = True, MOST_HEAD_BYTES
        self._head_is_whole()
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        super().on_message_complete()
        self._is_begun = self._is_in_body = False

    def send_400_response(self, msg: str) -> None:
        self._refuse("bad-request")

    def _expect_head(self) -> None:
        self._deadline = self.loop.call_later(self.head_seconds, self.transport.close)

    def _head_is_whole(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _refuse(self, name: str) -> None:
        """Tell the problem, and hang up."""
        problem = Problem(name, TYPES[name].explanation)
        body = body_of(problem, "en")
        headers = f"content-type: {MEDIA_TYPE}\r\ncontent-length: {len(body)}\r\nconnection: close\r\n\r\n"
        self.transport.write(STATUS_LINE[problem.type.status] + headers.encode() + body)
        self.transport.close()
