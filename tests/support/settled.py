"""Waiting for other tests' transactions. The servers are shared, and rows are shown only below the oldest of them."""

from __future__ import annotations

from khabar.storage.database import Connection
from support.waiting import wait_for


def settle(db: Connection) -> None:
    """Wait until no transaction of this server, in any database, is older than now."""
    row = db.execute("select pg_current_xact_id()::text as tx").fetchone()
    assert row is not None
    is_older = "select where pg_snapshot_xmin(pg_current_snapshot()) > %s::text::xid8"
    wait_for(lambda: db.execute(is_older, (row["tx"],)).rowcount)
