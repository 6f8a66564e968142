"""What a server's clock that was wrong leaves behind."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from khabar.feed import PollLog
from khabar.storage import clock, hosts, polls
from khabar.storage.database import Connection
from support.ledger_rows import HOST, a_feed, a_story, an_update, stored_items

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

    ended = clock.end_impossible_waits(db, datetime.now(UTC), lease_seconds=90, poll_max_seconds=86_400)

    late = db.execute(
        """select (select count(*) from item where state = 'pending' and due_at > now() or lease_until > now())
             + (select count(*) from host where next_at > now())
             + (select count(*) from feed where next_poll_at > now() or last_success_at > now()) as n"""
    ).fetchone()
    assert (ended, late) == (4, {"n": 0})


def test_a_wait_that_was_asked_for_is_kept(db: Connection) -> None:
    claimed = a_feed(db)
    of_lease = clock.end_impossible_waits(db, datetime.now(UTC), lease_seconds=90, poll_max_seconds=86_400)
    week_off = an_update(next_poll_at=an_update().decided_at + timedelta(seconds=WEEK), last_outcome="throttled")
    polls.record(db, claimed, week_off, PollLog(outcome="throttled"), gap_seconds=0)
    hosts.release(db, claimed.lease, pause_seconds=WEEK, reason="asked to wait")

    of_pause = clock.end_impossible_waits(db, datetime.now(UTC), lease_seconds=90, poll_max_seconds=86_400)

    assert (of_lease, of_pause) == (0, 0)
    assert db.execute("select from host where host = %s and next_at > now() + interval '6 days'", (HOST,)).rowcount


def test_waits_are_not_judged_by_a_clock_that_another_contradicts(db: Connection) -> None:
    """To a clock that is behind all that is there waits for weeks."""
    stored_items(db, a_story())
    db.execute("update item set due_at = now() + interval '30 days'")
    now = datetime.now(UTC)

    apart, together = (
        clock.end_impossible_waits(db, now + timedelta(hours=ahead), lease_seconds=90, poll_max_seconds=86_400)
        for ahead in (9, 0)
    )

    assert (apart, together) == (0, 1)


def test_a_pause_that_a_publisher_asked_for_is_shortened_and_not_ended(db: Connection) -> None:
    """It is as long as any may ask for: its end was said by a clock that was ahead, or this one is behind."""
    hosts.release(db, a_feed(db).lease, pause_seconds=WEEK, reason="asked to wait")
    db.execute("update host set next_at = now() + interval '1 year'")

    ended = [
        clock.end_impossible_waits(db, datetime.now(UTC), lease_seconds=90, poll_max_seconds=86_400) for _ in range(2)
    ]

    pause = db.execute("select extract(day from next_at - now())::int as days, pause_reason from host").fetchone()
    assert (ended, pause) == ([1, 0], {"days": 7, "pause_reason": "asked to wait"})
