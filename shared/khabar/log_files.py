"""Files that take what child processes say, kept within a bound while these write. What is said: log.py."""

from __future__ import annotations

import contextlib
import os
import shutil
from pathlib import Path

MOST_BYTES = 10_000_000


def bound(log: Path, most: int = MOST_BYTES) -> None:
    """Move what `log` holds to `….log.1` once it is more than `most` bytes, so that both have twice that at the most.

    The file is emptied, not replaced: who appends to it goes on. What is said in the instant between is lost, and all
    of it where the disk has no room for a copy: a full disk is no reason to stop.
    """
    with contextlib.suppress(OSError):
        if log.stat().st_size > most:
            with contextlib.suppress(OSError):
                shutil.copyfile(log, log.with_suffix(".log.1"))
            os.truncate(log, 0)
