"""Feeds, hosts and items as polls leave them, for tests of the ledger."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from khabar.feed import FeedEntry, FeedUpdate, PollLog, Validators
from khabar.item import ChangedItem, Claimed, NewItem
from khabar.storage import feeds, hosts, items, polls
from khabar.storage.database import Connection
from khabar.storage.hosts import HostLease
from khabar.storage.polls import ClaimedFeed

NOW = datetime.now(UTC)
HOST = "news.example.com"


def free(db: Connection) -> None:
    """Let every host be asked at once."""
    db.execute("update host set next_at = now()")


def a_lease(db: Connection, gap_seconds: float) -> HostLease:
    """The claim of a host that comes with the claim of its only feed."""
    hosts.ensure(db, HOST, gap_seconds)
    free(db)
    feeds.add(db, now=NOW, url=f"https://{HOST}/feed", url_key=b"feed", host=HOST, interval_seconds=900)
    db.execute("update feed set next_poll_at = now(), lease_until = null")
    (claimed,) = polls.claim(db, limit=1, lease_seconds=90)
    return claimed.lease


def a_feed(db: Connection, name: str = "feed", host: str = HOST) -> ClaimedFeed:
    """A feed that is claimed for polling."""
    hosts.ensure(db, host, 0)
    free(db)
    feeds.add(db, now=NOW, url=f"https://{host}/{name}", url_key=name.encode(), host=host, interval_seconds=900)
    return next(one for one in polls.claim(db, limit=10, lease_seconds=90) if one.feed.url.endswith(name))


def an_update(**changes: object) -> FeedUpdate:
    return FeedUpdate.model_validate(
        {
            "decided_at": NOW,
            "next_poll_at": NOW + timedelta(hours=1), "interval_seconds": 900, "full_poll_at": None, "body_hash": "b",
            "validators": Validators(url="https://news.example.com/feed", etag='"1"'), "last_status": 200,
            "last_outcome": "new", "last_error": None, "failures": 0, "empty_polls": 0, "gone_count": 0,
            "gone_since": None, "moved_to": None, "moved_count": 0, "moved_since": None, "last_success_at": NOW,
            **changes,
        }
    )  # fmt: skip


def a_story(n: int = 1, *, stage: str = "page", host: str = HOST) -> NewItem:
    url = f"https://{host}/{n}"
    return NewItem.model_validate(
        {
            "guid_key": f"{host}{n}".encode(), "entry": FeedEntry(guid=url, link=url, title=f"خبر رقم {n}"),
            "entry_hash": b"h", "url": url, "url_key": url.encode(), "host": host, "stage": stage,
        }
    )  # fmt: skip


def stored_items(db: Connection, *stories: NewItem) -> list[int]:
    """The ids of `stories`, stored by a poll."""
    polls.record(db, a_feed(db), an_update(), PollLog(outcome="new"), new=stories, gap_seconds=0)
    return [row["id"] for row in db.execute("select id from item order by id")]


def claimed_once(db: Connection, item_id: int) -> Claimed:
    (claimed,) = items.claim(db, [item_id], lease_seconds=90, max_attempts=8)
    return claimed


def expire_leases(db: Connection) -> None:
    db.execute("update item set lease_until = now() - interval '1 second' where state = 'running'")


def items_changed(values: dict[str, object]) -> ChangedItem:
    return ChangedItem.model_validate(values)


def age(db: Connection) -> None:
    """Let every item be due for longer than whoever made it due takes to hint it."""
    db.execute("update item set due_at = due_at - make_interval(secs => %s)", (items.OWN_HINT_SECONDS + 1,))
