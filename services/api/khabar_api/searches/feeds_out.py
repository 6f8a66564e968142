"""Saved searches as feeds for feed readers: Atom, RSS, JSON Feed, with archives by day. The formats: formats.py.

    /feeds/{search}.atom ── prev-archive ─▶ /feeds/{search}/archive/2026-11-25-2.atom ── prev-archive ─▶ …-1.atom ─▶ …

Source: RFC 5005 §4 (archived feeds).
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Request, Response

from khabar.query import ArticleQuery
from khabar.storage import archive, lists, searches
from khabar.storage.archive import Part
from khabar.storage.database import Connection
from khabar.storage.searches import SavedSearch
from khabar_api.articles.listing import Listing
from khabar_api.articles.presentation import article_of
from khabar_api.contract import examples
from khabar_api.formats import formats
from khabar_api.state import Shared, State
from khabar_api.web import answers, negotiate
from khabar_api.web.auth import requires
from khabar_api.web.params import StrictRoute
from khabar_api.web.problems import Problem, not_there
from khabar_api.web.schemas import documented

router = APIRouter(
    prefix="/feeds", route_class=StrictRoute, tags=["searches"], dependencies=[Depends(requires("read"))]
)

Ending = Literal["atom", "rss", "json"]
FORMATS = {"atom": "atom", "rss": "rss", "json": "jsonfeed"}
# What feed readers expect of a feed; older entries stand in the archive.
ENTRIES = 50
# A past day has no new articles, but its articles may get new versions.
ARCHIVE_SECONDS = 86_400


def _saved(db: Connection, search_id: UUID) -> SavedSearch:
    saved = searches.get(db, search_id)
    if saved is None:
        raise not_there("saved search", search_id)
    return saved


def _archive_url(request: Request, state: State, search_id: UUID, part: Part, ending: str) -> str:
    home = answers.base_url(request, state)
    return f"{home}/feeds/{search_id}/archive/{part.day.isoformat()}-{part.number}.{ending}"


def _answer(request: Request, listing: Listing, ending: str, cache: str) -> Response:
    name = FORMATS[ending]
    body = formats.WRITERS[name](listing)
    return answers.respond(request, body, media_type=negotiate.MEDIA_TYPES[name], cache=cache)


@router.get(
    "/{search_id}.{ending}",
    response_class=Response,
    responses=documented(
        examples.FEED_OUT,
        "not-found",
        media_type="application/atom+xml",
        also=examples.FEED_FORMS,
        on_304={"description": "Nothing new."},
    ),
)
def get_search_feed(request: Request, state: Shared, search_id: UUID, ending: Ending) -> Response:
    """The newest articles of a saved search: `.atom`, `.rss` or `.json`. A key may be sent as a password."""
    today = datetime.now(UTC).date()
    with state.reads.connection() as db:
        saved = _saved(db, search_id)
        query = ArticleQuery(**saved.filters.model_dump(), limit=ENTRIES)
        found = lists.find(db, query)
        earlier = archive.before(db, saved.filters, today)
    home = answers.base_url(request, state)
    archives = {"prev-archive": _archive_url(request, state, search_id, earlier, ending)} if earlier else {}
    listing = Listing(
        [article_of(row.record) for row in found.rows],
        home,
        home + request.url.path,
        None,
        title=saved.name,
        archive_links=archives,
    )
    return _answer(request, listing, ending, "no-cache")


@router.get(
    "/{search_id}/archive/{day}-{number}.{ending}",
    response_class=Response,
    responses=documented(
        examples.FEED_OUT,
        "not-found",
        media_type="application/atom+xml",
        also=examples.FEED_FORMS,
        on_304={"description": "Nothing changed."},
    ),
)
def get_archive(
    request: Request,
    state: Shared,
    search_id: UUID,
    day: date,
    number: Annotated[int, Path(ge=1, le=100_000)],
    ending: Ending,
) -> Response:
    """Articles of a saved search first seen on a past day (UTC), oldest first, a hundred per part."""
    today, part = datetime.now(UTC).date(), Part(day=day, number=number)
    with state.reads.connection() as db:
        saved = _saved(db, search_id)
        records = archive.records(db, saved.filters, part) if day < today else []
        if not records:
            raise Problem(
                "not-found",
                "The archive has no such part. Begin with the feed and follow prev-archive.",
                "لا جزء كهذا في الأرشيف. ابدأ بالخلاصة واتبع prev-archive.",
            )
        earlier = Part(day=day, number=number - 1) if number > 1 else archive.before(db, saved.filters, day)
        more = number < archive.parts(db, saved.filters, day)
        later = Part(day=day, number=number + 1) if more else archive.after(db, saved.filters, day, today)
    home = answers.base_url(request, state)
    links = {"current": f"{home}/feeds/{search_id}.{ending}"}
    for rel, other in (("prev-archive", earlier), ("next-archive", later)):
        if other is not None:
            links[rel] = _archive_url(request, state, search_id, other, ending)
    listing = Listing(
        [article_of(record) for record in records],
        home,
        home + request.url.path,
        None,
        title=saved.name,
        archive_links=links,
        is_archive=True,
    )
    return _answer(request, listing, ending, f"max-age={ARCHIVE_SECONDS}")
