"""The Google Reader API, as newsboat and RSS apps speak it. Shapes: greader_shapes.py; marks: khabar.storage.reading.

ClientLogin (key in, token out) ▶ subscription/list ▶ stream/… or reader/atom/… ▶ edit-tag, mark-all-as-read
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from starlette.datastructures import ImmutableMultiDict

from khabar.query import ArticleFilters
from khabar.storage import feeds, keys, reading
from khabar.storage.database import Connection
from khabar.storage.reading import Entry, Subscription, Wanted
from khabar.subscribe import known_feed
from khabar_api import answers, audit, feed_formats, negotiate
from khabar_api.auth import caller_of, requires
from khabar_api.compat import greader_shapes as shapes
from khabar_api.compat.greader_shapes import READING_LIST, STARRED
from khabar_api.feed_shapes import NewFeed
from khabar_api.feeds import subscribe
from khabar_api.listing import Listing
from khabar_api.presentation import article_of
from khabar_api.problems import Problem
from khabar_api.state import Shared, State

PREFIX = "/compat/greader"
LOGIN = f"{PREFIX}/accounts/ClientLogin"
# What a client that needs none is given for a key.
NO_KEY = "none"
TOKEN_SECONDS = 1800
# Contents are whole articles; ids are numbers.
MOST_ITEMS, MOST_IDS = 200, 10_000
MOST_EDITED = 1_000

router = APIRouter(prefix=PREFIX, include_in_schema=False)
READS = [Depends(requires("read"))]

Fields = ImmutableMultiDict[str, Any]


async def _fields(request: Request) -> Fields:
    """Query and form as one: clients put parameters into either."""
    given = list(request.query_params.multi_items())
    if request.method == "POST":
        given += [(name, value) for name, value in (await request.form()).multi_items() if isinstance(value, str)]
    if any("\0" in value for _, value in given):
        raise Problem("bad-request", "A NUL character has no place in a parameter.")
    return ImmutableMultiDict(given)


Given = Annotated[Fields, Depends(_fields)]


def _text(text: str) -> Response:
    return Response(text, media_type="text/plain; charset=utf-8", headers={"Cache-Control": "no-store"})


def _json(body: Any) -> Response:
    return Response(answers.dump(body), media_type=answers.JSON, headers={"Cache-Control": "no-store"})


def _reader(request: Request) -> str:
    return caller_of(request).key_id or ""


# Who asks


@router.api_route("/accounts/ClientLogin", methods=["GET", "POST"])
def greader_login(state: Shared, given: Given) -> Response:
    """A khabar key as the password gives the token that every other call carries; the user's name means nothing."""
    password = given.get("Passwd", "")
    if state.needs_key or password.startswith(keys.PREFIX):
        with state.reads.connection() as db:
            if keys.check(db, password) is None:
                raise Problem("bad-key", "BadAuthentication")
    else:
        password = NO_KEY
    return _text(f"SID={password}\nLSID={password}\nAuth={password}\n")


def _token(state: State, reader: str, age: int = 0) -> str:
    slot = int(datetime.now(UTC).timestamp()) // TOKEN_SECONDS - age
    told = f"greader {reader} {slot}".encode()
    return hmac.new(state.session_secret.encode(), told, hashlib.sha256).hexdigest()[:40]


def _check_token(request: Request, state: Shared, given: Given) -> None:
    """Changes carry a token that is good for half an hour to an hour.

    Raises:
        Problem: it is missing, wrong or too old; its header tells the client to ask for another.
    """
    sent = given.get("T", "").encode()
    if not any(hmac.compare_digest(sent, _token(state, _reader(request), age).encode()) for age in (0, 1)):
        raise Problem("bad-key", "The token T is not valid.", headers={"X-Reader-Google-Bad-Token": "true"})


CHANGES = [*READS, Depends(_check_token)]


@router.get("/reader/api/0/token", dependencies=READS)
def greader_token(request: Request, state: Shared) -> Response:
    return _text(_token(state, _reader(request)))


@router.get("/reader/api/0/user-info", dependencies=READS)
def greader_user(request: Request) -> Response:
    name = caller_of(request).name
    return _json({"userId": _reader(request) or "0", "userName": name, "userProfileId": "0", "userEmail": ""})


# Feeds


@router.get("/reader/api/0/tag/list", dependencies=READS)
def greader_tags() -> Response:
    return _json({"tags": [{"id": STARRED}]})


