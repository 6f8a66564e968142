"""Feed bytes to typed entries: RSS, RDF and Atom with feedparser behind our charset rule and pre-clean; other formats
in json_feed.py and sitemap.py. Pure CPU; no network.

feedparser opens a `str` or bytes body that looks like a path or URL, so it only ever gets a BytesIO of clean UTF-8.
"""

from __future__ import annotations

import html
import io
import re
from typing import Any

import feedparser

from khabar.answer import FEED
from khabar.arabic.clean import clean_name, clean_text, storable
from khabar.coding import decoded
from khabar.decode import decode
from khabar.errors import NotAFeed, RefusedMarkup, TooLarge, WrongType
from khabar.feed import Enclosure, FeedEntry, ParsedFeed
from khabar.markup import check_markup, preclean_xml
from khabar.url import absolute
from khabar_ingest.feed_fields import language_tag, one_line
from khabar_ingest.json_feed import parse_json_feed
from khabar_ingest.sitemap import is_sitemap, parse_sitemap

_ENCODING = re.compile(r"""(<\?xml[^>]{0,200}?encoding\s*=\s*["'])[^"']{1,40}(["'])""")
_PERIODS = {"hourly": 3600, "daily": 86_400, "weekly": 7 * 86_400, "monthly": 30 * 86_400, "yearly": 365 * 86_400}
# A feed longer than this is cut here, and says so in `skipped`; the longest real ones have a few hundred entries.
MAX_ENTRIES = 2_000


def parse_feed(body: bytes, *, url: str, http_charset: str | None) -> ParsedFeed:
    """The feed document in `body`, fetched from `url`.

    Raises:
        NotAFeed: neither RSS, RDF, Atom, JSON Feed nor a news sitemap.
        RefusedMarkup: markup that would exhaust the parser, an entity declaration, or gzip that grows beyond bounds.
        UnreadableEncoding: the bytes are text in no charset that is known here.
        Unreachable: a gzip file that stops before its end.
    """
    body = _unpacked(body, url)
    written = decode(body, http_charset=http_charset, is_xml=True)
    text = written.text.lstrip("\ufeff \t\r\n")
    if text.startswith("{"):
        return parse_json_feed(text, url=url, charset_used=written.charset_used, max_entries=MAX_ENTRIES)
    utf8 = _ENCODING.sub(r"\1utf-8\2", text, count=1).encode("utf-8", "replace")
    check_markup(utf8, is_xml=True)
    if is_sitemap(text):
        return parse_sitemap(preclean_xml(utf8), url=url, charset_used=written.charset_used, max_entries=MAX_ENTRIES)
    document = feedparser.parse(
        io.BytesIO(preclean_xml(utf8)),
        response_headers={"content-type": "application/xml; charset=utf-8"},
        sanitize_html=False,
        resolve_relative_uris=False,
    )
    if not document.get("version") and not document.entries:
        raise NotAFeed(f"not a feed: {_looks_like(written.text)}", subject=url)
    channel = document.feed
    site_url = absolute(url, channel.get("link") or "")
    base = site_url or url
    return ParsedFeed(
        format=document.get("version") or "unknown",
        title=one_line(channel.get("title")),
        description=one_line(channel.get("subtitle")),
        site_url=site_url,
        language=language_tag(channel.get("language")),
        ttl_seconds=_ttl_seconds(channel),
        hub_url=_named(channel, "hub", url),
        self_url=_named(channel, "self", url),
        charset_used=written.charset_used,
        entries=tuple(_entry(entry, base) for entry in document.entries[:MAX_ENTRIES]),
        skipped=max(0, len(document.entries) - MAX_ENTRIES),
    )


def _named(channel: Any, relation: str, base: str) -> str | None:
    """Where the feed's own link of that relation leads."""
    links = channel.get("links", [])
    return next((absolute(base, link.get("href", "")) for link in links if link.get("rel") == relation), None)


