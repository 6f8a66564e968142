"""The Google Reader API, as newsboat and RSS apps speak it: subscriptions, streams and marks.

ClientLogin (key in, token out) ▶ subscription/list ▶ stream/… or reader/atom/… ▶ edit-tag, mark-all-as-read

Signing in and fixed answers: greader_account.py, parameters: greader_params.py, shapes: greader_shapes.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from fastapi import APIRouter, Depends, Request, Response

from khabar.storage import feeds, marks
from khabar.storage.database import Connection
from khabar.storage.marks import Entry, Subscription, Wanted
from khabar_api.articles.listing import Listing
from khabar_api.articles.presentation import article_of
from khabar_api.compat import greader_account
from khabar_api.compat import greader_shapes as shapes
from khabar_api.compat.greader_params import (
    Given,
    feed_named,
    item_numbers,
    number_of,
    page_of,
    reader_of,
    states_named,
    stream_named,
)
from khabar_api.compat.greader_shapes import READING_LIST
from khabar_api.compat.greader_token import CHANGES, PREFIX, READS, json_answer, text_answer
from khabar_api.feeds.feed_shapes import NewFeed
from khabar_api.feeds.feeds import subscribe
from khabar_api.feeds.opml import export_opml
from khabar_api.formats import feed_formats
from khabar_api.operations import audit, changes
from khabar_api.state import Shared, State
from khabar_api.web import answers, negotiate
from khabar_api.web.auth import requires
from khabar_api.web.problems import Problem

# Contents are whole articles; ids are numbers.
MOST_ITEMS = 200
MOST_IDS = 10_000
# As Google Reader had it: apps show «1000+».
MOST_UNREAD = 1000

router = APIRouter(prefix=PREFIX, include_in_schema=False)
router.include_router(greader_account.router)


@router.get("/reader/api/0/subscription/list", dependencies=READS)
def greader_subscriptions(state: Shared) -> Response:
    with state.reads.connection() as db:
        found = marks.subscriptions(db)
    return json_answer({"subscriptions": [shapes.subscription(feed) for feed in found]})


@router.get("/reader/api/0/subscribed", dependencies=READS)
def greader_subscribed(state: Shared, given: Given) -> Response:
    """Whether there is the feed that `s` names."""
    with state.reads.connection() as db:
        try:
            feed = feed_named(db, stream_named(given.get("s", "")))
        except Problem:
            feed = None
    return text_answer("true" if feed else "false")


@router.get("/reader/api/0/subscription/export", dependencies=READS)
def greader_export(request: Request, state: Shared) -> Response:
    return export_opml(request, state)


@router.get("/reader/api/0/unread-count", dependencies=READS)
def greader_unread(request: Request, state: Shared) -> Response:
    """How much of each feed, and of all, is unread; `max` stands for that and more."""
    with state.reads.connection() as db:
        found = marks.unread(db, reader_of(request), MOST_UNREAD)
    return json_answer({"max": MOST_UNREAD, "unreadcounts": [shapes.unread_count(one) for one in found]})


@router.post("/reader/api/0/subscription/edit", dependencies=[*CHANGES, Depends(requires("feeds:write"))])
def greader_edit_subscription(request: Request, state: Shared, given: Given) -> Response:
    """Subscribe to a feed, unsubscribe from it, or give it another title. Folders are not kept."""
    action, title = given.get("ac", "edit"), given.get("t") or None
    for name in given.getlist("s"):
        stream = stream_named(name)
        with state.writes.connection() as db, db.transaction():
            if action == "subscribe" and stream.feed_url is not None:
                _subscribe(request, db, state, stream.feed_url, title)
                continue
            feed = feed_named(db, stream)
            if feed is None or action not in ("subscribe", "unsubscribe", "edit"):
                raise Problem("bad-parameter", "s names a feed; ac is subscribe, unsubscribe or edit.")
            if action == "unsubscribe":
                changes.remove_feed(request, db, feed.id)
            elif title:
                feeds.change(db, feed.id, title=title[:500])
                audit.note(request, db, "feed.change", feed.id, title=title[:500])
    return text_answer("OK")


@router.post("/reader/api/0/subscription/quickadd", dependencies=[*CHANGES, Depends(requires("feeds:write"))])
def greader_quickadd(request: Request, state: Shared, given: Given) -> Response:
    """Subscribe to the feed at an address."""
    url = given.get("quickadd", "").removeprefix("feed/")
    with state.writes.connection() as db:
        feed = _subscribe(request, db, state, url, None)
    return json_answer({"numResults": 1, "query": url, "streamId": f"feed/{feed.number}", "streamName": feed.title})


def _subscribe(request: Request, db: Connection, state: State, url: str, title: str | None) -> Subscription:
    try:
        wanted = NewFeed.model_validate({"url": url, "title": title})
    except ValueError:
        raise Problem("bad-parameter", f"{url[:200]!r} is no web address.") from None
    added, _ = subscribe(request, db, state.settings, wanted)
    return marks.subscriptions(db, ids=[added.id])[0]


@router.api_route("/reader/api/0/stream/items/ids", methods=["GET", "POST"], dependencies=READS)
def greader_ids(request: Request, state: Shared, given: Given) -> Response:
    """Ids of a stream's items."""
    with state.reads.connection() as db:
        found, following = page_of(db, request, given.get("s", READING_LIST), given, MOST_IDS, marks.find_refs)
    refs = [
        {
            "id": str(entry.number),
            "directStreamIds": [f"feed/{entry.feed_number}"] if entry.feed_number else [],
            "timestampUsec": shapes.microseconds(entry),
        }
        for entry in found
    ]
    return json_answer({"itemRefs": refs, **({"continuation": following} if following else {})})