@router.get("/reader/api/0/subscription/list", dependencies=READS)
def greader_subscriptions(state: Shared) -> Response:
    with state.reads.connection() as db:
        found = reading.subscriptions(db)
    return _json({"subscriptions": [shapes.subscription(feed) for feed in found]})


def _stream(text: str) -> shapes.Stream:
    try:
        return shapes.stream_of(text)
    except ValueError as error:
        raise Problem("bad-parameter", str(error)) from None


def _feed(db: Connection, stream: shapes.Stream) -> Subscription | None:
    """The feed that `stream` is; None when it is none.

    Raises:
        Problem: there is no such feed.
    """
    if stream.feed_number is None and stream.feed_url is None:
        return None
    if stream.feed_url is not None:
        known = known_feed(db, stream.feed_url)
        found = [feed for feed in reading.subscriptions(db) if known and feed.id == known.id]
    else:
        found = reading.subscriptions(db, stream.feed_number)
    if not found:
        raise Problem("not-found", "There is no such feed.")
    return found[0]


@router.post("/reader/api/0/subscription/edit", dependencies=[*CHANGES, Depends(requires("feeds:write"))])
def greader_edit_subscription(request: Request, state: Shared, given: Given) -> Response:
    """Subscribe to a feed, unsubscribe from it, or give it another title. Folders are not kept."""
    action, title = given.get("ac", "edit"), given.get("t") or None
    for name in given.getlist("s"):
        stream = _stream(name)
        with state.writes.connection() as db, db.transaction():
            if action == "subscribe" and stream.feed_url is not None:
                _subscribe(request, db, state, stream.feed_url, title)
                continue
            feed = _feed(db, stream)
            if feed is None or action not in ("subscribe", "unsubscribe", "edit"):
                raise Problem("bad-parameter", "s names a feed; ac is subscribe, unsubscribe or edit.")
            if action == "unsubscribe":
                feeds.remove(db, feed.id)
                audit.note(request, db, "feed.remove", feed.id)
            elif title:
                feeds.change(db, feed.id, title=title[:500])
                audit.note(request, db, "feed.change", feed.id, title=title[:500])
    return _text("OK")


@router.post("/reader/api/0/subscription/quickadd", dependencies=[*CHANGES, Depends(requires("feeds:write"))])
def greader_quickadd(request: Request, state: Shared, given: Given) -> Response:
    """Subscribe to the feed at an address."""
    url = given.get("quickadd", "").removeprefix("feed/")
    with state.writes.connection() as db:
        feed = _subscribe(request, db, state, url, None)
    return _json({"numResults": 1, "query": url, "streamId": f"feed/{feed.number}", "streamName": feed.title})


def _subscribe(request: Request, db: Connection, state: State, url: str, title: str | None) -> Subscription:
    try:
        wanted = NewFeed.model_validate({"url": url, "title": title})
    except ValueError:
        raise Problem("bad-parameter", f"{url[:200]!r} is no web address.") from None
    added, _ = subscribe(request, db, state.settings, wanted)
    return next(feed for feed in reading.subscriptions(db) if feed.id == added.id)


# Articles


def _number(given: Fields, name: str, default: int, most: int) -> int:
    text = given.get(name)
    if not text:
        return default
    if not (text.isascii() and text.isdigit() and len(text) < 20):
        raise Problem("bad-parameter", f"{name}: not a number")
    return min(int(text), most)


def _moment(given: Fields, name: str) -> datetime | None:
    """Seconds since 1970; None when not given."""
    seconds = _number(given, name, 0, 2**40)
    try:
        return datetime.fromtimestamp(seconds, UTC) if seconds else None
    except (ValueError, OverflowError):
        raise Problem("bad-parameter", f"{name}: no moment that can be") from None


def _wanted(db: Connection, name: str, given: Fields) -> Wanted:
    """The articles of a stream. `xt` excludes a state, `it` asks for one, `r=o` is oldest first, `c` goes on."""
    stream = _stream(name)
    feed = _feed(db, stream)
    is_read, is_starred = stream.is_read, stream.is_starred
    for parameter, value in (("xt", False), ("it", True)):
        for tag in given.getlist(parameter):
            state = _stream(tag)
            if state.is_read is not None:
                is_read = state.is_read is value
            if state.is_starred is not None:
                is_starred = state.is_starred is value
    return Wanted(
        ArticleFilters(feed=(feed.id,)) if feed else ArticleFilters(),
        is_read=is_read,
        is_starred=is_starred,
        seen_from=_moment(given, "ot"),
        seen_before=_moment(given, "nt"),
        is_ascending=given.get("r") == "o",
        place=_place(given.get("c", "")),
    )


