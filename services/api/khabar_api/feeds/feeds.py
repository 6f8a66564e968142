"""Feeds: subscriptions and their health. Fetching is the ingester's: here it is only asked for."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response

from khabar.feed import Feed, FeedOptions, FeedState
from khabar.settings import Settings
from khabar.storage import addresses, feeds, polls, publishers, sources, websub
from khabar.storage.database import Connection
from khabar.subscribe import known_feed, subscribe_url
from khabar.url import check_url, host_key
from khabar_api.contract import desk_examples
from khabar_api.feeds.feed_shapes import FeedChange, FeedHealth, FeedView, NewFeed
from khabar_api.operations import audit, changes
from khabar_api.state import Shared
from khabar_api.web import answers
from khabar_api.web.auth import requires
from khabar_api.web.paging import listed
from khabar_api.web.params import Cursor, Limit, StrictRoute
from khabar_api.web.problems import Problem, not_there
from khabar_api.web.schemas import Accepted, Page, documented

router = APIRouter(prefix="/v1", route_class=StrictRoute, tags=["feeds"], dependencies=[Depends(requires("read"))])

KNOWN = {
    "description": "It is there already.",
    "model": FeedView,
    "content": {"application/json": {"example": desk_examples.FEED}},
}
WRITES = [Depends(requires("feeds:write"))]


def view(feed: Feed) -> FeedView:
    """A feed without what only the poller needs."""
    return FeedView.model_validate(feed.model_dump(include=set(FeedView.model_fields)))


def _missing(feed_id: UUID) -> Problem:
    return not_there("feed", feed_id)


def _one(feed: Feed, status: int = 200, **headers: str) -> Response:
    """A feed with the ETag that a change needs. Its poll state moves without a new version, so there is no 304."""
    sent = {"ETag": answers.version_tag(feed.id, feed.version), "Cache-Control": "no-store", **headers}
    return Response(answers.dump(view(feed)), status, sent, answers.JSON)


def subscribe(request: Request, db: Connection, settings: Settings, wanted: NewFeed) -> tuple[Feed, bool]:
    """Subscribe to a feed; returns it, and whether it is new, which the audit then has.

    Its publisher is found by its host when not given.

    Raises:
        BlockedAddress: the URL may not be fetched.
        Problem: there is no such publisher.
    """
    if wanted.publisher_id is not None:
        _check_publisher(db, wanted.publisher_id)
    known = known_feed(db, wanted.url)
    if known is not None and not wanted.fallbacks:
        return known, False
    url = check_url(wanted.url.strip(), allow=settings.allow_networks, deny=settings.deny_networks)
    publisher = wanted.publisher_id or sources.of_host(db, host_key(url))
    with db.transaction():
        feed, is_new = subscribe_url(
            db,
            url,
            settings=settings,
            now=datetime.now(UTC),
            publisher=publishers.get(db, publisher) if publisher else None,
            options=FeedOptions.model_validate(wanted.model_dump(exclude={"url", "publisher_id"})),
        )
        if is_new:
            audit.note(request, db, "feed.add", feed.id, url=feed.url)
    return feed, is_new


def _check_publisher(db: Connection, publisher: str) -> None:
    if not sources.exists(db, publisher):
        told = {
            "pointer": "/publisher_id",
            "detail": f"There is no publisher {publisher}; /v1/sources lists them.",
            "detail_ar": f"لا ناشر بالمعرّف {publisher}؛ تجدهم في /v1/sources.",
        }
        raise Problem("bad-body", told["detail"], errors=[told])


@router.get(
    "/feeds",
    response_model=Page[FeedView],
    responses=documented({"data": [desk_examples.FEED], "next": None}, "bad-cursor"),
)
def list_feeds(
    request: Request,
    state: Shared,
    source: Annotated[str | None, Query(max_length=64, description="A publisher's id.")] = None,
    feed_state: Annotated[FeedState | None, Query(alias="state")] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Response:
    """Subscriptions in the order they were made."""
    return listed(
        request, state, f"feeds {source!r} {feed_state}", cursor, limit,
        lambda db, after, most: feeds.find(db, publisher=source, state=feed_state, after=after, limit=most),
        key=lambda feed: feed.id, parse=UUID, shown=view,
    )  # fmt: skip


@router.post(
    "/feeds",
    status_code=201,
    response_model=FeedView,
    dependencies=WRITES,
    responses=documented(
        desk_examples.FEED,
        "bad-body",
        "blocked-address",
        status=201,
        on_200=KNOWN,
    ),
)
def add_feed(request: Request, state: Shared, wanted: NewFeed) -> Response:
    """Subscribe to a feed. It is polled within seconds."""
    with state.writes.connection() as db:
        feed, is_new = subscribe(request, db, state.settings, wanted)
    return _one(feed, 201 if is_new else 200, Location=f"/v1/feeds/{feed.id}")


@router.get("/feeds/{feed_id}", response_model=FeedView, responses=documented(desk_examples.FEED, "not-found"))
def get_feed(state: Shared, feed_id: UUID) -> Response:
    """One subscription. Changes need its ETag as If-Match."""
    with state.reads.connection() as db:
        feed = feeds.get(db, feed_id)
    if feed is None:
        raise _missing(feed_id)
    return _one(feed)


@router.patch(
    "/feeds/{feed_id}",
    response_model=FeedView,
    dependencies=WRITES,
    responses=documented(desk_examples.FEED, "not-found", "bad-body", "stale", "precondition-required"),
)
def change_feed(request: Request, state: Shared, feed_id: UUID, change: FeedChange) -> Response:
    """Change title, publisher, language, kept languages, whether pages are fetched, or state. Needs If-Match."""
    version = answers.expected_version(request, str(feed_id))
    with state.writes.connection() as db, db.transaction():
        if change.publisher_id is not None:
            _check_publisher(db, change.publisher_id)
        feed = changes.set_feed(request, db, feed_id, version, **change.values())
        if feed is None:
            raise answers.stale() if feeds.get(db, feed_id) else _missing(feed_id)
    return _one(feed)


@router.delete(
    "/feeds/{feed_id}",
    status_code=204,
    response_class=Response,
    dependencies=WRITES,
    responses=documented(None, "not-found", status=204),
)
def remove_feed(request: Request, state: Shared, feed_id: UUID) -> Response:
    """Unsubscribe. Articles, items and lineage stay."""
    with state.writes.connection() as db, db.transaction():
        if not changes.remove_feed(request, db, feed_id):
            raise _missing(feed_id)
    return Response(status_code=204)


@router.get(
    "/feeds/{feed_id}/health",
    response_model=FeedHealth,
    responses=documented(
        {
            "feed": desk_examples.FEED,
            "addresses": [desk_examples.ADDRESS],
            "websub": desk_examples.SUBSCRIPTION,
            "polls": [desk_examples.POLL],
        },
        "not-found",
    ),
)
def get_feed_health(request: Request, state: Shared, feed_id: UUID, limit: Limit = 50) -> Response:
    """The feed's state, its addresses, its subscription at a hub, and its last polls, newest first."""
    with state.reads.connection() as db:
        feed = feeds.get(db, feed_id)
        past = polls.history(db, feed_id, limit=limit)
        places = addresses.health(db, feed) if feed else []
        push = websub.of_feed(db, feed_id)
    if feed is None:
        raise _missing(feed_id)
    health = FeedHealth.model_validate({"feed": view(feed), "addresses": places, "websub": push, "polls": past})
    return answers.respond(request, answers.dump(health))


