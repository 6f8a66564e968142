"""The desk of whoever runs khabar: feeds with their health, lineage, quarantine, sources, webhooks with deliveries."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from typing import Annotated, Any, Literal
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Path, Query, Request, Response
from fastapi.responses import RedirectResponse

from khabar.arabic.fold import fold
from khabar.errors import BadInput, BlockedAddress
from khabar.feed import Feed
from khabar.storage import addresses, feeds, ledger, polls, searches, sources, webhooks, websub
from khabar.url import check_url, host_key, url_key
from khabar_api.feeds.feed_shapes import NewFeed
from khabar_api.feeds.feeds import subscribe
from khabar_api.operations import audit, changes
from khabar_api.pages.access import reader
from khabar_api.pages.shell import complaint, page
from khabar_api.state import Shared
from khabar_api.web.inputs import USUAL_ROTATION
from khabar_api.web.problems import Problem

router = APIRouter(prefix="/app", include_in_schema=False, dependencies=[Depends(reader())])

LINES = 100
WRITES_FEEDS = [Depends(reader("feeds:write"))]
WRITES_HOOKS = [Depends(reader("hooks:write"))]
ADMIN = [Depends(reader("admin"))]


Condition = Literal["failing", "suspended", "active", "paused"]
# The ill ones first.
CONDITIONS: tuple[Condition, ...] = ("suspended", "failing", "active", "paused")


def condition(feed: Feed) -> Condition:
    """How a subscription is, in a word: its state, or that it is polled and can't be read."""
    return "failing" if feed.state == "active" and feed.failures else feed.state


# What somebody types to find a line of a list; empty: all lines.
Typed = Annotated[str, Query(max_length=100)]


def _has(typed: str, *texts: str | None) -> bool:
    """Whether every word of `typed` stands in one of `texts`, spelling variants folded."""
    said = fold(" ".join(text for text in texts if text))
    return all(word in said for word in fold(typed).split())


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
    status: int = 200,
) -> Response:
    """The subscriptions of one condition, or all, that have the words of `q`; and the problem with what was asked."""
    with state.reads.connection() as db:
        found = [feed for feed in feeds.find(db) if _has(q, feed.title, feed.url, feed.publisher_id)]
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
    )


@router.post("/feeds", dependencies=WRITES_FEEDS)
def add_feed(request: Request, state: Shared, url: Annotated[str, Form(max_length=4000)]) -> Response:
    """Subscribe to a feed by its address."""
    try:
        wanted = NewFeed(url=url.strip())
        with state.writes.connection() as db:
            feed, _ = subscribe(request, db, state.settings, wanted)
    except (ValueError, BadInput, BlockedAddress) as error:
        return feeds_page(request, state, problem=complaint(request, error), status=422)
    return RedirectResponse(f"/app/feeds/{feed.id}", 303)


@router.get("/feeds/{feed_id}")
def show_feed(request: Request, state: Shared, feed_id: UUID) -> Response:
    """One subscription: its last polls and what became of its newest entries."""
    with state.reads.connection() as db:
        feed = feeds.get(db, feed_id)
        past = polls.history(db, feed_id, limit=30)
        entries = ledger.lineage(db, feed_id=feed_id, limit=30)
        places = addresses.health(db, feed) if feed else []
        push = websub.of_feed(db, feed_id)
    if feed is None:
        raise Problem("not-found", f"There is no feed {feed_id}.")
    return page(
        request,
        state,
        "feed.html",
        feed=feed,
        polls=past,
        entries=entries,
        places=places,
        push=push,
        condition=condition,
    )


@router.post("/feeds/{feed_id}/{action}", dependencies=WRITES_FEEDS)
def act_on_feed(
    request: Request, state: Shared, feed_id: UUID, action: Literal["poll", "pause", "resume", "remove"]
) -> Response:
    """Poll now, pause, resume or remove a subscription."""
    with state.writes.connection() as db, db.transaction():
        if feeds.get(db, feed_id) is None:
            raise Problem("not-found", f"There is no feed {feed_id}.")
        match action:
            case "poll":
                feeds.poll_soon(db, [feed_id])
            case "pause":
                changes.set_feed_state(request, db, feed_id, "paused")
            case "resume":
                changes.set_feed_state(request, db, feed_id, "active")
            case "remove":
                changes.remove_feed(request, db, feed_id)
    return RedirectResponse("/app/feeds" if action == "remove" else f"/app/feeds/{feed_id}", 303)


@router.get("/lineage")
def show_lineage(request: Request, state: Shared, url: str = "", guid: str = "") -> Response:
    """Why is my story missing? What became of an address or a guid."""
    problem, rows = None, []
    try:
        key = url_key(url.strip()) if url.strip() else None
    except ValueError as error:
        key, problem = None, str(error)
    if key is not None or guid.strip():
        with state.reads.connection() as db:
            rows = ledger.lineage(db, url_key=key, guid=guid.strip() or None, limit=LINES)
    is_asked = bool(url.strip() or guid.strip())
    return page(request, state, "lineage.html", url=url, guid=guid, entries=rows, complaint=problem, is_asked=is_asked)


@router.get("/quarantine", dependencies=ADMIN)
def show_quarantine(request: Request, state: Shared) -> Response:
    """Items that were given up, with why; they can be tried again."""
    with state.reads.connection() as db:
        rows = ledger.quarantine(db, limit=LINES)
    return page(request, state, "quarantine.html", rows=rows)


