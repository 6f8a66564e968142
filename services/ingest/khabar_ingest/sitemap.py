"""News sitemaps and sitemap indexes to typed entries. Pure; called by khabar_ingest.parse.

A plain sitemap is refused: it lists a whole archive, without titles or dates of publication.

Source: https://www.sitemaps.org/protocol.html; Google's «News sitemaps» and «Image sitemaps».
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree import ElementTree as ET

from khabar.arabic.clean import clean_name, clean_text
from khabar.errors import NotAFeed
from khabar.feed import Enclosure, FeedEntry, ParsedFeed
from khabar.url import absolute
from khabar_ingest.feed_fields import language_tag, one_line

_ROOT = re.compile(r"<(?:[A-Za-z_][\w.-]{0,40}:)?(urlset|sitemapindex)[\s>]")
# An index may name thousands of months; the newest are at most these.
MAX_DOCUMENTS = 50


def is_sitemap(text: str) -> bool:
    """Whether the document's root is a sitemap's or a sitemap index's."""
    return _ROOT.search(text[:3000]) is not None


def parse_sitemap(data: bytes, *, url: str, charset_used: str | None, max_entries: int) -> ParsedFeed:
    """The news sitemap, or the index, in `data`: clean UTF-8 without entity declarations.

    Raises:
        NotAFeed: no XML, or a sitemap without news.
    """
    try:
        root = ET.fromstring(data)  # noqa: S314 - check_markup has refused declarations of entities
    except ET.ParseError as error:
        raise NotAFeed(f"not a feed: a sitemap that is broken XML ({error})", subject=url) from None
    if _name(root) == "sitemapindex":
        return ParsedFeed(format="sitemap_index", charset_used=charset_used, documents=_documents(root, url))
    found = [entry for element in root if _name(element) == "url" and (entry := _entry(element, url)) is not None]
    if not found and len(root):
        raise NotAFeed("not a feed: a sitemap without news; its addresses have no titles", subject=url)
    if len(found) > 1 and len({entry.updated_raw for entry in found}) == 1:
        # The time of writing the sitemap, on every line: as a change it would have all pages fetched again each time.
        found = [entry.model_copy(update={"updated_raw": None}) for entry in found]
    return ParsedFeed(
        format="news_sitemap",
        title=one_line(_text(next(_all(root, "publication"), None), "name")),
        language=next((entry.language for entry in found if entry.language), None),
        charset_used=charset_used,
        entries=tuple(found[:max_entries]),
        skipped=max(0, len(found) - max_entries),
    )


def _entry(element: ET.Element, base: str) -> FeedEntry | None:
    """An address with its news; None when it has none."""
    news = _child(element, "news")
    link = absolute(base, _text(element, "loc") or "")
    title = one_line(_text(news, "title"))
    if news is None or link is None or title is None:
        return None
    keywords = re.split(r"[,،;]", _text(news, "keywords") or "")
    pictures = (absolute(base, _text(image, "loc") or "") for image in element if _name(image) == "image")
    return FeedEntry(
        guid=link,
        link=link,
        title=title,
        published_raw=clean_text(_text(news, "publication_date") or "") or None,
        updated_raw=clean_text(_text(element, "lastmod") or "") or None,
        categories=tuple(dict.fromkeys(name for word in keywords if (name := clean_name(word)))),
        enclosures=tuple(Enclosure(url=picture, medium="image") for picture in dict.fromkeys(pictures) if picture),
        language=language_tag(_text(_child(news, "publication"), "language")),
    )


def _documents(root: ET.Element, base: str) -> tuple[str, ...]:
    """The sitemaps that an index names: those of news first, then the latest changed, then as listed."""
    found = [
        (link, _text(element, "lastmod") or "")
        for element in root
        if _name(element) == "sitemap" and (link := absolute(base, _text(element, "loc") or ""))
    ]
    found.sort(key=lambda one: one[1], reverse=True)
    found.sort(key=lambda one: "news" not in one[0].lower())
    return tuple(dict.fromkeys(link for link, _ in found))[:MAX_DOCUMENTS]


def _name(element: ET.Element) -> str:
    """The element's name without its namespace: many write the wrong one."""
    return str(element.tag).rpartition("}")[2].lower()


def _child(element: ET.Element | None, name: str) -> ET.Element | None:
    return next((child for child in element if _name(child) == name), None) if element is not None else None


def _all(root: ET.Element, name: str) -> Iterator[ET.Element]:
    return (element for element in root.iter() if _name(element) == name)


def _text(element: ET.Element | None, name: str) -> str | None:
    child = _child(element, name)
    return (child.text or "").strip() or None if child is not None else None