def _place(text: str) -> tuple[int, int] | None:
    if not text:
        return None
    tx, _, number = text.partition("-")
    if not all(part.isascii() and part.isdigit() and len(part) < 19 for part in (tx, number)):
        raise Problem("bad-cursor", "c: not a continuation that khabar gave")
    return int(tx), int(number)


def _page(db: Connection, request: Request, name: str, given: Fields, most: int) -> tuple[list[Entry], str | None]:
    """Entries, and the continuation when there are more."""
    limit = max(1, _number(given, "n", 20, most))
    found = reading.find(db, _reader(request), _wanted(db, name, given), limit=limit + 1)
    more, found = len(found) > limit, found[:limit]
    return found, f"{found[-1].tx}-{found[-1].number}" if more else None


@router.get("/reader/api/0/stream/items/ids", dependencies=READS)
def greader_ids(request: Request, state: Shared, given: Given) -> Response:
    """Ids of a stream's items."""
    with state.reads.connection() as db:
        found, following = _page(db, request, given.get("s", READING_LIST), given, MOST_IDS)
    refs = [
        {
            "id": str(entry.number),
            "directStreamIds": [f"feed/{entry.feed_number}"] if entry.feed_number else [],
            "timestampUsec": shapes.microseconds(entry),
        }
        for entry in found
    ]
    return _json({"itemRefs": refs, **({"continuation": following} if following else {})})


@router.api_route("/reader/api/0/stream/items/contents", methods=["GET", "POST"], dependencies=READS)
def greader_items(request: Request, state: Shared, given: Given) -> Response:
    """The items with these ids."""
    numbers = _numbers(given)
    with state.reads.connection() as db:
        found = reading.find(db, _reader(request), Wanted(numbers=numbers), limit=len(numbers) or 1)
        return _json(_contents(request, state, db, READING_LIST, found, None))


def _numbers(given: Fields) -> list[int]:
    try:
        numbers = [shapes.item_number(text) for text in given.getlist("i")]
    except ValueError as error:
        raise Problem("bad-parameter", f"i: {error}") from None
    if len(numbers) > MOST_EDITED:
        raise Problem("bad-parameter", f"i: at most {MOST_EDITED} at once")
    return numbers


@router.get("/reader/api/0/stream/contents", dependencies=READS)
@router.get("/reader/api/0/stream/contents/{name:path}", dependencies=READS)
def greader_contents(request: Request, state: Shared, given: Given, name: str = "") -> Response:
    """A stream's items, newest first."""
    chosen = name or given.get("s", READING_LIST)
    with state.reads.connection() as db:
        found, following = _page(db, request, chosen, given, MOST_ITEMS)
        return _json(_contents(request, state, db, chosen, found, following))


def _contents(
    request: Request, state: State, db: Connection, name: str, found: Sequence[Entry], following: str | None
) -> dict[str, Any]:
    by_number = {feed.number: feed for feed in reading.subscriptions(db)}
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
        found, _ = _page(db, request, name, given, MOST_ITEMS)
        feed = _feed(db, _stream(name))
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


# Marks


@router.post("/reader/api/0/edit-tag", dependencies=CHANGES)
def greader_edit_tag(request: Request, state: Shared, given: Given) -> Response:
    """Add (`a`) and take away (`r`) the states read and starred."""
    is_read: bool | None = None
    is_starred: bool | None = None
    for parameter, value in (("a", True), ("r", False)):
        for tag in given.getlist(parameter):
            named = _stream(tag)
            if named.is_read is not None:
                is_read = named.is_read is value
            if named.is_starred is not None:
                is_starred = value
    with state.writes.connection() as db:
        reading.mark(db, _reader(request), numbers=_numbers(given), is_read=is_read, is_starred=is_starred)
    return _text("OK")


@router.post("/reader/api/0/mark-all-as-read", dependencies=CHANGES)
def greader_mark_all(request: Request, state: Shared, given: Given) -> Response:
    """Everything of a stream that was there at `ts` (microseconds) is read."""
    until = datetime.now(UTC)
    if ts := _number(given, "ts", 0, 2**62):
        until = min(until, datetime.fromtimestamp(min(ts / 1_000_000, until.timestamp()), UTC))
    with state.writes.connection() as db:
        feed = _feed(db, _stream(given.get("s", READING_LIST)))
        reading.mark_all_read(db, _reader(request), feed.id if feed else None, until)
    return _text("OK")
