"""Shapes of publishers as sources, and of the lineage of feed entries. No rule is here."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from khabar.record import Instant, Record


class SourceQuality(Record):
    """Quality of the last 1,000 articles; null: there are none."""

    articles: int
    quality_mean: float | None
    feed_only_share: float | None
    undated_share: float | None


class SourceView(Record):
    id: str
    name_ar: str
    name_en: str
    country: str
    language: str
    site_url: str
    domains: tuple[str, ...]
    category: str
    policy: Literal["headline_only", "excerpt", "full"]
    rights_note: str | None
    feeds: int
    articles: int
    last_article_at: Instant | None
    quality: SourceQuality | None = None


class SourceList(Record):
    data: tuple[SourceView, ...]


class LineageLine(Record):
    """One feed entry, and what became of it. `outcome` is explained in docs/api.md.

    `article_status`: the article's, as it is now. The title of a withheld one is null.
    """

    id: int
    feed_id: UUID
    feed_url: str
    feed_title: str | None
    guid: str | None
    url: str | None
    title: str | None
    stage: str
    state: str
    outcome: str
    refused: str | None
    attempts: int
    last_error: str | None
    first_seen_at: Instant
    changed_at: Instant
    done_at: Instant | None
    due_at: Instant
    article_id: UUID | None
    article_status: str | None
