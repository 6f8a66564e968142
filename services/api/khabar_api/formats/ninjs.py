"""Articles as IPTC ninjs 3.1. Mapping table: docs/article.md. A rule: an article comes in as it may be shown.

Keys that ninjs does not have are left out: its schema forbids others. Missing values stay missing.

Source: https://iptc.org/std/ninjs/ninjs-schema_3.1.json
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import orjson

from khabar import render
from khabar.article import Article
from khabar.body import Media, Rendition
from khabar_api.articles.listing import Listing, changed_at, instant, publisher_name
from khabar_api.articles.sanitise import body_html

STANDARD = {"name": "ninjs", "version": "3.1", "schema": "http://www.iptc.org/std/ninjs/ninjs-schema_3.1.json#"}
_TYPES = {"video": "video", "audio": "audio", "gallery": "picture", "live_blog": "composite"}
_MEDIA_TYPES = {"image": "picture", "video": "video", "audio": "audio"}
_GENRES = {"opinion": "opinion", "flash": "flash", "live_blog": "live"}


def ninjs(article: Article) -> dict[str, Any]:
    """The article as one ninjs object."""
    found: dict[str, Any] = {
        "uri": f"urn:uuid:{article.id}",
        "standard": STANDARD,
        "type": _TYPES.get(article.type, "text"),
        "version": str(article.version),
        "pubStatus": article.status,
        "firstCreated": instant(article.first_seen_at),
        "versionCreated": instant(changed_at(article)),
        "contentCreated": article.published_at and instant(article.published_at),
        "language": article.language,
        "headlines": [_text(one.role, one.value) for one in article.headlines],
        "descriptions": [_text(one.role, one.value) for one in article.descriptions]
        or [_text("summary", text) for text in [article.summary] if text],
        "bodies": list(_bodies(article)),
        "by": article.byline_raw,
        "located": article.dateline,
        "people": list(_people(article)),
        "organisations": _named(article, "organization"),
        "places": _named(article, "place"),
        "events": _named(article, "event"),
        "objects": _named(article, "product"),
        "subjects": [{"name": word, "creator": "publisher"} for word in article.keywords],
        "genres": [
            *({"name": name} for name in [article.section] if name),
            *({"literal": name} for name in [_GENRES.get(article.type)] if name),
        ],
        "infoSources": list(_sources(article)),
        "altIds": [
            *({"role": "canonical", "value": url} for url in [article.canonical_url] if url),
            *({"role": one.role, "value": one.value} for one in article.alt_ids),
        ],
        "usageTerms": article.access.license,
        "associations": [_association(article, medium) for medium in article.media],
    }
    return {name: value for name, value in found.items() if value not in (None, [])}


def _text(role: str, value: str) -> dict[str, str]:
    return {"role": role, "contentType": "text/plain", "value": value}


def _bodies(article: Article) -> Iterator[dict[str, Any]]:
    if article.body:
        counts = {"charCount": article.char_count, "wordCount": article.word_count}
        yield {**_text("main", render.to_text(article)), **counts}
        yield {"role": "main", "contentType": "text/html", **counts, "value": body_html(article)}


def _people(article: Article) -> Iterator[dict[str, str]]:
    """Each with what the article has to do with them."""
    yield from ({"name": author.name, "rel": "author"} for author in article.authors if author.type == "person")
    said = [one.speaker.name for one in (*article.quotes, *article.reported) if one.speaker.type == "person"]
    yield from ({"name": name, "rel": "speaker"} for name in dict.fromkeys(said) if name)
    yield from _named(article, "person")


def _named(article: Article, kind: str) -> list[dict[str, str]]:
    return [
        {"name": one.name, "rel": "mentioned", **({"uri": one.uri} if one.uri else {})}
        for one in article.entities
        if one.type == kind
    ]


def _sources(article: Article) -> Iterator[dict[str, str]]:
    if publisher := article.publisher:
        yield {"name": publisher_name(article) or publisher.id, "role": "publisher", "literal": publisher.id}
    yield from ({"name": one.name, "role": one.role} for one in article.info_sources)
    yield from ({"name": one.name, "role": "author"} for one in article.authors if one.type == "organization")


def _association(article: Article, medium: Media) -> dict[str, Any]:
    texts = (("caption", medium.caption), ("alt", medium.alt))
    found = {
        "name": medium.id,
        "uri": f"urn:uuid:{article.id}#{medium.id}",
        "rel": medium.role,
        "type": _MEDIA_TYPES.get(medium.type),
        "by": medium.credit,
        "descriptions": [_text(role, text) for role, text in texts if text],
        "renditions": [
            {"name": "original", "href": _ascii(medium.url)},
            *(_rendition(one, number) for number, one in enumerate(medium.renditions, 1)),
        ],
    }
    return {name: value for name, value in found.items() if value not in (None, [])}


def _rendition(one: Rendition, number: int) -> dict[str, Any]:
    sizes = {"width": one.width, "height": one.height}
    known = {name: size for name, size in sizes.items() if size is not None}
    return {"name": f"rendition {number}", "href": _ascii(one.url), **known}


def _ascii(url: str) -> str:
    """A URI instead of an IRI. What is escaped already stays."""
    return quote(url, safe=":/?#[]@!$&'()*+,;=%~")


def to_ninjs(listing: Listing) -> bytes:
    """A list as a JSON array of ninjs objects."""
    return orjson.dumps([ninjs(article) for article in listing.articles])
