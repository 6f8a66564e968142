"""The server's clock where it is, or was, wrong by more than a machine's usual drift. Ages and waits go by it."""

from __future__ import annotations

from datetime import UTC, datetime

from khabar.storage.database import Connection

# Clocks that keep time agree within seconds. What is kept for days can wait for those that don't.
_APART_SECONDS = 3600
# Nothing that is removed has been kept for less than a day, and what a wrong clock calls old is weeks old or more.
_PAUSE_DAYS, _REST_DAYS = 7, 1
# In `setting`, as seconds since 1970: when `doubt` was asked last, and first after such a pause.
_ASKED, _BACK = "age_asked_at", "age_asked_again_at"
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
    """Why the server's clock had better not say now what is too old to keep, and until when; None: it may.

    `now` is this machine's. A clock that jumps a year ahead would have everything removed that is kept for days. To
    khabar it is as if nobody had asked this for a year: so nothing is removed in the first day after a pause of a week.
    Each call is noted for the next.
    """
    return _apart(db, now) or _pause(db)


def _apart(db: Connection, now: datetime) -> str | None:
    row = db.execute("select extract(epoch from clock_timestamp() - %s)::float as ahead", (now,)).fetchone()
    assert row is not None
    if abs(row["ahead"]) > _APART_SECONDS:
        return f"the database's clock and this machine's are {abs(row['ahead']):.0f} s apart until they are set right"
    return None


def _pause(db: Connection) -> str | None:
    with db.transaction():
        db.execute(
            f"""insert into setting (name, value)
                select '{_BACK}', extract(epoch from now()) from setting
                where name = '{_ASKED}' and to_timestamp(value::float) < now() - make_interval(days => {_PAUSE_DAYS})
                on conflict (name) do update set value = excluded.value""".encode()
        )
        db.execute(
            f"""insert into setting (name, value) values ('{_ASKED}', extract(epoch from now()))
                on conflict (name) do update set value = excluded.value""".encode()
        )
        # What a clock that was ahead has noted lies in the future and says nothing.
        row = db.execute(
            f"""select least(to_timestamp(value::float), now()) + make_interval(days => {_REST_DAYS}) as until
                from setting where name = '{_BACK}' and to_timestamp(value::float)
                  between now() - make_interval(days => {_REST_DAYS})
                  and now() + make_interval(secs => {_APART_SECONDS})""".encode()
        ).fetchone()
    if row is None:
        return None
    until = f"{row['until'].astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    return f"khabar paused for a week, or the database's clock jumped: which of them is not told before {until}"


def end_impossible_waits(db: Connection, now: datetime, *, lease_seconds: float, poll_max_seconds: float) -> int:
    """Have what waits longer than anything is made to wait done now; returns how many rows that were.

    They are what a clock leaves behind that was ahead and was set right: it may be years until they would be due. To a
    clock that is behind all waits look so: nothing is done while it and this machine's, `now`, are apart, and where a
    publisher asked for a pause, its host is still left alone for as long as any may ask. No row is waited for.
    """
    if _apart(db, now):
        return 0
    leased = "now() + make_interval(secs => %(lease)s) + interval '1 hour'"
    waits = [(table, "lease_until", f"{only} and lease_until > {leased}", "") for table, only in _LEASED.items()]
    waits += [(table, "due_at", f"{only} and due_at > now() + {_LONGEST_WAIT}", "") for table, only in _PENDING]
    waits += [
        ("webhook", "paused_until", f"paused_until > now() + {_LONGEST_WAIT}", ""),
        # One that nobody asked to pause is its leaseholder's, or rests for its gap.
        ("host", "next_at", f"""pause_reason is null and (next_at > now() + {_LONGEST_WAIT}
             or failures = 0 and next_at > {leased} + make_interval(secs => gap_seconds))""", ""),
        ("host", "next_at", f"pause_reason is not null and next_at > now() + {_LONGEST_WAIT}", f" + {_LONGEST_WAIT}"),
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
