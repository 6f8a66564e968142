"""The event log by pull: events as CloudEvents, and changes of articles for keeping a copy. By push: stream.py."""

from __future__ import annotations

import typing
from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BeforeValidator

from khabar.event import Event, EventType, Position, envelope, plain_type
from khabar.storage import events
from khabar.storage.deliveries import OPT_IN
from khabar_api import answers, examples
from khabar_api.auth import requires
from khabar_api.params import Limit, StrictRoute, split
from khabar_api.problems import Problem
from khabar_api.schemas import ChangePage, EventPage, documented
from khabar_api.state import Shared, State

router = APIRouter(prefix="/v1", route_class=StrictRoute, tags=["events"], dependencies=[Depends(requires("read"))])

START = Position(tx=0, seq=0)
ALL_TYPES: tuple[EventType, ...] = typing.get_args(EventType)
ARTICLE_TYPES = tuple(name for name in ALL_TYPES if name.startswith("article."))


def _types(value: Any) -> Any:
    found = split(value)
    return [plain_type(name) for name in found] if found else found


Types = Annotated[
    tuple[EventType, ...],
    BeforeValidator(_types),
    Query(description="Only these types, short or as envelopes have them. Without it all but article.reextracted."),
]
After = Annotated[
    str | None,
    Query(max_length=60, description="`sequence` of the last event seen. Without it: from the oldest event kept."),
]


def wanted(types: Sequence[str]) -> tuple[str, ...]:
    """The types to read: those asked for, or all that are not opt-in."""
    return tuple(types) or tuple(name for name in ALL_TYPES if name not in OPT_IN)


def position_of(text: str | None, parameter: str) -> Position | None:
    """The position a client sent.

    Raises:
        Problem: it is none.
    """
    if text is None:
        return None
    try:
        return Position.parse(text)
    except ValueError as error:
        errors = [{"parameter": parameter, "detail": str(error)}]
        raise Problem("bad-parameter", f"{parameter}: {error}", errors=errors) from None


def _read(
    state: State, text: str | None, parameter: str, types: Sequence[str], limit: int
) -> tuple[list[Event], Position]:
    """Events behind the client's position, and the position to go on from."""
    position = position_of(text, parameter)
    with state.reads.connection() as db:
        if position is not None and events.is_expired(db, position):
            raise Problem("position-expired", f"Events behind {position} were removed. List /v1/articles first.")
        # Read before the events: what is settled now is seen by the next statement too.
        newest = events.newest(db)
        found = events.after(db, position, types=types, limit=limit)
    if len(found) == limit:
        return found, found[-1].position
    # Everything up to `newest` was looked through, so that a rare type does not mean searching it again.
    last = max((newest, *(event.position for event in found), position or START), key=lambda p: (p.tx, p.seq))
    return found, last


@router.get(
    "/events",
    response_model=EventPage,
    responses=documented(examples.EVENTS, "position-expired"),
)
def list_events(request: Request, state: Shared, after: After = None, types: Types = (), limit: Limit = 50) -> Response:
    """What happened, oldest first, as CloudEvents. Poll with the `next` of the last answer: nothing is missed."""
    found, following = _read(state, after, "after", wanted(types), limit)
    body = answers.dump({"data": [envelope(event) for event in found], "next": str(following)})
    full = str(following) if len(found) == limit else None
    return answers.respond(request, body, headers=answers.links(request, full, "after"))


@router.get(
    "/changes",
    response_model=ChangePage,
    responses=documented(examples.CHANGES, "position-expired"),
)
def list_changes(
    request: Request, state: Shared, since: After = None, types: Types = (), limit: Limit = 50
) -> Response:
    """Which articles changed, oldest first: id, version and operation, for keeping a copy in step."""
    asked = [name for name in wanted(types) if name in ARTICLE_TYPES]
    if not asked:
        errors = [{"parameter": "types", "detail": "only types of articles"}]
        raise Problem("bad-parameter", "types: only types of articles", errors=errors)
    found, following = _read(state, since, "since", asked, limit)
    lines = [
        {
            "article_id": event.article_id,
            "version": event.article_version,
            "operation": event.type.removeprefix("article."),
            "at": event.at,
            "sequence": str(event.position),
        }
        for event in found
    ]
    full = str(following) if len(found) == limit else None
    body = answers.dump({"data": lines, "next": str(following)})
    return answers.respond(request, body, headers=answers.links(request, full, "since"))
