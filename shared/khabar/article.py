"""The article record, version 1: frozen shapes only. Its blocks are in khabar.body; no rule and no I/O is here.

`null` means unknown, `[]` looked for and none found. Key by key: docs/article.md.
Source of names: ninjs 3.1, schema.org, JSON Feed 1.1.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import ConfigDict, Field

from khabar.body import At, BodyBlock, Embed, Link, Media
from khabar.record import Instant, Record, Share

SCHEMA = "khabar.article/1"

Status = Literal["usable", "withheld", "canceled"]

ArticleType = Literal["article", "flash", "live_blog", "opinion", "video", "audio", "gallery"]

Precision = Literal["second", "minute", "hour", "day", "month", "year"]

Calendar = Literal["gregorian", "hijri"]

DateMethod = Literal["feed", "jsonld", "opengraph", "meta", "dom", "url", "header", "manual", "inferred"]

Method = Literal[
    "feed", "jsonld", "opengraph", "meta", "microdata", "state", "dom", "url", "header", "manual", "inferred", "text"
]


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


class LanguageShare(Record):
    """A language of the text. `share` is of the letters, 0 to 1; `declared`: the page or the feed claims it."""

    code: str
    share: Share
    declared: bool


class DateDetail(Record):
    """One publication date as found.

    `value` is ISO 8601 at its true precision (`2013`, `2023-07-09`, `2023-07-09T10:00:00+04:00`), always Gregorian.
    `raw` is the string found, None when it came as data. `offset` is such as `+03:00`, None when it was assumed from
    the publisher.
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


class DateMention(Record):
    """A date inside the text.

    `value` is ISO 8601 at its true precision, always Gregorian: an interval `first/last` for a stretch of time, None
    for a duration. `anchor` is `published`, another mention's id, or None when none was needed.
    """

    id: str
    raw: str
    at: At
    kind: Literal["point", "duration"]
    value: str | None = None
    precision: Precision | None = None
    duration: str | None = None
    modifier: Literal["approx", "before", "after", "since"] | None = None
    calendar: Calendar = "gregorian"
    method: Literal["absolute", "day_month", "weekday", "offset", "duration"]
    anchor: str | None = None
    confidence: Share


class Speaker(Record):
    """Who said it. `name` None with a `role` is an unnamed source («خبيران»)."""

    name: str | None = None
    role: str | None = None
    org: str | None = None
    type: Literal["person", "organization", "group"] = "person"
    entity_id: str | None = None


class QuotePart(Record):
    at: At
    text: str


class Statement(Record):
    """One run of statements by one speaker (the record's `quotes[]` and `reported[]`)."""

    id: str
    speaker: Speaker
    verb: str | None = None
    direct: bool
    method: str
    confidence: Share
    intro: At | None = None
    venue: str | None = None
    parts: tuple[QuotePart, ...]


class Alias(Record):
    text: str
    kind: Literal["aka", "short", "acronym", "variant"]
    at: At
    marker: str | None = None


class Entity(Record):
    id: str
    type: Literal["person", "organization", "place", "event", "product"]
    name: str
    role: str | None = None
    aliases: tuple[Alias, ...] = ()
    mentions: tuple[At, ...] = ()
    uri: str | None = None
    confidence: Share


class KeyTerm(Record):
    """A term that the article is about, as a person would write it, told by how rare it is in other news.

    `relevance` is above 0, and 1 for the first; `count`: how often the text has it; `entity_id` None: no name.
    """

    text: str
    relevance: Share
    count: Annotated[int, Field(ge=1)]
    entity_id: str | None = None


class Question(Record):
    """A question that the text puts, as an interview or an explainer does: the ids of its block and of the answer's."""

    question: str
    answer: tuple[str, ...]


class Correction(Record):
    """A note in which the publisher puts something right. `block` has its text; `at` None: it does not say when."""

    block: str
    kind: Literal["correction", "clarification", "note"]
    at: Instant | None = None


class LiveUpdate(Record):
    """One update of a live page: the ids of its blocks, its heading among them.

    `headline` None: it has none. `published_at` None: the page prints a clock without its day, or nothing.
    """

    id: str
    headline: str | None = None
    published_at: Instant | None = None
    blocks: tuple[str, ...]


class Rejected(Record):
    """A candidate that lost, and why."""

    method: Method
    value: str | None = None
    why: str


class Provenance(Record):
    """Where a value came from. `extractor` is `name@version`; `raw_ref` is `sha256:…` of the page, None for data.

    `raw_refs` are all pages, in order, of a value that was joined from several.
    """

    method: Method
    extractor: str
    confidence: Share
    raw_ref: str | None = None
    raw_refs: tuple[str, ...] = ()
    rejected: tuple[Rejected, ...] = ()


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


class RawHttp(Record):
    status: int
    etag: str | None = None
    last_modified: str | None = None
    final_url: str


class Raw(Record):
    """The page's bytes. `stored` False: never kept, or removed by retention. `http` None: not fetched by khabar."""

    sha256: str | None = None
    stored: bool
    bytes: int | None = None
    charset_declared: str | None = None
    charset_used: str | None = None
    http: RawHttp | None = None


class VersionRef(Record):
    version: Annotated[int, Field(ge=1)]
    created_at: Instant
    kind: Literal["created", "updated", "corrected", "withdrawn", "restored"]
    origin: Literal["publisher", "extractor"]
    content_hash: str
    changed: tuple[str, ...] = ()
    raw_ref: str | None = None


class Identity(Record):
    key: Literal["canonical_url", "guid", "content_hash"]
    candidates: tuple[str, ...] = ()


class LineageInput(Record):
    kind: Literal["feed", "import", "sitemap"]
    feed_id: UUID | None = None
    guid: str | None = None
    link: str | None = None
    seen_at: Instant
    outcome: str


class Merge(Record):
    article_id: UUID
    reason: str
    at: Instant


class Lineage(Record):
    identity: Identity
    inputs: tuple[LineageInput, ...] = ()
    merged_from: tuple[Merge, ...] = ()


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
