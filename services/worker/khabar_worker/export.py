"""The export job: articles as NDJSON or Parquet, some thousand a part. A killed worker costs its last part.

exports.claim → rows_of → export_ndjson | export_parquet → exports.add, each part ONE transaction → done | put_off
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from khabar.errors import BadInput, BadSetting, KhabarError
from khabar.export import GIGABYTE, PARQUET_MISSING, ExportFormat
from khabar.log import get_logger
from khabar.settings import Settings, load_settings
from khabar.storage import exports
from khabar.storage.database import Connection, connect
from khabar.storage.exports import ClaimedExport, Part
from khabar_worker import export_ndjson
from khabar_worker.job import guarded

log = get_logger()

# Behind this another job goes on, so that pages are extracted in between, and the job ends within its minute.
JOB_SECONDS = 20.0
MOST_BYTES = 2 * GIGABYTE


@dataclass(frozen=True)
class Form:
    """How a file is written: `part` gets records and how long the file is by then, `end` the parts' footers."""

    part: Callable[[Sequence[str], int], Part]
    end: Callable[[Sequence[bytes]], bytes]


@dataclass(frozen=True)
class Size:
    """How many articles are read at once, and how many bytes of them, before compression, end a part."""

    rows: int = 200
    part_bytes: int = 8_000_000


def export(numbers: Sequence[int]) -> int:
    """The rq job: write exports; returns how many articles were written."""
    return run(load_settings(), numbers)


def run(
    settings: Settings,
    numbers: Sequence[int],
    clock: Callable[[], float] = time.monotonic,
    size: Size = Size(),
) -> int:
    """`export` with settings, clock and size in hand."""
    written = 0
    with connect(str(settings.database_url), name="export") as db:
        for number in numbers:
            claimed = exports.claim(db, number, lease_seconds=settings.lease_seconds)
            if claimed is not None:
                written += _one(db, claimed, settings, clock, size)
    return written


def _one(db: Connection, claimed: ClaimedExport, settings: Settings, clock: Callable[[], float], size: Size) -> int:
    def failed(error: Exception) -> int:
        # With its lease: the reconciler has it tried again, and gives up in the end.
        log.exception("export_failed")
        if isinstance(error, BadInput | BadSetting) or claimed.attempts >= exports.MAX_ATTEMPTS:
            exports.failed(db, claimed, error=_said(error))
        return 0

    return guarded(lambda: _write(db, claimed, settings, clock, size), failed, lost=0, export=claimed.number)


def _said(error: Exception) -> str:
    return error.message if isinstance(error, KhabarError) else f"{type(error).__name__}: {error}"


def _write(db: Connection, claimed: ClaimedExport, settings: Settings, clock: Callable[[], float], size: Size) -> int:
    started, written, place, total_bytes = clock(), 0, claimed.place, claimed.bytes
    form = _form(claimed.format)
    if place is None:
        exports.count(db, claimed)
    has_more = True
    while has_more:
        if total_bytes > MOST_BYTES:
            exports.failed(db, claimed, error="the file is larger than 2 GB: narrow the filters, by from and to")
            return written
        if exports.kept_bytes(db) > settings.keep_exports_gb * GIGABYTE:
            most = f"{settings.keep_exports_gb:g} GB (KHABAR_KEEP_EXPORTS_GB)"
            exports.failed(db, claimed, error=f"the files of all exports together are larger than {most}: remove some")
            return written
        if clock() - started > JOB_SECONDS:
            exports.put_off(db, claimed)
            return written
        records: list[str] = []
        while has_more and sum(map(len, records)) < size.part_bytes:
            rows, has_more = exports.rows_of(db, claimed, place, size.rows)
            records += [row.record for row in rows]
            place = rows[-1].place if rows else place
        if records and place is not None:
            part = form.part(records, total_bytes)
            exports.add(db, claimed, part, articles=len(records), place=place, lease_seconds=settings.lease_seconds)
            written, total_bytes = written + len(records), total_bytes + len(part.body)
    exports.done(db, claimed, form.end(exports.footers(db, claimed)))
    return written


def _form(format: ExportFormat) -> Form:
    """Raises:
    BadSetting: what it needs is not installed.
    """
    if format == "ndjson":
        return Form(export_ndjson.part, export_ndjson.end)
    try:
        from khabar_worker import export_parquet  # hardly anybody needs it, and it is large
    except ModuleNotFoundError:
        raise BadSetting(PARQUET_MISSING) from None
    return Form(export_parquet.part, export_parquet.end)
