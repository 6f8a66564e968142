"""Publishers: what they allow, and what their articles are like."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Request, Response

from khabar.storage import feeds, sources
from khabar_api.pages.access import reader
from khabar_api.pages.feed_pages import condition
from khabar_api.pages.narrowing import Typed, has
from khabar_api.pages.shell import page
from khabar_api.state import Shared
from khabar_api.web.problems import not_there

router = APIRouter(prefix="/app", include_in_schema=False, dependencies=[Depends(reader())])


def _names_of(record: dict[str, Any]) -> list[str]:
    """Everything that a publisher may be called."""
    return [record["id"], record["name_ar"], record["name_en"], record["country"], *record["domains"]]


@router.get("/sources")
def show_sources(request: Request, state: Shared, q: Typed = "") -> Response:
    """Publishers with what they allow and how much there is of them; those with articles first."""
    with state.reads.connection() as db:
        rows = [row for row in sources.find(db) if has(q, *_names_of(row["record"]))]
    rows.sort(key=lambda row: (-row["articles"], -row["feeds"], row["id"]))
    return page(request, state, "sources.html", rows=rows, q=q)


@router.get("/sources/{source_id}")
def show_source(request: Request, state: Shared, source_id: Annotated[str, Path(max_length=64)]) -> Response:
    """A publisher's card: rights, feeds, and what its articles are like."""
    with state.reads.connection() as db:
        rows = sources.find(db, source_id)
        card = sources.card(db, source_id)
        subscriptions = feeds.find(db, publisher=source_id)
    if not rows:
        raise not_there("source", source_id)
    return page(request, state, "source.html", row=rows[0], card=card, feeds=subscriptions, condition=condition)
