"""Content codings undone within a limit, so that a compression bomb costs no more than an honest page.

Here: gzip, deflate, br, zstd over bytes already received. Not here: receiving them (khabar.http).
"""

from __future__ import annotations

import zlib
from collections.abc import Callable

import brotli  # type: ignore[import-untyped]  # ships no types
import zstandard

from khabar.errors import TooLarge, Unreachable, WrongType

ACCEPTED = "gzip, deflate, br, zstd"
MAX_MEMBERS = 100
# Some publishers write the charset, or «none», where a coding belongs; their bytes are plain.
_PLAIN = frozenset({"", "identity", "none", "utf-8", "utf8", "windows-1256"})
_GZIP_MAGIC = b"\x1f\x8b"
_ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"
# RFC 9659 §3: what a sender may use, and so the most a receiver needs.
_ZSTD_WINDOW_BYTES = 8 * 1024 * 1024
# A zstd block of 4 bytes can mean 128 KiB, and the decoder can't be told to stop: 256 bytes at a time is 8 MiB at most.
_ZSTD_STEP_BYTES = 256

# What a decoder gives: at most `room + 1` bytes or a little more, and whether the coding came to its end.
_Decoded = tuple[bytes, bool]


def coding_of(header: str | None) -> str:
    """The one coding that a `Content-Encoding` header names: identity, gzip, deflate, br or zstd.

    Raises:
        WrongType: a coding that khabar doesn't read, or several on top of each other, which no honest site sends.

    Source: RFC 9110 §8.4; br RFC 7932, zstd RFC 8878.
    """
    names = [name for part in (header or "").split(",") if (name := part.strip().lower()) not in _PLAIN]
    if not names:
        return "identity"
    if len(names) > 1:
        raise WrongType(f"several content codings on top of each other ({len(names)})")
    name = names[0].removeprefix("x-") if names[0] == "x-gzip" else names[0]
    if name not in _DECODERS:
        raise WrongType(f"content coding {name[:40]!r} is not one of {ACCEPTED}")
    return name


def decoded(wire: bytes, coding: str, *, max_bytes: int, truncate: bool = False, is_cut: bool = False) -> bytes:
    """`wire` without its coding, at most `max_bytes` long.

    `truncate` returns the beginning of what is longer; `is_cut` says that `wire` itself is known to be a beginning.

    Raises:
        TooLarge: more than `max_bytes`, or more than a hundred gzip members or zstd frames.
        WrongType: the bytes aren't in that coding.
        Unreachable: the coding stops before its end, so the body was cut off on the way.
    """
    if not wire:
        return b""
    body, is_whole = _DECODERS[coding](wire, max_bytes)
    if len(body) > max_bytes:
        if truncate:
            return body[:max_bytes]
        raise TooLarge(f"decodes from {len(wire)} to more than {max_bytes} bytes")
    if not is_whole and not is_cut:
        raise Unreachable(f"cut off in the middle of its {coding} body")
    return body


def _identity(wire: bytes, room: int) -> _Decoded:
    return wire[: room + 1], True


def _gzip(wire: bytes, room: int) -> _Decoded:
    body = bytearray()
    rest = wire
    for _ in range(MAX_MEMBERS):
        part, is_whole, rest = _inflated(rest, zlib.MAX_WBITS | 16, room - len(body))
        body += part
        # What follows a whole member and is no other one is padding, and left alone as gzip itself does.
        if len(body) > room or not is_whole or not rest.startswith(_GZIP_MAGIC):
            return bytes(body), is_whole
    raise TooLarge(f"more than {MAX_MEMBERS} gzip members")


def _deflate(wire: bytes, room: int) -> _Decoded:
    """RFC 9110 §8.4.1.2 means the zlib format; some servers send the bare stream."""
    try:
        body, is_whole, _ = _inflated(wire, zlib.MAX_WBITS, room)
    except WrongType:
        body, is_whole, _ = _inflated(wire, -zlib.MAX_WBITS, room)
    return body, is_whole


def _inflated(wire: bytes, window_bits: int, room: int) -> tuple[bytes, bool, bytes]:
    """One member: its bytes up to `room + 1`, whether it ended, and what follows it."""
    decoder = zlib.decompressobj(window_bits)
    try:
        body = decoder.decompress(wire, room + 1)
    except zlib.error:
        raise WrongType("the body is not in the content coding that it claims") from None
    return body, decoder.eof, decoder.unused_data


def _brotli(wire: bytes, room: int) -> _Decoded:
    decoder = brotli.Decompressor()
    body = bytearray()
    try:
        body += decoder.process(wire, output_buffer_limit=room + 1)
        part = body
        while part and len(body) <= room and not decoder.can_accept_more_data():
            part = decoder.process(b"", output_buffer_limit=room + 1 - len(body))
            body += part
    except brotli.error:
        raise WrongType("the body is not in the content coding that it claims") from None
    return bytes(body), decoder.is_finished()


def _zstd(wire: bytes, room: int) -> _Decoded:
    body = bytearray()
    rest = wire
    for _ in range(MAX_MEMBERS):
        decoder = zstandard.ZstdDecompressor(max_window_size=_ZSTD_WINDOW_BYTES).decompressobj()
        at = 0
        try:
            while at < len(rest) and len(body) <= room and not decoder.eof:
                body += decoder.decompress(rest[at : at + _ZSTD_STEP_BYTES])
                at += _ZSTD_STEP_BYTES
        except zstandard.ZstdError:
            raise WrongType("the body is not in the content coding that it claims") from None
        rest = decoder.unused_data + rest[at:]
        if len(body) > room or not decoder.eof or not rest.startswith(_ZSTD_MAGIC):
            return bytes(body), decoder.eof
    raise TooLarge(f"more than {MAX_MEMBERS} zstd frames")


_DECODERS: dict[str, Callable[[bytes, int], _Decoded]] = {
    "identity": _identity,
    "gzip": _gzip,
    "deflate": _deflate,
    "br": _brotli,
    "zstd": _zstd,
}
