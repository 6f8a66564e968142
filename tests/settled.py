"""Waiting for other tests' transactions. The servers are shared, and rows are shown only below the oldest of them."""

from __future__ import annotations

import time

from khabar.storage.database import Connection


def settle(db: Connection) -> None:
    """Wait until no transaction of this server, in any database, is older than now."""
    row = db.execute("select pg_current_xact_id()::text as tx").fetchone()
    assert row is not None
    while db.execute("select where pg_snapshot_xmin(pg_current_snapshot()) <= %s::text::xid8", (row["tx"],)).rowcount:
        time.sleep(0.01)
