"""Example values of the documentation: feeds, sources, webhooks, keys, the ledger."""

from __future__ import annotations

from typing import Any

from khabar_api.contract.examples import ARTICLE, AT, EVENT, FEED_ID, HOOK_ID, ID

FEED: dict[str, Any] = {
    "id": FEED_ID,
    "url": "https://news.example/rss",
    "publisher_id": "example",
    "title": "أخبار المثال",
    "site_url": "https://news.example/",
    "language": "ar",
    "languages": [],
    "fetch_pages": True,
    "state": "active",
    "state_reason": None,
    "version": 1,
    "created_at": AT,
    "next_poll_at": AT,
    "interval_seconds": 900,
    "last_polled_at": AT,
    "last_success_at": AT,
    "last_item_at": AT,
    "last_status": 200,
    "last_outcome": "new",
    "last_error": None,
    "failures": 0,
    "empty_polls": 0,
    "moved_to": None,
    "addresses": [],
    "away_since": None,
}
DISCOVERY: dict[str, Any] = {
    "id": FEED_ID,
    "url": "https://news.example/",
    "state": "done",
    "asked_at": AT,
    "done_at": AT,
    "error": None,
    "feeds": [
        {
            "url": FEED["url"],
            "how": "link",
            "format": "rss20",
            "title": FEED["title"],
            "language": "ar",
            "entries": 30,
            "newest": AT,
            "arabic_share": 1.0,
            "hub_url": None,
            "score": 100,
        }
    ],
    "requests": 3,
    "disallowed": [],
    "feed_id": None,
}
ADDRESS = {
    "url": FEED["url"],
    "is_current": True,
    "last_polled_at": AT,
    "last_status": 200,
    "last_outcome": "new",
    "last_error": None,
}
SUBSCRIPTION = {
    "hub_url": "https://hub.example/",
    "topic_url": FEED["url"],
    "state": "active",
    "due_at": AT,
    "verified_at": AT,
    "expires_at": AT,
    "pushed_at": AT,
    "pushes": 12,
    "refused_pushes": 0,
    "last_error": None,
}
POLL = {
    "at": AT,
    "url": FEED["url"],
    "status": 200,
    "outcome": "new",
    "error": None,
    "new_items": 3,
    "changed_items": 0,
    "same_items": 27,
    "bytes": 18211,
    "elapsed_seconds": 0.4,
}
SOURCE = {
    "id": "example",
    "name_ar": "أخبار المثال",
    "name_en": "Example News",
    "country": "JO",
    "language": "ar",
    "site_url": "https://news.example/",
    "domains": ["news.example"],
    "category": "general",
    "policy": "full",
    "rights_note": None,
    "feeds": 2,
    "articles": 310,
    "last_article_at": AT,
    "quality": None,
}
LINEAGE = {
    "id": 42,
    "feed_id": FEED_ID,
    "feed_url": FEED["url"],
    "feed_title": FEED["title"],
    "guid": "https://news.example/?p=42",
    "url": ARTICLE["url"],
    "title": ARTICLE["headline"],
    "stage": "extract",
    "state": "done",
    "outcome": "new",
    "refused": None,
    "attempts": 1,
    "last_error": None,
    "first_seen_at": AT,
    "changed_at": AT,
    "done_at": AT,
    "due_at": AT,
    "article_id": ID,
    "article_status": "usable",
}
WEBHOOK = {
    "id": HOOK_ID,
    "url": "https://app.example/hook",
    "types": ["article.created"],
    "search_id": None,
    "state": "active",
    "state_reason": None,
    "failures": 0,
    "paused_until": None,
    "old_secret_until": None,
    "version": 1,
    "created_at": AT,
}
DELIVERY = {
    "id": 7,
    "event_id": EVENT["id"],
    "type": "article.created",
    "state": "done",
    "attempts": 1,
    "due_at": AT,
    "last_status": 204,
    "last_response": "",
    "last_error": None,
    "created_at": AT,
    "done_at": AT,
}
OPML_RESULT = {
    "added": 1,
    "known": 0,
    "refused": 0,
    "data": [{"url": FEED["url"], "title": FEED["title"], "result": "added", "feed_id": FEED_ID, "detail": None}],
}
OPML_PROGRESS: dict[str, Any] = {
    "application/x-ndjson": '{"url":"https://news.example/rss","title":"أخبار المثال","result":"added",…}\n'
    '{"added":1,"known":0,"refused":0}\n'
}
OPML = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<opml version="2.0"><head><title>khabar</title></head><body>'
    '<outline type="rss" text="أخبار المثال" xmlUrl="https://news.example/rss"/></body></opml>'
)
QUEUE = {"items": {"extract.done": 310, "page.pending": 4}, "oldest_seconds": 2, "jobs": {"extract": 1, "deliver": 0}}
DEAD_LETTER = {
    "id": 41,
    "feed_id": FEED_ID,
    "guid": None,
    "url": "https://news.example/broken",
    "stage": "extract",
    "attempts": 8,
    "last_error": "worker died 8 times",
    "first_seen_at": AT,
    "done_at": AT,
}
KEY = {
    "id": "1a2b3c4d",
    "name": "newsroom app",
    "scopes": ["read"],
    "created_at": AT,
    "expires_at": None,
    "last_used_at": None,
    "revoked_at": None,
}
AUDIT = {
    "seq": 7,
    "at": AT,
    "actor": "key 9f8e7d6c",
    "key_id": "9f8e7d6c",
    "action": "key.create",
    "subject": "1a2b3c4d",
    "detail": {"name": "newsroom app", "scopes": ["read"]},
}
