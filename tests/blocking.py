"""Waiting until one session waits for a lock of another's."""

from __future__ import annotations

import time
from concurrent.futures import Future
from typing import Any

from khabar.storage.database import Connection


def until_blocked(watching: Connection, other: Connection, work: Future[Any]) -> bool:
    """Wait until `other` waits for a lock; False when `work`, which it does, ended without.

    `watching` may be the one that holds the lock.
    """
    asked = "select cardinality(pg_blocking_pids(%s)) as n", (other.info.backend_pid,)
    while not (row := watching.execute(*asked).fetchone()) or not row["n"]:
        if work.done():
            return False
        time.sleep(0.01)
    return True