@router.api_route("/reader/api/0/stream/items/contents", methods=["GET", "POST"], dependencies=READS)
def greader_items(request: Request, state: Shared, given: Given) -> Response:
    """The items with these ids."""
    numbers = item_numbers(given)
    with state.reads.connection() as db:
        found = marks.find(db, reader_of(request), Wanted(numbers=numbers), limit=len(numbers) or 1)
        return json_answer(_contents(request, state, db, READING_LIST, found, None))


@router.get("/reader/api/0/stream/contents", dependencies=READS)
@router.get("/reader/api/0/stream/contents/{name:path}", dependencies=READS)
def greader_contents(request: Request, state: Shared, given: Given, name: str = "") -> Response:
    """A stream's items, newest first."""
    chosen = name or given.get("s", READING_LIST)
    with state.reads.connection() as db:
        found, following = page_of(db, request, chosen, given, MOST_ITEMS, marks.find)
        return json_answer(_contents(request, state, db, chosen, found, following))


def _contents(
    request: Request, state: State, db: Connection, name: str, found: Sequence[Entry], following: str | None
) -> dict[str, Any]:
    by_number = marks.feeds_of(db, found)
    home = answers.base_url(request, state)
    items = [
        shapes.item(entry, article_of(entry.record), by_number.get(entry.feed_number or 0), home) for entry in found
    ]
    return {
        "direction": "rtl",
        "id": name,
        "title": "khabar",
        "updated": int(datetime.now(UTC).timestamp()),
        "items": items,
        **({"continuation": following} if following else {}),
    }


@router.get("/reader/atom/{name:path}", dependencies=READS)
def greader_atom(request: Request, state: Shared, given: Given, name: str) -> Response:
    """A stream as Atom, with each item's states as categories: what newsboat reads."""
    with state.reads.connection() as db:
        found, _ = page_of(db, request, name, given, MOST_ITEMS, marks.find)
        feed = feed_named(db, stream_named(name))
    home = answers.base_url(request, state)
    listing = Listing(
        [article_of(entry.record) for entry in found],
        home,
        home + request.url.path,
        None,
        title=feed.title if feed else "khabar",
        entry_ids={entry.id: shapes.item_id(entry.number) for entry in found},
        entry_states=shapes.atom_categories(found),
    )
    return answers.respond(request, feed_formats.to_atom(listing), media_type=negotiate.MEDIA_TYPES["atom"])


@router.post("/reader/api/0/edit-tag", dependencies=CHANGES)
def greader_edit_tag(request: Request, state: Shared, given: Given) -> Response:
    """Add (`a`) and take away (`r`) the states read and starred."""
    is_read, is_starred = states_named(given, ("a", True), ("r", False))
    with state.writes.connection() as db:
        marks.mark(db, reader_of(request), numbers=item_numbers(given), is_read=is_read, is_starred=is_starred)
    return text_answer("OK")


@router.post("/reader/api/0/mark-all-as-read", dependencies=CHANGES)
def greader_mark_all(request: Request, state: Shared, given: Given) -> Response:
    """Everything of a stream that was there at `ts` (microseconds) is read."""
    until = datetime.now(UTC)
    if ts := number_of(given, "ts", 0, 2**62):
        until = min(until, datetime.fromtimestamp(min(ts / 1_000_000, until.timestamp()), UTC))
    with state.writes.connection() as db:
        feed = feed_named(db, stream_named(given.get("s", READING_LIST)))
        marks.mark_all_read(db, reader_of(request), feed.id if feed else None, until)
    return text_answer("OK")
