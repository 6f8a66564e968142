"""The event log by pull: events as CloudEvents, and changes of articles for keeping a copy. By push: stream.py."""

from __future__ import annotations

import typing
from collections.abc import Sequence
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BeforeValidator, Field

from khabar.arabic.search_query import search_query
from khabar.event import OPT_IN, Event, EventType, Position, envelope, plain_type
from khabar.query import ArticleFilters
from khabar.storage import events, searches
from khabar.storage.database import Connection
from khabar_api.contract import examples
from khabar_api.events.event_shapes import ChangePage, EventPage
from khabar_api.state import Shared, State
from khabar_api.web import answers
from khabar_api.web.auth import requires
from khabar_api.web.params import FilterParams, Limit, StrictRoute, describe
from khabar_api.web.problems import Problem, not_there
from khabar_api.web.schemas import documented
from khabar_api.web.values import split

router = APIRouter(prefix="/v1", route_class=StrictRoute, tags=["events"], dependencies=[Depends(requires("read"))])

START = Position(tx=0, seq=0)
ALL_TYPES: tuple[EventType, ...] = typing.get_args(EventType)
OF_ARTICLES = "article."
OTHER_TYPES = tuple(name for name in ALL_TYPES if not name.startswith(OF_ARTICLES))


def _types(value: Any) -> Any:
    found = split(value)
    return [plain_type(name) for name in found] if found else found


Types = Annotated[
    tuple[EventType, ...],
    BeforeValidator(_types),
    Query(description="Only these types, short or as envelopes have them. Default: all but article.reextracted."),
]
After = Annotated[
    str | None,
    Query(max_length=60, description="`sequence` of the last event seen. Without it: from the oldest event kept."),
]


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
        arabic = "ليس موضعًا في سجل الأحداث: أرسل next أو sequence من جواب سابق"
        errors = [{"parameter": parameter, "detail": str(error), "detail_ar": arabic}]
        raise Problem("bad-parameter", f"{parameter}: {error}", errors=errors) from None


class StreamParams(FilterParams):
    """Which events: of these types, of articles that pass these filters and those of a saved search."""

    types: Types = ()
    search: Annotated[UUID | None, Field(description="A saved search: only events of articles that it finds.")] = None
    after: After = None


class EventParams(StreamParams):
    """One page of the log."""

    limit: Limit = 50


describe(StreamParams)
describe(EventParams)


def chosen_filters(state: State, params: StreamParams) -> tuple[ArticleFilters, ...]:
    """What an event's article must pass, one set after the other; empty when no filter was given.

    Raises:
        Problem: there is no such search.
        BadQuery: the search text can't be read. That is told at once, not with the first event.
    """
    if params.q is not None:
        search_query(params.q)
    found = [params.filters()]
    if params.search is not None:
        with state.reads.connection() as db:
            saved = searches.get(db, params.search)
        if saved is None:
            raise not_there("saved search", params.search)
        found.append(saved.filters)
    return tuple(filters for filters in found if not filters.are_none)


def passing(db: Connection, found: list[Event], filters: Sequence[ArticleFilters]) -> list[Event]:
    """Those of `found` whose article passes all filters."""
    for one in filters:
        found = events.matching(db, found, one)
    return found


def _read(
    state: State,
    text: str | None,
    parameter: str,
    types: Sequence[str],
    limit: int,
    filters: Sequence[ArticleFilters] = (),
    without: Sequence[str] = (),
) -> tuple[list[Event], Position, bool]:
    """Events behind the client's position, the position to go on from, and whether more may wait there."""
    position = position_of(text, parameter)
    with state.reads.connection() as db:
        if position is not None and events.is_expired(db, position):
            raise Problem(
                "position-expired",
                f"Events after {position} were removed. List /v1/articles first.",
                f"حُذفت الأحداث التي تلي {position}. اسرد /v1/articles أولًا.",
            )
        # Read before the events: what is settled now is seen by the next statement too.
        newest = events.newest(db)
        seen = events.after(db, position, types=types, without=(*without, *(() if types else OPT_IN)), limit=limit)
        found = passing(db, seen, filters)
    if len(seen) == limit:
        return found, seen[-1].position, True
    # Everything up to `newest` was looked through, so that a rare type does not mean searching it again.
    last = max((newest, *(event.position for event in seen), position or START), key=lambda p: (p.tx, p.seq))
    return found, last, False


@router.get(
    "/events",
    response_model=EventPage,
    responses=documented(examples.EVENTS, "position-expired", "not-found"),
)
def list_events(request: Request, state: Shared, params: Annotated[EventParams, Query()]) -> Response:
    """What happened, oldest first, as CloudEvents. Poll with the `next` of the last answer: nothing is missed."""
    filters = chosen_filters(state, params)
    found, following, has_more = _read(state, params.after, "after", params.types, params.limit, filters)
    body = answers.dump({"data": [envelope(event) for event in found], "next": str(following)})
    full = str(following) if has_more else None
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
    asked = [name for name in types if name not in OTHER_TYPES]
    if types and not asked:
        arabic = "أنواع أحداث المقالات وحدها"
        errors = [{"parameter": "types", "detail": "only types of articles", "detail_ar": arabic}]
        raise Problem("bad-parameter", "types: only types of articles", errors=errors)
    found, following, has_more = _read(state, since, "since", asked, limit, without=OTHER_TYPES)
    lines = [
        {
            "article_id": event.article_id,
            "version": event.article_version,
            "operation": event.type.removeprefix(OF_ARTICLES),
            "merged_into": event.data.get("merged_into"),
            "at": event.at,
            "sequence": str(event.position),
        }
        for event in found
        if event.type.startswith(OF_ARTICLES)  # those of a newer version may be about anything
    ]
    full = str(following) if has_more else None
    body = answers.dump({"data": lines, "next": str(following)})
    return answers.respond(request, body, headers=answers.links(request, full, "since"))
