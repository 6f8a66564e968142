"""A database whose clock is behind this machine's, as by a machine that is ahead."""

from __future__ import annotations

from datetime import timedelta

from khabar.storage.database import Connection


def put_back(db: Connection, behind: timedelta) -> None:
    """Let `now()` be so much earlier for `db` and for whoever connects from here on; columns' defaults are not."""
    db.execute("create schema behind")
    db.execute(
        f"""create function behind.now() returns timestamptz stable
            return pg_catalog.now() - interval '{behind.total_seconds()} seconds'""".encode()
    )
    db.execute(f"alter database {db.info.dbname} set search_path = behind, public, pg_catalog".encode())
    db.execute("set search_path = behind, public, pg_catalog")
    db.execute("update host set next_at = now()")
