"""JSON Feed 1.0 and 1.1 to typed entries. Pure; called by khabar_ingest.parse.

Source: https://www.jsonfeed.org/version/1.1/.
"""

from __future__ import annotations

import html
import json
from collections.abc import Iterable
from typing import Any

from khabar.arabic.clean import clean_name, clean_text, storable
from khabar.errors import NotAFeed
from khabar.feed import Enclosure, FeedEntry, ParsedFeed
from khabar.url import absolute
from khabar_ingest.feed_fields import language_tag, one_line

_VERSIONS = {"https://jsonfeed.org/version/1": "json10", "https://jsonfeed.org/version/1.1": "json11"}


def parse_json_feed(text: str, *, url: str, charset_used: str | None, max_entries: int) -> ParsedFeed:
    """The feed in `text`. A wrong type in a field counts as the field missing.

    Raises:
        NotAFeed: no JSON, or JSON of another kind.
    """
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        raise NotAFeed("not a feed: it looks like JSON and can't be read as such", subject=url) from None
    version = str(document.get("version") or "").strip().replace("http://", "https://").replace("//www.", "//")
    items = document.get("items")
    if version not in _VERSIONS or not isinstance(items, list):
        raise NotAFeed("not a feed: JSON that does not say it is a JSON Feed", subject=url)
    site_url = absolute(url, _text(document, "home_page_url") or "")
    found = [item for item in items if isinstance(item, dict)]
    return ParsedFeed(
        format=_VERSIONS[version],
        title=one_line(_text(document, "title")),
        description=one_line(_text(document, "description")),
        site_url=site_url,
        language=language_tag(_text(document, "language")),
        hub_url=next(
            (
                absolute(url, _text(hub, "url") or "")
                for hub in _records(document, "hubs")
                if (_text(hub, "type") or "").lower() == "websub"
            ),
            None,
        ),
        self_url=absolute(url, _text(document, "feed_url") or ""),
        charset_used=charset_used,
        entries=tuple(_entry(item, site_url or url) for item in found[:max_entries]),
        skipped=max(0, len(found) - max_entries),
    )


def _entry(item: dict[str, Any], base: str) -> FeedEntry:
    guid = clean_text(_text(item, "id") or "")
    links = (
        _text(item, "url"),
        _text(item, "external_url"),
        guid if guid.startswith(("http://", "https://")) else None,
    )
    return FeedEntry(
        guid=guid or None,
        link=next((link for said in links if said and (link := absolute(base, said))), None),
        title=one_line(_text(item, "title")),
        summary_html=_as_html(_text(item, "summary")),
        content_html=_stored(_text(item, "content_html")) or _as_html(_text(item, "content_text")),
        authors=tuple(dict.fromkeys(_authors(item))),
        published_raw=clean_text(_text(item, "date_published") or "") or None,
        updated_raw=clean_text(_text(item, "date_modified") or "") or None,
        categories=tuple(dict.fromkeys(name for tag in _list(item, "tags") if (name := clean_name(str(tag))))),
        enclosures=tuple({one.url: one for one in _enclosures(item, base)}.values()),
        language=language_tag(_text(item, "language")),
    )


def _authors(item: dict[str, Any]) -> Iterable[str]:
    """1.1 has `authors`, 1.0 had `author`."""
    alone = item.get("author")
    for author in [*_records(item, "authors"), *([alone] if isinstance(alone, dict) else [])]:
        if name := clean_name(html.unescape(_text(author, "name") or "")):
            yield name


def _enclosures(item: dict[str, Any], base: str) -> Iterable[Enclosure]:
    for name in ("image", "banner_image"):
        if picture := absolute(base, _text(item, name) or ""):
            yield Enclosure(url=picture, medium="image")
    for attached in _records(item, "attachments"):
        kind = clean_text(_text(attached, "mime_type") or "") or None
        if target := absolute(base, _text(attached, "url") or ""):
            medium = (kind or "").partition("/")[0]
            yield Enclosure(
                url=target,
                type=kind,
                medium=medium if medium in ("image", "video", "audio") else None,
            )


def _as_html(text: str | None) -> str | None:
    """Plain text as markup, a paragraph for each line."""
    lines = [line for part in (text or "").splitlines() if (line := storable(part).strip())]
    escaped = [html.escape(line, quote=False) for line in lines]
    return escaped[0] if len(escaped) == 1 else "".join(f"<p>{line}</p>" for line in escaped) or None


def _stored(text: str | None) -> str | None:
    return storable(text or "").strip() or None


def _text(holder: dict[str, Any], name: str) -> str | None:
    """A text, or a number as one: identifiers were numbers at some publishers."""
    value = holder.get(name)
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    return str(value)


def _list(holder: dict[str, Any], name: str) -> list[Any]:
    value = holder.get(name)
    return value if isinstance(value, list) else []


def _records(holder: dict[str, Any], name: str) -> list[dict[str, Any]]:
    return [one for one in _list(holder, name) if isinstance(one, dict)]
