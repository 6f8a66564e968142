"""What a single run still has to do, and what it leaves to the next one."""

from __future__ import annotations

from datetime import timedelta

import pytest

from khabar.storage import feeds, hosts, items, polls, runs
from khabar.storage.database import Connection
from khabar.storage.runs import Left
from support.ledger_rows import HOST, NOW, a_story, free, stored_items


def test_an_hour_asked_by_a_host_is_its_feeds_and_pages_alone(db: Connection) -> None:
    stored_items(db, a_story(1), a_story(2, stage="extract"), a_story(3, host="calm.example.com"))
    since = runs.moment(db)
    free(db)
    leases = {lease.host: lease for _, lease in items.claim_pages(db, limit=2, lease_seconds=90)}
    fetching = runs.left(db, since)
    db.execute("update item set state = 'pending', lease_token = null, lease_until = null where stage = 'page'")
    db.execute("update feed set next_poll_at = now()")
    hosts.release(db, leases[HOST], pause_seconds=3600, reason="429")
    hosts.release(db, leases["calm.example.com"])

    (put_off,) = runs.put_off(db, since)

    assert fetching == Left(feeds=0, pages=2, records=1)  # the feed rests for an hour
    assert runs.left(db, since) == Left(feeds=0, pages=1, records=1)
    assert (put_off.host, put_off.feeds, put_off.items, put_off.reason) == (HOST, 1, 1, "429")
    assert timedelta(minutes=59) < put_off.until - since <= timedelta(minutes=61)


@pytest.mark.parametrize(
    ("stage", "waits", "is_put_off"),
    [("page", 5, False), ("page", 3600, True), ("extract", 30, False), ("extract", 3600, True)],
)
def test_an_item_that_waits_long_is_the_next_run_s(db: Connection, stage: str, waits: int, is_put_off: bool) -> None:
    stored_items(db, a_story(stage=stage))
    since = runs.moment(db)
    db.execute("update item set due_at = now() + make_interval(secs => %s)", (waits,))

    left, put_off = runs.left(db, since), runs.put_off(db, since)

    assert (left.pages + left.records, sum(one.items for one in put_off)) == (int(not is_put_off), int(is_put_off))


def test_a_host_that_was_asked_again_is_paused_no_longer(db: Connection) -> None:
    since = runs.moment(db)
    stored_items(db, a_story(1), a_story(2))
    free(db)
    ((_, lease),) = items.claim_pages(db, limit=2, lease_seconds=90)
    hosts.release(db, lease, pause_seconds=3600, reason="429")
    free(db)
    db.execute("update item set state = 'pending'")

    items.claim_pages(db, limit=2, lease_seconds=90)

    assert (runs.left(db, since).pages, runs.put_off(db, since)) == (2, [])


def test_a_feed_is_left_until_it_was_polled(db: Connection) -> None:
    since = runs.moment(db)
    hosts.ensure(db, HOST, 0)
    feeds.add(db, now=NOW, url=f"https://{HOST}/f", url_key=b"f", host=HOST, interval_seconds=900)
    before = runs.left(db, since).feeds
    polls.claim(db, limit=1, lease_seconds=90)
    during = runs.left(db, since).feeds
    db.execute("update feed set last_polled_at = now(), lease_until = null")

    assert (before, during, runs.left(db, since).feeds) == (1, 1, 0)
