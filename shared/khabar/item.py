"""Item records: one feed entry on its way to an article, its ledger state and its outcome. Shapes only."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from khabar.feed import FeedEntry
from khabar.record import Instant, Record

# An item is fetched by ingest (`page`), then extracted by a worker (`extract`).
Stage = Literal["page", "extract"]
State = Literal["pending", "running", "done", "dead"]

# What `refused` says of an item without a page that was meant to have none: it names no link, or pages of its feed are
# not fetched.
NO_LINK, NOT_FETCHED = "no_link", "pages_off"
# What it says where nothing went wrong.
NO_REFUSAL = (None, NO_LINK, NOT_FETCHED)
# Every item ends in exactly one of these; `refused:<why>` carries a code of khabar.errors.
OUTCOMES = (
    "pending",
    "new",
    "updated",
    "withdrawn",
    "unchanged",
    "duplicate_of",
    "reused_guid",
    "refused:<why>",
    "blocked",
    "too_old",
    "parse_failed",
    "dropped:language",
    "feed_removed",
    "dismissed",
)


class NewItem(Record):
    """An entry seen for the first time, with the decision what to do about it.

    `stage` None: nothing is to be done, `outcome` says why. `refused` is why no page will be fetched.
    """

    guid_key: bytes
    entry: FeedEntry
    entry_hash: bytes
    url: str | None
    url_key: bytes | None
    host: str | None
    stage: Stage | None
    outcome: str = "pending"
    refused: str | None = None
    article_id: UUID | None = None


class ChangedItem(Record):
    """A known item whose entry changed: it goes through the pipeline again."""

    item_id: int
    entry: FeedEntry
    entry_hash: bytes
    url: str | None
    url_key: bytes | None
    host: str | None
    stage: Stage
    refused: str | None = None


class KnownItem(Record):
    """What identity needs to know about an item already stored."""

    item_id: int
    guid_key: bytes
    url_key: bytes | None
    entry_hash: bytes
    title: str | None


class Item(Record):
    """One ledger row with what the feed said. `refused` is why it has no page, None when it has or will have one."""

    id: int
    feed_id: UUID
    publisher_id: str | None = None
    guid: str | None = None
    url: str | None = None
    entry: FeedEntry
    stage: Stage
    state: State
    outcome: str
    article_id: UUID | None = None
    page_id: int | None = None
    refused: str | None = None
    first_seen_at: Instant
    changed_at: Instant
    # When its page is to be asked for again; None: never, or that is why it is here.
    revisit_at: Instant | None = None
    attempts: int = 0
    last_error: str | None = None
    feed_title: str | None = None
    # Languages whose items its feed keeps; empty: all.
    feed_languages: tuple[str, ...] = ()
    # Whether pages of its feed are asked for.
    fetch_pages: bool = True
    # The trace of the poll that saw it; None: that was not traced.
    trace: str | None = None


class Claimed(Record):
    """The right to work on one item for a lease's time. Finishing needs the same `token` (fencing).

    `at`: when it was claimed, by the database's clock; a machine's own may be hours off.
    """

    item: Item
    token: UUID
    at: Instant


class Wanted(Record):
    """A page that a worker asks for: page `number` of the same article (the first is 1), or (`amp`) its AMP twin."""

    kind: Literal["next", "amp"]
    number: int
    url: str


class Part(Wanted):
    """A page that was asked for. Done, it has a `page_id`, or `refused` says why there is none."""

    page_id: int | None = None
    refused: str | None = None
    state: State
    asked_at: Instant


class ClaimedPart(Record):
    """The right to fetch one part for a lease's time; the item's times say how old a copy of it may be.

    `fetch_pages`: whether pages of its feed are asked for.
    """

    id: int
    token: UUID
    item_id: int
    url: str
    attempts: int
    asked_at: Instant
    first_seen_at: Instant
    changed_at: Instant
    fetch_pages: bool = True
    trace: str | None = None


class Page(Record):
    """One fetched page: the answer, and its raw bytes as sent (content coding undone)."""

    url: str
    final_url: str
    status: int
    content_type: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    fetched_at: Instant
    sha256: str
    body: bytes


class FurtherPage(Record):
    """A part that was asked for. `page` None: it is on its way, or `refused` says why there is none."""

    wanted: Wanted
    page: Page | None = None
    refused: str | None = None


class IngestSummary(Record):
    """What one run of an ingester did; `failed` has each failing feed's URL and reason."""

    polled: int
    failed: dict[str, str]
    new_items: int
    changed_items: int
    pages: int
    refused: int
