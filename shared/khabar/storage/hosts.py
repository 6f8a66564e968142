"""Hosts: the shared pace of requests, and robots.txt as last seen."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from khabar.record import Record
from khabar.storage.database import Connection


class HostLease(Record):
    """The right to ask one host until `until`. Whoever claimed the host after that has another `until`."""

    host: str
    until: datetime


class Host(Record):
    """One host's pace, and how long ago its robots.txt was asked for (None: never) by the server's clock.

    `robots` None with a `robots_age`: there is none, everything is allowed.
    """

    host: str
    gap_seconds: float
    robots: str | None = None
    robots_status: int | None = None
    robots_age: timedelta | None = None


def ensure(db: Connection, host: str, gap_seconds: float) -> None:
    """Make sure that `host` has a row; a known host keeps its pace."""
    ensure_all(db, [host], gap_seconds)


def ensure_all(db: Connection, hosts: Iterable[str | None], gap_seconds: float) -> None:
    """As `ensure`, for several; None is passed over. In one order, so that two of these never wait for each other."""
    if names := sorted({host for host in hosts if host}):
        db.execute(
            "insert into host (host, gap_seconds) select unnest(%s::text[]), %s on conflict (host) do nothing",
            (names, gap_seconds),
        )


def get(db: Connection, host: str) -> Host | None:
    row = db.execute(
        "select host, gap_seconds, robots, robots_status, now() - robots_at as robots_age from host where host = %s",
        (host,),
    ).fetchone()
    return Host.model_validate(row) if row else None


def keep_robots(db: Connection, host: str, *, status: int | None, robots: str | None, gap_seconds: float) -> None:
    """Keep what robots.txt said, and the gap it asks for. `status` None: it could not be reached."""
    db.execute(
        "update host set robots = %s, robots_status = %s, robots_at = now(), gap_seconds = %s where host = %s",
        (robots, status, gap_seconds, host),
    )


def release(
    db: Connection,
    lease: HostLease,
    *,
    pause_seconds: float = 0,
    reason: str | None = None,
    is_failing: bool = False,
    was_asked: bool = True,
) -> bool:
    """End a claim: the next request may go out after the host's gap, or after `pause_seconds` if longer.

    `is_failing`: the host did not answer, or answered 5xx; it is left alone for 30 s, doubling with each failure in a
    row to an hour. `was_asked` False: no request went out, which says nothing of the host. `reason` is of the pause.

    Whether the lease was still held; if not, nothing is changed: the host is another's by now.
    """
    done = db.execute(
        """update host set pause_reason = case when %(failing)s or %(pause)s > 0 then %(reason)s end,
             failures = case when %(failing)s then failures + 1 when %(asked)s then 0 else failures end,
             next_at = now() + make_interval(secs => greatest(gap_seconds, %(pause)s,
               case when %(failing)s then least(3600, 30 * 2 ^ least(failures, 7)) else 0 end))
           where host = %(host)s and next_at = %(until)s""",
        {
            "reason": reason,
            "failing": is_failing,
            "asked": was_asked,
            "pause": pause_seconds,
            "host": lease.host,
            "until": lease.until,
        },
    )
    return done.rowcount == 1
