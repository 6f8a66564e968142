"""What Google Reader's clients send: parameters, streams, continuations. Routes: greader.py."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated, Any, TypeVar

from fastapi import Depends, Request
from starlette.datastructures import ImmutableMultiDict

from khabar.query import ArticleFilters
from khabar.storage import marks
from khabar.storage.database import Connection
from khabar.storage.marks import Ref, Subscription, Wanted
from khabar.subscribe import known_feed
from khabar_api.compat import greader_shapes as shapes
from khabar_api.web.auth import caller_of
from khabar_api.web.problems import Problem

MOST_EDITED = 1_000
Fields = ImmutableMultiDict[str, Any]
Found = TypeVar("Found", bound=Ref)


async def fields_sent(request: Request) -> Fields:
    """Query and form as one: clients put parameters into either."""
    given = list(request.query_params.multi_items())
    if request.method == "POST":
        given += [(name, value) for name, value in (await request.form()).multi_items() if isinstance(value, str)]
    if any("\0" in value for _, value in given):
        raise Problem("bad-request", "A NUL character has no place in a parameter.")
    return ImmutableMultiDict(given)


Given = Annotated[Fields, Depends(fields_sent)]


def reader_of(request: Request) -> str:
    """Whose marks they are: the key's id; empty for all who come without one."""
    return caller_of(request).key_id or ""


def stream_named(text: str) -> shapes.Stream:
    try:
        return shapes.stream_of(text)
    except ValueError as error:
        raise Problem("bad-parameter", str(error)) from None


def feed_named(db: Connection, stream: shapes.Stream) -> Subscription | None:
    """The feed that `stream` is; None when it is none.

    Raises:
        Problem: there is no such feed.
    """
    if stream.feed_url is not None:
        known = known_feed(db, stream.feed_url)
        found = marks.subscriptions(db, ids=[known.id] if known else [])
    elif stream.feed_number is not None:
        found = marks.subscriptions(db, numbers=[stream.feed_number])
    else:
        return None
    if not found:
        raise Problem("not-found", "There is no such feed.")
    return found[0]


def number_of(given: Fields, name: str, default: int, most: int) -> int:
    text = given.get(name)
    if not text:
        return default
    if not (text.isascii() and text.isdigit() and len(text) < 20):
        raise Problem("bad-parameter", f"{name}: not a number")
    return min(int(text), most)


def _moment(given: Fields, name: str) -> datetime | None:
    """Seconds since 1970; None when not given."""
    seconds = number_of(given, name, 0, 2**40)
    try:
        return datetime.fromtimestamp(seconds, UTC) if seconds else None
    except (ValueError, OverflowError):
        raise Problem("bad-parameter", f"{name}: no moment that can be") from None


def states_named(
    given: Fields, *sides: tuple[str, bool], is_read: bool | None = None, is_starred: bool | None = None
) -> tuple[bool | None, bool | None]:
    """Read and starred as the tags in some parameters have them, the last tag decides; what no tag says stays.

    `sides`: a parameter, and whether its tags are meant (True) or their opposite.
    """
    for parameter, value in sides:
        for tag in given.getlist(parameter):
            state = stream_named(tag)
            if state.is_read is not None:
                is_read = state.is_read is value
            if state.is_starred is not None:
                is_starred = state.is_starred is value
    return is_read, is_starred


def wanted(db: Connection, name: str, given: Fields) -> Wanted:
    """The articles of a stream. `xt` excludes a state, `it` asks for one, `r=o` is oldest first, `c` goes on."""
    stream = stream_named(name)
    feed = feed_named(db, stream)
    is_read, is_starred = states_named(
        given, ("xt", False), ("it", True), is_read=stream.is_read, is_starred=stream.is_starred
    )
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


def page_of(
    db: Connection, request: Request, name: str, given: Fields, most: int, find: Callable[..., list[Found]]
) -> tuple[list[Found], str | None]:
    """What `find` gives of a stream, and the continuation when there is more."""
    limit = max(1, number_of(given, "n", 20, most))
    found = find(db, reader_of(request), wanted(db, name, given), limit=limit + 1)
    more, found = len(found) > limit, found[:limit]
    return found, f"{found[-1].tx}-{found[-1].number}" if more else None


def item_numbers(given: Fields) -> list[int]:
    try:
        numbers = [shapes.item_number(text) for text in given.getlist("i")]
    except ValueError as error:
        raise Problem("bad-parameter", f"i: {error}") from None
    if len(numbers) > MOST_EDITED:
        raise Problem("bad-parameter", f"i: at most {MOST_EDITED} at once")
    return numbers
