"""Feed records: a subscription as stored, and a feed document as parsed. Shapes only."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

from khabar.record import Instant, Record

FeedState = Literal["active", "paused", "suspended"]
# What `khabar.arabic.language.detect` can tell, so what a feed may be asked to keep.
Language = Literal["ar", "fa", "ur", "ps", "ckb", "ug", "sd", "he", "en", "fr", "tr", "ku", "es", "de", "id"]
# A feed's own title is cut to it: whoever changes the feed may send it back as it is.
TITLE_CHARACTERS = 500
PollOutcome = Literal["new", "unchanged", "not_modified", "empty", "failed", "throttled", "refused", "gone"]


class Enclosure(Record):
    """A media file or picture named by an entry. `medium` image, video or audio; None when not stated."""

    url: str
    type: str | None = None
    medium: str | None = None
    width: int | None = None
    height: int | None = None


class FeedEntry(Record):
    """One entry as the feed wrote it; text decoded and cleaned, HTML untouched. None where the feed said nothing.

    `guid` is as published, of any length; dates are raw strings. `link` is absolute and http(s), or None.
    """

    guid: str | None = None
    link: str | None = None
    title: str | None = None
    summary_html: str | None = None
    content_html: str | None = None
    authors: tuple[str, ...] = ()
    published_raw: str | None = None
    updated_raw: str | None = None
    categories: tuple[str, ...] = ()
    enclosures: tuple[Enclosure, ...] = ()
    language: str | None = None


class ParsedFeed(Record):
    """A whole feed document. `ttl_seconds` is the largest wait the document asks for (ttl, sy:updatePeriod)."""

    format: str
    title: str | None = None
    description: str | None = None
    site_url: str | None = None
    language: str | None = None
    ttl_seconds: int | None = None
    hub_url: str | None = None
    self_url: str | None = None
    charset_used: str | None = None
    entries: tuple[FeedEntry, ...] = ()
    skipped: int = 0
    # Of a sitemap index: the sitemaps to read instead, those to begin with first.
    documents: tuple[str, ...] = ()


class Validators(Record):
    """What makes the next request conditional; opaque, byte for byte as sent, valid for `url` only."""

    url: str
    etag: str | None = None
    last_modified: str | None = None


class FeedOptions(Record):
    """What a subscriber says of a feed. None: the feed itself tells, once it is read.

    `languages` are those whose items are kept, empty: all. Without `fetch_pages` records are made from what the feed
    says, and no page is asked for. `fallbacks` are further addresses of the same feed, in the order to try.
    """

    title: str | None = None
    site_url: str | None = None
    language: str | None = None
    languages: tuple[Language, ...] = ()
    fetch_pages: bool = True
    paused: bool = False
    fallbacks: tuple[str, ...] = ()


class Feed(Record):
    """A subscription as stored, with its poll state. Times are UTC.

    `language` is what the feed says of itself; `languages` are those whose items are kept, empty: all. `fetch_pages`
    False: records are made from what the feed says.
    """

    id: UUID
    url: str
    publisher_id: str | None = None
    title: str | None = None
    site_url: str | None = None
    language: str | None = None
    languages: tuple[Language, ...] = ()
    fetch_pages: bool = True
    state: FeedState = "active"
    state_reason: str | None = None
    version: int = 1
    created_at: Instant
    # when next
    next_poll_at: Instant
    interval_seconds: int
    # what the next request sends
    validators: Validators | None = None
    full_poll_at: Instant | None = None
    body_hash: str | None = None
    # health
    last_polled_at: Instant | None = None
    last_success_at: Instant | None = None
    last_item_at: Instant | None = None
    last_status: int | None = None
    last_outcome: PollOutcome | None = None
    last_error: str | None = None
    failures: int = 0
    empty_polls: int = 0
    gone_count: int = 0
    gone_since: datetime | None = None
    moved_to: str | None = None
    moved_count: int = 0
    moved_since: datetime | None = None
    # Fail-over. `addresses` in the order to try, `url` being one of them; empty: there is only `url`.
    addresses: tuple[str, ...] = ()
    # Since when it is polled at another than the first address; None: it is at the first.
    away_since: datetime | None = None
    # Set while the first address is given another try: where to go back to should it fail.
    return_to: str | None = None
    # WebSub: the hub that the feed names, what the hub knows the feed by, the last push that was signed, and until when
    # the hub has promised to push; None: it has not.
    hub_url: str | None = None
    topic_url: str | None = None
    pushed_at: Instant | None = None
    pushed_until: Instant | None = None


class FeedUpdate(Record):
    """What one poll changes about a feed; computed by khabar_ingest.schedule, written by khabar.storage.polls.

    `next_poll_at` is by the ingester's clock, which said `decided_at`; the time between them is what counts.
    """

    decided_at: Instant
    next_poll_at: Instant
    interval_seconds: int
    validators: Validators | None
    full_poll_at: Instant | None
    body_hash: str | None
    last_status: int | None
    last_outcome: PollOutcome
    last_error: str | None
    failures: int
    empty_polls: int
    gone_count: int
    gone_since: datetime | None
    moved_to: str | None
    moved_count: int
    moved_since: datetime | None
    last_success_at: Instant | None
    # Why the feed is to be suspended; None: it is not. A person's pause is never written by a poll.
    suspend: str | None = None
    # What subscribers are told of the feed's health; None: nothing changed.
    event: Literal["feed.degraded", "feed.recovered", "feed.gone"] | None = None
    # Where the feed has moved for good; None: it has not.
    url: str | None = None
    # Fail-over: where to poll from now on, the first of these that no other feed has. Empty: where it was.
    next_urls: tuple[str, ...] = ()
    away_since: datetime | None = None
    return_to: str | None = None
    hub_url: str | None = None
    topic_url: str | None = None
    title: str | None = None
    site_url: str | None = None
    language: str | None = None


class PollLog(Record):
    """One line of a feed's history. `url` was asked, `elapsed_seconds` is the request's, `bytes` those on the wire."""

    url: str | None = None
    status: int | None = None
    outcome: PollOutcome
    error: str | None = None
    new_items: int = 0
    changed_items: int = 0
    same_items: int = 0
    bytes: int = 0
    elapsed_seconds: float = 0
