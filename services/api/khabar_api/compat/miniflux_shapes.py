"""Feeds and articles in Miniflux's shapes."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from khabar.article import Article
from khabar.storage.marks import Entry, Subscription
from khabar_api.articles.listing import instant, link_of, title_of
from khabar_api.articles.sanitise import body_html

# Every key is its own only user, and khabar's feeds are in no folders: there is one of each.
USER = 1
CATEGORY = {"id": 1, "title": "khabar", "user_id": USER, "hide_globally": False}
WORDS_A_MINUTE = 200


def feed_shape(found: Subscription) -> dict[str, Any]:
    """A subscription as its clients know it."""
    return {
        "id": found.number,
        "user_id": USER,
        "title": found.title,
        "site_url": found.site_url,
        "feed_url": found.url,
        "checked_at": instant(found.last_polled_at or datetime.fromtimestamp(0, UTC)),
        "parsing_error_count": found.failures,
        "parsing_error_message": found.last_error or "",
        "disabled": found.state != "active",
        "category": CATEGORY,
        "icon": None,
    }


def entry_shape(entry: Entry, article: Article, feed: Subscription | None, home: str) -> dict[str, Any]:
    """An article as one reader has it; `home` is the address of this API."""
    return {
        "id": entry.number,
        "user_id": USER,
        "feed_id": feed.number if feed else 0,
        "status": "read" if entry.is_read else "unread",
        "hash": article.content_hash.removeprefix("sha256:"),
        "title": title_of(article),
        "url": link_of(article, home),
        "comments_url": "",
        "published_at": instant(article.published_at or entry.first_seen_at),
        "created_at": instant(entry.first_seen_at),
        "changed_at": instant(entry.changed_at),
        "content": body_html(article) or article.summary or "",
        "author": "، ".join(author.name for author in article.authors),
        "share_code": "",
        "starred": entry.is_starred,
        "reading_time": -(-article.word_count // WORDS_A_MINUTE),
        "enclosures": [],
        "tags": list(article.keywords),
        "feed": feed_shape(feed) if feed else None,
    }
