"""Where a site's feeds may be: what its page names, its system is known for, usual places; which is meant. Pure.

Not here: asking (khabar_ingest.discover).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html.parser import HTMLParser
from urllib.parse import urlsplit

from khabar.discovery import FoundFeed
from khabar.url import absolute

FEED_TYPES = {
    "application/rss+xml",
    "application/atom+xml",
    "application/feed+json",
    "application/rdf+xml",
    "application/x.feed+json",
}
# Links of a page stand in its beginning; a page of megabytes is not read for them to its end.
READ_BYTES = 1_000_000

# What a page says of its system, and where that keeps its feeds. Sources: WordPress, «WordPress Feeds»; Blogger Help,
# «Blogger site feed»; Drupal core «Aggregator/rss.xml»; Joomla `format=feed`; Ghost and Hugo documentation.
SYSTEMS: tuple[tuple[re.Pattern[str], tuple[str, ...]], ...] = (
    (re.compile(r"wordpress|api\.w\.org|/wp-content/|/wp-json"), ("/feed/", "/?feed=rss2")),
    (re.compile(r"blogger|blogspot\.com"), ("/feeds/posts/default?alt=rss", "/feeds/posts/default")),
    (re.compile(r"\bdrupal\b"), ("/rss.xml",)),
    (re.compile(r"\bjoomla\b"), ("/?format=feed&type=rss",)),
    (re.compile(r"\bghost\b"), ("/rss/",)),
    (re.compile(r"\bhugo\b"), ("/index.xml",)),
)
# By how often news sites use them.
USUAL_PLACES = (
    "/feed", "/rss", "/rss.xml", "/feed/rss", "/atom.xml", "/feed.xml", "/index.xml", "/?feed=rss2", "/rss/index.xml",
    "/feeds/posts/default", "/feed.json",
)  # fmt: skip
# So many points ahead of all others, a feed is what is meant: Arabic beside English, news beside comments.
CLEAR_LEAD = 40
_LOOKS_LIKE_FEED = re.compile(r"feed|rss|atom|rdf|\.xml|\.json|sitemap", re.IGNORECASE)
_OF_COMMENTS = re.compile(r"/comments?(/|\b)|comments?[-_/]?(feed|rss)|تعليق", re.IGNORECASE)
_SITEMAP = re.compile(r"^\s*sitemap\s*:\s*(\S{1,2000})", re.IGNORECASE | re.MULTILINE)


def looks_like_feed(url: str) -> bool:
    """Whether the address alone speaks for a feed: `/rss`, `?feed=rss2`, `atom.xml`; not `/` nor `/news`."""
    parts = urlsplit(url)
    return bool(_LOOKS_LIKE_FEED.search(f"{parts.path}?{parts.query}")) or (parts.hostname or "").startswith(
        ("feeds.", "rss.", "feed.")
    )


def is_of_comments(url: str, title: str | None = None) -> bool:
    """Whether a feed is of readers' comments, by its address or its title."""
    return bool(_OF_COMMENTS.search(url)) or (title or "").strip().startswith(("Comments on", "تعليقات"))


def clear_choice(feeds: Sequence[FoundFeed]) -> FoundFeed | None:
    """The feed that somebody who names a site means: a good one of news far ahead of others; None: they have to choose.

    `feeds` come best first.
    """
    if not feeds or is_of_comments(feeds[0].url, feeds[0].title):
        return None
    # Ahead of nothing too: a poor one that stands alone may be all that a search had the time to find.
    next_best = max([0, *(other.score for other in feeds[1:])])
    return feeds[0] if feeds[0].score - next_best >= CLEAR_LEAD else None


class _Links(HTMLParser):
    """Collects what a page names as feeds, links that look like one, and what it says of its system."""

    def __init__(self) -> None:
        super().__init__()
        self.named: list[str] = []
        self.anchors: list[str] = []
        self.signs: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        href = said.get("href", "")
        if tag == "link":
            kind = said.get("type", "").partition(";")[0].strip().lower()
            rel = said.get("rel", "").lower().split()
            if kind in FEED_TYPES and "alternate" in rel and href:
                self.named.append(href)
            self.signs += [*rel, href]
        elif tag == "meta" and said.get("name", "").lower() == "generator":
            self.signs.append(said.get("content", ""))
        elif tag == "a" and href and looks_like_feed(href):
            self.anchors.append(href)


def page_links(page: bytes, url: str) -> tuple[list[str], list[str]]:
    """The feeds that a page at `url` names, and where its system is known to keep them; addresses, without repeats.

    Links that only look like a feed come after those that say so.

    Source: RSS autodiscovery, https://www.rssboard.org/rss-autodiscovery.
    """
    links = _Links()
    # Addresses are ASCII in every charset that a page may have.
    links.feed(page[:READ_BYTES].decode("ascii", "replace"))
    named = [found for link in (*links.named, *links.anchors) if (found := absolute(url, link))]
    signs = " ".join(links.signs).lower()
    kept = [place for sign, places in SYSTEMS if sign.search(signs) for place in places]
    return list(dict.fromkeys(named)), [found for place in kept if (found := absolute(url, place))]


def usual_places(url: str) -> list[str]:
    """Addresses where feeds often are, below the page at `url` first when it is a section, then at the site's root."""
    path = urlsplit(url).path.strip("/")
    section = [f"/{path}/feed", f"/{path}/rss"] if path and path.count("/") < 2 and "." not in path else []
    return [found for place in (*section, *USUAL_PLACES) if (found := absolute(url, place))]


def named_sitemaps(robots: str | None) -> list[str]:
    """Sitemaps that a robots.txt names, those of news first.

    Source: sitemaps.org protocol, «Specifying the Sitemap location in your robots.txt file».
    """
    found = list(dict.fromkeys(match[1] for match in _SITEMAP.finditer(robots or "")))
    return sorted(found, key=lambda url: "news" not in url.lower())
