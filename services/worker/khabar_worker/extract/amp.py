"""The AMP twin of an article: where it is, and whether it is this site's. Not here: fetching it, which text wins."""

from __future__ import annotations

import re
from urllib.parse import urldefrag, urlsplit

from selectolax.lexbor import LexborHTMLParser

from khabar.url import registrable_domain
from khabar_worker.extract.continuation import key_of
from khabar_worker.extract.markup.metadata import absolute

# Source: https://cdn.ampproject.org/caches.json
_CACHES = ("cdn.ampproject.org", "bing-amp.com")


def amp_link(html: str, url: str) -> str | None:
    """What a page names as its AMP twin, for pages that say nothing else."""
    node = LexborHTMLParser(html).css_first("link[rel~=amphtml][href]")
    return absolute(node.attributes.get("href"), url) if node is not None else None


def amp_page(amp_url: str | None, url: str) -> str | None:
    """The address of the page's AMP twin when it is this site's own, or this site's in an AMP cache; else None.

    Source: AMP cache addresses, https://developers.google.com/amp/cache/overview#amp-cache-url-format: the
    publisher's host with `-` for `.` (and `--` for `-`) is the first label; the path is `/c/` or `/c/s/`, then the
    publisher's address.

    >>> amp_page("https://news-example.cdn.ampproject.org/c/s/news.example/7/amp", "https://news.example/7")
    'https://news.example/7/amp'
    """
    if not amp_url or not key_of(amp_url):
        return None
    host = (urlsplit(amp_url).hostname or "").lower()
    if any(host.endswith(f".{cache}") for cache in _CACHES):
        cached = re.match(r"^/[cva]/(?:s/)?(?P<rest>[^/]+/.*)$", urlsplit(amp_url).path)
        amp_url = f"https://{cached['rest']}" if cached else ""
        if not key_of(amp_url):
            return None
        host = (urlsplit(amp_url).hostname or "").lower()
    own = (urlsplit(url).hostname or "").lower()
    is_own = host.removeprefix("amp.") == own.removeprefix("www.") or registrable_domain(host) == registrable_domain(
        own
    )
    return urldefrag(amp_url)[0] if is_own and key_of(amp_url) != key_of(url) else None
