"""Finding a site's feeds on a page: the form's answer waits for ingest, then offers what was found."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse

from khabar.errors import BadInput, BlockedAddress
from khabar.storage import discoveries
from khabar_api.feeds.discoveries import ask
from khabar_api.feeds.feed_shapes import SiteAddress
from khabar_api.pages.access import reader
from khabar_api.pages.feed_pages import feeds_page
from khabar_api.pages.shell import complaint, page
from khabar_api.state import Shared
from khabar_api.web.problems import not_there

router = APIRouter(prefix="/app", include_in_schema=False, dependencies=[Depends(reader("feeds:write"))])


@router.post("/discoveries")
def ask_for_feeds(request: Request, state: Shared, url: Annotated[str, Form(max_length=4000)]) -> Response:
    """Look for the feeds of a site."""
    try:
        wanted = SiteAddress(url=url.strip())
        with state.writes.connection() as db:
            asked = ask(request, db, state.settings, wanted.url)
    except (ValueError, BadInput, BlockedAddress) as error:
        return feeds_page(request, state, problem=complaint(request, error), typed=url, status=422)
    return RedirectResponse(f"/app/discoveries/{asked.id}", 303)


@router.get("/discoveries/{discovery_id}")
def show_discovery(request: Request, state: Shared, discovery_id: UUID, subscribes: bool = False) -> Response:
    """What was found, best first; until it is, the page asks again by itself.

    Who came to subscribe is led to the feed where one was clearly meant.
    """
    with state.reads.connection() as db:
        asked = discoveries.get(db, discovery_id)
    if asked is None:
        raise not_there("discovery", discovery_id)
    if subscribes and asked.feed_id:
        return RedirectResponse(f"/app/feeds/{asked.feed_id}", 303)
    return page(request, state, "discovery.html", asked=asked, subscribes=subscribes)
