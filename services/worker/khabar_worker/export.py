"""The export job: articles as NDJSON, compressed, some thousand a part. A killed worker costs its last part.

exports.claim → exports.rows_of → shown → gzip → exports.add, each part ONE transaction → exports.done | put_off
"""

from __future__ import annotations

import gzip
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from khabar import queue
from khabar.article import Article
from khabar.errors import BadInput, StorageDown
from khabar.log import get_logger
from khabar.policy import is_shown_whole, shown
from khabar.settings import Settings, load_settings
from khabar.storage import exports
from khabar.storage.database import Connection, connect
from khabar.storage.exports import ClaimedExport
from khabar.storage.feeds import LostLease

log = get_logger()

# Behind this another job goes on, so that pages are extracted in between, and the job ends within its minute.
JOB_SECONDS = 20.0
MOST_BYTES = 2_000_000_000


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
    try:
        return _write(db, claimed, settings, clock, size)
    except LostLease:
        log.warning("lease_lost", export=claimed.number)
        return 0
    except (StorageDown, queue.JobTimeout):
        raise
    except Exception as error:
        # With its lease: the reconciler has it tried again, and gives up in the end.
        log.exception("export_failed", export=claimed.number)
        if isinstance(error, BadInput) or claimed.attempts >= exports.MAX_ATTEMPTS:
            exports.failed(db, claimed, error=f"{type(error).__name__}: {error}")
        return 0


def _write(db: Connection, claimed: ClaimedExport, settings: Settings, clock: Callable[[], float], size: Size) -> int:
    started, written, place, total_bytes = clock(), 0, claimed.place, claimed.bytes
    if place is None:
        exports.count(db, claimed)
    has_more = True
    while has_more:
        if total_bytes > MOST_BYTES:
            exports.failed(db, claimed, error="the file is larger than 2 GB: narrow the filters, by from and to")
            return written
        if clock() - started > JOB_SECONDS:
            exports.put_off(db, claimed)
            return written
        lines: list[bytes] = []
        while has_more and sum(map(len, lines)) < size.part_bytes:
            rows, has_more = exports.rows_of(db, claimed, place, size.rows)
            lines += [_line(row.record) for row in rows]
            place = rows[-1].place if rows else place
        if lines and place is not None:
            part = gzip.compress(b"".join(lines), mtime=0)
            exports.add(db, claimed, part, articles=len(lines), place=place, lease_seconds=settings.lease_seconds)
            written, total_bytes = written + len(lines), total_bytes + len(part)
    exports.done(db, claimed)
    return written


def _line(record: str) -> bytes:
    """The record as its policy lets it be shown, on one line."""
    if not is_shown_whole(record):
        record = shown(Article.model_validate_json(record)).model_dump_json(by_alias=True)
    return record.encode() + b"\n"
