"""The article record, version 1: frozen shapes only, no rule and no I/O.

Its blocks are in khabar.body, what its text tells in khabar.findings, where its values are from in khabar.origin.
`null` means unknown, `[]` looked for and none found. Key by key: docs/article.md.
Source of names: ninjs 3.1, schema.org, JSON Feed 1.1.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import ConfigDict, Field

from khabar.body import BodyBlock, Embed, Link, Media
from khabar.findings import Correction, DateMention, Entity, KeyTerm, LanguageShare, LiveUpdate, Question, Statement
from khabar.origin import Lineage, Provenance, Raw, VersionRef
from khabar.record import Calendar, Instant, Precision, Record, Share

SCHEMA = "khabar.article/1"

Status = Literal["usable", "withheld", "canceled"]

ArticleType = Literal["article", "flash", "live_blog", "opinion", "video", "audio", "gallery"]

DateMethod = Literal["feed", "jsonld", "opengraph", "meta", "dom", "url", "header", "manual", "inferred"]


class RoleValue(Record):
    role: str
    value: str


class Author(Record):
    """Who wrote it. `type` organization for agencies («وكالات»); `role` as printed, None when not stated."""

    name: str
    role: str | None = None
    type: Literal["person", "organization"] = "person"
    uri: str | None = None


class PublisherRef(Record):
    id: str
    name_ar: str | None = None
    name_en: str | None = None
    domain: str | None = None
    country: str | None = None


class SourceRef(Record):
    """The feed the article came through."""

    feed_id: UUID
    feed_title: str | None = None
    item_guid: str | None = None


class InfoSource(Record):
    """A credited agency or official statement."""

    name: str
    role: str = "agency"
    entity_id: str | None = None


class DateDetail(Record):
    """One publication date as found.

    `value` is ISO 8601 at its true precision (`2013`, `2023-07-09`, `2023-07-09T10:00:00+04:00`), always Gregorian.
    `raw` is the string found, None when it came as data. `offset` is the publisher's at that time, such as `+03:00`;
    it was assumed where `value` has a time and no offset. None: there is no time.
    """

    value: str
    raw: str | None = None
    offset: str | None = None
    precision: Precision
    calendar: Calendar = "gregorian"
    method: DateMethod
    confidence: Share
    trusted: bool


class Dates(Record):
    published: DateDetail | None = None
    modified: DateDetail | None = None


class Cluster(Record):
    """The group of copies that the article belongs to, as far as known when this version was stored.

    `id` is that of the group's first article. `similarity` and `nearest` speak of the most similar article then; None
    for the first.
    """

    id: UUID
    role: Literal["first", "copy", "edited"]
    similarity: Share | None = None
    nearest: UUID | None = None


class Quality(Record):
    """`missing` names empty expected fields; `warnings` are stable codes listed in docs/article.md."""

    score: Share
    completeness: Share
    missing: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


class Access(Record):
    """What the publisher allows; `policy` decides what the API may show."""

    is_free: bool | None = None
    robots_allowed: bool | None = None
    ai_input: bool | None = None
    license: str | None = None
    policy: Literal["headline_only", "excerpt", "full"] = "full"


class Article(Record):
    """One article as its publisher wrote it."""

    schema_: Annotated[str, Field(alias="schema")] = SCHEMA
    id: UUID
    version: Annotated[int, Field(ge=1)] = 1
    status: Status = "usable"
    type: ArticleType = "article"
    url: str | None = None
    canonical_url: str | None = None
    amp_url: str | None = None
    alt_ids: tuple[RoleValue, ...] = ()
    headline: str | None = None
    headlines: tuple[RoleValue, ...] = ()
    summary: str | None = None
    descriptions: tuple[RoleValue, ...] = ()
    language: str | None = None
    direction: Literal["rtl", "ltr"] = "rtl"
    languages: tuple[LanguageShare, ...] = ()
    published_at: Instant | None = None
    modified_at: Instant | None = None
    first_seen_at: Instant
    fetched_at: Instant | None = None
    dates: Dates = Dates()
    publisher: PublisherRef | None = None
    source: SourceRef | None = None
    authors: tuple[Author, ...] = ()
    byline_raw: str | None = None
    dateline: str | None = None
    section: str | None = None
    keywords: tuple[str, ...] = ()
    media: tuple[Media, ...] = ()
    embeds: tuple[Embed, ...] = ()
    links: tuple[Link, ...] = ()
    body: tuple[BodyBlock, ...] = ()
    quotes: tuple[Statement, ...] = ()
    reported: tuple[Statement, ...] = ()
    entities: tuple[Entity, ...] = ()
    date_mentions: tuple[DateMention, ...] = ()
    key_terms: tuple[KeyTerm, ...] = ()
    questions: tuple[Question, ...] = ()
    corrections: tuple[Correction, ...] = ()
    live: tuple[LiveUpdate, ...] = ()
    info_sources: tuple[InfoSource, ...] = ()
    cluster: Cluster | None = None
    char_count: Annotated[int, Field(ge=0)] = 0
    word_count: Annotated[int, Field(ge=0)] = 0
    reading_time_s: Annotated[int, Field(ge=0)] = 0
    quality: Quality
    provenance: dict[str, Provenance]
    raw: Raw
    content_hash: str
    versions: tuple[VersionRef, ...] = ()
    lineage: Lineage
    access: Access = Access()

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, serialize_by_alias=True)


def article_json_schema() -> dict[str, Any]:
    """The record's JSON Schema (2020-12), as served at /v1/schemas/article and printed by `khabar schema`."""
    schema = Article.model_json_schema(mode="serialization", by_alias=True)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": SCHEMA, **schema}
