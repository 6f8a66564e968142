"""What both servers need of their processes: are they alive, starting them, stopping them, and what their log says."""

from __future__ import annotations

import os
import signal
import socket
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from khabar import log_files
from khabar.embedded.account import Account
from khabar.errors import ServerWontStart

# What a log says → what it means to a person. First match wins.
MEANINGS = (
    ("No space left on device", "the disk is full. Free some space, or choose another KHABAR_DATA_DIR"),
    ("Read-only file system", "the file system is read-only. Choose another KHABAR_DATA_DIR"),
    ("Permission denied", "a file of the data folder can't be read or written"),
    ("could not create shared memory", "the machine gives too little shared memory"),
    ("could not map anonymous shared memory", "the machine has too little memory"),
    ("Cannot allocate memory", "the machine has too little memory"),
    ("incompatible with server", "the data was made by another PostgreSQL version"),
)


def is_alive(pid: int, mark: str) -> bool:
    """Whether `pid` runs, and with `mark` in its command line: an old number may be another program's by now."""
    try:
        with suppress(PermissionError):
            os.kill(pid, 0)
        return mark.encode() in Path(f"/proc/{pid}/cmdline").read_bytes()  # empty for a zombie
    except ProcessLookupError:  # also from the file, of one that ends while it is read
        return False
    except FileNotFoundError:
        return not Path("/proc/self").exists()  # no /proc, as on macOS: the number has to do


def answers(path: Path) -> bool:
    """Whether somebody listens on the socket at `path`."""
    with socket.socket(socket.AF_UNIX) as client:
        client.settimeout(5)
        try:
            client.connect(str(path))
        except OSError:
            return False
        return True


def read_pid(path: Path) -> int | None:
    """The number on the first line of a pid file."""
    try:
        line = path.read_text(errors="replace").partition("\n")[0].strip()
    except OSError:
        return None
    return int(line) if line.isdigit() and int(line) > 0 else None


def start(
    name: str,
    command: Sequence[str | Path],
    account: Account,
    log: Path,
    *,
    is_ready: Callable[[], bool],
    seconds: float,
) -> None:
    """Start a server and return when it is ready.

    Raises:
        ServerWontStart: it ended, or was not ready in time; the message has the end of its log.
    """
    log_files.bound(log)
    try:
        with log.open("ab") as file:
            begin = file.tell()
            process = account.spawn(command, file)
    except OSError as error:
        raise ServerWontStart(
            f"{error.filename or command[0]}: {error.strerror}. If another account made it, remove it or give it back.",
            subject=str(log),
        ) from error
    # Collects the exit status whenever it comes, so that no zombie stays behind when khabar is process 1.
    threading.Thread(target=process.wait, name=f"{name} exit", daemon=True).start()
    deadline = time.monotonic() + seconds
    while not is_ready():
        if process.returncode is not None:
            raise _wont_start(name, f"ended with status {process.returncode}", log, begin)
        if time.monotonic() > deadline:
            process.send_signal(signal.SIGQUIT)
            raise _wont_start(name, f"was not ready after {seconds:.0f} s", log, begin)
        time.sleep(0.02)


def _wont_start(name: str, what: str, log: Path, begin: int) -> ServerWontStart:
    with log.open("rb") as file:
        file.seek(begin)
        said = file.read()[-4000:].decode(errors="replace").strip()
    return failure(name, what, said, log)


def failure(name: str, what: str, said: str, log: Path) -> ServerWontStart:
    """The error for a server or its set-up that `said` something and stopped."""
    meaning = next((text for sign, text in MEANINGS if sign in said), None)
    tail = "\n".join(f"    {line}" for line in said.splitlines()[-8:])
    return ServerWontStart(
        f"The embedded {name} {what}" + (f": {meaning}." if meaning else ".") + f"\nThe end of {log}:\n{tail}",
        subject=str(log),
    )


def stop(pid: int, mark: str, signals: Sequence[tuple[signal.Signals, float]]) -> None:
    """Send `signals` in turn, each with the seconds it is given, until the process is gone."""
    for number, seconds in signals:
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            return
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if not is_alive(pid, mark):
                return
            time.sleep(0.02)
