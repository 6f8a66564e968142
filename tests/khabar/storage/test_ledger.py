"""The ledger: leases, fencing, attempts, hints, quarantine."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest

from khabar.feed import PollLog
from khabar.storage import events, feeds, items, ledger, pages, polls
from khabar.storage.database import Connection, connect
from khabar.storage.lease import LostLease
from khabar.storage.tries import SILENT_TRIES
from support.article_rows import an_article, store
from support.blocking import until_blocked
from support.ledger_rows import (
    NOW,
    a_feed,
    a_story,
    age,
    an_update,
    claimed_once,
    expire_leases,
    free,
    items_changed,
    stored_items,
)
from support.settled import settle


def test_done_items_beyond_ten_thousand_are_estimated(db: Connection) -> None:
    feed = a_feed(db).feed
    db.execute(
        """insert into item (feed_id, guid_key, entry, entry_hash, stage, state)
           select %s, int4send(n), '{}', 'h', 'extract', case when n <= 7 then 'dead' else 'done' end
           from generate_series(1, 12007) as n""",
        (feed.id,),
    )
    db.execute("analyze item")

    counts = ledger.counts(db)

    assert (counts["extract.dead"], counts["extract.done"]) == (7, 12_000)


def test_a_page_that_kills_its_fetcher_becomes_a_record_from_the_feed(db: Connection) -> None:
    (item_id,) = stored_items(db, a_story())
    for _ in range(2):
        free(db)
        items.claim_pages(db, limit=1, lease_seconds=90)
        expire_leases(db)
        hinted, quarantined = items.reconcile(db, rehint_seconds=120, max_attempts=2)

    assert (hinted, quarantined) == ([item_id], 0)
    assert claimed_once(db, item_id).item.refused == "fetch_failed"


def test_waiting_rows_are_not_forgotten_when_fewer_attempts_are_allowed(db: Connection) -> None:
    (item_id,) = stored_items(db, a_story(stage="extract"))
    db.execute("update item set attempts = 5")

    _, quarantined = items.reconcile(db, rehint_seconds=120, max_attempts=3)

    assert quarantined == 1
    assert ledger.quarantine(db)[0]["last_error"] == "5 attempts used up"
    assert ledger.requeue(db) == [item_id]


def test_a_claim_that_is_given_back_costs_no_attempt(db: Connection) -> None:
    stored_items(db, a_story())
    free(db)
    ((claimed, _),) = items.claim_pages(db, limit=1, lease_seconds=90)

    items.give_back(db, claimed)

    assert db.execute("select state, attempts from item").fetchone() == {"state": "pending", "attempts": 0}


def test_a_page_and_the_step_to_extraction_are_one_transaction(db: Connection) -> None:
    stored_items(db, a_story())
    free(db)
    ((claimed, _),) = items.claim_pages(db, limit=1, lease_seconds=90)
    page_id = pages.keep(
        db, pages.pack("<p>نص</p>".encode()), url="https://news.example.com/1",
        final_url="https://news.example.com/1", status=200, content_type="text/html", etag=None, last_modified=None,
        fetched_at=NOW,
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

    assert ledger.counts(db)["extract.done"] == 1


def test_a_changed_entry_takes_the_item_from_whoever_works_on_it(db: Connection) -> None:
    (item_id,) = stored_items(db, a_story(stage="extract"))
    working = claimed_once(db, item_id)
    claimed = a_feed(db, "other")
    change = {**a_story().model_dump(exclude={"guid_key", "refused", "outcome", "article_id"}), "item_id": item_id}

    polls.record(
        db, claimed, an_update(), PollLog(outcome="new"),
        changed=[items_changed(change)], gap_seconds=0,
    )  # fmt: skip

    with pytest.raises(LostLease):
        items.done(db, working, outcome="new", article_id=None)
    assert ledger.counts(db)["page.pending"] == 1


def test_kill_between_commit_and_hint(db: Connection) -> None:
    """The poll was committed, its hint was never sent, and then all of Redis was lost: the sweep finds the item."""
    (item_id,) = stored_items(db, a_story(stage="extract"))

    young, _ = items.reconcile(db, rehint_seconds=120, max_attempts=8)
    age(db)
    ids, quarantined = items.reconcile(db, rehint_seconds=120, max_attempts=8)
    again, _ = items.reconcile(db, rehint_seconds=120, max_attempts=8)

    assert young == []  # its poll is about to hint it
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
    (dead,) = ledger.quarantine(db)
    requeued = ledger.requeue(db, [item_id])

    assert quarantined == 1
    assert (dead["id"], dead["last_error"]) == (item_id, "worker died 3 times")
    assert requeued == items.reconcile(db, rehint_seconds=120, max_attempts=3)[0] == [item_id]
    assert ledger.counts(db)["extract.pending"] == 1


@pytest.mark.parametrize(("told", "tries"), [(None, SILENT_TRIES), ("RuntimeError: once", 8)], ids=["deaths", "told"])
def test_an_item_that_only_ever_died_has_fewer_tries_than_one_that_told_of_a_failure(
    db: Connection, told: str | None, tries: int
) -> None:
    (item_id,) = stored_items(db, a_story(stage="extract"))
    db.execute("update item set last_error = %s", (told,))
    claims = 0
    while items.claim(db, [item_id], lease_seconds=90, max_attempts=8):
        claims += 1
        expire_leases(db)

    _, quarantined = items.reconcile(db, rehint_seconds=120, max_attempts=8)

    assert (claims, quarantined) == (tries, 1)
    assert str(ledger.quarantine(db)[0]["last_error"]).endswith(f"worker died {tries} times")


@pytest.mark.parametrize(
    ("deaths", "seconds", "is_hinted"),
    [(1, 1, True), (2, 60, False), (2, 130, True), (3, 240, False), (3, 370, True), (7, 370, True)],
)
def test_each_further_death_is_given_more_time(db: Connection, deaths: int, seconds: int, is_hinted: bool) -> None:
    (item_id,) = stored_items(db, a_story(stage="extract"))
    db.execute(
        """update item set state = 'running', attempts = %s, last_error = case when %s > 3 then 'told' end,
             lease_until = now() - make_interval(secs => %s)""",
        (deaths, deaths, seconds),
    )

    ids, _ = items.reconcile(db, rehint_seconds=120, max_attempts=8)

    assert ids == ([item_id] if is_hinted else [])


def test_two_reconcilers_hint_an_item_once(db: Connection, database_url: str) -> None:
    stored_items(db, a_story(stage="extract"))
    age(db)
    with connect(database_url, name="second") as other, db.transaction():
        first, _ = items.reconcile(db, rehint_seconds=120, max_attempts=8)
        second, _ = items.reconcile(other, rehint_seconds=120, max_attempts=8)

    assert len(first) == 1
    assert second == []


def test_what_has_killed_a_worker_is_hinted_behind_what_has_not(db: Connection) -> None:
    deadly, *healthy = stored_items(db, *(a_story(n, stage="extract") for n in (1, 2, 3)))
    db.execute("update item set due_at = now() - interval '1 hour'")
    db.execute(
        """update item set state = 'running', attempts = 3, lease_until = now() - interval '1 hour',
             due_at = now() - interval '2 hours' where id = %s""",
        (deadly,),
    )

    ids, _ = items.reconcile(db, rehint_seconds=120, max_attempts=8)

    assert ids == [*healthy, deadly]


def test_a_claim_locks_in_order_of_ids(db: Connection, database_url: str) -> None:
    first, second = stored_items(db, a_story(1, stage="extract"), a_story(2, stage="extract"))
    db.execute("update item set trace = 'moved' where id = %s", (first,))  # its row now lies behind the other's
    with (
        ThreadPoolExecutor(1) as pool,
        connect(database_url, name="claiming") as claiming,
        connect(database_url, name="third") as third,
    ):
        # A planner that knows many rows may read them as they lie.
        claiming.execute("set enable_indexscan = off")
        claiming.execute("set enable_bitmapscan = off")
        with db.transaction():
            db.execute("select from item where id = %s for update", (first,))
            claimed = pool.submit(items.claim, claiming, [second, first], lease_seconds=90, max_attempts=8)
            assert until_blocked(third, claiming, claimed)

            third.execute("select from item where id = %s for update nowait", (second,))

        assert {one.item.id for one in claimed.result()} == {first, second}


@pytest.mark.parametrize("give_back", [False, True], ids=["our backoff counts", "their Retry-After does not"])
def test_a_wait_that_was_asked_for_gives_the_attempt_back(db: Connection, give_back: bool) -> None:
    stored_items(db, a_story())
    free(db)
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
        ledger.lineage(db, url_key=b"https://news.example.com/1"),
        ledger.lineage(db, guid="https://news.example.com/1"),
        ledger.lineage(db, feed_id=feed_id["feed_id"]),
    ):
        assert [(row["id"], row["state"], row["last_error"]) for row in found] == [(item_id, "dead", "broken")]
    assert ledger.lineage(db, feed_id=UUID(int=0)) == []


def test_a_guid_is_found_without_a_walk_through_all_items(db: Connection) -> None:
    feed = a_feed(db).feed
    db.execute(
        """insert into item (feed_id, guid_key, guid, entry, entry_hash, stage, state)
           select %s, int4send(n), 'guid ' || n, '{}', 'h', 'extract', 'done' from generate_series(1, 3000) as n""",
        (feed.id,),
    )
    db.execute("analyze item")

    with db.transaction():
        found = ledger.lineage(db, guid="guid 7", limit=1)
        read = db.execute(
            "select idx_tup_fetch + seq_tup_read as n from pg_stat_xact_user_tables where relname = 'item'"
        )

    assert [row["guid"] for row in found] == ["guid 7"]
    assert read.fetchall() == [{"n": 1}]


@pytest.mark.parametrize("by", ["worker", "reconciler"])
def test_quarantine_is_told_once(db: Connection, by: str) -> None:
    (item_id,) = stored_items(db, a_story(stage="extract"))
    if by == "worker":
        items.dead(db, claimed_once(db, item_id), error="broken")
    else:
        db.execute("update item set attempts = 3, last_error = 'broken'")
    for _ in range(2):
        items.reconcile(db, rehint_seconds=120, max_attempts=3)

    settle(db)
    (event,) = events.after(db, None)
    assert (event.type, event.data["item_id"], event.data["url"]) == (
        "job.dead_lettered", item_id, "https://news.example.com/1",
    )  # fmt: skip
    assert event.data["error"].startswith("broken")
    assert str(event.feed_id) == event.data["feed_id"]


def test_a_done_item_is_fetched_again_once_when_asked_and_keeps_its_article(db: Connection) -> None:
    (item_id,) = stored_items(db, a_story(stage="extract"))
    store(db, article := an_article(1))
    items.done(db, claimed_once(db, item_id), outcome="new", article_id=article.id)
    free(db)

    asked = [ledger.refetch(db, article.id) for _ in range(2)]
    ((claimed, _),) = items.claim_pages(db, limit=5, lease_seconds=90)

    assert asked == ["asked", "on_its_way"]
    assert (claimed.item.id, claimed.item.article_id, claimed.item.attempts) == (item_id, article.id, 1)


def test_nothing_is_fetched_again_for_an_article_whose_item_is_gone(db: Connection) -> None:
    store(db, article := an_article(1))

    assert ledger.refetch(db, article.id) == "no_entry"


def test_nothing_is_fetched_again_for_a_removed_feed_but_through_one_that_stays(db: Connection) -> None:
    (first,) = stored_items(db, a_story())
    other = a_feed(db, "other")
    polls.record(db, other, an_update(), PollLog(outcome="new"), new=[a_story()], gap_seconds=0)
    store(db, article := an_article(1))
    db.execute("update item set state = 'done', outcome = 'new', article_id = %s", (article.id,))

    feeds.remove(db, other.feed.id)
    asked = ledger.refetch(db, article.id)
    free(db)
    ((claimed, _),) = items.claim_pages(db, limit=5, lease_seconds=90)
    feeds.remove(db, claimed.item.feed_id)

    assert (asked, claimed.item.id) == ("asked", first)
    assert ledger.refetch(db, article.id) == "feed_removed"


def test_nothing_is_fetched_again_where_pages_are_not_fetched_but_through_a_feed_whose_are(db: Connection) -> None:
    (first,) = stored_items(db, a_story())
    other = a_feed(db, "other")
    polls.record(db, other, an_update(), PollLog(outcome="new"), new=[a_story()], gap_seconds=0)
    store(db, article := an_article(1))
    db.execute("update item set state = 'done', outcome = 'new', article_id = %s", (article.id,))

    feeds.change(db, other.feed.id, fetch_pages=False)
    asked = ledger.refetch(db, article.id)
    free(db)
    ((claimed, _),) = items.claim_pages(db, limit=5, lease_seconds=90)
    feeds.change(db, claimed.item.feed_id, fetch_pages=False)

    assert (asked, claimed.item.id) == ("asked", first)
    assert ledger.refetch(db, article.id) == "pages_off"


def test_a_dead_item_of_a_removed_feed_is_read_again_and_not_fetched(db: Connection) -> None:
    (item_id,) = stored_items(db, a_story(stage="extract"))
    items.dead(db, claimed_once(db, item_id), error="broken")
    (feed,) = feeds.find(db)
    feeds.remove(db, feed.id)

    assert ledger.requeue(db) == [item_id]
    assert items.claim_pages(db, limit=5, lease_seconds=90) == []
    assert claimed_once(db, item_id).item.id == item_id
