"""The server's clock where it is, or was, wrong by more than a machine's usual drift. Ages and waits go by it."""

from __future__ import annotations

from datetime import datetime

from khabar.storage.database import Connection

# Clocks that keep time agree within seconds. What is kept for days can wait for those that don't.
_APART_SECONDS = 3600
# Nothing that is removed has been kept for less than a day, and what a wrong clock calls old is weeks old or more.
_PAUSE_DAYS, _REST_DAYS = 7, 1
# No answer is waited for longer than a week: khabar.politeness.
_LONGEST_WAIT = "interval '8 days'"
# Leases: of rows in work, found by an index; and of the few feeds and hubs.
_LEASED = {
    "item": "state = 'running'", "part": "state = 'running'", "delivery": "state = 'running'",
    "reextraction": "state = 'running'", "trial": "state = 'running'", "export": "state = 'running'",
    "discovery": "state = 'running'", "feed": "true", "websub": "true",
}  # fmt: skip
# Pending ones, in parts that an index has.
_PENDING = (
    ("item", "stage = 'page' and state = 'pending'"), ("item", "stage = 'extract' and state = 'pending'"),
    ("part", "state = 'pending'"), ("delivery", "state = 'pending'"), ("reextraction", "state = 'pending'"),
)  # fmt: skip


def doubt(db: Connection, now: datetime) -> str | None:
    """Why the server's clock had better not say now what is too old to keep; None: it may. `now` is this machine's.

    A clock that jumps a year ahead would have everything removed that is kept for days. Seen from what is stored, it is
    as if khabar had paused for a year: so nothing is removed in the first day after a pause of a week.
    """
    row = db.execute(
        f"""select extract(epoch from clock_timestamp() - %s)::float as ahead,
              (select max(at) from poll where at < now() - make_interval(days => {_REST_DAYS}))
                < now() - make_interval(days => {_PAUSE_DAYS + _REST_DAYS}) as has_paused""".encode(),
        (now,),
    ).fetchone()
    assert row is not None
    if abs(row["ahead"]) > _APART_SECONDS:
        return f"the database's clock and this machine's are {abs(row['ahead']):.0f} s apart"
    if row["has_paused"]:
        return "no feed was polled for a week before the last day, or the database's clock jumped"
    return None


def end_impossible_waits(db: Connection, *, lease_seconds: float, poll_max_seconds: float) -> int:
    """Have what waits longer than anything is made to wait done now; returns how many rows that were.

    They are what a clock leaves behind that was ahead and was set right: it may be years until they would be due. No
    row is waited for.
    """
    leased = "now() + make_interval(secs => %(lease)s) + interval '1 hour'"
    waits = [(table, "lease_until", f"{only} and lease_until > {leased}", "") for table, only in _LEASED.items()]
    waits += [(table, "due_at", f"{only} and due_at > now() + {_LONGEST_WAIT}", "") for table, only in _PENDING]
    waits += [
        ("webhook", "paused_until", f"paused_until > now() + {_LONGEST_WAIT}", ""),
        # One that nobody asked to pause is its leaseholder's, or rests for its gap.
        ("host", "next_at", f"""next_at > now() + {_LONGEST_WAIT} or pause_reason is null and failures = 0
             and next_at > {leased} + make_interval(secs => gap_seconds)""", ""),
        ("feed", "next_poll_at", f"""next_poll_at > now() + greatest({_LONGEST_WAIT},
             make_interval(secs => 2 * %(most)s))""", ", last_success_at = least(last_success_at, now())"),
    ]  # fmt: skip
    values = {"lease": lease_seconds, "most": poll_max_seconds}
    ended = 0
    for table, column, where, also in waits:
        ended += db.execute(
            f"""update {table} set {column} = now(){also} where ctid = any (array(
                  select ctid from {table} where {where} for update skip locked))""".encode(),
            values,
        ).rowcount
    return ended
