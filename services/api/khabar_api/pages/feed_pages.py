"""Subscriptions with their health, and what can be done with them."""

from __future__ import annotations

from collections import Counter
from typing import Annotated, Literal, get_args
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Query, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import StringConstraints, ValidationError

from khabar.errors import BadInput, BlockedAddress
from khabar.feed import Feed, Language
from khabar.feed_links import looks_like_feed
from khabar.storage import addresses, feeds, ledger, polls, websub
from khabar.subscribe import known_feed
from khabar_api.feeds.discoveries import ask
from khabar_api.feeds.feed_shapes import FeedChange, NewFeed
from khabar_api.feeds.feeds import subscribe
from khabar_api.operations import changes
from khabar_api.pages.access import reader
from khabar_api.pages.narrowing import Typed, has
from khabar_api.pages.shell import after, complaint, language_of, page, words_of
from khabar_api.state import Shared
from khabar_api.web.inputs import VersionNumber
from khabar_api.web.problems import not_there

router = APIRouter(prefix="/app", include_in_schema=False, dependencies=[Depends(reader())])

WRITES = [Depends(reader("feeds:write"))]
Address = Annotated[str, StringConstraints(max_length=4000)]

Condition = Literal["failing", "suspended", "active", "paused"]
# The ill ones first.
CONDITIONS: tuple[Condition, ...] = ("suspended", "failing", "active", "paused")


def condition(feed: Feed) -> Condition:
    """How a subscription is, in a word: its state, or that it is polled and can't be read."""
    return "failing" if feed.state == "active" and feed.failures else feed.state


@router.get("/feeds")
def show_feeds(
    request: Request, state: Shared, show: Annotated[Condition | Literal[""], Query()] = "", q: Typed = ""
) -> Response:
    """Every subscription with its health, the ill ones first; or those of one condition, or of some words."""
    return feeds_page(request, state, show=show or None, q=q)


def feeds_page(
    request: Request,
    state: Shared,
    *,
    show: Condition | None = None,
    q: str = "",
    problem: str | None = None,
    typed: str = "",
    status: int = 200,
) -> Response:
    """The subscriptions of one condition, or all, that have the words of `q`; and the problem with what was typed."""
    with state.reads.connection() as db:
        found = [feed for feed in feeds.find(db) if has(q, feed.title, feed.url, feed.publisher_id)]
    found.sort(key=lambda feed: (CONDITIONS.index(condition(feed)), -feed.failures, feed.title or feed.url))
    counted = Counter(map(condition, found))
    return page(
        request,
        state,
        "feeds.html",
        status=status,
        feeds=[feed for feed in found if show in (None, condition(feed))],
        counts={"all": len(found), **{name: counted[name] for name in CONDITIONS}},
        shown=show or "all",
        q=q,
        address=lambda name: f"/app/feeds?{urlencode({'show': '' if name == 'all' else name, 'q': q})}",
        condition=condition,
        problem=problem,
        typed=typed,
    )


@router.post("/feeds", dependencies=WRITES)
def add_feed(
    request: Request,
    state: Shared,
    url: Annotated[list[Address], Form(min_length=1, max_length=20)],
    as_is: Annotated[bool, Form()] = False,
) -> Response:
    """Subscribe to feeds by their addresses. One that looks like a page's is looked at first, unless `as_is`."""
    try:
        wanted = [NewFeed(url=one.strip()) for one in url]
        with state.writes.connection() as db, db.transaction():
            first = wanted[0].url
            is_page = len(wanted) == 1 and not (as_is or looks_like_feed(first) or known_feed(db, first))
            if is_page:
                asked = ask(request, db, state.settings, first, subscribes=True)
                return RedirectResponse(f"/app/discoveries/{asked.id}?subscribes=true", 303)
            added = [subscribe(request, db, state.settings, one)[0] for one in wanted]
    except (ValueError, BadInput, BlockedAddress) as error:
        return feeds_page(request, state, problem=complaint(request, error), typed=url[0], status=422)
    return RedirectResponse(f"/app/feeds/{added[0].id}" if len(added) == 1 else "/app/feeds", 303)


@router.get("/feeds/{feed_id}")
def show_feed(request: Request, state: Shared, feed_id: UUID) -> Response:
    """One subscription: its last polls and what became of its newest entries."""
    return _feed_page(request, state, feed_id)


def _feed_page(
    request: Request, state: Shared, feed_id: UUID, *, problem: str | None = None, status: int = 200
) -> Response:
    with state.reads.connection() as db:
        feed = feeds.get(db, feed_id)
        past = polls.history(db, feed_id, limit=30)
        entries = ledger.lineage(db, feed_id=feed_id, limit=30)
        places = addresses.health(db, feed) if feed else []
        push = websub.of_feed(db, feed_id)
    if feed is None:
        raise not_there("feed", feed_id)
    return page(
        request,
        state,
        "feed.html",
        status=status,
        problem=problem,
        known_languages=get_args(Language),
        feed=feed,
        polls=past,
        entries=entries,
        places=places,
        push=push,
        condition=condition,
    )


@router.post("/feeds/{feed_id}/settings", dependencies=WRITES)
def set_feed(
    request: Request,
    state: Shared,
    feed_id: UUID,
    version: Annotated[VersionNumber, Form()],
    title: Annotated[str, Form()] = "",
    languages: Annotated[list[str] | None, Form(max_length=20)] = None,
    fetch_pages: Annotated[bool, Form()] = False,
) -> Response:
    """Set what a feed is called, which languages of it are kept, and whether its articles' pages are fetched."""
    try:
        wanted = FeedChange.model_validate(
            {"title": title.strip() or None, "languages": tuple(languages or ()), "fetch_pages": fetch_pages}
        )
    except ValidationError as error:
        return _feed_page(request, state, feed_id, problem=complaint(request, error), status=422)
    with state.writes.connection() as db, db.transaction():
        changed = changes.set_feed(request, db, feed_id, version, **wanted.values())
    if changed is None:
        meanwhile = words_of(language_of(request))("feeds.changed_meanwhile")
        return _feed_page(request, state, feed_id, problem=meanwhile, status=409)
    return after(f"/app/feeds/{feed_id}", "feed_set")


@router.post("/feeds/{feed_id}/{action}", dependencies=WRITES)
def act_on_feed(
    request: Request, state: Shared, feed_id: UUID, action: Literal["poll", "pause", "resume", "remove"]
) -> Response:
    """Poll now, pause, resume or remove a subscription."""
    with state.writes.connection() as db, db.transaction():
        if feeds.get(db, feed_id) is None:
            raise not_there("feed", feed_id)
        match action:
            case "poll":
                feeds.poll_soon(db, [feed_id])
            case "pause":
                changes.set_feed_state(request, db, feed_id, "paused")
            case "resume":
                changes.set_feed_state(request, db, feed_id, "active")
            case "remove":
                changes.remove_feed(request, db, feed_id)
    return after("/app/feeds" if action == "remove" else f"/app/feeds/{feed_id}", f"feed_{action}")
