"""Where a record and each of its values came from, as shapes: pages, versions, entries. Key by key: docs/article.md."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from khabar.record import Instant, Record, Share

Method = Literal[
    "feed", "jsonld", "opengraph", "meta", "microdata", "state", "dom", "url", "header", "manual", "inferred", "text"
]


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
    kind: Literal["created", "updated", "corrected", "withdrawn", "withheld", "restored"]
    origin: Literal["publisher", "extractor", "operator"]
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
