"""Second looks: which pages are asked for again, and through which feed."""

from __future__ import annotations

from uuid import UUID

import pytest

from khabar.feed import PollLog
from khabar.storage import feeds, items, ledger, polls
from khabar.storage.database import Connection, connect
from support.ledger_rows import HOST, NOW, a_feed, a_story, an_update, items_changed, stored_items
from support.written_articles import make_article, store


@pytest.fixture
def written(db: Connection) -> UUID:
    """A stored article."""
    return store(db, make_article(1)).id


@pytest.mark.parametrize("is_asked", [False, True], ids=["not yet asked for", "asked for again"])
def test_no_page_is_looked_at_again_for_a_removed_feed_until_the_feed_is_back(db: Connection, is_asked: bool) -> None:
    (item_id,) = stored_items(db, a_story())
    db.execute("update item set state = 'done', outcome = 'new', revisit_at = now() where id = %s", (item_id,))
    if is_asked:
        items.revisit(db)
    (feed,) = feeds.find(db)

    feeds.remove(db, feed.id)
    while_removed = items.revisit(db)
    feeds.add(db, now=NOW, url=feed.url, url_key=b"feed", host=HOST, interval_seconds=900)

    assert (while_removed, items.revisit(db)) == (0, 1)


def test_an_article_is_looked_at_again_through_the_feed_that_stays(db: Connection, written: UUID) -> None:
    (first,) = stored_items(db, a_story())
    other = a_feed(db, "other")
    polls.record(db, other, an_update(), PollLog(outcome="new"), new=[a_story()], gap_seconds=0)
    db.execute("update item set state = 'done', outcome = 'known', article_id = %s", (written,))
    db.execute("update item set revisit_at = now() where id = %s", (first,))

    feeds.remove(db, next(feed.id for feed in feeds.find(db) if feed.id != other.feed.id))
    asked = items.revisit(db)

    under_way = db.execute("select feed_id from item where stage = 'page' and state = 'pending'").fetchall()
    assert (asked, under_way) == (1, [{"feed_id": other.feed.id}])
    assert items.revisit(db) == 0


def test_no_page_is_looked_at_again_where_pages_are_not_fetched(db: Connection, written: UUID) -> None:
    (first,) = stored_items(db, a_story())
    other = a_feed(db, "other")
    polls.record(db, other, an_update(), PollLog(outcome="new"), new=[a_story()], gap_seconds=0)
    db.execute("update item set state = 'done', outcome = 'new', article_id = %s", (written,))
    for feed in feeds.find(db):
        feeds.change(db, feed.id, fetch_pages=feed.id == other.feed.id)
    db.execute("update item set revisit_at = now() where id = %s", (first,))

    asked = items.revisit(db)

    under_way = db.execute("select feed_id from item where stage = 'page' and state = 'pending'").fetchall()
    assert (asked, under_way) == (1, [{"feed_id": other.feed.id}])


@pytest.mark.parametrize("is_of_one_article", [False, True], ids=["another article", "dismissed"])
def test_what_is_not_to_be_looked_at_again_takes_no_place_of_a_removed_feed(
    db: Connection, written: UUID, is_of_one_article: bool
) -> None:
    (first,) = stored_items(db, a_story())
    other = a_feed(db, "other")
    polls.record(db, other, an_update(), PollLog(outcome="new"), new=[a_story()], gap_seconds=0)
    db.execute("update item set state = 'done', outcome = 'new'")
    db.execute("update item set revisit_at = now(), article_id = %s where id = %s", (written, first))
    if is_of_one_article:
        db.execute("update item set outcome = 'dismissed', article_id = %s where id <> %s", (written, first))

    feeds.remove(db, next(feed.id for feed in feeds.find(db) if feed.id != other.feed.id))

    assert items.revisit(db) == 0


def test_a_feed_that_is_being_removed_has_no_page_made_due_behind_the_removal(
    db: Connection, database_url: str
) -> None:
    (item_id,) = stored_items(db, a_story())
    db.execute("update item set state = 'done', outcome = 'new', revisit_at = now() where id = %s", (item_id,))
    (feed,) = feeds.find(db)

    with connect(database_url, name="removing") as removing, removing.transaction():
        feeds.remove(removing, feed.id)
        asked = items.revisit(db)

    assert asked == 0


def test_an_item_that_was_dismissed_is_not_looked_at_again(db: Connection) -> None:
    (item_id,) = stored_items(db, a_story())
    db.execute("update item set state = 'dead', revisit_at = now() where id = %s", (item_id,))

    ledger.dismiss(db, [item_id])

    assert items.revisit(db) == 0


def test_an_entry_that_changed_forgets_when_it_was_to_be_looked_at_again(db: Connection) -> None:
    (item_id,) = stored_items(db, a_story())
    db.execute("update item set state = 'done', outcome = 'new', revisit_at = now() where id = %s", (item_id,))
    story = a_story().model_dump(include={"entry", "entry_hash", "url", "url_key", "host", "stage"})
    db.execute("update feed set next_poll_at = now(), lease_until = null")

    polls.record(
        db, a_feed(db), an_update(), PollLog(outcome="new"), changed=[items_changed({**story, "item_id": item_id})],
        gap_seconds=0,
    )  # fmt: skip

    assert db.execute("select revisit_at from item").fetchall() == [{"revisit_at": None}]
