"""A part of Miniflux's API version 1: reading, marking, subscribing. Articles and feeds have integer numbers here.

Source: https://miniflux.app/docs/api.html, and what its Python client 1.1.6 sends.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response

import khabar
from khabar.storage import marks
from khabar.storage.database import Connection
from khabar.storage.marks import Entry, Subscription, Wanted
from khabar_api.articles.presentation import article_of
from khabar_api.compat.miniflux_params import MOST_COUNTED, Added, EntryParams, Marked, wanted_of
from khabar_api.compat.miniflux_shapes import CATEGORY, USER, entry_shape, feed_shape
from khabar_api.feeds import opml
from khabar_api.feeds.feed_shapes import NewFeed
from khabar_api.feeds.feeds import subscribe
from khabar_api.operations import changes
from khabar_api.state import Shared, State
from khabar_api.web import answers
from khabar_api.web.auth import caller_of, requires
from khabar_api.web.params import StrictRoute
from khabar_api.web.problems import Problem

PREFIX = "/compat/miniflux"


class MinifluxRoute(StrictRoute):
    """A route that reads any body as JSON, as Miniflux does: the `curl -d` of its documentation names a form."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def as_json(request: Request) -> Response:
            headers = [(name, value) for name, value in request.scope["headers"] if name != b"content-type"]
            headers.append((b"content-type", b"application/json"))
            return await handle(Request({**request.scope, "headers": headers}, request.receive))

        return as_json


router = APIRouter(
    prefix=PREFIX,
    route_class=MinifluxRoute,
    dependencies=[Depends(requires("read"))],
    include_in_schema=False,
)
WRITES = [Depends(requires("feeds:write"))]


def _json(body: Any, status: int = 200) -> Response:
    return Response(answers.dump(body), status, {"Cache-Control": "no-store"}, answers.JSON)


def _reader(request: Request) -> str:
    return caller_of(request).key_id or ""


def _entries(request: Request, state: State, db: Connection, found: Sequence[Entry]) -> list[dict[str, Any]]:
    by_number = marks.feeds_of(db, found)
    home = answers.base_url(request, state)
    return [
        entry_shape(entry, article_of(entry.record), by_number.get(entry.feed_number or 0), home) for entry in found
    ]


def _subscription(db: Connection, number: int) -> Subscription:
    found = marks.subscriptions(db, numbers=[number]) if 0 < number < 2**63 else []
    if not found:
        raise Problem("not-found", "Feed not found")
    return found[0]


@router.get("/v1/version")
def miniflux_version() -> Response:
    return _json({"version": f"khabar {khabar.__version__}", "os": "", "arch": "", "compiler": "", "go_version": ""})


@router.get("/v1/me")
def miniflux_me(request: Request) -> Response:
    caller = caller_of(request)
    is_admin = caller.allows("admin")
    return _json(
        {"id": USER, "username": caller.name, "is_admin": is_admin, "language": "ar_SA", "timezone": "UTC",
         "entry_sorting_direction": "desc", "entries_per_page": 100, "theme": "", "stylesheet": ""}
    )  # fmt: skip


@router.get("/v1/categories")
def miniflux_categories() -> Response:
    return _json([CATEGORY])


@router.get("/v1/feeds")
@router.get("/v1/categories/1/feeds")
def miniflux_feeds(state: Shared) -> Response:
    with state.reads.connection() as db:
        return _json([feed_shape(found) for found in marks.subscriptions(db)])


@router.post("/v1/feeds", dependencies=WRITES)
def miniflux_add_feed(request: Request, state: Shared, wanted: Added) -> Response:
    with state.writes.connection() as db:
        added, _ = subscribe(request, db, state.settings, NewFeed.model_validate({"url": wanted.feed_url}))
        [feed] = marks.subscriptions(db, ids=[added.id])
    return _json({"feed_id": feed.number}, 201)


@router.get("/v1/feeds/{number}")
def miniflux_feed(state: Shared, number: int) -> Response:
    with state.reads.connection() as db:
        return _json(feed_shape(_subscription(db, number)))


@router.delete("/v1/feeds/{number}", dependencies=WRITES)
def miniflux_remove_feed(request: Request, state: Shared, number: int) -> Response:
    with state.writes.connection() as db, db.transaction():
        feed = _subscription(db, number)
        changes.remove_feed(request, db, feed.id)
    return Response(status_code=204)


@router.get("/v1/feeds/{number}/icon")
@router.get("/v1/icons/{number}")
def miniflux_icon(number: int) -> Response:
    """khabar keeps no icons."""
    raise Problem("not-found", "Icon not found")


@router.get("/v1/export")
def miniflux_export(request: Request, state: Shared) -> Response:
    return opml.export_opml(request, state)


@router.get("/v1/entries")
@router.get("/v1/categories/1/entries")
def miniflux_entries(request: Request, state: Shared, params: Annotated[EntryParams, Query()]) -> Response:
    """Articles as this key has them."""
    return _list(request, state, params, params.feed_id)


@router.get("/v1/feeds/{number}/entries")
def miniflux_feed_entries(
    request: Request, state: Shared, number: int, params: Annotated[EntryParams, Query()]
) -> Response:
    return _list(request, state, params, number)


def _list(request: Request, state: State, params: EntryParams, feed_number: int | None) -> Response:
    with state.reads.connection() as db:
        feed = _subscription(db, feed_number) if feed_number is not None else None
        wanted = wanted_of(params, feed.id if feed else None)
        found = marks.find(db, _reader(request), wanted, limit=params.limit, offset=params.offset)
        total = marks.count(db, _reader(request), wanted, MOST_COUNTED)
        return _json({"total": total, "entries": _entries(request, state, db, found)})


@router.get("/v1/entries/{number}")
def miniflux_entry(request: Request, state: Shared, number: int) -> Response:
    with state.reads.connection() as db:
        found = _one(db, request, number)
        return _json(_entries(request, state, db, [found])[0])


def _one(db: Connection, request: Request, number: int) -> Entry:
    found = marks.find(db, _reader(request), Wanted(numbers=(number,)), limit=1) if 0 < number < 2**63 else []
    if not found:
        raise Problem("not-found", "Entry not found")
    return found[0]


@router.put("/v1/entries")
def miniflux_mark(request: Request, state: Shared, wanted: Marked) -> Response:
    with state.writes.connection() as db:
        marks.mark(db, _reader(request), numbers=wanted.entry_ids, is_read=wanted.status == "read")
    return Response(status_code=204)


@router.put("/v1/entries/{number}/bookmark")
def miniflux_bookmark(request: Request, state: Shared, number: int) -> Response:
    """Star it, or take the star away."""
    with state.writes.connection() as db:
        found = _one(db, request, number)
        marks.mark(db, _reader(request), numbers=(number,), is_starred=not found.is_starred)
    return Response(status_code=204)


@router.put("/v1/feeds/{number}/mark-all-as-read")
def miniflux_read_feed(request: Request, state: Shared, number: int) -> Response:
    with state.writes.connection() as db:
        marks.mark_all_read(db, _reader(request), _subscription(db, number).id, datetime.now(UTC))
    return Response(status_code=204)


@router.put("/v1/users/1/mark-all-as-read")
@router.put("/v1/categories/1/mark-all-as-read")
def miniflux_read_all(request: Request, state: Shared) -> Response:
    with state.writes.connection() as db:
        marks.mark_all_read(db, _reader(request), None, datetime.now(UTC))
    return Response(status_code=204)
