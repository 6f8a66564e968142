"""Subscriptions at hubs as rows: who gets one, when it is due again, and what a push moves."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from khabar.feed import Feed
from khabar.settings import Settings
from khabar.storage import feeds, hosts, polls, websub
from khabar.storage.database import Connection
from khabar.subscribe import subscribe_url

NOW = datetime.now(UTC)
BASE, HUB, TOPIC = "https://me.example", "https://hub.example/", "https://news.example.com/rss"


@pytest.fixture
def feed(db: Connection, settings: Settings) -> Feed:
    """A feed that names a hub, due in an hour."""
    added, _ = subscribe_url(db, TOPIC, settings=settings, now=NOW)
    db.execute(
        "update feed set hub_url = %s, topic_url = %s, next_poll_at = now() + interval '1 hour' where id = %s",
        (HUB, TOPIC, added.id),
    )
    return added


def claimed(db: Connection) -> websub.ClaimedSubscription:
    """The one subscription that is due; its hub's pace is not what these tests are about."""
    websub.arrange(db, base=BASE, gap_seconds=0)
    db.execute("update host set next_at = now()")
    [found] = websub.claim(db, limit=5, lease_seconds=60)
    return found


def confirmed(db: Connection) -> websub.ClaimedSubscription:
    asked = claimed(db)
    assert websub.confirm(db, asked.token, TOPIC, seconds=1000)
    websub.finish(db, asked, error=None)
    return asked


def again(db: Connection, feed_id: UUID) -> Feed:
    found = feeds.get(db, feed_id)
    assert found is not None
    return found


def test_every_active_feed_with_a_hub_gets_one_subscription(db: Connection, settings: Settings, feed: Feed) -> None:
    subscribe_url(db, "https://other.example.com/rss", settings=settings, now=NOW)

    assert [websub.arrange(db, base=BASE, gap_seconds=0) for _ in range(2)] == [1, 0]
    assert (websub.counts(db), websub.hubs_named(db)) == ({"asking": 1}, 1)


def test_what_the_hub_grants_is_renewed_before_its_end(db: Connection, feed: Feed) -> None:
    confirmed(db)

    found = websub.of_feed(db, feed.id)
    assert found is not None
    assert found.verified_at is not None
    assert found.expires_at is not None
    assert found.state == "active"
    assert found.expires_at - found.verified_at == timedelta(seconds=1000)
    assert found.due_at - found.verified_at == timedelta(seconds=800)
    assert again(db, feed.id).pushed_until == found.expires_at


def test_only_what_was_asked_for_is_confirmed(db: Connection, feed: Feed) -> None:
    websub.arrange(db, base=BASE, gap_seconds=0)
    [row] = db.execute("select token from websub").fetchall()
    before = websub.confirm(db, row["token"], TOPIC, seconds=1000)
    token = claimed(db).token

    assert not before, "nobody has asked the hub yet"
    assert not websub.confirm(db, token, "https://evil.example/", seconds=1000)
    assert not websub.confirm(db, "guessed", TOPIC, seconds=1000)
    assert not websub.cancel(db, token, TOPIC)
    assert websub.confirm(db, token, TOPIC, seconds=1000)


def test_a_silent_hub_is_asked_again_less_and_less_often(db: Connection, feed: Feed) -> None:
    waits = []
    for _ in range(3):
        asked = claimed(db)
        websub.finish(db, asked, error="unreachable: no answer")
        found = websub.of_feed(db, feed.id)
        assert found is not None
        waits.append(round((found.due_at - datetime.now(UTC)).total_seconds() / 60))
        db.execute("update websub set due_at = now()")

    assert waits == [10, 20, 40]
    assert found.last_error == "unreachable: no answer"


def test_a_hub_that_refuses_is_left_alone_for_a_week(db: Connection, feed: Feed) -> None:
    websub.finish(db, claimed(db), error="forbidden: the server answered 403", is_final=True)

    found = websub.of_feed(db, feed.id)
    assert found is not None
    assert (found.state, (found.due_at - datetime.now(UTC)).days) == ("denied", 6)


def test_a_hub_may_end_a_subscription_by_itself(db: Connection, feed: Feed) -> None:
    token = confirmed(db).token

    assert websub.deny(db, token, TOPIC, reason="no more")
    found = websub.of_feed(db, feed.id)
    assert found is not None
    assert (found.state, found.last_error) == ("denied", "denied by the hub: no more")
    assert again(db, feed.id).pushed_until is None


@pytest.mark.parametrize(
    "change",
    [
        "state = 'paused'",
        "state = 'suspended'",
        "removed_at = now()",
        "hub_url = null",
        "topic_url = 'https://news.example.com/all'",
    ],
)
def test_a_subscription_that_no_feed_wants_is_cancelled(db: Connection, feed: Feed, change: str) -> None:
    token = confirmed(db).token
    db.execute(f"update feed set {change}".encode())

    leaving = claimed(db)

    assert (leaving.token, leaving.state, websub.secret_of(db, token)) == (token, "leaving", None)
    assert websub.cancel(db, token, TOPIC)
    websub.finish(db, leaving, error=None)
    assert db.execute("select from websub where token = %s", (token,)).fetchone() is None


def test_a_subscription_under_another_address_is_made_anew(db: Connection, feed: Feed) -> None:
    confirmed(db)

    assert websub.arrange(db, base="https://moved.example", gap_seconds=0) == 1
    assert websub.counts(db) == {"asking": 1, "leaving": 1}


def test_a_cancellation_that_nobody_hears_ends_by_itself(db: Connection, feed: Feed) -> None:
    confirmed(db)
    feeds.change(db, feed.id, state="paused")
    for _ in range(websub.MOST_CANCELLATIONS):
        websub.finish(db, claimed(db), error="unreachable: no answer")
        db.execute("update websub set due_at = now()")

    assert websub.counts(db) == {}


def test_a_push_makes_the_feed_due(db: Connection, feed: Feed) -> None:
    token = confirmed(db).token

    websub.pushed(db, token)

    assert again(db, feed.id).next_poll_at <= datetime.now(UTC)
    found = websub.of_feed(db, feed.id)
    assert found is not None
    assert (found.pushes, found.pushed_at is not None) == (1, True)


@pytest.mark.parametrize(
    ("state", "due_in"),
    [("failures = 3", 3600), ("last_polled_at = now()", websub.PUSH_GAP_SECONDS)],
    ids=["a-failing-feed-waits-on", "a-feed-rests-between-two-polls"],
)
def test_pushes_can_not_hurry_a_feed(db: Connection, feed: Feed, state: str, due_in: int) -> None:
    token = confirmed(db).token
    db.execute(f"update feed set {state}".encode())

    websub.pushed(db, token)

    row = db.execute("select round(extract(epoch from next_poll_at - now()))::int as n from feed").fetchone()
    assert row is not None
    assert due_in - 2 <= row["n"] <= due_in


def test_a_push_during_a_poll_is_not_lost(db: Connection, feed: Feed) -> None:
    token = confirmed(db).token
    db.execute("update feed set next_poll_at = now() - interval '1 minute'")
    hosts.ensure(db, "news.example.com", 0)
    [poll] = polls.claim(db, limit=1, lease_seconds=60)

    websub.pushed(db, token)

    assert again(db, feed.id).next_poll_at != poll.feed.next_poll_at