@router.post("/quarantine/requeue", dependencies=ADMIN)
def requeue(request: Request, state: Shared, id: Annotated[int | None, Form(ge=1)] = None) -> Response:
    """Try one item again, or all of them."""
    with state.writes.connection() as db, db.transaction():
        changes.requeue(request, db, id)
    return RedirectResponse("/app/quarantine", 303)


def _names_of(record: dict[str, Any]) -> list[str]:
    """Everything that a publisher may be called."""
    return [record["id"], record["name_ar"], record["name_en"], record["country"], *record["domains"]]


@router.get("/sources")
def show_sources(request: Request, state: Shared, q: Typed = "") -> Response:
    """Publishers with what they allow and how much there is of them; those with articles first."""
    with state.reads.connection() as db:
        rows = [row for row in sources.find(db) if _has(q, *_names_of(row["record"]))]
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
        raise Problem("not-found", f"There is no source {source_id}.")
    return page(request, state, "source.html", row=rows[0], card=card, feeds=subscriptions, condition=condition)


@router.get("/webhooks", dependencies=WRITES_HOOKS)
def show_webhooks(request: Request, state: Shared) -> Response:
    """Where events are sent."""
    return _webhooks(request, state)


def _webhooks(
    request: Request, state: Shared, *, secret: str | None = None, problem: str | None = None, status: int = 200
) -> Response:
    with state.reads.connection() as db:
        hooks = webhooks.find(db, limit=LINES)
        saved = searches.find(db, limit=LINES)
    return page(
        request, state, "webhooks.html", status=status, hooks=hooks, saved=saved, secret=secret, problem=problem
    )


@router.post("/webhooks", dependencies=WRITES_HOOKS)
def add_webhook(
    request: Request,
    state: Shared,
    url: Annotated[str, Form(max_length=4000)],
    search: Annotated[str, Form(max_length=36)] = "",
) -> Response:
    """Send events to an address from now on; the page shows the secret, this once."""
    settings, secret = state.settings, webhooks.new_secret()
    try:
        checked = check_url(url.strip(), allow=settings.allow_networks, deny=settings.deny_networks)
        search_id = UUID(search) if search else None
    except (ValueError, BadInput, BlockedAddress) as error:
        return _webhooks(request, state, problem=complaint(request, error), status=422)
    with state.writes.connection() as db, db.transaction():
        if search_id is not None and searches.get(db, search_id) is None:
            raise Problem("bad-body", f"There is no saved search {search_id}.")
        hook = webhooks.create(db, now=datetime.now(UTC), url=checked, secret=secret, search_id=search_id)
        audit.note(request, db, "webhook.add", hook.id, host=host_key(checked), types=())
    return _webhooks(request, state, secret=secret, status=201)


@router.get("/webhooks/{webhook_id}", dependencies=WRITES_HOOKS)
def show_webhook(request: Request, state: Shared, webhook_id: UUID) -> Response:
    """One webhook, and what was sent to it or waits."""
    return _webhook(request, state, webhook_id)


def _webhook(request: Request, state: Shared, webhook_id: UUID, *, secret: str | None = None) -> Response:
    with state.reads.connection() as db:
        hook = webhooks.get(db, webhook_id)
        lines = webhooks.deliveries(db, webhook_id, limit=LINES)
    if hook is None:
        raise Problem("not-found", f"There is no webhook {webhook_id}.")
    return page(request, state, "webhook.html", hook=hook, lines=lines, secret=secret)


@router.post("/webhooks/{webhook_id}/rotate", dependencies=WRITES_HOOKS)
def rotate_webhook_secret(request: Request, state: Shared, webhook_id: UUID) -> Response:
    """Sign with a new secret, which the page shows this once; for a day with the old one too."""
    secret = webhooks.new_secret()
    with state.writes.connection() as db, db.transaction():
        changes.rotate_secret(request, db, webhook_id, secret, USUAL_ROTATION.overlap_seconds)
    return _webhook(request, state, webhook_id, secret=secret)


@router.post("/webhooks/{webhook_id}/{action}", dependencies=WRITES_HOOKS)
def act_on_webhook(
    request: Request,
    state: Shared,
    webhook_id: UUID,
    action: Literal["pause", "resume", "remove", "resend"],
    delivery: Annotated[int | None, Form(ge=1)] = None,
) -> Response:
    """Pause, resume or remove a webhook, or send one delivery again."""
    with state.writes.connection() as db, db.transaction():
        hook = webhooks.get(db, webhook_id)
        if hook is None:
            raise Problem("not-found", f"There is no webhook {webhook_id}.")
        match action:
            case "pause" | "resume":
                wanted: Literal["active", "paused"] = "paused" if action == "pause" else "active"
                webhooks.change(db, webhook_id, expected_version=hook.version, state=wanted)
                audit.note(request, db, "webhook.change", webhook_id, changed=["state"])
            case "remove":
                changes.remove_webhook(request, db, webhook_id)
            case "resend":
                if delivery is not None:
                    changes.resend(request, db, webhook_id, delivery)
    return RedirectResponse("/app/webhooks" if action == "remove" else f"/app/webhooks/{webhook_id}", 303)
