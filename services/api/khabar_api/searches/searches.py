"""Saved searches: filters under a name. Read as a feed in feeds_out.py, as a stream in stream.py."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response

from khabar.errors import BadQuery
from khabar.query import ArticleFilters
from khabar.storage import searches
from khabar.storage.lists import conditions
from khabar.storage.searches import SavedSearch
from khabar_api.contract import examples
from khabar_api.operations import audit, changes
from khabar_api.searches.search_shapes import NewSearch, SearchChange, SearchLinks, SearchView
from khabar_api.state import Shared, State
from khabar_api.web import answers
from khabar_api.web.auth import requires
from khabar_api.web.paging import listed
from khabar_api.web.params import Cursor, Limit, StrictRoute
from khabar_api.web.problems import Problem, not_there, unreadable_query
from khabar_api.web.schemas import Page, documented

router = APIRouter(
    prefix="/v1/searches", route_class=StrictRoute, tags=["searches"], dependencies=[Depends(requires("read"))]
)
WRITES = [Depends(requires("hooks:write"))]


def parameters(filters: ArticleFilters) -> dict[str, Any]:
    """The filters that are set, as the parameters of a list."""
    set_ = filters.model_dump(mode="json", exclude_defaults=True)
    return {name.rstrip("_"): value for name, value in set_.items()}


def _view(request: Request, state: State, saved: SavedSearch) -> SearchView:
    named = parameters(saved.filters)
    query = urlencode(named, doseq=True)
    home = answers.base_url(request, state)
    feed = f"{home}/feeds/{saved.id}"
    return SearchView(
        **saved.model_dump(include={"id", "name", "version", "created_at"}),
        filters=named,
        links=SearchLinks(
            articles=f"{home}/v1/articles{'?' if query else ''}{query}",
            atom=f"{feed}.atom",
            rss=f"{feed}.rss",
            json_=f"{feed}.json",
            events=f"{home}/v1/events?search={saved.id}",
            stream=f"{home}/v1/events/stream?search={saved.id}",
        ),
    )


def _missing(search_id: UUID) -> Problem:
    return not_there("saved search", search_id)


def _one(request: Request, state: State, saved: SavedSearch, status: int = 200, **headers: str) -> Response:
    sent = {"ETag": answers.version_tag(saved.id, saved.version), "Cache-Control": "no-store", **headers}
    return Response(answers.dump(_view(request, state, saved)), status, sent, answers.JSON)


def checked(filters: ArticleFilters) -> ArticleFilters:
    """Read once before they are kept, so that a search that can't be run is refused where it is written.

    Raises:
        Problem: the search text of the body's `filters` can't be read.
    """
    try:
        conditions(filters)
    except BadQuery as error:
        raise unreadable_query(error, "/filters/q") from None
    return filters


@router.post(
    "",
    status_code=201,
    response_model=SearchView,
    dependencies=WRITES,
    responses=documented(examples.SEARCH, "bad-body", status=201),
)
def add_search(request: Request, state: Shared, wanted: NewSearch) -> Response:
    """Save filters under a name. The answer has the addresses of its feeds and stream."""
    filters = checked(wanted.filters.filters())
    with state.writes.connection() as db, db.transaction():
        saved = changes.add_search(request, db, wanted.name, filters)
    return _one(request, state, saved, 201, Location=f"/v1/searches/{saved.id}")


@router.get(
    "",
    response_model=Page[SearchView],
    responses=documented({"data": [examples.SEARCH], "next": None}, "bad-cursor"),
)
def list_searches(request: Request, state: Shared, cursor: Cursor = None, limit: Limit = 50) -> Response:
    """Saved searches in the order they were made."""
    return listed(
        request, state, "searches", cursor, limit,
        lambda db, after, most: searches.find(db, after=after, limit=most),
        key=lambda saved: saved.id, parse=UUID, shown=lambda saved: _view(request, state, saved),
    )  # fmt: skip


@router.get("/{search_id}", response_model=SearchView, responses=documented(examples.SEARCH, "not-found"))
def get_search(request: Request, state: Shared, search_id: UUID) -> Response:
    """One saved search. Changes need its ETag as If-Match."""
    with state.reads.connection() as db:
        saved = searches.get(db, search_id)
    if saved is None:
        raise _missing(search_id)
    return _one(request, state, saved)


@router.patch(
    "/{search_id}",
    response_model=SearchView,
    dependencies=WRITES,
    responses=documented(examples.SEARCH, "not-found", "bad-body", "stale", "precondition-required"),
)
def change_search(request: Request, state: Shared, search_id: UUID, change: SearchChange) -> Response:
    """Change name or filters. Feeds, streams and webhooks follow at once. Needs If-Match."""
    version = answers.expected_version(request, str(search_id))
    filters = checked(change.filters.filters()) if change.filters else None
    with state.writes.connection() as db, db.transaction():
        saved = searches.change(db, search_id, expected_version=version, name=change.name, filters=filters)
        if saved is None:
            raise answers.stale() if searches.get(db, search_id) else _missing(search_id)
        audit.note(request, db, "search.change", search_id, changed=sorted(change.model_fields_set))
    return _one(request, state, saved)


@router.delete(
    "/{search_id}",
    status_code=204,
    response_class=Response,
    dependencies=WRITES,
    responses=documented(None, "not-found", "conflict", status=204),
)
def remove_search(request: Request, state: Shared, search_id: UUID) -> Response:
    """Delete a search. If a webhook uses it, change or remove the webhook first."""
    with state.writes.connection() as db, db.transaction():
        if not changes.remove_search(request, db, search_id):
            raise _missing(search_id)
    return Response(status_code=204)
