"""Shapes of events by pull. No rule is here."""

from __future__ import annotations

from typing import Any, Literal
from uuid import UUID

from khabar.record import Instant, Record


class Change(Record):
    """What happened to an article, for keeping a copy in step. Ignore an operation you do not know.

    `merged_into`: after `merged`, the article that this one is from now on; else null.
    """

    article_id: UUID
    version: int | None
    operation: Literal["created", "updated", "corrected", "withdrawn", "withheld", "merged", "reextracted"]
    merged_into: UUID | None
    at: Instant
    sequence: str


class Envelope(Record):
    """One event as CloudEvents 1.0 structured JSON."""

    specversion: Literal["1.0"]
    id: UUID
    source: str
    type: str
    subject: str
    time: Instant
    timestamp: Instant
    sequence: str
    datacontenttype: Literal["application/json"]
    dataschema: str
    data: dict[str, Any]


class EventPage(Record):
    """Send `next` as `after`; it is set even when nothing is new."""

    data: tuple[Envelope, ...]
    next: str


class ChangePage(Record):
    """Send `next` as `since`; it is set even when nothing is new."""

    data: tuple[Change, ...]
    next: str
