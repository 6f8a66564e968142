"""The first page: how it goes, and the newest articles streaming in.

totals + queue + an hour by minutes + newest articles ─▶ dashboard.html ─ EventSource ─▶ rows from /app/live
a day's names + feeds that fail ─▶ today.html, beside them
"""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Request, Response
from fastapi.responses import StreamingResponse

from khabar.event import Event
from khabar.query import ArticleFilters, ArticleQuery
from khabar.storage import events, facets, feeds, lists, lookup, overview
from khabar.storage.database import Connection
from khabar.storage.facets import Facet
from khabar_api.articles import listing
from khabar_api.articles.presentation import article_of
from khabar_api.events.events import position_of
from khabar_api.events.stream import HEADERS, MEDIA_TYPE, event_stream, listener
from khabar_api.operations.queue import jobs_waiting
from khabar_api.pages.access import reader
from khabar_api.pages.shell import Words, fragment, language_of, page, words_of
from khabar_api.state import Shared, State
from khabar_api.web.languages import LANGUAGES

router = APIRouter(include_in_schema=False, dependencies=[Depends(reader())])

LATEST = 20
MINUTES = 60
# The figures of the chart for who does not see it: a column for so many minutes.
TEN = 10
TOLD = ("article.created",)
# What the articles of a day name most, and the feeds that need a look.
DAY = timedelta(hours=24)
NAMES: tuple[Facet, ...] = ("person", "organization", "place")
MOST_NAMES, MOST_FAILING = 7, 5


def row_of(record: str) -> dict[str, Any]:
    """What a line of a list shows of an article."""
    article = article_of(record)
    return {
        "id": article.id,
        "title": listing.title_of(article),
        "direction": article.direction,
        "language": article.language,
        "publisher": {language: listing.publisher_name(article, language) for language in LANGUAGES},
        "at": article.published_at or article.first_seen_at,
        "summary": article.summary,
        "snippet": None,
        "section": article.section,
        "type": article.type,
        "feed_only": "feed_only" in article.quality.warnings,
    }


def _figures(db: Connection, state: State) -> dict[str, Any]:
    minutes = overview.by_minute(db, MINUTES)
    return {
        "totals": overview.totals(db),
        "work": overview.work(db),
        "jobs": jobs_waiting(state)["extract"],
        "per_hour": sum(n for _, n in minutes),
        "tens": [(minutes[at][0], sum(n for _, n in minutes[at : at + TEN])) for at in range(0, len(minutes), TEN)],
        "chart": json.dumps([[int(at.timestamp()) for at, _ in minutes], [n for _, n in minutes]]),
    }


def _today(db: Connection) -> dict[str, Any]:
    filters = ArticleFilters(from_=datetime.now(UTC) - DAY, date_field="first_seen")
    counted = facets.count(db, filters, NAMES).counts
    return {
        "names": [(kind, counted[kind][:MOST_NAMES]) for kind in NAMES if counted[kind]],
        "failing": feeds.failing(db, limit=MOST_FAILING),
    }


def _rows(state: State, words: Words, found: list[Event]) -> bytes:
    """Rows of new articles as one event each; the event's id is the place to go on from."""
    with state.reads.connection() as db:
        stored = [(event, lookup.stored(db, event.article_id)) for event in found if event.article_id]
    parts = []
    for event, kept in stored:
        if kept is not None and not kept.is_withheld:
            html = fragment("row.html", words, row=row_of(kept.record), fresh=True)
            data = "\n".join(f"data: {line}" for line in html.splitlines())
            parts.append(f"id: {event.position}\nevent: row\n{data}\n\n")
    return "".join(parts).encode()


@router.get("/")
def show_dashboard(request: Request, state: Shared) -> Response:
    """How it goes, and the newest articles."""
    with state.reads.connection() as db:
        position = events.newest(db)
        rows = [row_of(row.record) for row in lists.find(db, ArticleQuery(limit=LATEST)).rows]
        around = {**_figures(db, state), **_today(db)}
    return page(request, state, "dashboard.html", rows=rows, position=position, **around)


@router.get("/app/figures")
def show_figures(request: Request, state: Shared) -> Response:
    """The dashboard's figures alone, which it asks for every few seconds."""
    with state.reads.connection() as db:
        figures = _figures(db, state)
    return page(request, state, "figures.html", **figures)


@router.get("/app/today")
def show_today(request: Request, state: Shared) -> Response:
    """What stands beside the dashboard's articles alone, which it asks for every five minutes."""
    with state.reads.connection() as db:
        today = _today(db)
    return page(request, state, "today.html", **today)


@router.get("/app/live")
async def stream_rows(
    request: Request,
    state: Shared,
    after: str,
    last_event_id: Annotated[str | None, Header(max_length=60)] = None,
) -> Response:
    """New articles as rows of the list (text/event-stream), from the position `after` on."""
    position = position_of(last_event_id or after, "after")
    assert position is not None
    compose = partial(_rows, state, words_of(language_of(request)))
    told_rows = event_stream(state, listener(request, state), position, b"", TOLD, compose=compose)
    return StreamingResponse(told_rows, headers=HEADERS, media_type=MEDIA_TYPE)