def _entry(entry: Any, base: str) -> FeedEntry:
    content = max((part.get("value") or "" for part in entry.get("content", [])), key=len, default="")
    guid = clean_text(entry.get("id") or "")
    return FeedEntry(
        guid=guid or None,
        link=_link(entry, base),
        title=one_line(entry.get("title")),
        summary_html=_html(entry.get("summary"), entry.get("summary_detail")),
        content_html=storable(content).strip() or None,
        authors=_authors(entry),
        published_raw=_raw_date(entry, "published", "created"),
        updated_raw=_raw_date(entry, "updated"),
        categories=tuple(
            dict.fromkeys(name for tag in entry.get("tags", []) if (name := clean_name(tag.get("term") or "")))
        ),
        enclosures=tuple(_enclosures(entry, base)),
        language=language_tag(entry.get("language")) or language_tag(entry.get("title_detail", {}).get("language")),
    )


def _link(entry: Any, base: str) -> str | None:
    """The article's own address: FeedBurner's original, else the alternate link, else a guid that is a URL."""
    links = entry.get("links", [])
    candidates = [
        entry.get("feedburner_origlink"),
        *(link.get("href") for link in links if link.get("rel") == "alternate"),
        entry.get("link"),
        entry.get("id") if str(entry.get("id", "")).startswith(("http://", "https://")) else None,
    ]
    return next((link for candidate in candidates if candidate and (link := absolute(base, str(candidate)))), None)


def _html(value: Any, detail: Any) -> str | None:
    text = storable(str(value or "")).strip()
    if text and (detail or {}).get("type") == "text/plain":
        text = html.escape(text, quote=False)
    return text or None


def _authors(entry: Any) -> tuple[str, ...]:
    names = [author.get("name") or "" for author in entry.get("authors", [])] or [entry.get("author") or ""]
    return tuple(dict.fromkeys(name for raw in names if (name := clean_name(html.unescape(raw)))))


def _raw_date(entry: Any, *names: str) -> str | None:
    # dict.get: feedparser's own lookup answers "updated" with the publication date, and warns about it.
    return next((text for name in names if (text := clean_text(str(dict.get(entry, name) or "")))), None)


def _enclosures(entry: Any, base: str) -> list[Enclosure]:
    found: dict[str, Enclosure] = {}
    media = [
        *entry.get("media_content", []),
        *({**thumb, "medium": "image"} for thumb in entry.get("media_thumbnail", [])),
    ]
    links = [{**link, "url": link.get("href")} for link in entry.get("links", []) if link.get("rel") == "enclosure"]
    for raw in [*media, *links]:
        url = absolute(base, str(raw.get("url") or ""))
        if url and url not in found:
            kind = clean_text(str(raw.get("type") or "")) or None
            medium = raw.get("medium") or (kind.partition("/")[0] if kind else None)
            found[url] = Enclosure(
                url=url,
                type=kind,
                medium=medium if medium in ("image", "video", "audio") else None,
                width=_number(raw.get("width")),
                height=_number(raw.get("height")),
            )
    return list(found.values())


def _number(value: Any) -> int | None:
    text = str(value or "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else None


def _ttl_seconds(channel: Any) -> int | None:
    """The wait that the document asks for: the larger of ttl (minutes) and sy:updatePeriod / sy:updateFrequency.

    Source: RSS 2.0 `ttl`; RSS 1.0 Syndication module.
    """
    waits = []
    if (minutes := _number(channel.get("ttl"))) is not None:
        waits.append(minutes * 60)
    if period := _PERIODS.get(str(channel.get("sy_updateperiod") or "").strip().lower()):
        waits.append(period // max(1, _number(channel.get("sy_updatefrequency")) or 1))
    return max(waits, default=None)


def _unpacked(body: bytes, url: str) -> bytes:
    """`body`, or what is in it when it is a gzip file, as sitemaps often are.

    Raises:
        RefusedMarkup: it would grow beyond what a feed may have.
        Unreachable: it stops before its end.
    """
    if not body.startswith(b"\x1f\x8b"):
        return body
    try:
        return decoded(body, "gzip", max_bytes=FEED.body_room(len(body)))
    except WrongType:
        raise NotAFeed("not a feed: a gzip file that is broken", subject=url) from None
    except TooLarge:
        raise RefusedMarkup("the gzip file grows beyond what a feed may have", reason="gzip", subject=url) from None


def _looks_like(text: str) -> str:
    start = text.lstrip()[:200].lower()
    if start.startswith(("<!doctype html", "<html")):
        return "an HTML page; look for its feed with `khabar feeds find`"
    if not start:
        return "the body is empty"
    return "no RSS, RDF, Atom or sitemap element was found"
