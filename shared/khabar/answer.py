"""What a web server answered, how much of it is taken, and what its status means. Records and rules.

Not here: asking (khabar.http).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from khabar.errors import Forbidden, GiveUp, Gone, KhabarError, ServerFailing, Throttled, WrongType
from khabar.politeness import retry_after_seconds
from khabar.record import Record

MEGABYTE = 1_000_000


class Limits(Record):
    """How much one request may cost. Bytes are without headers; the deadline holds over everything, hops included.

    A body that grows to more than `max_ratio` times its size on the wire is refused once it passes one megabyte.
    `truncate` keeps the beginning of what is too long instead of refusing it. `any_coding` takes a body as it was sent
    when its content coding is none that khabar reads, or not what it claims.
    """

    max_wire_bytes: int = 5 * MEGABYTE
    max_body_bytes: int = 10 * MEGABYTE
    max_ratio: int = 200
    max_hops: int = 5
    deadline_seconds: float = 30.0
    connect_seconds: float = 10.0
    read_seconds: float = 15.0
    write_seconds: float = 10.0
    truncate: bool = False
    any_coding: bool = False

    def body_room(self, wire_bytes: int) -> int:
        """The most bytes that a body of `wire_bytes` on the wire may decode to."""
        return min(self.max_body_bytes, max(MEGABYTE, self.max_ratio * wire_bytes))


FEED = Limits()
PAGE = Limits()
# RFC 9309 §2.5: at least 500 KiB are to be read, the rest may be ignored; §2.3.1.2: at least five redirects. A header
# that is wrong takes no rule away from plain text; what is really packed in an unknown way has no line that is one.
ROBOTS = Limits(max_wire_bytes=512_000, max_body_bytes=512_000, truncate=True, any_coding=True)
WEBHOOK = Limits(max_wire_bytes=64_000, max_body_bytes=64_000, max_hops=0, deadline_seconds=10.0, truncate=True)


class Fetched(Record):
    """A whole answer. `headers` have lower-case names; a repeated one is joined with commas, cookies are left out.

    `hops` are the redirects followed: status and where it led. `permanent_url` is set when every hop was permanent and
    none led from https to http: the address to remember. `wire_bytes` are those of the body before decoding.
    `content_type` (lower case, no parameters) and `charset` are as the header says, None when it doesn't.
    """

    url: str
    final_url: str
    status: int
    headers: dict[str, str]
    body: bytes
    hops: tuple[tuple[int, str], ...] = ()
    permanent_url: str | None = None
    wire_bytes: int
    elapsed_seconds: float
    content_type: str | None = None
    charset: str | None = None


class NotModified(Record):
    """304: what was fetched before still stands. Fields as in `Fetched`."""

    url: str
    final_url: str
    status: int = 304
    headers: dict[str, str]
    hops: tuple[tuple[int, str], ...] = ()
    permanent_url: str | None = None
    elapsed_seconds: float


def content_type_of(headers: Mapping[str, str]) -> tuple[str | None, str | None]:
    """Media type and charset of a `Content-Type` header, both lower case. Source: RFC 9110 §8.3.1."""
    value = headers.get("content-type", "")
    media_type = value.partition(";")[0].strip().lower() or None
    found = re.search(r";\s*charset\s*=\s*[\"']?([^\s;\"']+)", value, re.IGNORECASE)
    return media_type, found[1].lower() if found else None


# RFC 9110 §15.5; 451 RFC 7725. 408 and 425 (RFC 8470 §5.2) are a server's wish to be asked again: its failure.
_BY_STATUS: Mapping[int, type[KhabarError]] = MappingProxyType(
    {
        **dict.fromkeys((401, 402, 403, 407, 451), Forbidden),
        **dict.fromkeys((404, 410), Gone),
        **dict.fromkeys((408, 425), ServerFailing),
    }
)
# 503 with or without a wait: RFC 9110 §15.6.4; 429: RFC 6585 §4.
_THROTTLING = frozenset({429, 503})


def failure(status: int, headers: Mapping[str, str], now: datetime) -> KhabarError | None:
    """The error that a final status means, by what to do next; None for a usable answer. Carries `status`.

    206 is refused: it wasn't asked for, and is no whole document.
    """
    if 200 <= status < 300 and status != 206:
        return None
    error = _error(status, headers, now)
    error.status = status
    return error


def _error(status: int, headers: Mapping[str, str], now: datetime) -> KhabarError:
    message = f"the server answered {status}"
    if status in _THROTTLING:
        after = retry_after_seconds(headers.get("retry-after"), headers.get("date"), now)
        return Throttled(message, after=after)
    if status == 206:
        return WrongType(f"{message}: a part, without being asked for one")
    if 300 <= status < 400:
        return GiveUp(f"{message} without a place to go to")
    kind = _BY_STATUS.get(status, ServerFailing if 500 <= status < 600 else GiveUp)
    return kind(message)
