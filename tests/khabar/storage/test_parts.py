"""The ledger of further pages: asked for once, fenced, and the last one wakes the item."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest

from khabar.item import ClaimedPart, Wanted
from khabar.storage import feeds, hosts, items, pages, parts
from khabar.storage.database import Connection, connect
from khabar.storage.lease import LostLease
from khabar.url import host_key
from support.blocking import until_blocked
from support.ledger_rows import HOST, NOW, a_story, claimed_once, free, stored_items
from support.written_articles import make_article, store

SECOND = Wanted(kind="next", number=2, url=f"https://{HOST}/1/2/")
THIRD = Wanted(kind="next", number=3, url=f"https://{HOST}/1/3/")


def kept(db: Connection, text: str = "<p>نص</p>") -> int:
    url = f"https://{HOST}/1"
    return pages.keep(
        db, pages.pack(text.encode()), url=url, final_url=url, status=200, content_type="text/html", etag=None,
        last_modified=None, fetched_at=NOW,
    )  # fmt: skip


def waiting_item(db: Connection, *wanted: Wanted) -> int:
    """An item whose page is here and that waits for `wanted`."""
    (item_id,) = stored_items(db, a_story(stage="extract"))
    db.execute("update item set page_id = %s where id = %s", (kept(db), item_id))
    claimed = claimed_once(db, item_id)
    with db.transaction():
        items.wait_for_parts(db, claimed, seconds=600)
        ask(db, item_id, *wanted)
    return item_id


def ask(db: Connection, item_id: int, *wanted: Wanted) -> int:
    row = db.execute("select page_id from item where id = %s", (item_id,)).fetchone()
    assert row is not None
    hosts.ensure_all(db, (host_key(one.url) for one in wanted), 0)
    return parts.ask(db, item_id=item_id, of_page_id=row["page_id"], wanted=wanted)


def claim(db: Connection) -> ClaimedPart:
    free(db)
    ((claimed, _),) = parts.claim(db, limit=5, lease_seconds=90)
    return claimed


@contextmanager
def removing_the_feed(db: Connection, database_url: str) -> Iterator[None]:
    """A transaction at whose end the removal of the only feed is under way: it waits for that, or is over."""
    (feed,) = feeds.find(db)
    with ThreadPoolExecutor(1) as pool, connect(database_url, name="removing") as removing:
        with db.transaction():
            yield
            removed = pool.submit(feeds.remove, removing, feed.id)
            until_blocked(db, removing, removed)

        assert removed.result()


def item_row(db: Connection) -> dict[str, object]:
    row = db.execute("select state, attempts, due_at <= now() as is_due from item").fetchone()
    assert row is not None
    return row


def test_an_item_that_waits_is_not_extracted_before_its_parts_are_here(db: Connection) -> None:
    item_id = waiting_item(db, SECOND)

    assert items.claim(db, [item_id], lease_seconds=90, max_attempts=8) == []
    assert item_row(db) == {"state": "pending", "attempts": 0, "is_due": False}
    assert items.reconcile(db, rehint_seconds=120, max_attempts=8) == ([], 0)


def test_the_last_part_wakes_the_item_and_the_others_do_not(db: Connection) -> None:
    item_id = waiting_item(db, SECOND, THIRD)

    first = parts.page_done(db, claim(db), kept(db))
    second = parts.page_refused(db, claim(db), code="gone", error="404")

    assert (first, second) == ([], [item_id])
    assert item_row(db)["is_due"] is True
    of_page = claimed_once(db, item_id).item.page_id
    assert of_page is not None
    found = parts.of_item(db, item_id, of_page)
    assert [(part.number, part.state, part.refused) for part in found] == [(2, "done", None), (3, "done", "gone")]


def test_a_page_is_asked_for_once(db: Connection) -> None:
    item_id = waiting_item(db, SECOND)

    assert ask(db, item_id, SECOND, THIRD) == 1


def test_one_host_is_asked_one_thing_at_a_time(db: Connection) -> None:
    waiting_item(db, SECOND, THIRD)
    claim(db)

    assert parts.claim(db, limit=5, lease_seconds=90) == []


def test_a_part_that_comes_while_the_item_is_extracted_takes_the_lease_away(db: Connection) -> None:
    item_id = waiting_item(db, SECOND)
    db.execute("update item set due_at = now()")
    late = claimed_once(db, item_id)

    woken = parts.page_done(db, claim(db), kept(db))

    assert woken == [item_id]
    with pytest.raises(LostLease):
        items.done(db, late, outcome="new", article_id=None)
    assert claimed_once(db, item_id).item.attempts == 1


def test_a_part_that_comes_after_the_record_was_stored_wakes_the_item(db: Connection) -> None:
    item_id = waiting_item(db, SECOND)
    db.execute("update item set due_at = now()")
    items.done(db, claimed_once(db, item_id), outcome="new", article_id=None)

    assert parts.page_done(db, claim(db), kept(db)) == [item_id]
    assert item_row(db)["state"] == "pending"


def test_quarantine_is_not_left_by_a_part(db: Connection) -> None:
    item_id = waiting_item(db, SECOND)
    db.execute("update item set due_at = now()")
    items.dead(db, claimed_once(db, item_id), error="poison")

    assert parts.page_done(db, claim(db), kept(db)) == []
    assert item_row(db)["state"] == "dead"


def test_parts_of_an_earlier_fetch_wake_nobody_and_are_forgotten(db: Connection) -> None:
    item_id = waiting_item(db, SECOND)
    stale = claim(db)
    db.execute("update item set page_id = %s where id = %s", (kept(db, "<p>نص آخر</p>"), item_id))

    woken = parts.page_done(db, stale, kept(db))
    ask(db, item_id, THIRD)

    assert woken == []
    assert [row["number"] for row in db.execute("select number from part")] == [3]


def test_a_fetcher_that_lost_its_lease_writes_nothing(db: Connection) -> None:
    waiting_item(db, SECOND)
    slow = claim(db)
    db.execute("update part set lease_until = now() - interval '1 second'")
    parts.reconcile(db, max_attempts=8)
    other = claim(db)

    with pytest.raises(LostLease):
        parts.page_done(db, slow, kept(db))
    assert (other.id, other.attempts) == (slow.id, 2)


def test_a_part_that_kills_its_fetchers_is_refused_and_the_item_goes_on(db: Connection) -> None:
    item_id = waiting_item(db, SECOND)
    for _ in range(2):
        claim(db)
        db.execute("update part set lease_until = now() - interval '1 second'")
        woken = parts.reconcile(db, max_attempts=2)

    assert woken == [item_id]
    assert [row["refused"] for row in db.execute("select refused from part")] == ["fetch_failed"]


def test_a_wait_that_the_publisher_asked_for_costs_no_attempt(db: Connection) -> None:
    waiting_item(db, SECOND)

    parts.retry(db, claim(db), wait_seconds=3600, error="429", give_back=True)

    assert db.execute("select state, attempts, due_at > now() as later from part").fetchone() == {
        "state": "pending", "attempts": 0, "later": True,
    }  # fmt: skip


def test_of_two_parts_that_end_at_once_one_wakes_the_item(db: Connection, database_url: str) -> None:
    """Each sees the other's row: without the item's lock both would leave it asleep."""
    elsewhere = SECOND.model_copy(update={"kind": "amp", "url": "https://amp.news.example.com/1"})
    for _ in range(20):
        db.execute("delete from part; delete from item; delete from feed")
        item_id = waiting_item(db, SECOND, elsewhere)
        free(db)
        claimed = [one for one, _ in parts.claim(db, limit=2, lease_seconds=90)]
        page_id = kept(db)

        def end(one: ClaimedPart, page_id: int = page_id) -> list[int]:
            with connect(database_url, name="tests") as own:
                return parts.page_done(own, one, page_id)

        with ThreadPoolExecutor(2) as pool:
            woken = list(pool.map(end, claimed))

        assert sorted(woken) == [[], [item_id]]


def test_a_removed_feed_has_no_further_pages_fetched_and_its_article_is_made(db: Connection) -> None:
    item_id = waiting_item(db, SECOND, THIRD)
    taken = claim(db)
    (feed,) = feeds.find(db)

    feeds.remove(db, feed.id)
    free(db)

    assert parts.claim(db, limit=5, lease_seconds=90) == []
    assert item_row(db) == {"state": "pending", "attempts": 0, "is_due": True}
    assert [one.item.id for one in items.claim(db, [item_id], lease_seconds=90, max_attempts=8)] == [item_id]
    with pytest.raises(LostLease):
        parts.page_refused(db, taken, code="gone", error="")


def test_an_item_whose_feed_is_removed_meanwhile_has_no_further_pages_fetched_and_does_not_wait(db: Connection) -> None:
    (item_id,) = stored_items(db, a_story(stage="extract"))
    db.execute("update item set page_id = %s where id = %s", (kept(db), item_id))
    claimed = claimed_once(db, item_id)
    (feed,) = feeds.find(db)

    feeds.remove(db, feed.id)
    with db.transaction():
        items.wait_for_parts(db, claimed, seconds=600)
        ask(db, item_id, SECOND)
    free(db)

    assert parts.claim(db, limit=5, lease_seconds=90) == []
    assert item_row(db)["is_due"] is True
    assert db.execute("select state, refused from part").fetchall() == [{"state": "done", "refused": "feed_removed"}]


def test_a_further_page_asked_for_while_its_feed_is_removed_is_not_fetched(db: Connection, database_url: str) -> None:
    (item_id,) = stored_items(db, a_story(stage="extract"))
    db.execute("update item set page_id = %s where id = %s", (kept(db), item_id))
    claimed = claimed_once(db, item_id)

    with removing_the_feed(db, database_url):
        items.wait_for_parts(db, claimed, seconds=600)
        ask(db, item_id, SECOND)
    free(db)

    assert parts.claim(db, limit=5, lease_seconds=90) == []
    assert item_row(db)["is_due"] is True


def test_further_pages_of_a_removed_feed_leave_a_record_that_is_stored_as_it_is(db: Connection) -> None:
    item_id = waiting_item(db)
    db.execute("update item set due_at = now()")
    claimed = claimed_once(db, item_id)
    (feed,) = feeds.find(db)

    feeds.remove(db, feed.id)
    with db.transaction():
        items.done(db, claimed, outcome="new", article_id=None)
        ask(db, item_id, SECOND)

    assert item_row(db)["state"] == "done"


def test_a_further_page_that_came_while_its_feed_was_removed_is_kept(db: Connection, database_url: str) -> None:
    waiting_item(db, SECOND)
    taken, page_id = claim(db), kept(db)

    with removing_the_feed(db, database_url):
        parts.page_done(db, taken, page_id)

    assert db.execute("select page_id, refused from part").fetchall() == [{"page_id": page_id, "refused": None}]


def test_a_removal_waits_for_items_in_the_order_in_which_a_worker_has_them(db: Connection, database_url: str) -> None:
    """The later item waits for its page, the earlier one is at a worker and unites the articles of both."""
    kept_id, ended_id = (store(db, make_article(number)).id for number in (1, 2))
    own, later = stored_items(db, a_story(1, stage="extract"), a_story(2))
    db.execute("update item set article_id = %s where id = %s", (ended_id, later))
    claimed = claimed_once(db, own)

    def unite(worker: Connection) -> None:
        with worker.transaction():
            items.follow(worker, claimed, kept_id, [ended_id])
            items.done(worker, claimed, outcome="new", article_id=kept_id)

    with ThreadPoolExecutor(1) as pool, connect(database_url, name="worker") as worker:
        with removing_the_feed(db, database_url):
            db.execute("select from item where id = %s for update", (own,))
            united = pool.submit(unite, worker)
            assert until_blocked(db, worker, united)
        united.result()

    assert [row["article_id"] for row in db.execute("select article_id from item")] == [kept_id, kept_id]