@router.post(
    "/feeds/{feed_id}:poll",
    status_code=202,
    response_model=Accepted,
    dependencies=WRITES,
    responses=documented({"accepted": 1}, "not-found", "conflict", status=202),
)
def poll_feed(state: Shared, feed_id: UUID) -> Response:
    """Poll the feed now, at its host's pace."""
    with state.writes.connection() as db:
        feed = feeds.get(db, feed_id)
        if feed is None:
            raise _missing(feed_id)
        if feed.state != "active":
            raise Problem(
                "conflict", f"The feed is {feed.state}. Resume it first.", f"حال الخلاصة {feed.state}. استأنفها أولًا."
            )
        count = feeds.poll_soon(db, [feed_id])
    return Response(answers.dump({"accepted": count}), 202, media_type=answers.JSON)


def _set_state(request: Request, state: Shared, feed_id: UUID, wanted: Literal["active", "paused"]) -> Response:
    with state.writes.connection() as db, db.transaction():
        feed = changes.set_feed_state(request, db, feed_id, wanted)
        if feed is None:
            raise _missing(feed_id)
    return _one(feed)


@router.post(
    "/feeds/{feed_id}:pause",
    response_model=FeedView,
    dependencies=WRITES,
    responses=documented({**desk_examples.FEED, "state": "paused"}, "not-found"),
)
def pause_feed(request: Request, state: Shared, feed_id: UUID) -> Response:
    """Stop polling a feed until it is resumed."""
    return _set_state(request, state, feed_id, "paused")


@router.post(
    "/feeds/{feed_id}:resume",
    response_model=FeedView,
    dependencies=WRITES,
    responses=documented(desk_examples.FEED, "not-found"),
)
def resume_feed(request: Request, state: Shared, feed_id: UUID) -> Response:
    """Poll a paused feed again, or one that was suspended because it seemed gone."""
    return _set_state(request, state, feed_id, "active")
