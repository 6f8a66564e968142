"""Waiting until one session waits for a lock of another's."""

from __future__ import annotations

from concurrent.futures import Future
from typing import Any

from khabar.storage.database import Connection
from support.waiting import wait_for


def until_blocked(watching: Connection, other: Connection, work: Future[Any]) -> bool:
    """Wait until `other` waits for a lock; False when `work`, which it does, ended without.

    `watching` may be the one that holds the lock.
    """
    asked = "select cardinality(pg_blocking_pids(%s)) as n", (other.info.backend_pid,)

    def seen() -> str:
        row = watching.execute(*asked).fetchone()
        return "blocked" if row and row["n"] else "ended" if work.done() else ""

    return wait_for(seen) == "blocked"
