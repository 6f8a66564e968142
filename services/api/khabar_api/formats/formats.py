"""Lists of articles in other formats: which there are, and CSV. Mapping tables: docs/article.md.

A rule: articles come in as they may be shown, bytes go out. Formats never alter a record; missing values stay missing,
but for the title of a feed entry, which readers need.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from khabar.article import Article
from khabar_api.articles.listing import Listing, instant
from khabar_api.articles.presentation import BODY_TEXTS
from khabar_api.formats.feed_formats import to_atom, to_json_feed, to_rss
from khabar_api.formats.json_ld import to_json_ld


@dataclass(frozen=True)
class _Column:
    """`key` is the record's whose value it shows."""

    name: str
    key: str
    value: Callable[[Article], Any]


_COLUMNS = (
    _Column("id", "id", lambda a: a.id),
    _Column("version", "version", lambda a: a.version),
    _Column("canonical_url", "canonical_url", lambda a: a.canonical_url),
    _Column("headline", "headline", lambda a: a.headline),
    _Column("summary", "summary", lambda a: a.summary),
    _Column("publisher_id", "publisher", lambda a: a.publisher and a.publisher.id),
    _Column("publisher_name_ar", "publisher", lambda a: a.publisher and a.publisher.name_ar),
    _Column("authors", "authors", lambda a: "; ".join(author.name for author in a.authors)),
    _Column("language", "language", lambda a: a.language),
    _Column("section", "section", lambda a: a.section),
    _Column("keywords", "keywords", lambda a: "; ".join(a.keywords)),
    _Column("published_at", "published_at", lambda a: a.published_at and instant(a.published_at)),
    _Column("modified_at", "modified_at", lambda a: a.modified_at and instant(a.modified_at)),
    _Column("first_seen_at", "first_seen_at", lambda a: instant(a.first_seen_at)),
    _Column("word_count", "word_count", lambda a: a.word_count),
    _Column("quality_score", "quality", lambda a: a.quality.score),
)
# Only where `fields` names them.
_MORE = (
    _Column("url", "url", lambda a: a.url),
    _Column("type", "type", lambda a: a.type),
    _Column("status", "status", lambda a: a.status),
    _Column("byline_raw", "byline_raw", lambda a: a.byline_raw),
    _Column("dateline", "dateline", lambda a: a.dateline),
)
CSV_KEYS = frozenset({"body", *(column.key for column in (*_COLUMNS, *_MORE))})


def to_csv(listing: Listing) -> bytes:
    """RFC 4180. A cell that a spreadsheet would run as a formula gets an apostrophe in front, as spreadsheets do."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    columns = list(_columns(listing))
    writer.writerow(column.name for column in columns)
    for article in listing.articles:
        writer.writerow(_cell(column.value(article)) for column in columns)
    return out.getvalue().encode()


def _columns(listing: Listing) -> Iterator[_Column]:
    """Those of the keys that were asked for, in that order behind the id; the body, a text here, in the form asked."""
    form = "text" if listing.body == "blocks" else listing.body
    body = [_Column(f"body_{form}", "body", BODY_TEXTS[form])] if form in BODY_TEXTS else []
    known = (*_COLUMNS, *_MORE, *body)
    if listing.fields is None:
        return iter((*_COLUMNS, *body))
    asked = dict.fromkeys(("id", *listing.fields))
    return (column for key in asked for column in known if column.key == key)


def _cell(value: Any) -> str:
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


WRITERS: dict[str, Callable[[Listing], bytes]] = {
    "csv": to_csv,
    "jsonfeed": to_json_feed,
    "rss": to_rss,
    "atom": to_atom,
    "jsonld": to_json_ld,
}
