"""Looking for a site's feeds: asked here, done by ingest, read here."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response

from khabar.discovery import AskedDiscovery
from khabar.feed_links import clear_choice
from khabar.settings import Settings
from khabar.storage import discoveries, hosts
from khabar.storage.database import Connection
from khabar.storage.discoveries import Subscriber
from khabar.url import check_url, host_key
from khabar_api.contract import desk_examples
from khabar_api.feeds.feed_shapes import DiscoveryView, NewFeed, SiteAddress
from khabar_api.feeds.feeds import subscribe
from khabar_api.state import Shared
from khabar_api.web import answers
from khabar_api.web.auth import caller_of, requires
from khabar_api.web.params import StrictRoute
from khabar_api.web.problems import not_there
from khabar_api.web.schemas import documented

router = APIRouter(prefix="/v1", route_class=StrictRoute, tags=["feeds"], dependencies=[Depends(requires("read"))])

# A search takes seconds; who asks sooner learns nothing new.
POLL_SECONDS = "1"


def ask(request: Request, db: Connection, settings: Settings, url: str, *, subscribes: bool = False) -> AskedDiscovery:
    """Ask ingest to look for feeds at `url`; and to subscribe, where one is clearly meant.

    Raises:
        BlockedAddress: the URL may not be fetched.
    """
    checked = check_url(url.strip(), allow=settings.allow_networks, deny=settings.deny_networks)
    host = host_key(checked)
    hosts.ensure(db, host, settings.host_gap_seconds)
    caller = caller_of(request)
    subscriber = Subscriber(actor=caller.name, key_id=caller.key_id) if subscribes else None
    with db.transaction():
        asked = discoveries.ask(db, now=datetime.now(UTC), url=checked, host=host, subscriber=subscriber)
        best = clear_choice(asked.found.feeds) if subscribes and asked.found else None
        if best is None:
            return asked
        feed, _ = subscribe(request, db, settings, NewFeed(url=best.url))
        discoveries.subscribed(db, asked.id, feed.id)
    return asked.model_copy(update={"feed_id": feed.id})


def _one(asked: AskedDiscovery, status: int = 200, **headers: str) -> Response:
    view = DiscoveryView(
        **asked.model_dump(exclude={"found"}),
        feeds=asked.found.feeds if asked.found else (),
        requests=asked.found.requests if asked.found else 0,
        disallowed=asked.found.disallowed if asked.found else (),
    )
    if asked.state in ("pending", "running"):
        headers["Retry-After"] = POLL_SECONDS
    return Response(answers.dump(view), status, {"Cache-Control": "no-store", **headers}, answers.JSON)


@router.post(
    "/feeds:discover",
    status_code=202,
    response_model=DiscoveryView,
    dependencies=[Depends(requires("feeds:write"))],
    responses=documented(
        {**desk_examples.DISCOVERY, "state": "pending", "done_at": None, "feeds": [], "requests": 0},
        "bad-body",
        "blocked-address",
        status=202,
    ),
)
def discover_feeds(request: Request, state: Shared, wanted: SiteAddress) -> Response:
    """Look for the feeds of a site. The result is at `Location` within seconds."""
    with state.writes.connection() as db:
        asked = ask(request, db, state.settings, wanted.url, subscribes=wanted.subscribe)
    return _one(asked, 202, Location=f"/v1/discoveries/{asked.id}")


@router.get(
    "/discoveries/{discovery_id}",
    response_model=DiscoveryView,
    responses=documented(desk_examples.DISCOVERY, "not-found"),
)
def get_discovery(state: Shared, discovery_id: UUID) -> Response:
    """The feeds found at a site, best first. While it is pending or running, ask again after `Retry-After`."""
    with state.reads.connection() as db:
        asked = discoveries.get(db, discovery_id)
    if asked is None:
        raise not_there("discovery", discovery_id)
    return _one(asked)
