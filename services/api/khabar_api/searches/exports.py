"""Exports: asked for here, written by workers, fetched here as one file."""

from __future__ import annotations

import contextlib
import importlib.util
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import StreamingResponse

from khabar import queue
from khabar.errors import QueueDown
from khabar.export import EXPORT_DAYS, GIGABYTE, PARQUET_MISSING, Export, ExportFormat, ExportState
from khabar.record import Instant, Record
from khabar.storage import exports
from khabar_api.contract import examples
from khabar_api.searches.search_shapes import SearchFilters
from khabar_api.searches.searches import checked
from khabar_api.state import Shared, State
from khabar_api.web import answers
from khabar_api.web.auth import caller_of, requires
from khabar_api.web.paging import listed
from khabar_api.web.params import Cursor, Limit, StrictRoute
from khabar_api.web.problems import Problem, not_there
from khabar_api.web.ranges import asked_range
from khabar_api.web.schemas import Page, documented

router = APIRouter(
    prefix="/v1/exports", route_class=StrictRoute, tags=["exports"], dependencies=[Depends(requires("read"))]
)

# Each keeps a worker busy, and its file is in the database.
MOST_WAITING = 5
POLL_SECONDS = "2"
# Of each format: media type, and how the file's name ends.
FILES: dict[ExportFormat, tuple[str, str]] = {
    "ndjson": ("application/gzip", "ndjson.gz"),
    "parquet": ("application/vnd.apache.parquet", "parquet"),
}


class WantedExport(Record):
    """Which articles, and in which format; without filters, all. `parquet` needs the extra khabar[parquet]."""

    filters: SearchFilters = SearchFilters()
    format: ExportFormat = "ndjson"


class ExportView(Record):
    """`articles` of `total` (null: not known before the end) are written. `file_url` null: not done, or failed."""

    id: UUID
    state: ExportState
    format: ExportFormat
    filters: dict[str, Any]
    total: int | None
    articles: int
    bytes: int
    asked_at: Instant
    done_at: Instant | None
    expires_at: Instant
    file_url: str | None
    error: str | None


_BYTES = "(bytes)"
_SHOWN = {media_type: {"example": _BYTES} for media_type, _ in FILES.values()}


def _view(request: Request, state: State, found: Export) -> ExportView:
    file_url = f"{answers.base_url(request, state)}/v1/exports/{found.id}/file" if found.state == "done" else None
    filters = {name.rstrip("_"): value for name, value in found.filters.items()}
    return ExportView(
        **found.model_dump(exclude={"number", "filters", "key_id"}),
        filters=filters,
        expires_at=found.asked_at + timedelta(days=EXPORT_DAYS),
        file_url=file_url,
    )


def _one(request: Request, state: State, found: Export, status: int = 200, **headers: str) -> Response:
    if found.state in ("pending", "running"):
        headers["Retry-After"] = POLL_SECONDS
    sent = {"Cache-Control": "no-store", **headers}
    return Response(answers.dump(_view(request, state, found)), status, sent, answers.JSON)


def _known(state: State, export_id: UUID) -> Export:
    with state.reads.connection() as db:
        found = exports.get(db, export_id)
    if found is None:
        raise not_there("export", export_id)
    return found


@router.post(
    "",
    status_code=202,
    response_model=ExportView,
    responses=documented(examples.EXPORT, "bad-body", "conflict", status=202),
)
def start_export(request: Request, state: Shared, wanted: WantedExport) -> Response:
    """Write all matching articles into one file. `Location` is where to follow its progress."""
    filters = checked(wanted.filters.filters())
    if wanted.format == "parquet" and importlib.util.find_spec("pyarrow") is None:
        raise Problem("bad-body", PARQUET_MISSING, errors=[{"pointer": "/format", "detail": PARQUET_MISSING}])
    with state.writes.connection() as db, db.transaction():
        if exports.waiting(db) >= MOST_WAITING:
            raise Problem(
                "conflict",
                f"{MOST_WAITING} exports are being written. Wait, or remove one.",
                f"يُكتب الآن {MOST_WAITING} ملفات تصدير. انتظر، أو احذف واحدًا.",
            )
        most = state.settings.keep_exports_gb
        if exports.kept_bytes(db) >= most * GIGABYTE:
            raise Problem(
                "conflict",
                f"The files of all exports together have reached {most:g} GB, all that is kept. Remove one, or wait: "
                f"each goes {EXPORT_DAYS} days after it was asked for.",
                f"بلغت ملفات التصدير كلها {most:g} غيغابايت، وهو كل ما يُحفظ. احذف واحدًا، أو انتظر: "
                f"يُحذف كل منها بعد {EXPORT_DAYS} من الأيام من طلبه.",
            )
        key_id = caller_of(request).key_id
        asked = exports.ask(db, now=datetime.now(UTC), filters=filters, format=wanted.format, key_id=key_id)
    # Without Redis the ingester's next sweep tells a worker.
    with contextlib.suppress(QueueDown):
        queue.hint(state.redis, "export", [asked.number], rehint_seconds=state.settings.rehint_seconds, size=1)
    return _one(request, state, asked, 202, Location=f"/v1/exports/{asked.id}")


