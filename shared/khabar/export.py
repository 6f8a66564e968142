"""An export: all articles that pass some filters, as one file. Shapes only."""

from __future__ import annotations

from typing import Any, Literal
from uuid import UUID

from khabar.record import Instant, Record

ExportState = Literal["pending", "running", "done", "failed"]


class Export(Record):
    """`total` None: not counted yet; `articles` of them and `bytes` of the file are written."""

    id: UUID
    number: int
    filters: dict[str, Any]
    state: ExportState
    total: int | None = None
    articles: int
    bytes: int
    asked_at: Instant
    done_at: Instant | None = None
    error: str | None = None
