"""Ids, streams and items in the shapes of the Google Reader API. Pure.

The API was never documented by its maker. Source: what newsboat 2.21 sends and reads, and FreshRSS's list of clients.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from khabar.article import Article
from khabar.storage.marks import Entry, Ref, Subscription, Unread
from khabar_api.articles.listing import changed_at, link_of, title_of
from khabar_api.articles.sanitise import body_html

STATE = "user/-/state/com.google/"
READ, STARRED, READING_LIST, KEPT_UNREAD, BROADCAST = (
    STATE + name for name in ("read", "starred", "reading-list", "kept-unread", "broadcast")
)
SCHEME = "http://www.google.com/reader/"
_LONG = "tag:google.com,2005:reader/item/"
_NUMBER = re.compile(r"-?[0-9]{1,19}")
_HEX = re.compile(r"[0-9a-f]{16}")
# Ids are unsigned 64-bit numbers in the long form and signed ones in the short; ours never reach the difference.
MOST_NUMBER = 2**63 - 1


@dataclass(frozen=True)
class Stream:
    """What a stream id names: a feed by number or address, or a state; all None: everything."""

    feed_number: int | None = None
    feed_url: str | None = None
    is_read: bool | None = None
    is_starred: bool | None = None


def stream_of(text: str) -> Stream:
    """The stream that a client names.

    Raises:
        ValueError: it is none that khabar has.

    >>> stream_of("feed/7").feed_number
    7
    """
    tag = re.sub("^user/[^/]+/", "user/-/", text)
    if tag in (READING_LIST, ""):
        return Stream()
    if tag == READ:
        return Stream(is_read=True)
    if tag == KEPT_UNREAD:
        return Stream(is_read=False)
    if tag == STARRED:
        return Stream(is_starred=True)
    kind, _, name = text.partition("/")
    if kind != "feed" or not name:
        raise ValueError(f"there is no stream {text[:100]!r}")
    if _NUMBER.fullmatch(name) and 0 < int(name) <= MOST_NUMBER:
        return Stream(feed_number=int(name))
    return Stream(feed_url=name)


def unread_count(unread: Unread) -> dict[str, Any]:
    """A line of `unread-count`: a feed's, or everything's."""
    return {
        "id": READING_LIST if unread.feed_number is None else f"feed/{unread.feed_number}",
        "count": unread.articles,
        "newestItemTimestampUsec": str(int(unread.newest_at.timestamp() * 1_000_000)),
    }


def item_id(number: int) -> str:
    return f"{_LONG}{number:016x}"


def item_number(text: str) -> int:
    """The number of an item, by its long, hexadecimal or decimal id.

    Raises:
        ValueError: it is no id.

    >>> item_number(item_id(42))
    42
    """
    short = text.removeprefix(_LONG)
    if text != short and _HEX.fullmatch(short):
        number = int(short, 16)
    elif _NUMBER.fullmatch(text):
        number = int(text)
    elif _HEX.fullmatch(text):
        number = int(text, 16)
    else:
        raise ValueError(f"{text[:100]!r} is no item's id")
    if not 0 < number <= MOST_NUMBER:
        raise ValueError(f"{text[:100]!r} is no item's id")
    return number


def labels(entry: Entry) -> list[str]:
    """The states of an item, as its categories."""
    found = [READING_LIST]
    if entry.is_read:
        found.append(READ)
    if entry.is_starred:
        found.append(STARRED)
    return found


def microseconds(entry: Ref) -> str:
    return str(int(entry.first_seen_at.timestamp() * 1_000_000))


def subscription(feed: Subscription) -> dict[str, Any]:
    """khabar's feeds are in no folders."""
    return {
        "id": f"feed/{feed.number}",
        "title": feed.title,
        "url": feed.url,
        "htmlUrl": feed.site_url,
        "iconUrl": "",
        "categories": [],
    }


def item(entry: Entry, article: Article, feed: Subscription | None, home: str) -> dict[str, Any]:
    link = link_of(article, home)
    return {
        "id": item_id(entry.number),
        "crawlTimeMsec": microseconds(entry)[:-3],
        "timestampUsec": microseconds(entry),
        "published": int((article.published_at or entry.first_seen_at).timestamp()),
        "updated": int(changed_at(article).timestamp()),
        "title": title_of(article),
        "author": "، ".join(author.name for author in article.authors),
        "canonical": [{"href": link}],
        "alternate": [{"href": link, "type": "text/html"}],
        "categories": [*labels(entry), *article.keywords],
        "origin": {
            "streamId": f"feed/{feed.number}" if feed else READING_LIST,
            "title": feed.title if feed else "khabar",
            "htmlUrl": feed.site_url if feed else home,
        },
        "summary": {
            "direction": article.direction,
            "content": body_html(article) or article.summary or "",
        },
        "enclosure": [{"href": medium.url, "type": medium.type} for medium in article.media],
    }


def atom_categories(entries: Sequence[Entry]) -> dict[UUID, list[tuple[str, str, str]]]:
    """Article id → (scheme, term, label) of each state, as newsboat looks for them in Atom."""
    return {entry.id: [(SCHEME, label, label.rpartition("/")[2]) for label in labels(entry)] for entry in entries}
