"""What one source (a page, a text, a feed entry) says, before it becomes an article record. Shapes only."""

from __future__ import annotations

from khabar.arabic.dates import ReadDate
from khabar.article import ArticleType, Author, DateDetail, DateMethod, InfoSource, RoleValue
from khabar.body import BodyBlock, Embed, Link, Media
from khabar.origin import Provenance
from khabar.record import Instant, Record


class Found(Record):
    """A publication date as found, and as an instant (UTC; day precision stands at 12:00 in the publisher's zone)."""

    at: Instant
    detail: DateDetail

    @classmethod
    def of(cls, date: ReadDate, method: DateMethod, confidence: float, *, raw: str | None = None) -> Found:
        """What was read, found by `method`; `raw` None: it came as data."""
        detail = DateDetail(
            value=date.value, raw=raw, offset=date.offset or date.assumed_offset, precision=date.precision,
            calendar=date.calendar, method=method, confidence=confidence, trusted=date.trusted,
        )  # fmt: skip
        return cls(at=date.at, detail=detail)


class Stamp(Record):
    """What an update of a live page opens with, folded, and when it was published; `at` None: not stated."""

    text: str
    at: Instant | None = None


class Extraction(Record):
    """Everything a source says about one article. None and empty mean that it says nothing.

    `provenance` is keyed by JSON Pointer as in the record; `raw_ref` stands there only where it is not the source's own
    page. `updates` are those of a live page. `further_pages` are addresses at which the article goes on, in order.
    `warnings` are codes of docs/article.md.
    """

    type: ArticleType = "article"
    canonical_url: str | None = None
    amp_url: str | None = None
    alt_ids: tuple[RoleValue, ...] = ()
    headline: str | None = None
    headlines: tuple[RoleValue, ...] = ()
    summary: str | None = None
    descriptions: tuple[RoleValue, ...] = ()
    language_declared: str | None = None
    published: Found | None = None
    modified: Found | None = None
    authors: tuple[Author, ...] = ()
    byline_raw: str | None = None
    dateline: str | None = None
    section: str | None = None
    keywords: tuple[str, ...] = ()
    media: tuple[Media, ...] = ()
    embeds: tuple[Embed, ...] = ()
    links: tuple[Link, ...] = ()
    body: tuple[BodyBlock, ...] = ()
    info_sources: tuple[InfoSource, ...] = ()
    updates: tuple[Stamp, ...] = ()
    is_free: bool | None = None
    further_pages: tuple[str, ...] = ()
    provenance: dict[str, Provenance] = {}
    warnings: tuple[str, ...] = ()
