"""Answers: headers, redirects and bodies as they come in, within limits.

Not here: asking (client), codings (khabar.coding), what a status means (khabar.answer).
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import partial

import httpx

from khabar.answer import Fetched, Limits, NotModified, content_type_of, failure
from khabar.coding import coding_of, decoded
from khabar.errors import KhabarError, TooLarge, WrongType

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
# Each piece costs about 20 µs: a body sent letter by letter must not occupy the event loop.
_MAX_PIECES = 50_000
# From here on decoding may take milliseconds, and is worth a thread.
_THREAD_FROM_BYTES = 100_000


async def answer(response: httpx.Response, url: str, checked: str, limits: Limits) -> Fetched | NotModified:
    """The answer that `response` turns out to be.

    Raises:
        KhabarError: it is none that can be used; carries the status.
    """
    headers = received(response)
    if response.status_code == 304:
        return NotModified(url=url, final_url=checked, headers=headers, elapsed_seconds=0)
    error = failure(response.status_code, headers, datetime.now(UTC))
    if error is not None:
        raise error
    try:
        body, wire_bytes = await _body(response, headers, limits)
    except KhabarError as refused:
        refused.status = response.status_code
        raise
    content_type, charset = content_type_of(headers)
    return Fetched(
        url=url,
        final_url=checked,
        status=response.status_code,
        headers=headers,
        body=body,
        wire_bytes=wire_bytes,
        elapsed_seconds=0,
        content_type=content_type,
        charset=charset,
    )


async def _body(response: httpx.Response, headers: Mapping[str, str], limits: Limits) -> tuple[bytes, int]:
    """The decoded body, and its size on the wire."""
    try:
        coding = coding_of(headers.get("content-encoding"))
    except WrongType:
        if not limits.any_coding:
            raise
        coding = "identity"
    declared = headers.get("content-length", "")
    if not limits.truncate and declared.isdecimal() and int(declared[:18]) > limits.max_wire_bytes:
        raise TooLarge(f"announces {declared[:18]} bytes, more than {limits.max_wire_bytes}")
    wire = bytearray()
    is_cut = await read(response, wire, limits)
    sent = bytes(wire)
    undo = partial(
        decoded, sent, coding, max_bytes=limits.body_room(len(sent)), truncate=limits.truncate, is_cut=is_cut
    )
    try:
        is_quick = len(sent) < _THREAD_FROM_BYTES or coding == "identity"
        body = undo() if is_quick else await asyncio.to_thread(undo)
    except WrongType:
        if not limits.any_coding:
            raise
        body = sent
    return body, len(sent)


async def read(response: httpx.Response, wire: bytearray, limits: Limits) -> bool:
    """Read the body into `wire`; whether it was longer than `limits` takes and only its beginning was read.

    Raises:
        TooLarge: too long, and `limits` don't say to keep the beginning; or in too many pieces.
    """
    pieces = 0
    async for piece in response.aiter_raw():
        wire += piece
        pieces += 1
        if len(wire) > limits.max_wire_bytes:
            if not limits.truncate:
                raise TooLarge(f"sends more than {limits.max_wire_bytes} bytes")
            del wire[limits.max_wire_bytes :]
            return True
        if pieces > _MAX_PIECES:
            raise TooLarge(f"sends its body in more than {_MAX_PIECES} pieces")
    return False


def received(response: httpx.Response) -> dict[str, str]:
    """Header fields by lower-case name, byte for byte (latin-1), repeated ones joined. Cookies are not kept.

    Source: RFC 9110 §5.3 (joining), §5.5 (bytes beyond ASCII are opaque).
    """
    headers: dict[str, str] = {}
    for raw_name, raw_value in response.headers.raw:
        name, value = raw_name.decode("latin-1").lower(), raw_value.decode("latin-1")
        if name != "set-cookie":
            headers[name] = f"{headers[name]}, {value}" if name in headers else value
    return headers


def location(response: httpx.Response) -> str | None:
    """Where a redirect leads, None when `response` is none. Raw Arabic letters are read as UTF-8, else kept as bytes.

    Source: RFC 9110 §15.4.
    """
    found = [value for name, value in response.headers.raw if name.lower() == b"location"]
    if response.status_code not in _REDIRECTS or not found:
        return None
    try:
        return found[0].decode("utf-8")
    except UnicodeDecodeError:
        return "".join(chr(byte) if byte < 0x80 else f"%{byte:02X}" for byte in found[0])
