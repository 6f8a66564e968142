"""The embedded PostgreSQL of one data folder: make its cluster, start, attach, recover, stop. Callers hold the lock."""

from __future__ import annotations

import shutil
import signal
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from khabar.embedded import process
from khabar.embedded.account import Account
from khabar.embedded.programs import PostgresProgram
from khabar.errors import ServerWontStart
from khabar.storage import database, server

NAME = "PostgreSQL"
ROLE = DATABASE = "khabar"
PORT = 5432
SOCKET = f".s.PGSQL.{PORT}"
# A fresh cluster has 40 MB, its log of changes soon 16 MB more a segment: with less than this it would stop at once.
FREE_BYTES = 200_000_000
START_SECONDS = 240
OPTIONS = {
    "listen_addresses": "",  # the socket only: nothing is to be had from the network
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "128MB",
    "wal_compression": "on",
    "max_wal_size": "1GB",
    "jit": "off",  # planning costs more than it saves on queries of a few milliseconds
    "max_parallel_workers_per_gather": "0",  # containers often have 64 MB of /dev/shm
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_checkpoints": "off",
    "log_line_prefix": "%m [%p] ",
}
# For tests only: data is lost when the machine stops, not when the server does.
NOT_DURABLE = {"fsync": "off", "full_page_writes": "off"}


@dataclass(frozen=True)
class Postgres:
    """`home` belongs to `account` and holds the cluster; `sockets` the socket; `log` is a file."""

    program: PostgresProgram
    account: Account
    home: Path
    sockets: Path
    log: Path
    durable: bool = True

    @property
    def data(self) -> Path:
        return self.home / "data"

    def url(self, name: str = DATABASE) -> str:
        # Its port is named, as PGPORT would be taken else.
        return f"postgresql://{ROLE}@/{name}?host={quote(str(self.sockets), safe='/')}&port={PORT}"

    def is_ready(self) -> bool:
        """Whether it runs and takes connections."""
        # Source: PostgreSQL 18, src/include/utils/pidfile.h: line 8 of postmaster.pid is the status.
        try:
            lines = (self.data / "postmaster.pid").read_text(errors="replace").splitlines()
        except OSError:
            return False
        return len(lines) >= 8 and lines[7].strip() == "ready" and process.answers(self.sockets / SOCKET)

    def pid(self) -> int | None:
        """The server's process, None when it does not run."""
        pid = process.read_pid(self.data / "postmaster.pid")
        return pid if pid and process.is_alive(pid, str(self.data)) else None

    def start(self) -> None:
        """Start it unless it runs; makes the cluster the first time, recovers it after a crash.

        Raises:
            ServerWontStart: with what it said.
        """
        self._wait_for_another()
        if not self.is_ready():
            if not (self.data / "PG_VERSION").exists():
                self._make_cluster()
            self._start()
        with database.connect(self.url("postgres"), name="embedded") as db:
            server.create(db, DATABASE)

    def _wait_for_another(self) -> None:
        """Let a server that is just starting or stopping finish; clear away what a killed one left."""
        deadline = time.monotonic() + START_SECONDS
        while self.pid() and not self.is_ready():
            if time.monotonic() > deadline:
                raise ServerWontStart(f"PostgreSQL (process {self.pid()}) neither starts nor stops; see {self.log}")
            time.sleep(0.05)
        if self.pid() is None:
            # Their numbers may belong to other programs by now, and PostgreSQL would then refuse to start.
            for left in (self.data / "postmaster.pid", self.sockets / SOCKET, self.sockets / f"{SOCKET}.lock"):
                left.unlink(missing_ok=True)

    def _make_cluster(self) -> None:
        if (free := shutil.disk_usage(self.home).free) < FREE_BYTES:
            raise ServerWontStart(
                f"There are only {free // 1_000_000} MB free at {self.home}, and a new database needs "
                f"{FREE_BYTES // 1_000_000}. Free some space, or choose another KHABAR_DATA_DIR."
            )
        # Renamed when whole, so that being killed half-way leaves nothing that looks like a cluster.
        half = self.home / "data.half"
        shutil.rmtree(half, ignore_errors=True)
        made = self.account.run(
            [
                self.program.initdb, "-D", half, "-U", ROLE, "-E", "UTF8", "--locale=C", "--auth-local=trust",
                "--auth-host=reject", "--no-instructions", *([] if self.durable else ["--no-sync"]),
            ]
        )  # fmt: skip
        if made.returncode != 0:
            raise process.failure(NAME, "could not make its database files", made.stdout, self.home)
        half.rename(self.data)

    def _start(self) -> None:
        options = {**OPTIONS, **({} if self.durable else NOT_DURABLE), "unix_socket_directories": str(self.sockets)}
        command: list[str | Path] = [self.program.postgres, "-D", self.data]
        for name, value in options.items():
            command += ["-c", f"{name}={value}"]
        deadline = time.monotonic() + 15
        while True:
            try:
                return process.start(
                    NAME, command, self.account, self.log, is_ready=self.is_ready, seconds=START_SECONDS
                )
            except ServerWontStart as error:
                # Sessions of a killed server notice within moments that it is gone; until then they hold its memory.
                if "is still in use" not in error.message or time.monotonic() > deadline:
                    raise
                time.sleep(0.2)

    def stop(self) -> None:
        """End all sessions, write everything down and stop. Does nothing when it does not run."""
        if pid := self.pid():
            # SIGINT is PostgreSQL's fast shutdown, SIGQUIT stops at once and leaves recovery to the next start.
            process.stop(pid, str(self.data), ((signal.SIGINT, 60), (signal.SIGQUIT, 10), (signal.SIGKILL, 5)))
