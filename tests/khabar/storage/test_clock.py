"""What a server's clock that was wrong leaves behind."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from khabar.feed import PollLog
from khabar.storage import clock, hosts, polls
from khabar.storage.database import Connection
from ledger_rows import HOST, a_feed, a_story, an_update, stored_items

WEEK = 7 * 86_400


def test_what_is_too_old_is_not_told_by_a_clock_that_another_contradicts(db: Connection) -> None:
    now = datetime.now(UTC)

    found = [clock.doubt(db, now + timedelta(hours=hours)) for hours in (-9, 0, 9)]

    assert [reason is None for reason in found] == [False, True, False]


def test_a_wait_that_only_a_clock_ahead_can_give_is_ended(db: Connection) -> None:
    stored_items(db, a_story(1), a_story(2, stage="extract"))
    db.execute("update item set due_at = now() + interval '1 year'")
    db.execute("update item set state = 'running', lease_until = now() + interval '1 year' where stage = 'extract'")
    db.execute("update host set next_at = now() + interval '5 hours'")
    db.execute("update feed set next_poll_at = now() + interval '1 year', last_success_at = now() + interval '1 year'")

    ended = clock.end_impossible_waits(db, lease_seconds=90, poll_max_seconds=86_400)

    late = db.execute(
        """select (select count(*) from item where state = 'pending' and due_at > now() or lease_until > now())
             + (select count(*) from host where next_at > now())
             + (select count(*) from feed where next_poll_at > now() or last_success_at > now()) as n"""
    ).fetchone()
    assert (ended, late) == (4, {"n": 0})


def test_a_wait_that_was_asked_for_is_kept(db: Connection) -> None:
    claimed = a_feed(db)
    of_lease = clock.end_impossible_waits(db, lease_seconds=90, poll_max_seconds=86_400)
    week_off = an_update(next_poll_at=an_update().decided_at + timedelta(seconds=WEEK), last_outcome="throttled")
    polls.record(db, claimed, week_off, PollLog(outcome="throttled"), gap_seconds=0)
    hosts.release(db, claimed.lease, pause_seconds=WEEK, reason="asked to wait")

    of_pause = clock.end_impossible_waits(db, lease_seconds=90, poll_max_seconds=86_400)

    assert (of_lease, of_pause) == (0, 0)
    assert db.execute("select from host where host = %s and next_at > now() + interval '6 days'", (HOST,)).rowcount
