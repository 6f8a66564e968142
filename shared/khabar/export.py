"""An export: all articles that pass some filters, as one file. Shapes only."""

from __future__ import annotations

from typing import Any, Literal
from uuid import UUID

from khabar.record import Instant, Record

# A file that nobody fetched within this is of yesterday.
EXPORT_DAYS = 2
GIGABYTE = 1_000_000_000

ExportState = Literal["pending", "running", "done", "failed"]

# `ndjson` is compressed by gzip; `parquet` needs the extra khabar[parquet].
ExportFormat = Literal["ndjson", "parquet"]
PARQUET_MISSING = (
    "Parquet needs pyarrow, which is not installed here: pip install 'khabar[parquet]', where the API runs and where "
    "workers run; in a checkout: make parquet."
)


class Export(Record):
    """`total` None: not known before the end; `articles` of them and `bytes` of the file are written.

    `key_id`: who asked for it; None: somebody without a key.
    """

    id: UUID
    number: int
    format: ExportFormat = "ndjson"
    filters: dict[str, Any]
    state: ExportState
    total: int | None = None
    articles: int
    bytes: int
    asked_at: Instant
    done_at: Instant | None = None
    error: str | None = None
    key_id: str | None = None
