"""File locks that let several processes share one data folder's servers. The kernel frees them at any death."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from khabar.errors import ServerWontStart

# A first start makes a database cluster and may have to copy 30 MB; recovery after a crash can take minutes.
START_SECONDS = 300


def _open(path: Path) -> int:
    # Read only, so that a file made by root still serves the folder's user.
    return os.open(path, os.O_RDONLY | os.O_CREAT | os.O_CLOEXEC, 0o644)


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """Hold `path` exclusively: one process at a time starts or stops servers.

    Raises:
        ServerWontStart: another process held it for five minutes.
    """
    file = _open(path)
    try:
        deadline = time.monotonic() + START_SECONDS
        while not _taken(file, fcntl.LOCK_EX):
            if time.monotonic() > deadline:
                raise ServerWontStart(
                    f"Another khabar process has been starting or stopping servers too long ({path})."
                )
            time.sleep(0.05)
        yield
    finally:
        os.close(file)


@contextmanager
def sole(path: Path, message: str) -> Iterator[None]:
    """Hold `path` exclusively, without waiting for it.

    Raises:
        ServerWontStart: another process holds it; says `message`.
    """
    file = _open(path)
    try:
        if not _taken(file, fcntl.LOCK_EX):
            raise ServerWontStart(message, subject=str(path))
        yield
    finally:
        os.close(file)


def _taken(file: int, kind: int) -> bool:
    try:
        fcntl.flock(file, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


class Share:
    """One process's part in using the servers. Take and leave it only while holding `alone`."""

    def __init__(self, path: Path) -> None:
        self._file = _open(path)
        fcntl.flock(self._file, fcntl.LOCK_SH)

    def leave(self) -> bool:
        """Give the part back; whether it was the last one."""
        last = _taken(self._file, fcntl.LOCK_EX)
        os.close(self._file)
        return last
