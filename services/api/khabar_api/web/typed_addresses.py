"""Addresses as people type them: `curl "…/v1/articles?q=الميناء"` sends Arabic letters as they are, outside ASCII."""

from __future__ import annotations

import re

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

_OUTSIDE_ASCII = re.compile(rb"[\x80-\xff]")


def encoded(request: bytes) -> bytes:
    """The beginning of a request, with all bytes of its first line percent-encoded that are not ASCII."""
    end = request.find(b"\r\n")
    if end < 0 or request[:end].isascii():
        return request
    return _OUTSIDE_ASCII.sub(lambda found: b"%%%02X" % found[0][0], request[:end]) + request[end:]


class TypedAddresses(HttpToolsProtocol):
    """HTTP/1.1 that takes such addresses, which the parser by itself refuses."""

    _is_inside_message = False

    def data_received(self, data: bytes) -> None:
        # Never inside a body: the parser counts its bytes.
        super().data_received(data if self._is_inside_message else encoded(data))

    def on_message_begin(self) -> None:
        self._is_inside_message = True
        super().on_message_begin()

    def on_message_complete(self) -> None:
        super().on_message_complete()
        self._is_inside_message = False
