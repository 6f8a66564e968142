"""Feed bytes to typed entries, with feedparser behind our charset rule and pre-clean. Pure CPU; no network.

feedparser opens a `str` or bytes body that looks like a path or URL, so it only ever gets a BytesIO of clean UTF-8.
"""

from __future__ import annotations

import html
import io
import re
from typing import Any

import feedparser

from khabar.arabic.clean import clean_name, clean_text, clean_title, storable
from khabar.decode import decode
from khabar.errors import NotAFeed
from khabar.feed import Enclosure, FeedEntry, ParsedFeed
from khabar.markup import check_markup, preclean_xml
from khabar.url import absolute

_ENCODING = re.compile(r"""(<\?xml[^>]{0,200}?encoding\s*=\s*["'])[^"']{1,40}(["'])""")
_TAG = re.compile(r"<[a-zA-Z/!][^<>]{0,500}>")
_PERIODS = {"hourly": 3600, "daily": 86_400, "weekly": 7 * 86_400, "monthly": 30 * 86_400, "yearly": 365 * 86_400}
# A feed longer than this is cut here, and says so in `skipped`; the longest real ones have a few hundred entries.
MAX_ENTRIES = 2_000


def parse_feed(body: bytes, *, url: str, http_charset: str | None) -> ParsedFeed:
    """The feed document in `body`, fetched from `url`.

    Raises:
        NotAFeed: neither RSS, RDF nor Atom, or an XML page of another kind.
        RefusedMarkup: markup that would exhaust the parser, or an entity declaration.
        UnreadableEncoding: the bytes are text in no charset that is known here.
    """
    decoded = decode(body, http_charset=http_charset, is_xml=True)
    utf8 = _ENCODING.sub(r"\1utf-8\2", decoded.text.lstrip("\ufeff \t\r\n"), count=1).encode("utf-8", "replace")
    check_markup(utf8, is_xml=True)
    document = feedparser.parse(
        io.BytesIO(preclean_xml(utf8)),
        response_headers={"content-type": "application/xml; charset=utf-8"},
        sanitize_html=False,
        resolve_relative_uris=False,
    )
    if not document.get("version") and not document.entries:
        raise NotAFeed(f"not a feed: {_looks_like(decoded.text)}", subject=url)
    channel = document.feed
    site_url = absolute(url, channel.get("link") or "")
    base = site_url or url
    return ParsedFeed(
        format=document.get("version") or "unknown",
        title=_title(channel, "title"),
        description=_title(channel, "subtitle"),
        site_url=site_url,
        language=_language(channel),
        ttl_seconds=_ttl_seconds(channel),
        hub_url=next(
            (absolute(url, link.get("href", "")) for link in channel.get("links", []) if link.get("rel") == "hub"), None
        ),
        charset_used=decoded.charset_used,
        entries=tuple(_entry(entry, base) for entry in document.entries[:MAX_ENTRIES]),
        skipped=max(0, len(document.entries) - MAX_ENTRIES),
    )


def _entry(entry: Any, base: str) -> FeedEntry:
    content = max((part.get("value") or "" for part in entry.get("content", [])), key=len, default="")
    guid = clean_text(entry.get("id") or "")
    return FeedEntry(
        guid=guid or None,
        link=_link(entry, base),
        title=_title(entry, "title"),
        summary_html=_html(entry.get("summary"), entry.get("summary_detail")),
        content_html=storable(content).strip() or None,
        authors=_authors(entry),
        published_raw=_raw_date(entry, "published", "created"),
        updated_raw=_raw_date(entry, "updated"),
        categories=tuple(
            dict.fromkeys(name for tag in entry.get("tags", []) if (name := clean_name(tag.get("term") or "")))
        ),
        enclosures=tuple(_enclosures(entry, base)),
        language=_language(entry) or _language(entry.get("title_detail", {})),
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


def _title(holder: Any, name: str) -> str | None:
    """A one-line text. Markup that a publisher put into it is taken out, entities are read once more."""
    value = str(holder.get(name) or "")
    if "<" in value or "&" in value:
        value = html.unescape(_TAG.sub("", value))
    return clean_title(value) or None


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


def _language(holder: Any) -> str | None:
    tag = str(holder.get("language") or "").strip().lower().replace("_", "-")
    return tag if re.fullmatch(r"[a-z]{2,3}(-[a-z0-9]{2,8})*", tag) else None


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


def _looks_like(text: str) -> str:
    start = text.lstrip()[:200].lower()
    if start.startswith(("<!doctype html", "<html")):
        return "an HTML page; look for its feed with `khabar feeds probe`"
    if not start:
        return "the body is empty"
    return "no RSS, RDF or Atom element was found"
