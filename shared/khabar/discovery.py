"""Looking for a site's feeds: what was found, and a request for it. Shapes only."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from khabar.record import Instant, Record

How = Literal["itself", "link", "system", "guess", "sitemap"]
DiscoveryState = Literal["pending", "running", "done", "failed"]


class FoundFeed(Record):
    """A feed that answered, with what speaks for it.

    `how` it was found: the address itself, linked by the page, where the site's system (WordPress, Blogger, …) keeps
    it, a common address, or in robots.txt. `newest` is the latest date of its entries, None when none could be read.
    `arabic_share` is the share of titles written in Arabic letters, 0 to 1. `score` orders: more is better.
    """

    url: str
    how: How
    format: str
    title: str | None = None
    language: str | None = None
    entries: int = 0
    newest: Instant | None = None
    arabic_share: float = 0.0
    hub_url: str | None = None
    score: int = 0


class Discovery(Record):
    """What was found at `url`, best first. `final_url` is where it led; `requests` is what the search cost the site.

    `disallowed` are addresses that robots.txt closes: not asked.
    """

    url: str
    final_url: str
    feeds: tuple[FoundFeed, ...] = ()
    requests: int = 0
    disallowed: tuple[str, ...] = ()


class AskedDiscovery(Record):
    """A stored request to look for feeds. `error` says why a failed one failed.

    `feed_id` is the subscription that it led to, where it was asked for that; it may be gone by now.
    """

    id: UUID
    url: str
    state: DiscoveryState
    asked_at: Instant
    done_at: Instant | None = None
    error: str | None = None
    found: Discovery | None = None
    feed_id: UUID | None = None