@router.get(
    "",
    response_model=Page[ExportView],
    responses=documented({"data": [examples.EXPORT], "next": None}, "bad-cursor"),
)
def list_exports(request: Request, state: Shared, cursor: Cursor = None, limit: Limit = 50) -> Response:
    """Exports, newest first."""
    return listed(
        request, state, "exports", cursor, limit,
        lambda db, before, most: exports.find(db, limit=most, before=before),
        key=lambda one: one.id, parse=UUID, shown=lambda one: _view(request, state, one),
    )  # fmt: skip


@router.get("/{export_id}", response_model=ExportView, responses=documented(examples.EXPORT, "not-found"))
def get_export(request: Request, state: Shared, export_id: UUID) -> Response:
    """The progress of an export. While it is pending or running, ask again after `Retry-After`."""
    return _one(request, state, _known(state, export_id))


@router.get(
    "/{export_id}/file",
    response_class=StreamingResponse,
    responses=documented(
        _BYTES,
        "not-found",
        "conflict",
        "range-not-there",
        media_type=FILES["ndjson"][0],
        also={FILES["parquet"][0]: _BYTES},
        on_206={"description": "The bytes that Range asks for.", "content": _SHOWN},
        on_304={"description": "The client has it already."},
    ),
)
def get_export_file(request: Request, state: Shared, export_id: UUID) -> Response:
    """The articles, oldest first: NDJSON compressed by gzip, or Parquet."""
    found = _known(state, export_id)
    if found.state != "done":
        raise Problem(
            "conflict",
            f"The export is {found.state}; its file exists once it is done.",
            f"حال التصدير {found.state}؛ يتوفر الملف حين تصير done.",
        )
    tag, (media_type, ending) = f'"{export_id}"', FILES[found.format]
    headers = {"ETag": tag, "Accept-Ranges": "bytes", "Cache-Control": "private, no-cache"}
    if answers.is_known(request, tag, None):
        return Response(status_code=304, headers=headers)
    is_head = request.scope["khabar.asked"] == "HEAD"
    # Source: RFC 9110 §14.2 (ranges are for GET).
    chosen = None if is_head else asked_range(request.headers, tag, found.bytes)
    begin, end = chosen or (0, found.bytes)
    headers["Content-Disposition"] = f'attachment; filename="khabar-{export_id}.{ending}"'
    headers["Content-Length"] = str(end - begin)
    if chosen:
        headers["Content-Range"] = f"bytes {begin}-{end - 1}/{found.bytes}"
    body = iter(()) if is_head else _bytes(state, export_id, begin, end)
    return StreamingResponse(body, 206 if chosen else 200, headers, media_type)


def _bytes(state: State, export_id: UUID, begin: int, end: int) -> Iterator[bytes]:
    """Those from `begin` to before `end`. A connection is held for each part, not while a slow client reads it."""
    with state.reads.connection() as db:
        sizes = exports.part_sizes(db, export_id)
    at = 0
    for number, size in enumerate(sizes):
        if at < end and begin < at + size:
            with state.reads.connection() as db:
                part = exports.part(db, export_id, number)
            if part is None:  # removed meanwhile: what is missing tells
                return
            yield part[max(0, begin - at) : end - at]
        at += size


@router.delete(
    "/{export_id}", status_code=204, response_class=Response, responses=documented(None, "not-found", status=204)
)
def remove_export(request: Request, state: Shared, export_id: UUID) -> Response:
    """Delete an export and its file, and stop writing it. Allowed for the key that requested it, and `admin`."""
    found, caller = _known(state, export_id), caller_of(request)
    if found.key_id != caller.key_id and not caller.allows("admin"):
        raise Problem(
            "scope-missing",
            "Another key requested this export; removing it needs the scope admin.",
            "طلب هذا التصدير مفتاح آخر، فيلزم لحذفه النطاق admin.",
        )
    with state.writes.connection() as db:
        exports.remove(db, export_id)
    return Response(status_code=204)
