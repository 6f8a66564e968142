"""The processes that a run started, and no others: told by a variable in their environment. Linux only."""

from __future__ import annotations

import contextlib
import os
import signal
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Process:
    pid: int
    parent: int


def marked(mark: str) -> dict[int, Process]:
    """The living processes with `mark` in the environment they were started with, by number."""
    found = {}
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if mark.encode() not in (entry / "environ").read_bytes():
                continue
            # Source: proc_pid_stat(5); after the name in brackets come state and parent.
            state, parent = (entry / "stat").read_text().rpartition(")")[2].split()[:2]
            if state != "Z":
                found[int(entry.name)] = Process(int(entry.name), int(parent))
    return found


def children(pid: int) -> list[int]:
    """The living processes that `pid` forked."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            state, parent = (entry / "stat").read_text().rpartition(")")[2].split()[:2]
            if int(parent) == pid and state != "Z":
                found.append(int(entry.name))
    return found


def send(pid: int, number: signal.Signals) -> bool:
    """Whether the signal reached a process."""
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return False
    return True
