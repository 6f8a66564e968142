"""The ledger: leases, fencing, attempts, hints, quarantine; politeness between hosts; one transaction a poll."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from khabar.feed import FeedEntry, FeedUpdate, PollLog, Validators
from khabar.item import ChangedItem, Claimed, NewItem
from khabar.storage import feeds, hosts, items, pages
from khabar.storage.database import Connection, connect
from khabar.storage.feeds import ClaimedFeed, LostLease

NOW = datetime.now(UTC)
HOST = "news.example.com"


def a_feed(db: Connection, name: str = "feed", host: str = HOST) -> ClaimedFeed:
    """A feed that is claimed for polling."""
    hosts.ensure(db, host, 0)
    hosts.release(db, host)
    feeds.add(db, now=NOW, url=f"https://{host}/{name}", url_key=name.encode(), host=host, interval_seconds=900)
    return next(one for one in feeds.claim_due(db, limit=10, lease_seconds=90) if one.feed.url.endswith(name))


def an_update(**changes: object) -> FeedUpdate:
    return FeedUpdate.model_validate(
        {
            "next_poll_at": NOW + timedelta(hours=1), "interval_seconds": 900, "full_poll_at": None, "body_hash": "b",
            "validators": Validators(url="https://news.example.com/feed", etag='"1"'), "last_status": 200,
            "last_outcome": "new", "last_error": None, "failures": 0, "empty_polls": 0, "gone_count": 0,
            "gone_since": None, "moved_to": None, "moved_count": 0, "moved_since": None, "last_success_at": NOW,
            "state": "active", "state_reason": None, **changes,
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
    feeds.record_poll(db, a_feed(db), an_update(), PollLog(outcome="new"), new=stories, gap_seconds=0)
    return [row["id"] for row in db.execute("select id from item order by id")]


def claimed_once(db: Connection, item_id: int) -> Claimed:
    (claimed,) = items.claim(db, [item_id], lease_seconds=90, max_attempts=8)
    return claimed


def expire_leases(db: Connection) -> None:
    db.execute("update item set lease_until = now() - interval '1 second' where state = 'running'")


def test_a_poll_stores_items_validators_and_next_time_together(db: Connection) -> None:
    claimed = a_feed(db)

    to_hint = feeds.record_poll(
        db, claimed, an_update(), PollLog(outcome="new", new_items=2),
        new=[a_story(1), a_story(2, stage="extract")], gap_seconds=0,
    )  # fmt: skip

    feed = feeds.get(db, claimed.feed.id)
    assert feed is not None
    assert feed.validators == Validators(url="https://news.example.com/feed", etag='"1"')
    assert len(to_hint) == 1
    assert items.counts(db) == {"page.pending": 1, "extract.pending": 1, "oldest_seconds": 0}


def test_a_poll_whose_lease_was_lost_stores_nothing(db: Connection) -> None:
    claimed = a_feed(db).model_copy(update={"token": uuid4()})

    with pytest.raises(LostLease):
        feeds.record_poll(db, claimed, an_update(), PollLog(outcome="new"), new=[a_story()], gap_seconds=0)

    feed = feeds.get(db, claimed.feed.id)
    assert feed is not None
    assert feed.validators is None
    assert items.counts(db) == {"oldest_seconds": 0}


def test_the_same_entry_twice_is_one_item(db: Connection) -> None:
    stored_items(db, a_story(1), a_story(1))

    assert items.counts(db)["page.pending"] == 1


def test_a_feed_is_claimed_by_one_ingester_only(db: Connection) -> None:
    a_feed(db)
    db.execute("update host set next_at = now()")

    assert feeds.claim_due(db, limit=10, lease_seconds=90) == []


def test_a_feed_whose_ingester_died_is_claimed_again(db: Connection) -> None:
    first = a_feed(db)
    db.execute("update feed set lease_until = now() - interval '1 second'")
    db.execute("update host set next_at = now()")

    (second,) = feeds.claim_due(db, limit=10, lease_seconds=90)

    assert second.feed.id == first.feed.id
    assert second.token != first.token


def test_one_host_is_asked_one_thing_at_a_time(db: Connection) -> None:
    stored_items(db, *(a_story(n) for n in range(3)), a_story(9, host="other.example.com"))
    hosts.release(db, HOST)

    claimed = items.claim_pages(db, limit=10, lease_seconds=90)
    again = items.claim_pages(db, limit=10, lease_seconds=90)

    assert sorted(host for _, host in claimed) == [HOST, "other.example.com"]
    assert again == []


def test_a_host_waits_its_gap_or_the_pause_it_asked_for(db: Connection) -> None:
    hosts.ensure(db, HOST, 5)
    hosts.release(db, HOST)
    gap = db.execute("select next_at - now() as wait from host").fetchone()
    hosts.release(db, HOST, pause_seconds=600, reason="429")
    pause = db.execute("select next_at - now() as wait, pause_reason from host").fetchone()

    assert gap is not None
    assert pause is not None
    assert timedelta(seconds=4) < gap["wait"] <= timedelta(seconds=5)
    assert timedelta(seconds=599) < pause["wait"] <= timedelta(seconds=600)
    assert pause["pause_reason"] == "429"


def test_a_page_and_the_step_to_extraction_are_one_transaction(db: Connection) -> None:
    stored_items(db, a_story())
    hosts.release(db, HOST)
    ((claimed, _),) = items.claim_pages(db, limit=1, lease_seconds=90)
    page_id = pages.keep(
        db, url="https://news.example.com/1", final_url="https://news.example.com/1", status=200,
        content_type="text/html", etag=None, last_modified=None, fetched_at=NOW, body="<p>نص</p>".encode(),
    )  # fmt: skip

    items.page_done(db, claimed, page_id)

    extract = claimed_once(db, claimed.item.id)
    page = pages.get(db, page_id)
    assert extract.item.page_id == page_id
    assert extract.item.attempts == 1
    assert page is not None
    assert page.body.decode() == "<p>نص</p>"


def test_an_item_is_claimed_once_and_counts_the_attempt_at_claim(db: Connection) -> None:
    (item_id,) = stored_items(db, a_story(stage="extract"))

    first = items.claim(db, [item_id], lease_seconds=90, max_attempts=8)
    second = items.claim(db, [item_id], lease_seconds=90, max_attempts=8)

    assert [claimed.item.attempts for claimed in first] == [1]
    assert second == []


def test_orphan_horse_finishes_after_lease_lost(db: Connection) -> None:
    (item_id,) = stored_items(db, a_story(stage="extract"))
    orphan = claimed_once(db, item_id)
    expire_leases(db)
    heir = claimed_once(db, item_id)

    with pytest.raises(LostLease):
        items.done(db, orphan, outcome="new", article_id=None)
    items.done(db, heir, outcome="new", article_id=None)

    assert items.counts(db)["extract.done"] == 1


def test_a_changed_entry_takes_the_item_from_whoever_works_on_it(db: Connection) -> None:
    (item_id,) = stored_items(db, a_story(stage="extract"))
    working = claimed_once(db, item_id)
    claimed = a_feed(db, "other")
    change = {**a_story().model_dump(exclude={"guid_key", "refused", "outcome", "article_id"}), "item_id": item_id}

    feeds.record_poll(
        db, claimed, an_update(), PollLog(outcome="new"),
        changed=[items_changed(change)], gap_seconds=0,
    )  # fmt: skip

    with pytest.raises(LostLease):
        items.done(db, working, outcome="new", article_id=None)
    assert items.counts(db)["page.pending"] == 1


def items_changed(values: dict[str, object]) -> ChangedItem:
    return ChangedItem.model_validate(values)


def test_kill_between_commit_and_hint(db: Connection) -> None:
    """The poll was committed, its hint was never sent, and then all of Redis was lost: the sweep finds the item."""
    (item_id,) = stored_items(db, a_story(stage="extract"))

    ids, quarantined = items.reconcile(db, rehint_seconds=120, max_attempts=8)
    again, _ = items.reconcile(db, rehint_seconds=120, max_attempts=8)

    assert (ids, quarantined) == ([item_id], 0)
    assert again == []


def test_an_item_claimed_before_its_hint_was_noted_is_revived(db: Connection) -> None:
    (item_id,) = stored_items(db, a_story(stage="extract"))
    claimed_once(db, item_id)
    expire_leases(db)

    ids, _ = items.reconcile(db, rehint_seconds=120, max_attempts=8)

    assert ids == [item_id]


def test_an_item_that_kills_its_workers_goes_to_quarantine_and_can_be_requeued(db: Connection) -> None:
    (item_id,) = stored_items(db, a_story(stage="extract"))
    for _ in range(3):
        items.claim(db, [item_id], lease_seconds=90, max_attempts=3)
        expire_leases(db)

    _, quarantined = items.reconcile(db, rehint_seconds=120, max_attempts=3)
    (dead,) = items.quarantine(db)
    requeued = items.requeue(db, [item_id])

    assert quarantined == 1
    assert (dead["id"], dead["last_error"]) == (item_id, "worker died 3 times")
    assert requeued == [item_id]
    assert items.counts(db)["extract.pending"] == 1


def test_two_reconcilers_hint_an_item_once(db: Connection, database_url: str) -> None:
    stored_items(db, a_story(stage="extract"))
    with connect(database_url, name="second") as other, db.transaction():
        first, _ = items.reconcile(db, rehint_seconds=120, max_attempts=8)
        second, _ = items.reconcile(other, rehint_seconds=120, max_attempts=8)

    assert len(first) == 1
    assert second == []


@pytest.mark.parametrize("give_back", [False, True], ids=["our backoff counts", "their Retry-After does not"])
def test_a_wait_that_was_asked_for_gives_the_attempt_back(db: Connection, give_back: bool) -> None:
    stored_items(db, a_story())
    hosts.release(db, HOST)
    ((claimed, _),) = items.claim_pages(db, limit=1, lease_seconds=90)

    items.retry(db, claimed, wait_seconds=60, error="429", give_back=give_back)

    row = db.execute("select attempts, due_at > now() + interval '50 seconds' as later from item").fetchone()
    assert row == {"attempts": 0 if give_back else 1, "later": True}


def test_lineage_tells_what_happened_by_address_guid_and_feed(db: Connection) -> None:
    (item_id,) = stored_items(db, a_story(stage="extract"))
    items.dead(db, claimed_once(db, item_id), error="broken")
    feed_id = db.execute("select feed_id from item").fetchone()

    assert feed_id is not None
    for found in (
        items.lineage(db, url_key=b"https://news.example.com/1"),
        items.lineage(db, guid="https://news.example.com/1"),
        items.lineage(db, feed_id=feed_id["feed_id"]),
    ):
        assert [(row["id"], row["state"], row["last_error"]) for row in found] == [(item_id, "dead", "broken")]
    assert items.lineage(db, feed_id=UUID(int=0)) == []


def test_only_what_is_done_is_ever_removed(db: Connection) -> None:
    done, dead, waiting = stored_items(db, *(a_story(n, stage="extract") for n in range(3)))
    items.done(db, claimed_once(db, done), outcome="new", article_id=None)
    items.dead(db, claimed_once(db, dead), error="broken")
    db.execute("update item set done_at = now() - interval '400 days'")
    db.execute("update poll set at = now() - interval '40 days'")

    removed = items.purge(db, older_than_days=365)
    forgotten = feeds.purge_history(db, older_than_days=30)

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
    assert len(items.lineage(db, feed_id=feed.id)) == 1
