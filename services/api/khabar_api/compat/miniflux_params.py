"""What Miniflux's clients send: the parameters of lists of entries, and bodies. Shapes, and how the former are read."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from khabar.query import ArticleFilters
from khabar.record import Record
from khabar.storage.marks import Order, Wanted
from khabar_api.compat.miniflux_shapes import CATEGORY
from khabar_api.web.inputs import WebUrl
from khabar_api.web.problems import Problem

MOST_COUNTED = 10_000
ORDERS: dict[str, Order] = {
    "id": "number", "published_at": "published", "created_at": "seen", "changed_at": "seen", "status": "published",
    "category_title": "published", "category_id": "published", "title": "published", "author": "published",
}  # fmt: skip

Number = Annotated[int, Field(ge=0, lt=2**63)]
Seconds = Annotated[int, Field(ge=0, lt=2**36)]
Status = Literal["read", "unread", "removed"]


class EntryParams(Record):
    """Moments are seconds since 1970."""

    status: tuple[Status, ...] = ()
    starred: bool | None = None
    search: Annotated[str, StringConstraints(min_length=1, max_length=500)] | None = None
    category_id: Number | None = None
    feed_id: Number | None = None
    before: Seconds | None = None
    after: Seconds | None = None
    published_before: Seconds | None = None
    published_after: Seconds | None = None
    changed_before: Seconds | None = None
    changed_after: Seconds | None = None
    before_entry_id: Number | None = None
    after_entry_id: Number | None = None
    limit: Annotated[int, Field(ge=1, le=1_000)] = 100
    offset: Annotated[int, Field(ge=0, le=MOST_COUNTED)] = 0
    order: str = "published_at"
    direction: Literal["asc", "desc"] = "asc"


class Marked(Record):
    entry_ids: Annotated[tuple[Number, ...], Field(min_length=1, max_length=1_000)]
    status: Literal["read", "unread"]


class Added(Record):
    """What a client sends with it, khabar decides by itself."""

    model_config = {"extra": "ignore"}
    feed_url: WebUrl


def wanted_of(params: EntryParams, feed_id: UUID | None) -> Wanted:
    """The entries that are asked for, of one feed or (None) of all.

    Raises:
        Problem: there is no such order.
    """
    if params.order not in ORDERS:
        raise Problem("bad-parameter", f"order: one of {', '.join(ORDERS)}")
    statuses = set(params.status) - {"removed"}
    is_empty = (bool(params.status) and not statuses) or params.category_id not in (None, CATEGORY["id"])
    return Wanted(
        ArticleFilters(q=params.search, feed=(feed_id,) if feed_id else ()),
        numbers=() if is_empty else None,
        is_read=("read" in statuses) if len(statuses) == 1 else None,
        is_starred=params.starred,
        published_before=_moment(params.published_before, params.before),
        published_from=_moment(params.published_after, params.after),
        changed_before=_moment(params.changed_before),
        changed_from=_moment(params.changed_after),
        before_number=params.before_entry_id,
        after_number=params.after_entry_id,
        order=ORDERS[params.order],
        is_ascending=params.direction == "asc",
    )


def _moment(*seconds: int | None) -> datetime | None:
    return next((datetime.fromtimestamp(one, UTC) for one in seconds if one is not None), None)
