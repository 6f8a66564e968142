"""One publisher's site: its record with live addresses, and how its pages and feed are made. Shapes only."""

from __future__ import annotations

from typing import Literal

from khabar.newsroom.wording import Months
from khabar.publishers.record import Publisher
from khabar.record import Record

Cms = Literal["wordpress", "drupal", "tables", "nextjs", "levant", "magazine", "experts", "wire"]
FeedFormat = Literal["rss", "atom", "rdf"]
FeedBody = Literal["title_only", "summary", "full"]


class SiteLayout(Record):
    """The `[site]` part of a publisher's file.

    `path` is the pattern of story addresses: `{year}` `{month}` `{day}` `{slug}` `{number}`. `charset` encodes pages
    and feed. `furniture` are texts printed around every story. `ttl_minutes` None: the feed states none.
    `dateline` opens the first paragraph of stories that have one; light markup with `{place}`.
    """

    cms: Cms
    months: Months
    path: str
    dateline: str = "{place} - "
    charset: str = "utf-8"
    feed_format: FeedFormat = "rss"
    feed_body: FeedBody = "summary"
    feed_path: str = "/feed"
    feed_type: str = "application/rss+xml"
    link_suffix: str = ""
    ttl_minutes: int | None = None
    description: str
    disallow: tuple[str, ...] = ()
    crawl_delay_seconds: float = 0.2
    has_news_sitemap: bool = False
    furniture: tuple[str, ...] = ()


class Site(Record):
    """A running site. `base_url` has no slash at its end."""

    publisher: Publisher
    layout: SiteLayout
    base_url: str

    @property
    def id(self) -> str:
        return self.publisher.id

    @property
    def name(self) -> str:
        return self.publisher.name_ar

    @property
    def feed_url(self) -> str:
        return self.base_url + self.layout.feed_path

    def url(self, path: str) -> str:
        """The absolute address of `path`."""
        return self.base_url + path

    def media_url(self, name: str) -> str:
        return self.url(f"/media/{name}")
