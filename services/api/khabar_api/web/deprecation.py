"""What is deprecated: one table, from which answers get their headers and the description its marks.

A route is deprecated long before it goes; what it does stays the same until then. The policy: docs/api.md.
Source: RFC 9745 (Deprecation), RFC 8594 (Sunset).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime


@dataclass(frozen=True)
class Deprecated:
    """A route by its method and path as /openapi.json has them. `instead` says what to use from now on.

    `since` is when it was deprecated, `sunset` when it stops answering; None: not decided.
    """

    method: str
    path: str
    since: datetime
    instead: str
    sunset: datetime | None = None

    def __post_init__(self) -> None:
        if self.sunset is not None and self.sunset < self.since:
            raise ValueError(f"{self.method} {self.path}: it would go before it is deprecated (RFC 9745 §4)")


TABLE: tuple[Deprecated, ...] = ()

# By method and path.
Routes = Mapping[tuple[str, str], Deprecated]


def by_route(table: Iterable[Deprecated]) -> Routes:
    return {(one.method, one.path): one for one in table}


def headers(one: Deprecated) -> list[tuple[str, str]]:
    """What every answer of that route says; its `Link` stands beside others."""
    said = [("Deprecation", f"@{int(one.since.timestamp())}")]
    if one.sunset is not None:
        said.append(("Sunset", format_datetime(one.sunset, usegmt=True)))
    return [*said, ("Link", '</openapi.json>; rel="deprecation"; type="application/json"')]


def words(one: Deprecated) -> str:
    """What the description says of it."""
    end = f"; it answers until {one.sunset.date().isoformat()}" if one.sunset else ""
    return f"Deprecated since {one.since.date().isoformat()}{end}. {one.instead}"
