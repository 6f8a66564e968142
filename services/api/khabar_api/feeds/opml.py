"""Lists of feeds as OPML, in and out. The format is khabar.opml's; subscribing is feeds.py's."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterator, Sequence
from datetime import UTC, datetime
from itertools import islice
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Body, Depends, Request, Response
from fastapi.responses import StreamingResponse

from khabar.errors import BadInput
from khabar.feed import TITLE_CHARACTERS
from khabar.feed_list import as_opml, subscribe_line
from khabar.opml import read_opml
from khabar.opml_shapes import OpmlDocument, Outline
from khabar.record import Record
from khabar.settings import Settings
from khabar.storage import feed_places, feeds, publishers, sources
from khabar.storage.database import Connection
from khabar.url import host_key
from khabar_api.contract import desk_examples
from khabar_api.operations import audit
from khabar_api.state import Shared, State
from khabar_api.web import answers, negotiate
from khabar_api.web.auth import requires
from khabar_api.web.params import StrictRoute
from khabar_api.web.problems import Problem
from khabar_api.web.reasons import in_arabic
from khabar_api.web.schemas import documented

MEDIA_TYPE = "text/x-opml"
# What programs call an OPML file; no type at all is taken too.
TAKEN = ("text/x-opml", "application/xml", "text/xml", "text/x-opml+xml", "application/octet-stream", "")
# Subscribed over one connection: some tenths of a second.
LINES_AT_ONCE = 100


class OpmlLine(Record):
    """What became of one line. `detail` null: nothing to say."""

    url: str | None
    title: str | None
    result: Literal["added", "known", "refused"]
    feed_id: UUID | None = None
    detail: str | None = None


class OpmlCounts(Record):
    added: int = 0
    known: int = 0
    refused: int = 0


class OpmlResult(OpmlCounts):
    data: tuple[OpmlLine, ...]


class OpmlRoute(StrictRoute):
    """A route that refuses bodies of other types before they are read as what they say they are."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def typed(request: Request) -> Response:
            kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
            if request.method == "POST" and kind not in TAKEN:
                raise Problem(
                    "wrong-type",
                    f"Send the file itself with Content-Type: {MEDIA_TYPE}.",
                    f"أرسل الملف نفسه بالترويسة Content-Type: {MEDIA_TYPE}.",
                )
            return await handle(request)

        return typed


router = APIRouter(prefix="/v1", route_class=OpmlRoute, tags=["feeds"], dependencies=[Depends(requires("read"))])


@router.get(
    "/opml",
    response_class=Response,
    responses=documented(desk_examples.OPML, media_type=MEDIA_TYPE),
)
def export_opml(request: Request, state: Shared) -> Response:
    """Every subscription as OPML 2.0."""
    with state.reads.connection() as db:
        found, places = feeds.find(db), feed_places.of_all(db)
    headers = {"Content-Disposition": 'attachment; filename="khabar.opml"'}
    return answers.respond(request, as_opml(found, places), media_type=f"{MEDIA_TYPE}; charset=utf-8", headers=headers)


@router.post(
    "/opml",
    response_model=OpmlResult,
    dependencies=[Depends(requires("feeds:write"))],
    responses=documented(
        desk_examples.OPML_RESULT, "bad-body", "too-large", "not-acceptable", also=desk_examples.OPML_PROGRESS
    ),
)
def import_opml(
    request: Request,
    state: Shared,
    file: Annotated[bytes, Body(media_type=MEDIA_TYPE, description="The OPML file itself, at most 5 MB.")],
) -> Response:
    """Subscribe to every feed of a list. Importing it again changes nothing."""
    chosen = negotiate.choose(None, request.headers.get("accept"), ("json", "ndjson"))
    try:
        document = read_opml(file)
    except BadInput as error:
        raise Problem("bad-body", str(error), in_arabic(str(error))) from None
    told = imported(request, state, document)
    if chosen == "ndjson":
        return StreamingResponse(map(_ndjson, told), media_type=negotiate.MEDIA_TYPES["ndjson"])
    *lines, counts = told
    return Response(answers.dump({**counts.model_dump(), "data": lines}), media_type=answers.JSON)


def _ndjson(told: Record) -> bytes:
    return answers.dump(told) + b"\n"


def imported(request: Request, state: State, document: OpmlDocument) -> Iterator[OpmlLine | OpmlCounts]:
    """Each line soon after its feed is there, and at last how many there were of each result.

    The client may read as slowly as it likes: no connection is held while it does.
    """
    counts = dict.fromkeys(OpmlCounts.model_fields, 0)
    try:
        for told in _batches(state, document):
            for line in told:
                counts[line.result] += 1
            yield from told
    finally:
        with state.writes.connection() as db:
            audit.note(request, db, "feeds.import", "opml", **counts)
    yield OpmlCounts(**counts)


def _batches(state: State, document: OpmlDocument) -> Iterator[list[OpmlLine]]:
    feeds_of = document.feeds()
    while batch := [*islice(feeds_of, LINES_AT_ONCE)]:
        with state.writes.connection() as db:
            told = [_one(db, state.settings, folders, outline) for folders, outline in batch]
        yield told
    yield [
        OpmlLine(url=None, title=outline.label or None, result="refused", detail="it has no address")
        for outline in document.without_address()
    ]


def _one(db: Connection, settings: Settings, folders: Sequence[Outline], line: Outline) -> OpmlLine:
    url, title = (line.xml_url or "").strip(), line.label[:TITLE_CHARACTERS] or None
    try:
        publisher = sources.of_host(db, host_key(url))
        feed, is_new = subscribe_line(
            db,
            folders,
            line,
            settings=settings,
            now=datetime.now(UTC),
            publisher=publishers.get(db, publisher) if publisher else None,
        )
    except BadInput as error:
        return OpmlLine(url=url or None, title=title, result="refused", detail=error.message)
    except ValueError:
        detail = "not an address that can be fetched"
        return OpmlLine(url=url or None, title=title, result="refused", detail=detail)
    return OpmlLine(url=url, title=title, result="added" if is_new else "known", feed_id=feed.id)
