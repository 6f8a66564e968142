"""Lists of articles for feed readers: JSON Feed, RSS, Atom. Mapping tables: docs/article.md."""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any
from xml.etree import ElementTree as Xml

import orjson

from khabar import render
from khabar.article import Article
from khabar_api.articles.listing import Listing, changed_at, instant, link_of, publisher_name, title_of
from khabar_api.articles.sanitise import body_html

# XML 1.0 §2.2: characters that no document may hold, escaped or not.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
ATOM = "http://www.w3.org/2005/Atom"
CONTENT = "http://purl.org/rss/1.0/modules/content/"
DC = "http://purl.org/dc/elements/1.1/"
MEDIA = "http://search.yahoo.com/mrss/"
HISTORY = "http://purl.org/syndication/history/1.0"


def to_json_feed(listing: Listing) -> bytes:
    """Source: JSON Feed 1.1."""
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": listing.title,
        "home_page_url": listing.home + "/",
        "feed_url": listing.self_url,
        "next_url": listing.next_url,
        "language": "ar",
        "items": [_json_item(article, listing.home) for article in listing.articles],
    }
    return orjson.dumps({name: value for name, value in document.items() if value is not None})


def _json_item(article: Article, home: str) -> dict[str, Any]:
    lead = next((medium for medium in article.media if medium.role == "lead" and medium.type == "image"), None)
    item: dict[str, Any] = {
        "id": str(article.id),
        "url": article.canonical_url,
        "title": title_of(article),
        "summary": article.summary,
        "content_html": body_html(article),
        "content_text": render.to_text(article),
        "image": lead.url if lead else None,
        "date_published": article.published_at and instant(article.published_at),
        "date_modified": instant(changed_at(article)),
        "authors": [_json_author(author.name, author.uri) for author in article.authors] or None,
        "tags": [*([article.section] if article.section else []), *article.keywords] or None,
        "language": article.language,
        "_khabar": {
            "version": article.version,
            "quality": article.quality.score,
            "provenance_url": f"{home}/v1/articles/{article.id}/provenance",
        },
    }
    return {name: value for name, value in item.items() if value is not None}


def _json_author(name: str, url: str | None) -> dict[str, str]:
    return {"name": name, "url": url} if url else {"name": name}


def _add(parent: Xml.Element, tag: str, text: object = None, **attributes: str) -> Xml.Element:
    """A child with clean text; an argument `xml_lang` is written as `xml:lang`."""
    clean = {name.replace("xml_", "xml:"): _NOT_XML.sub("", value) for name, value in attributes.items()}
    child = Xml.SubElement(parent, tag, clean)
    if text is not None:
        child.text = _NOT_XML.sub("", str(text))
    return child


def _document(root: Xml.Element) -> bytes:
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + Xml.tostring(root, encoding="unicode").encode()


def to_rss(listing: Listing) -> bytes:
    """Source: RSS 2.0 (https://www.rssboard.org/rss-specification), RSS Best Practices (atom:link rel=self)."""
    names = {"xmlns:atom": ATOM, "xmlns:content": CONTENT, "xmlns:dc": DC, "xmlns:media": MEDIA, "xmlns:fh": HISTORY}
    root = Xml.Element("rss", {"version": "2.0", **names})
    channel = _add(root, "channel")
    _add(channel, "title", listing.title)
    _add(channel, "link", listing.home + "/")
    _add(channel, "description", "أخبار عربية في سجلات منظمة")
    _add(channel, "language", "ar")
    _add(channel, "atom:link", rel="self", href=listing.self_url, type="application/rss+xml")
    if listing.next_url:
        _add(channel, "atom:link", rel="next", href=listing.next_url, type="application/rss+xml")
    for rel, href in listing.archive_links.items():
        _add(channel, "atom:link", rel=rel, href=href, type="application/rss+xml")
    if listing.is_archive:
        _add(channel, "fh:archive")
    for article in listing.articles:
        _rss_item(_add(channel, "item"), article, listing.home)
    return _document(root)


def _rss_item(item: Xml.Element, article: Article, home: str) -> None:
    _add(item, "title", title_of(article))
    _add(item, "link", link_of(article, home))
    _add(item, "guid", article.id, isPermaLink="false")
    if article.published_at:
        _add(item, "pubDate", format_datetime(article.published_at.astimezone(UTC), usegmt=True))
    _add(item, "atom:updated", instant(changed_at(article)))
    for author in article.authors:
        _add(item, "dc:creator", author.name)
    for label in (*([article.section] if article.section else []), *article.keywords):
        _add(item, "category", label)
    if article.summary:
        _add(item, "description", html.escape(article.summary, quote=False))  # readers take it for HTML
    if article.body:
        _add(item, "content:encoded", body_html(article))
    for medium in article.media:
        _add(item, "media:content", url=medium.url, medium=medium.type)


def to_atom(listing: Listing) -> bytes:
    """Source: RFC 4287; `next` RFC 5005 §3, archives §4."""
    root = Xml.Element("feed", {"xmlns": ATOM, "xmlns:fh": HISTORY, "xml:lang": "ar"})
    _add(root, "id", listing.self_url)
    _add(root, "title", listing.title)
    newest = max((changed_at(article) for article in listing.articles), default=datetime(1970, 1, 1, tzinfo=UTC))
    _add(root, "updated", instant(newest))
    _add(root, "link", rel="self", href=listing.self_url, type="application/atom+xml")
    _add(root, "link", rel="alternate", href=listing.home + "/")
    if listing.next_url:
        _add(root, "link", rel="next", href=listing.next_url)
    for rel, href in listing.archive_links.items():
        _add(root, "link", rel=rel, href=href, type="application/atom+xml")
    if listing.is_archive:
        _add(root, "fh:archive")
    for article in listing.articles:
        entry = _add(root, "entry", xml_lang=article.language or "ar")
        _atom_entry(entry, article, listing.home, listing.entry_ids.get(article.id, f"urn:uuid:{article.id}"))
        for scheme, term, label in listing.entry_states.get(article.id, ()):
            _add(entry, "category", scheme=scheme, term=term, label=label)
    return _document(root)


def _atom_entry(entry: Xml.Element, article: Article, home: str, entry_id: str) -> None:
    _add(entry, "id", entry_id)
    _add(entry, "title", title_of(article), type="text")
    _add(entry, "updated", instant(changed_at(article)))
    if article.published_at:
        _add(entry, "published", instant(article.published_at))
    _add(entry, "link", rel="alternate", href=link_of(article, home))
    # RFC 4287 §4.1.1: an entry has an author, or its feed has one.
    for name in [author.name for author in article.authors] or [publisher_name(article) or "khabar"]:
        _add(_add(entry, "author"), "name", name)
    for label in (*([article.section] if article.section else []), *article.keywords):
        _add(entry, "category", term=label)
    if article.summary:
        _add(entry, "summary", article.summary, type="text")
    if article.body:
        _add(entry, "content", body_html(article), type="html")
    for medium in article.media:
        _add(entry, "link", rel="enclosure", href=medium.url)
