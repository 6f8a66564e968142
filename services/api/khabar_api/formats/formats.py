"""Lists of articles in other formats: which there are, and CSV. Mapping tables: docs/article.md.

A rule: articles come in as they may be shown, bytes go out. Formats never alter a record; missing values stay missing,
but for the title of a feed entry, which readers need.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from typing import Any

from khabar import render
from khabar.article import Article
from khabar_api.articles.listing import Listing, instant
from khabar_api.formats.feed_formats import to_atom, to_json_feed, to_rss
from khabar_api.formats.json_ld import to_json_ld

_COLUMNS: tuple[tuple[str, Callable[[Article], Any]], ...] = (
    ("id", lambda a: a.id),
    ("version", lambda a: a.version),
    ("canonical_url", lambda a: a.canonical_url),
    ("headline", lambda a: a.headline),
    ("summary", lambda a: a.summary),
    ("publisher_id", lambda a: a.publisher and a.publisher.id),
    ("publisher_name_ar", lambda a: a.publisher and a.publisher.name_ar),
    ("authors", lambda a: "; ".join(author.name for author in a.authors)),
    ("language", lambda a: a.language),
    ("section", lambda a: a.section),
    ("keywords", lambda a: "; ".join(a.keywords)),
    ("published_at", lambda a: a.published_at and instant(a.published_at)),
    ("modified_at", lambda a: a.modified_at and instant(a.modified_at)),
    ("first_seen_at", lambda a: instant(a.first_seen_at)),
    ("word_count", lambda a: a.word_count),
    ("quality_score", lambda a: a.quality.score),
    ("body_text", render.to_text),
)


def to_csv(listing: Listing) -> bytes:
    """RFC 4180. A cell that a spreadsheet would run as a formula gets an apostrophe in front, as spreadsheets do."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(name for name, _ in _COLUMNS)
    for article in listing.articles:
        writer.writerow(_cell(value(article)) for _, value in _COLUMNS)
    return out.getvalue().encode()


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
