"""What can be asked of the API, as values: a client sends them. Pure; no connection is here.

Filters are called as in docs/api.md, but for `from`, which is `from_`. Lists and tuples are joined by commas.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

from khabar.article import Article
from khabar.record import Record

T = TypeVar("T")
Value = str | int | float | bool | datetime | UUID | list[Any] | tuple[Any, ...] | None


class Envelope(Record):
    """One event, CloudEvents 1.0. `sequence` is the position to go on from."""

    id: UUID
    type: str
    subject: str
    time: datetime
    sequence: str
    data: dict[str, Any]


@dataclass(frozen=True)
class Page(Generic[T]):
    """One page of a list. `next` None: it was the last one, or of the event log: nothing more is there yet."""

    data: tuple[T, ...]
    next: str | None


@dataclass(frozen=True)
class Ask(Generic[T]):
    """One request, and how its answer is read."""

    method: str
    path: str
    read: Callable[[Any], T]
    params: Mapping[str, str] = field(default_factory=dict)
    json: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Listing(Ask[Page[T]]):
    """One page of a list; `behind` asks for the page after it. `position` is the parameter that says where."""

    position: str = "cursor"

    def behind(self, page: Page[T]) -> Listing[T]:
        """The request for what comes after `page`, which has a `next`."""
        assert page.next is not None
        return replace(self, params={**self.params, self.position: page.next})


def articles(**filters: Value) -> Listing[Article]:
    """Articles that match, newest first unless `sort` says else."""
    return Listing("GET", "/v1/articles", _pages(_article), written(filters))


def records(*fields: str, **filters: Value) -> Listing[dict[str, Any]]:
    """As `articles`, but only some keys of each record, as plain dicts; all when none are named."""
    return Listing("GET", "/v1/articles", _pages(dict), written({"fields": fields or None, **filters}))


def article(id: UUID | str) -> Ask[Article]:
    return Ask("GET", f"/v1/articles/{id}", _article)


def version(id: UUID | str, number: int) -> Ask[Article]:
    return Ask("GET", f"/v1/articles/{id}/versions/{number}", _article)


def quotes(**filters: Value) -> Listing[dict[str, Any]]:
    """Who said what; `speaker` and `q` are asked of the statement."""
    return Listing("GET", "/v1/quotes", _pages(dict), written(filters))


def entities(**filters: Value) -> Listing[dict[str, Any]]:
    return Listing("GET", "/v1/entities", _pages(dict), written(filters))


def clusters(**filters: Value) -> Listing[dict[str, Any]]:
    return Listing("GET", "/v1/clusters", _pages(dict), written(filters))


def headlines(**filters: Value) -> Listing[dict[str, Any]]:
    return Listing("GET", "/v1/headlines", _pages(dict), written(filters))


def sources() -> Listing[dict[str, Any]]:
    return Listing("GET", "/v1/sources", _pages(dict))


def feeds(**filters: Value) -> Listing[dict[str, Any]]:
    return Listing("GET", "/v1/feeds", _pages(dict), written(filters))


def add_feed(url: str, **more: Any) -> Ask[dict[str, Any]]:
    """Subscribe to a feed; one that is there already is given back."""
    return Ask("POST", "/v1/feeds", dict, json={"url": url, **more})


def resolve(urls: list[str]) -> Ask[list[dict[str, Any]]]:
    """Articles of URLs, in their order, and what became of those without one."""
    return Ask("POST", "/v1/articles:resolve", lambda body: list(body["data"]), json={"urls": urls})


def refetch(id: UUID | str) -> Ask[dict[str, Any]]:
    return Ask("POST", f"/v1/articles/{id}:refetch", dict)


def events(after: str | None = None, **filters: Value) -> Listing[Envelope]:
    """The event log behind a position. Its last page has a `next` too: keep it, and ask again later."""
    given = written({"after": after, **filters})
    return Listing("GET", "/v1/events", _pages(envelope_of), given, position="after")


def add_webhook(url: str, **more: Any) -> Ask[dict[str, Any]]:
    """The answer holds the signing secret, this once."""
    return Ask("POST", "/v1/webhooks", dict, json={"url": url, **more})


def anything(method: str, path: str, *, json: Any = None, **params: Value) -> Ask[Any]:
    """Any other request of docs/api.md; its answer as plain JSON."""
    return Ask(method, path, lambda body: body, written(params), json)


def written(filters: Mapping[str, Value]) -> dict[str, str]:
    """Parameters as they stand in an address. None is left out."""
    return {name.rstrip("_"): _text(value) for name, value in filters.items() if value is not None}


def _text(value: Value) -> str:
    match value:
        case bool():
            return str(value).lower()
        case datetime():
            if value.tzinfo is None:
                raise ValueError(f"{value.isoformat()} has no zone")
            return value.isoformat()
        case list() | tuple():
            return ",".join(map(_text, value))
    return str(value)


def _pages(read: Callable[[Any], T]) -> Callable[[Any], Page[T]]:
    return lambda body: Page(tuple(map(read, body["data"])), body.get("next"))


def _article(body: Any) -> Article:
    # A newer khabar may have more keys, which is no breaking change.
    return Article.model_validate(body, extra="ignore")


def envelope_of(body: Any) -> Envelope:
    return Envelope.model_validate(body, extra="ignore")
