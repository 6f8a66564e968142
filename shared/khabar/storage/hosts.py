"""Hosts: the shared pace of requests, and robots.txt as last seen."""

from __future__ import annotations

from datetime import datetime

from khabar.article import Record
from khabar.storage.database import Connection


class Host(Record):
    """One host's pace. `robots` None with a `robots_at`: there is none, everything is allowed."""

    host: str
    gap_seconds: float
    robots: str | None = None
    robots_status: int | None = None
    robots_at: datetime | None = None


def ensure(db: Connection, host: str, gap_seconds: float) -> None:
    """Make sure that `host` has a row; a known host keeps its pace."""
    db.execute(
        "insert into host (host, gap_seconds) values (%s, %s) on conflict (host) do nothing",
        (host, gap_seconds),
    )


def get(db: Connection, host: str) -> Host | None:
    row = db.execute(
        "select host, gap_seconds, robots, robots_status, robots_at from host where host = %s", (host,)
    ).fetchone()
    return Host.model_validate(row) if row else None


def keep_robots(db: Connection, host: str, *, status: int | None, robots: str | None, gap_seconds: float) -> None:
    """Keep what robots.txt said, and the gap it asks for. `status` None: it could not be reached."""
    db.execute(
        "update host set robots = %s, robots_status = %s, robots_at = now(), gap_seconds = %s where host = %s",
        (robots, status, gap_seconds, host),
    )


def release(db: Connection, host: str, *, pause_seconds: float = 0, reason: str | None = None) -> None:
    """End a claim on `host`: the next request may go out after its gap, or after `pause_seconds` if longer."""
    db.execute(
        """update host set next_at = now() + make_interval(secs => greatest(gap_seconds, %s)), pause_reason = %s
           where host = %s""",
        (pause_seconds, reason, host),
    )
