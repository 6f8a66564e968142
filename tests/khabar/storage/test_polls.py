"""Polls and politeness: claims of feeds and hosts, and one transaction for all that a poll brings."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

import pytest

from khabar.feed import FeedEntry, FeedOptions, FeedUpdate, PollLog, Validators
from khabar.item import ChangedItem
from khabar.storage import feeds, hosts, items, ledger, polls, retention
from khabar.storage.database import Connection, connect
from khabar.storage.lease import LostLease
from khabar.url import url_key
from support.blocking import until_blocked
from support.ledger_rows import (
    HOST,
    NOW,
    a_feed,
    a_lease,
    a_story,
    an_update,
    claimed_once,
    free,
    stored_items,
)


def test_a_poll_stores_items_validators_and_next_time_together(db: Connection) -> None:
    claimed = a_feed(db)

    to_hint = polls.record(
        db, claimed, an_update(), PollLog(outcome="new", new_items=2),
        new=[a_story(1), a_story(2, stage="extract")], gap_seconds=0,
    )  # fmt: skip

    feed = feeds.get(db, claimed.feed.id)
    assert feed is not None
    assert feed.validators == Validators(url="https://news.example.com/feed", etag='"1"')
    assert len(to_hint) == 1
    assert ledger.counts(db) == {"page.pending": 1, "extract.pending": 1, "oldest_seconds": 0}


def test_a_poll_whose_lease_was_lost_stores_nothing(db: Connection) -> None:
    claimed = a_feed(db).model_copy(update={"token": uuid4()})

    with pytest.raises(LostLease):
        polls.record(db, claimed, an_update(), PollLog(outcome="new"), new=[a_story()], gap_seconds=0)

    feed = feeds.get(db, claimed.feed.id)
    assert feed is not None
    assert feed.validators is None
    assert ledger.counts(db) == {"oldest_seconds": 0}


def test_the_same_entry_twice_is_one_item(db: Connection) -> None:
    stored_items(db, a_story(1), a_story(1))

    assert ledger.counts(db)["page.pending"] == 1


def test_a_feed_is_claimed_by_one_ingester_only(db: Connection) -> None:
    a_feed(db)
    db.execute("update host set next_at = now()")

    assert polls.claim(db, limit=10, lease_seconds=90) == []


def test_a_feed_whose_ingester_died_is_claimed_again(db: Connection) -> None:
    first = a_feed(db)
    db.execute("update feed set lease_until = now() - interval '1 second'")
    db.execute("update host set next_at = now()")

    (second,) = polls.claim(db, limit=10, lease_seconds=90)

    assert second.feed.id == first.feed.id
    assert second.token != first.token


def test_one_host_is_asked_one_thing_at_a_time(db: Connection) -> None:
    stored_items(db, *(a_story(n) for n in range(3)), a_story(9, host="other.example.com"))
    free(db)

    claimed = items.claim_pages(db, limit=10, lease_seconds=90)
    again = items.claim_pages(db, limit=10, lease_seconds=90)

    assert sorted(lease.host for _, lease in claimed) == [HOST, "other.example.com"]
    assert again == []


def test_a_host_waits_its_gap_or_the_pause_it_asked_for(db: Connection) -> None:
    lease = a_lease(db, gap_seconds=5)
    hosts.release(db, lease)
    gap = db.execute("select next_at - now() as wait from host").fetchone()
    lease = a_lease(db, gap_seconds=5)
    hosts.release(db, lease, pause_seconds=600, reason="429")
    pause = db.execute("select next_at - now() as wait, pause_reason from host").fetchone()

    assert gap is not None
    assert pause is not None
    assert timedelta(seconds=4) < gap["wait"] <= timedelta(seconds=5)
    assert timedelta(seconds=599) < pause["wait"] <= timedelta(seconds=600)
    assert pause["pause_reason"] == "429"


def test_a_host_that_was_claimed_again_is_not_released_by_the_first(db: Connection) -> None:
    first = a_lease(db, gap_seconds=0)
    second = a_lease(db, gap_seconds=0)

    assert not hosts.release(db, first)
    assert polls.claim(db, limit=1, lease_seconds=90) == []
    assert hosts.release(db, second)


def test_a_host_that_keeps_failing_is_left_alone_longer_each_time(db: Connection) -> None:
    waits = []
    for is_failing in (True, True, True, False):
        hosts.release(db, a_lease(db, gap_seconds=0), is_failing=is_failing)
        row = db.execute("select extract(epoch from next_at - now())::int as wait from host").fetchone()
        waits.append(row["wait"] if row else None)

    assert waits == [30, 60, 120, 0]


def test_a_claim_without_a_request_says_nothing_of_its_host(db: Connection) -> None:
    hosts.release(db, a_lease(db, gap_seconds=0), is_failing=True, reason="no answer")
    hosts.release(db, a_lease(db, gap_seconds=0), reason="robots.txt does not allow this page", was_asked=False)
    kept = db.execute("select failures, pause_reason from host").fetchone()
    hosts.release(db, a_lease(db, gap_seconds=0), reason="the page is gone")
    answered = db.execute("select failures, pause_reason from host").fetchone()

    assert kept == {"failures": 1, "pause_reason": None}
    assert answered == {"failures": 0, "pause_reason": None}


def test_what_a_person_changes_during_a_poll_stays(db: Connection) -> None:
    claimed = a_feed(db)
    asked_at = NOW + timedelta(minutes=3)
    feeds.change(db, claimed.feed.id, state="paused", next_poll_at=asked_at, interval_seconds=7200)

    polls.record(db, claimed, an_update(), PollLog(outcome="new"), gap_seconds=0)

    feed = feeds.get(db, claimed.feed.id)
    assert feed is not None
    assert (feed.state, feed.next_poll_at, feed.interval_seconds) == ("paused", asked_at, 7200)


def test_a_feed_that_is_gone_is_suspended_with_its_reason(db: Connection) -> None:
    claimed = a_feed(db)

    polls.record(db, claimed, an_update(suspend="gone since March"), PollLog(outcome="gone"), gap_seconds=0)

    feed = feeds.get(db, claimed.feed.id)
    assert feed is not None
    assert (feed.state, feed.state_reason, feed.version) == ("suspended", "gone since March", claimed.feed.version + 1)


def test_subscribers_are_told_of_a_feeds_health_in_the_polls_transaction(db: Connection) -> None:
    claimed = a_feed(db)
    ill = an_update(event="feed.degraded", last_error="name not found")

    polls.record(db, claimed, ill, PollLog(outcome="failed"), gap_seconds=0)

    told = db.execute("select type, feed_id, data from event").fetchall()
    assert [(row["type"], row["feed_id"], row["data"]["error"]) for row in told] == [
        ("feed.degraded", claimed.feed.id, "name not found")
    ]


def test_a_moved_feed_takes_its_key_and_its_host_along(db: Connection) -> None:
    claimed = a_feed(db)
    address = "https://new.example.com/feed"

    polls.record(db, claimed, an_update(url=address), PollLog(outcome="new"), gap_seconds=0)

    row = db.execute("select url, url_key, host from feed").fetchone()
    assert row == {"url": address, "url_key": url_key(address), "host": "new.example.com"}


def test_a_feed_that_moved_to_one_already_followed_is_suspended(db: Connection) -> None:
    address = "https://new.example.com/feed"
    claimed = a_feed(db)
    hosts.ensure(db, "new.example.com", 0)
    feeds.add(
        db, now=NOW, url=address, url_key=url_key(address), host="new.example.com", interval_seconds=900
    )  # fmt: skip

    polls.record(db, claimed, an_update(url=address), PollLog(outcome="new"), gap_seconds=0)

    feed = feeds.get(db, claimed.feed.id)
    assert feed is not None
    assert (feed.state, feed.url) == ("suspended", claimed.feed.url)


def test_a_poll_that_waits_for_a_host_holds_no_item(db: Connection, database_url: str) -> None:
    (item_id,) = stored_items(db, a_story(1))
    polled = a_feed(db, "again")
    changed = ChangedItem(
        item_id=item_id, entry=FeedEntry(title="عنوان"), entry_hash=b"new", url="https://new.example/1", url_key=b"k",
        host="new.example", stage="page",
    )  # fmt: skip
    with (
        ThreadPoolExecutor(1) as pool,
        connect(database_url, name="polling") as polling,
        connect(database_url, name="third") as third,
    ):
        with db.transaction():
            hosts.ensure(db, "new.example", 0)
            recorded = pool.submit(
                polls.record, polling, polled, an_update(), PollLog(outcome="new"),
                new=[a_story(2)], changed=[changed], gap_seconds=0,
            )  # fmt: skip
            assert until_blocked(third, polling, recorded)

            third.execute("select from item where id = %s for update nowait", (item_id,))
            assert third.execute("select from item").rowcount == 1

        assert recorded.result() == []


@pytest.mark.parametrize(
    "update",
    [an_update(url="https://z.example/feed"), an_update(next_urls=("https://z.example/feed",))],
    ids=["moved", "switched"],
)
def test_a_poll_that_waits_for_a_host_holds_no_other(db: Connection, database_url: str, update: FeedUpdate) -> None:
    polled = a_feed(db)
    with (
        ThreadPoolExecutor(1) as pool,
        connect(database_url, name="polling") as polling,
        connect(database_url, name="third") as third,
    ):
        with db.transaction():
            hosts.ensure(db, "a.example", 0)
            recorded = pool.submit(
                polls.record, polling, polled, update, PollLog(outcome="new"),
                new=[a_story(host="a.example")], gap_seconds=0,
            )  # fmt: skip
            assert until_blocked(third, polling, recorded)

            third.execute("set lock_timeout = '1s'")
            hosts.ensure(third, "z.example", 0)

        assert recorded.result() == []


@pytest.mark.parametrize("hours", [-5, 5], ids=["behind", "ahead"])
def test_a_feed_rests_as_long_as_was_meant_whatever_its_ingesters_clock_says(db: Connection, hours: int) -> None:
    wrong = NOW + timedelta(hours=hours)
    claimed = a_feed(db)

    update = an_update(decided_at=wrong, next_poll_at=wrong + timedelta(minutes=15))
    polls.record(db, claimed, update, PollLog(outcome="unchanged"), gap_seconds=0)

    (row,) = db.execute("select extract(epoch from next_poll_at - last_polled_at)::int as rest from feed").fetchall()
    assert row["rest"] == 15 * 60


def test_only_what_is_done_is_ever_removed(db: Connection) -> None:
    done, dead, waiting = stored_items(db, *(a_story(n, stage="extract") for n in range(3)))
    items.done(db, claimed_once(db, done), outcome="new", article_id=None)
    items.dead(db, claimed_once(db, dead), error="broken")
    db.execute("update item set done_at = now() - interval '400 days'")
    db.execute("update poll set at = now() - interval '40 days'")

    removed = retention.prune(db, retention.ITEMS, days=365)
    forgotten = retention.prune(db, retention.POLLS, days=30)

    assert (removed, forgotten) == (1, 1)
    assert [row["id"] for row in db.execute("select id from item order by id")] == [dead, waiting]


def test_a_removed_feed_keeps_its_items_and_comes_back(db: Connection) -> None:
    stored_items(db, a_story())
    (feed,) = feeds.find(db)

    removed = feeds.remove(db, feed.id)
    listed = feeds.find(db)
    back, is_new = feeds.add(db, now=NOW, url=feed.url, url_key=b"feed", host=HOST, interval_seconds=900)

    assert (removed, listed, is_new) == (True, [], True)
    assert back.id == feed.id
    assert len(ledger.lineage(db, feed_id=feed.id)) == 1


@pytest.mark.parametrize("is_under_way", [False, True], ids=["waiting", "being fetched"])
def test_no_page_of_a_removed_feed_is_asked_for_until_the_feed_is_back(db: Connection, is_under_way: bool) -> None:
    stored_items(db, a_story())
    (feed,) = feeds.find(db)
    free(db)
    claims = items.claim_pages(db, limit=5, lease_seconds=90) if is_under_way else []

    feeds.remove(db, feed.id)
    free(db)
    asked = items.claim_pages(db, limit=5, lease_seconds=90)
    (ended,) = ledger.lineage(db, feed_id=feed.id)
    feeds.add(db, now=NOW, url=feed.url, url_key=b"feed", host=HOST, interval_seconds=900)
    free(db)

    assert (asked, ended["state"], ended["outcome"]) == ([], "done", "feed_removed")
    assert [claimed.item.outcome for claimed, _ in items.claim_pages(db, limit=5, lease_seconds=90)] == ["pending"]
    for claimed, _ in claims:
        with pytest.raises(LostLease):
            items.page_refused(db, claimed, code="gone", error="")


def test_a_page_that_was_only_to_be_asked_for_again_ends_as_it_had(db: Connection) -> None:
    (item_id,) = stored_items(db, a_story())
    db.execute("update item set state = 'done', outcome = 'new', revisit_at = now() where id = %s", (item_id,))
    items.revisit(db)
    (feed,) = feeds.find(db)

    feeds.remove(db, feed.id)

    (ended,) = ledger.lineage(db, feed_id=feed.id)
    assert (ended["state"], ended["outcome"]) == ("done", "new")


def test_a_poll_that_is_under_way_stores_nothing_for_a_removed_feed(db: Connection) -> None:
    claimed = a_feed(db)

    feeds.remove(db, claimed.feed.id)

    with pytest.raises(LostLease):
        polls.record(db, claimed, an_update(), PollLog(outcome="new"), new=[a_story()], gap_seconds=0)


def test_a_removed_feed_comes_back_as_what_is_asked_for_now(db: Connection) -> None:
    stored_items(db, a_story())
    (feed,) = feeds.find(db)
    db.execute("update feed set state = 'suspended', state_reason = 'gone', failures = 9, gone_count = 3, title = 'أ'")
    feeds.remove(db, feed.id)

    wanted = FeedOptions(languages=("fa",), fetch_pages=False)
    back, _ = feeds.add(db, now=NOW, url=feed.url, url_key=b"feed", host=HOST, interval_seconds=60, options=wanted)

    assert (back.state, back.state_reason, back.failures, back.gone_count) == ("active", None, 0, 0)
    assert (back.languages, back.fetch_pages, back.interval_seconds, back.title) == (("fa",), False, 60, "أ")
