"""Items that wait for a worker, as a poll and a harvest leave them, for tests of the extract job."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from hashlib import sha256

from khabar.article import Article
from khabar.feed import FeedEntry, FeedUpdate, PollLog
from khabar.item import ChangedItem, Claimed, NewItem
from khabar.publishers.loader import Catalogue
from khabar.settings import Settings
from khabar.storage import feeds, hosts, items, pages, polls
from khabar.storage.database import Connection
from khabar.storage.polls import ClaimedFeed
from khabar_worker import tasks

NOW = datetime.now(UTC)
HOST = "news.example.com"
URL = f"https://{HOST}/2026/train"
HEADLINE = "عودة القطار إلى المدينة بعد عشرين عاما"
TEXTS = (
    "عاد القطار إلى المدينة صباح اليوم، وسط ترحيب من السكان الذين انتظروا هذه اللحظة منذ سنوات طويلة.",
    "وقال مدير المحطة إن الرحلات ستكون أربع رحلات في اليوم الواحد، على أن تزيد في موسم الصيف المقبل.",
    "وتشمل الخطة تجديد الأرصفة القديمة وتشجير الطريق المؤدية إلى المحطة قبل نهاية العام الجاري.",
)
PAGE = (
    f'<html lang="ar" dir="rtl"><head><meta charset="utf-8"><title>{HEADLINE}</title>'
    f'<meta property="og:type" content="article"><link rel="canonical" href="{URL}"></head>'
    f"<body><article><h1>{HEADLINE}</h1>{{body}}</article></body></html>"
)
GOOD_PAGE = PAGE.format(body="".join(f"<p>{text}</p>" for text in TEXTS)).encode()
BOMB = "<div>" * 5_000


def stored_item(
    db: Connection, entry: FeedEntry | None = None, *, page: bytes | None = None, refused: str | None = None,
    feed: str = "feed", status: int = 200,
) -> int:  # fmt: skip
    """An item that waits for a worker, from a poll of `feed`, with its page or without."""
    entry = entry or FeedEntry(guid=URL, link=URL, title="القطار يعود")
    hosts.ensure(db, HOST, 0)
    feeds.add(db, now=NOW, url=f"https://{HOST}/{feed}", url_key=feed.encode(), host=HOST, interval_seconds=900)
    claimed = due_feed(db, feed)
    new = NewItem(
        guid_key=sha256(f"{entry.guid}{entry.link}".encode()).digest(), entry=entry, entry_hash=b"h", url=entry.link,
        url_key=entry.link.encode() if entry.link else None, host=HOST if entry.link else None, stage="extract",
        refused=refused,
    )  # fmt: skip
    (item_id,) = polls.record(db, claimed, an_update(), PollLog(outcome="new"), new=[new], gap_seconds=0)
    if page is not None:
        db.execute("update item set page_id = %s where id = %s", (kept(db, page, status), item_id))
    return item_id


def due_feed(db: Connection, name: str) -> ClaimedFeed:
    db.execute("update feed set next_poll_at = now() where url_key = %s", (name.encode(),))
    db.execute("update host set next_at = now()")
    (claimed,) = polls.claim(db, limit=1, lease_seconds=90)
    return claimed


def kept(db: Connection, body: bytes, status: int = 200, url: str = URL) -> int:
    return pages.keep(
        db, pages.pack(body), url=url, final_url=url, status=status, content_type="text/html; charset=UTF-8", etag=None,
        last_modified=None, fetched_at=NOW,
    )  # fmt: skip


def an_update() -> FeedUpdate:
    return FeedUpdate.model_validate(
        {
            "decided_at": NOW,
            "next_poll_at": NOW + timedelta(days=365), "interval_seconds": 900, "full_poll_at": None,
            "body_hash": None, "validators": None, "last_status": 200, "last_outcome": "new", "last_error": None,
            "failures": 0, "empty_polls": 0, "gone_count": 0, "gone_since": None, "moved_to": None, "moved_count": 0,
            "moved_since": None, "last_success_at": NOW, }
    )  # fmt: skip


def claimed_once(db: Connection, item_id: int) -> Claimed:
    (claimed,) = items.claim(db, [item_id], lease_seconds=90, max_attempts=8)
    return claimed


def changed_entry(db: Connection, item_id: int, page: bytes) -> None:
    """The feed's entry changed and its page was fetched again."""
    claimed = due_feed(db, "feed")
    entry = FeedEntry(guid=URL, link=URL, title="القطار يعود مجددا")
    change = ChangedItem(
        item_id=item_id, entry=entry, entry_hash=b"2", url=URL, url_key=URL.encode(), host=HOST, stage="extract"
    )
    polls.record(db, claimed, an_update(), PollLog(outcome="new"), changed=[change], gap_seconds=0)
    db.execute("update item set page_id = %s where id = %s", (kept(db, page), item_id))


def extracted(db: Connection, item_id: int, catalogue: Catalogue, settings: Settings) -> str:
    return tasks.extract_one(db, claimed_once(db, item_id), catalogue, settings)


def records(db: Connection) -> list[Article]:
    rows = db.execute(
        "select record from article join article_version v on v.article_id = id and v.version = article.version"
    )
    return [Article.model_validate(row["record"]) for row in rows]


def row_of(db: Connection, item_id: int) -> dict[str, object]:
    row = db.execute(
        "select state, outcome, article_id, attempts, last_error, due_at > now() as later from item where id = %s",
        (item_id,),
    ).fetchone()
    assert row is not None
    return row


def types(db: Connection) -> list[str]:
    return [row["type"] for row in db.execute("select type from event order by seq")]
