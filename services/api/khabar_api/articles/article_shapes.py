"""Shapes of lists of articles, look-ups, versions and their differences. No rule is here."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from khabar.article import Article
from khabar.body import BodyBlock
from khabar.record import Instant, Record
from khabar.storage.facets import Facet
from khabar_api.web.inputs import Url
from khabar_api.web.schemas import Page


class FacetLine(Record):
    """`value` is what the filter takes; `name` null: it is called as its value."""

    value: str
    name: str | None
    articles: int


class FacetCounts(Record):
    """`articles` were looked at; `is_capped`: they are the newest, and more match. Commonest first."""

    articles: int
    is_capped: bool
    counts: dict[Facet, tuple[FacetLine, ...]]


class Match(Record):
    start: int
    end: int


class Highlight(Record):
    """Where a search matches in one text; `matches` are code points of it."""

    field: Literal["headline", "summary", "body"]
    node: str | None
    matches: tuple[Match, ...]
    snippet: str


class ShownArticle(Article):
    """A record as it was asked for: `body=` puts another form in the place of `body`, `fields=` leaves keys out."""

    body_html: str | None = None
    body_text: str | None = None
    body_markdown: str | None = None
    highlights: tuple[Highlight, ...] | None = None


class ArticlePage(Page[ShownArticle]):
    """One page of articles. `facets` is there when it was asked for."""

    facets: FacetCounts | None = None


class Resolve(Record):
    """At most 500 in all."""

    urls: Annotated[tuple[Url, ...], Field(max_length=500)] = ()
    guids: Annotated[tuple[Url, ...], Field(max_length=500)] = ()


class Resolved(Record):
    """`article_id` null: there is no article. `outcome` null: no feed ever carried it; else as in the lineage."""

    url: str | None = None
    guid: str | None = None
    article_id: UUID | None = None
    outcome: str | None = None


class ResolvedList(Record):
    data: tuple[Resolved, ...]


class VersionLine(Record):
    version: int
    created_at: Instant
    kind: str
    origin: str
    content_hash: str
    changed: tuple[str, ...]


class VersionList(Record):
    data: tuple[VersionLine, ...]


class Run(Record):
    op: Literal["equal", "delete", "insert"]
    text: str


class TextDifference(Record):
    pointer: str
    runs: tuple[Run, ...]


class Difference(Record):
    """`changed` holds JSON Pointers into the newer version; equal and insert runs together are its text."""

    from_: Annotated[int, Field(alias="from")]
    to: int
    changed: tuple[str, ...]
    texts: tuple[TextDifference, ...]


class LiveEntry(Record):
    """One update of a live page. `id` counts from the top of the page as it is now: what is new moves it."""

    id: str
    headline: str | None
    published_at: Instant | None
    text: str
    blocks: tuple[BodyBlock, ...]


class LivePage(Record):
    """Send `version` as `since` next time. `data` is empty for an article that is not a live page."""

    article_id: UUID
    version: int
    headline: str | None
    data: tuple[LiveEntry, ...]
