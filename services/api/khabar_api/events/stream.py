"""The event log by push: server-sent events, resumable anywhere. Reading the log's end is shared in tail.py.

    Last-Event-ID or ?after= ▶ too old? reset ▶ replay from the database ▶ live from memory ▶ its position after 15 s
                                                    the key is looked up again every minute: revoked or expired ▶ end

Source: WHATWG HTML §9.2 (server-sent events).
"""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable, Collection, Sequence
from functools import partial
from typing import Annotated

import orjson
from anyio import to_thread
from fastapi import APIRouter, Depends, Header, Query, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import Field

from khabar.errors import StorageDown
from khabar.event import Event, Position, envelope, is_wanted
from khabar.storage import events, keys
from khabar_api.contract import examples
from khabar_api.events.events import StreamParams, chosen_filters, passing, position_of
from khabar_api.state import Shared, State
from khabar_api.web.auth import Caller, caller_of, requires
from khabar_api.web.params import StrictRoute, describe
from khabar_api.web.problems import Problem
from khabar_api.web.schemas import documented

router = APIRouter(prefix="/v1", route_class=StrictRoute, tags=["events"], dependencies=[Depends(requires("read"))])

RETRY_MILLISECONDS = 5000
HEARTBEAT_SECONDS = 15
# A revoked or expired key ends its streams after this and at most one heartbeat more.
KEY_SECONDS = 60.0
BATCH = 100
# Each stream is an open socket and some kilobytes.
MOST_STREAMS, MOST_STREAMS_OF_ONE = 1000, 50
MEDIA_TYPE = "text/event-stream"
HEADERS = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}


class LiveParams(StreamParams):
    """Which events, and a ticket, which the gate has looked at."""

    ticket: Annotated[str | None, Field(max_length=200, description="Instead of a key; from stream:ticket.")] = None


describe(LiveParams)


def line(event: Event) -> bytes:
    """One event on the wire; the envelope is one line of JSON."""
    data = orjson.dumps(envelope(event))
    return f"id: {event.position}\nevent: khabar.{event.type}.v1\ndata: ".encode() + data + b"\n\n"


def lines_of(found: Sequence[Event]) -> bytes:
    return b"".join(line(event) for event in found)


def place(position: Position) -> bytes:
    """Where the stream stands: a block that is no event, and from which a client knows where to go on.

    Source: WHATWG HTML §9.2.6, "dispatch the event": the id is kept, though the data is empty.
    """
    return f"id: {position}\n\n".encode()


def heartbeat(position: Position) -> bytes:
    return b": still here\n" + place(position)


def reset(position: Position) -> bytes:
    """Told to a client whose position is older than the log: list again, then go on from here."""
    data = orjson.dumps({"articles": "/v1/articles", "after": str(position)})
    return f"id: {position}\nevent: reset\ndata: ".encode() + data + b"\n\n"


@router.get(
    "/events/stream",
    response_class=StreamingResponse,
    responses=documented(
        examples.STREAM,
        "not-found",
        media_type=MEDIA_TYPE,
        on_204={"description": "To a Last-Event-ID whose saved search is gone: come no more."},
    ),
)
async def stream_events(
    request: Request,
    state: Shared,
    params: Annotated[LiveParams, Query()],
    last_event_id: Annotated[str | None, Header(max_length=60, description="Wins over after.")] = None,
) -> Response:
    """Events as they happen (text/event-stream). Without a position: from now on."""
    name = "Last-Event-ID" if last_event_id else "after"
    position = position_of(last_event_id or params.after, name)
    caller = listener(request, state)
    try:
        filters = await to_thread.run_sync(chosen_filters, state, params)
    except Problem:
        if last_event_id:  # its search was removed meanwhile: nothing more will come, ever
            return Response(status_code=204)
        raise
    start = await to_thread.run_sync(_start, state, position)
    compose = partial(_passing, state, params) if filters or params.search else None
    return StreamingResponse(
        event_stream(state, caller, *start, params.types, compose=compose), headers=HEADERS, media_type=MEDIA_TYPE
    )


def listener(request: Request, state: State) -> Caller:
    """Who wants one more stream.

    Raises:
        Problem: too many are open.
    """
    caller = caller_of(request)
    if state.tail.listeners >= MOST_STREAMS or state.tail.listeners_of(caller.name) >= MOST_STREAMS_OF_ONE:
        raise Problem(
            "rate-limited",
            "Too many streams are open.",
            "التدفقات المفتوحة أكثر مما يُسمح به.",
            headers={"Retry-After": "60"},
        )
    return caller


def _start(state: State, position: Position | None) -> tuple[Position, bytes]:
    """Where to begin, and what to say first."""
    with state.reads.connection() as db:
        newest = events.newest(db)
        if position is None:
            return newest, b""
        if events.is_expired(db, position):
            return newest, reset(newest)
    return position, b""


async def event_stream(
    state: State,
    caller: Caller,
    position: Position,
    first: bytes,
    types: Collection[str],
    clock: Callable[[], float] = time.monotonic,
    compose: Callable[[list[Event]], bytes] | None = None,
) -> AsyncIterator[bytes]:
    """Everything behind `position`, until the client goes, its key ends or the server stops.

    `compose` writes events in a thread, and may read the database; None: as envelopes. A Problem of its own ends the
    stream, and the client learns it when it comes back.
    """
    with state.tail.listening(caller.name):
        yield f"retry: {RETRY_MILLISECONDS}\n".encode() + place(position) + first
        told_at = admitted_at = clock()
        while state.tail.is_followed:
            news = state.tail.news()  # before looking, so that what comes meanwhile is not slept through
            found = state.tail.since(position)
            try:
                if caller.key_id is not None and clock() - admitted_at >= KEY_SECONDS:
                    if not await to_thread.run_sync(_is_valid, state, caller.key_id):
                        return
                    admitted_at = clock()
                if found is None:
                    found = await to_thread.run_sync(partial(_replay, state, position))
            except StorageDown:
                return  # the client comes back with its last id
            chunk, is_silent = b"", False
            if found:
                position = found[-1].position
                told_now = [event for event in found if is_wanted(event.type, types)]
                try:
                    chunk = await to_thread.run_sync(compose, told_now) if compose and told_now else lines_of(told_now)
                except (StorageDown, Problem):
                    return
            else:
                is_silent = not await state.tail.heard(news, HEARTBEAT_SECONDS)
            # A busy log of which nothing passes the filters is silence too.
            if not chunk and (is_silent or clock() - told_at >= HEARTBEAT_SECONDS):
                chunk = heartbeat(position)
            if chunk:
                yield chunk
                told_at = clock()


def _is_valid(state: State, key_id: str) -> bool:
    with state.reads.connection() as db:
        return keys.valid(db, key_id) is not None


def _passing(state: State, params: StreamParams, found: list[Event]) -> bytes:
    """Those of `found` that pass the filters as they are now: a saved search may have changed meanwhile.

    Raises:
        Problem: it was removed.
    """
    filters = chosen_filters(state, params)
    with state.reads.connection() as db:
        return lines_of(passing(db, found, filters))


def _replay(state: State, position: Position) -> list[Event]:
    with state.reads.connection() as db:
        return events.after(db, position, limit=BATCH)
