"""The embedded Valkey of one data folder: start, attach, recover, stop. It holds hints only. Callers hold the lock."""

from __future__ import annotations

import signal
import socket
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from khabar.embedded import process
from khabar.embedded.account import Account
from khabar.errors import ServerWontStart

NAME = "Valkey"
DATABASES = 64
START_SECONDS = 60
# How it complains of a damaged append-only file. Source: valkey src/aof.c.
AOF_SIGNS = ("append only file", "AOF")
OPTIONS = {
    "port": "0",  # the socket only
    "unixsocketperm": "700",
    "databases": str(DATABASES),
    "maxmemory": "256mb",
    "maxmemory-policy": "noeviction",  # rq's keys belong together: dropping one breaks others
    "save": "",
    "appendonly": "yes",
    "appendfsync": "everysec",
    "daemonize": "no",
    "loglevel": "notice",
    "set-proc-title": "no",  # the command line is how a server of this folder is told from others
}


@dataclass(frozen=True)
class Valkey:
    """`home` belongs to `account` and holds the append-only file; `socket` is where it listens; `log` is a file."""

    program: Path
    account: Account
    home: Path
    socket: Path
    log: Path

    def url(self) -> str:
        return f"unix://{quote(str(self.socket), safe='/')}?db=0"

    def is_ready(self) -> bool:
        """Whether it runs and has loaded its data."""
        with socket.socket(socket.AF_UNIX) as client:
            client.settimeout(5)
            try:
                client.connect(str(self.socket))
                client.sendall(b"PING\r\n")
                return client.recv(64).startswith(b"+PONG")
            except OSError:
                return False

    def pid(self) -> int | None:
        """The server's process, None when it does not run."""
        pid = process.read_pid(self._pid_file)
        return pid if pid and process.is_alive(pid, str(self.socket)) else None

    @property
    def _pid_file(self) -> Path:
        return self.home / "valkey.pid"

    def start(self) -> None:
        """Start it unless it runs.

        Raises:
            ServerWontStart: with what it said.
        """
        deadline = time.monotonic() + START_SECONDS
        while self.pid() and not self.is_ready():
            if time.monotonic() > deadline:
                raise ServerWontStart(f"Valkey (process {self.pid()}) neither starts nor stops; see {self.log}")
            time.sleep(0.05)
        if not self.pid():
            self._pid_file.unlink(missing_ok=True)  # one that Valkey may not overwrite would name another program
            self._start()

    def _start(self) -> None:
        options = {**OPTIONS, "unixsocket": str(self.socket), "dir": str(self.home), "pidfile": str(self._pid_file)}
        command: list[str | Path] = [self.program]
        for name, value in options.items():
            command += [f"--{name}", value]
        try:
            self._try(command)
        except ServerWontStart as error:
            # Torn beyond what it mends by itself. Only hints are lost: the ledger makes new ones.
            if not any(sign in error.message for sign in AOF_SIGNS):
                raise
            (self.home / "appendonlydir").rename(self.home / f"appendonlydir.broken-{time.time_ns()}")
            self._try(command)

    def _try(self, command: list[str | Path]) -> None:
        process.start(NAME, command, self.account, self.log, is_ready=self.is_ready, seconds=START_SECONDS)

    def stop(self) -> None:
        """Write everything down and stop. Does nothing when it does not run."""
        if pid := self.pid():
            process.stop(pid, str(self.socket), ((signal.SIGTERM, 20), (signal.SIGKILL, 5)))
