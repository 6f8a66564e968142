"""The publisher record: who publishes, in which zone, which feeds, and the rules that only hold there. Shapes only."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from khabar.record import Record

Policy = Literal["headline_only", "excerpt", "full"]


class CatalogueFeed(Record):
    """One feed of a publisher. `confidence` A or B as researched; `urls` in the order to try (fail-over).

    `fetch_pages` False: the feed has whole texts, and no page is asked for.
    """

    urls: Annotated[tuple[str, ...], Field(min_length=1)]
    category: str = "general"
    language: str = "ar"
    format: Literal["rss", "atom", "rdf", "json", "sitemap", "unknown"] = "unknown"
    confidence: Literal["A", "B"]
    enabled: bool = True
    fetch_pages: bool = True
    note: str | None = None


class Selectors(Record):
    """CSS selectors that only hold at this publisher. Empty means: the general rules decide."""

    headline: str | None = None
    kicker: str | None = None
    standfirst: str | None = None
    authors: str | None = None
    published: str | None = None
    modified: str | None = None
    section: str | None = None
    tags: str | None = None
    lead_image: str | None = None
    body: str | None = None


class Publisher(Record):
    """One publisher, as its TOML file says. `time_zone` is an IANA name; `country` ISO 3166-1 alpha-2."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")]
    name_ar: str
    name_en: str
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
    time_zone: str
    language: str = "ar"
    site_url: str
    domains: Annotated[tuple[str, ...], Field(min_length=1)]
    category: str = "general"
    policy: Policy = "full"
    rights_note: str | None = None
    gap_seconds: Annotated[float, Field(ge=0, le=3600)] | None = None
    valid_until: date | None = None
    selectors: Selectors = Selectors()
    drops: tuple[str, ...] = ()
    feeds: tuple[CatalogueFeed, ...] = ()

    @property
    def has_rules(self) -> bool:
        """Whether the file says how to read this publisher's pages."""
        return bool(self.drops) or any(selector is not None for _, selector in self.selectors)
