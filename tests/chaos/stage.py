"""Everything a run needs, in a folder of its own: both servers, the newsroom, all services twice, and who reads them.

Time is compressed: short leases and re-hints, and waits that the ledger noted are cut short (`hurry`).
"""

from __future__ import annotations

import contextlib
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from chaos.consumers import Endpoint, Puller
from chaos.points import FOLDER
from chaos.press import Programme
from chaos.processes import marked, send
from khabar import embedded
from khabar.embedded.process import read_pid
from khabar.errors import KhabarError, StorageDown
from khabar.newsroom.server import Newsroom
from khabar.settings import Settings, environment, load_settings
from khabar.storage import database, feeds, publishers, webhooks
from khabar.storage.database import Connection
from khabar.storage.migrate import migrate
from khabar.subscribe import subscribe
from khabar.supervise import Plan, Supervisor
from support.waiting import wait_for

LEASE, REHINT, ATTEMPTS = 6, 6, 4
# How many times faster the supervisor's waits run: 30 s become 1.5.
HASTE = 20
# Room for the cluster, its log and a run's pages.
DISK_MEGABYTES = 1500
# An ingester that was started needs this long until it sweeps, on a busy machine.
START_SECONDS = 8.0


@dataclass
class Stage:
    """A running stage. `disturbed_at`: when an ingester or a server was last seen missing (monotonic)."""

    folder: Path
    own: Settings
    settings: Settings
    room: Newsroom
    supervisor: Supervisor
    puller: Puller
    endpoint: Endpoint
    has_own_disk: bool = False
    full_until: float | None = None
    paused: dict[int, float] = field(default_factory=dict)
    disturbed_at: float = 0.0

    @property
    def points(self) -> Path:
        return self.folder / "points"

    def mine(self) -> set[int]:
        """The services and their work-horses, orphans too."""
        return set(marked(f"{FOLDER}={self.points}"))

    def leaders(self, kind: str) -> list[int]:
        """The living processes of one kind of service: ingest, extract, deliver or api."""
        alive = self.mine()
        return [pid for name, pid in self.supervisor.pids().items() if name.startswith(kind) and pid in alive]

    def horses(self, kind: str = "extract") -> list[int]:
        """The work-horses of living workers."""
        leaders = set(self.leaders(kind))
        return [one.pid for one in marked(f"{FOLDER}={self.points}").values() if one.parent in leaders]

    def server_pid(self, name: str) -> int | None:
        pattern = {"postgres": "postgresql-*/data/postmaster.pid", "valkey": "valkey/valkey.pid"}[name]
        return next((pid for path in self.folder.glob(f"data/{pattern}") if (pid := read_pid(path))), None)

    def kill(self, pid: int) -> bool:
        """SIGKILL to a process of this run; False when it is none, or gone."""
        return pid in self.mine() and send(pid, signal.SIGKILL)

    def pause(self, pid: int, seconds: float) -> bool:
        """Stop a process of this run for a while, as a machine that swaps does."""
        if pid not in self.mine() or not send(pid, signal.SIGSTOP):
            return False
        self.paused[pid] = time.monotonic() + seconds
        return True

    def fill_disk(self, seconds: float) -> bool:
        """Leave no room on the servers' disk for a while; False when they share theirs with this machine."""
        if not self.has_own_disk:
            return False
        self.full_until = time.monotonic() + seconds
        with contextlib.suppress(OSError), self._filling.open("ab", buffering=0) as file:
            while True:
                file.write(bytes(1 << 16))
        return True

    @property
    def _filling(self) -> Path:
        return self.folder / "data" / "filling"

    def tick(self) -> None:
        """Start again what died, make room, let the paused go on; note when the promise of a re-hint can't hold."""
        now = time.monotonic()
        if died := self.supervisor.tick():
            self.disturbed_at = now + (START_SECONDS if any(name.startswith("ingest") for name in died) else 0)
        if not embedded.are_alive(self.own):
            with contextlib.suppress(KhabarError):
                embedded.revive(self.own)
            self.disturbed_at = time.monotonic()
        if self.full_until is not None:
            self.disturbed_at = now
            if now >= self.full_until:
                self._filling.unlink()
                self.full_until = None
        for pid, until in list(self.paused.items()):
            if now >= until:
                del self.paused[pid]
                if pid in self.mine():
                    send(pid, signal.SIGCONT)
                self.disturbed_at = now

    @contextlib.contextmanager
    def db(self) -> Iterator[Connection]:
        """A connection for one question.

        Raises:
            StorageDown: PostgreSQL was killed just now.
        """
        assert self.settings.database_url is not None
        with database.connect(self.settings.database_url, name="chaos") as db:
            yield db

    def rows(self, query: str, values: dict[str, Any] | None = None) -> list[dict[str, Any]]:
        """Answers to a query, asked again until PostgreSQL is back."""
        while True:
            try:
                with self.db() as db:
                    return db.execute(query.encode(), values).fetchall()
            except StorageDown:
                self.tick()

    def one(self, query: str, values: dict[str, Any] | None = None) -> dict[str, Any]:
        return self.rows(query, values)[0]

    def hurry(self) -> None:
        """Cut short what waits: retries, backoffs, pauses of hosts and endpoints. Leases stay as they are."""
        with contextlib.suppress(StorageDown), self.db() as db:
            for query in HURRY:
                db.execute(query.encode())

    def poll(self) -> None:
        with contextlib.suppress(StorageDown), self.db() as db:
            feeds.poll_soon(db)


HURRY = (
    """update item set due_at = now() where id in (
         select id from item where state = 'pending' and due_at > now() order by id for update skip locked)""",
    """update delivery set due_at = now() where id in (
         select id from delivery where state = 'pending' and due_at > now() order by id for update skip locked)""",
    "update webhook set paused_until = null where paused_until > now()",
    # A host's next_at is also its lease: those that are leased keep it.
    """update host set next_at = now() where host in (
         select host from host where next_at > now() + interval '2 seconds'
           and not exists (select from item where item.host = host.host and lease_until = host.next_at)
           and not exists (select from feed where feed.host = host.host and lease_until = host.next_at)
         order by host for update skip locked)""",
)


@contextlib.contextmanager
def stage(
    programme: Programme, *, ingesters: int = 2, workers: int = 2, small_disk: bool = True, **changes: Any
) -> Iterator[Stage]:
    """A stage with its services started; everything it started is ended, and its folder removed.

    `small_disk`: the servers get a disk of their own that can be filled. `changes` are settings.
    """
    folder = Path(tempfile.mkdtemp(prefix="khabar-chaos-"))
    folder.chmod(0o755)  # for root: PostgreSQL runs under another account, which has to get in
    (folder / "points").mkdir()
    (folder / "data").mkdir()
    own = load_settings(
        _env_file=None, data_dir=folder / "data", database_url=None, redis_url=None, allow_networks="127.0.0.1/32",
        host_gap_seconds=0, api_rate_limit=0, api_port=_free_port(), log_format="json", log_level="info",
        **{
            "lease_seconds": LEASE, "rehint_seconds": REHINT, "max_attempts": ATTEMPTS, "job_size": 5,
            "poll_min_seconds": 1, **changes,
        },
    )  # fmt: skip
    now = datetime.now(UTC)
    try:
        with contextlib.ExitStack() as stack:
            has_own_disk = small_disk and stack.enter_context(_small_disk(folder / "data"))
            settings = stack.enter_context(embedded.running(own))
            room = stack.enter_context(
                Newsroom(now, publishers=tuple(programme.drafts), drafts=lambda name: programme.drafts[name])
            )
            endpoint = Endpoint()
            stack.callback(endpoint.stop)
            _prepare(settings, room, endpoint.url, now)
            output = stack.enter_context((folder / "services.log").open("ab"))
            supervisor = Supervisor(
                _plans(settings, folder, ingesters, workers), output=output, clock=lambda: time.monotonic() * HASTE
            )
            puller = Puller(settings.api_port)
            made = Stage(
                folder, own, settings, room, supervisor, puller, endpoint, has_own_disk, disturbed_at=time.monotonic()
            )
            stack.callback(_end, made)
            supervisor.tick()
            made.disturbed_at = time.monotonic() + START_SECONDS
            puller.start()
            yield made
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def _small_disk(folder: Path) -> Iterator[bool]:
    """A file system of its own, in memory, where this account may mount one."""
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={DISK_MEGABYTES}m,mode=755", "tmpfs", str(folder)],
        capture_output=True, check=False,
    )  # fmt: skip
    try:
        yield mounted.returncode == 0
    finally:
        if mounted.returncode == 0:
            # A process that was killed a moment ago may still be about to let go of it.
            wait_for(
                lambda: subprocess.run(["umount", str(folder)], capture_output=True, check=False).returncode == 0,
                seconds=30,
            )


def _end(made: Stage) -> None:
    made.puller.stop()
    for pid in made.paused:
        send(pid, signal.SIGCONT)
    made.supervisor.stop(is_hurried=lambda: True)
    for pid in made.mine():
        made.kill(pid)


def _prepare(settings: Settings, room: Newsroom, hook: str, now: datetime) -> None:
    assert settings.database_url is not None
    records = room.publisher_records()
    # One publisher's stories come over two feeds.
    twin = records[0].feeds[0].model_copy(update={"urls": (records[0].feeds[0].urls[0] + "?section=all",)})
    records = (records[0].model_copy(update={"feeds": (*records[0].feeds, twin)}), *records[1:])
    with database.connect(settings.database_url, name="chaos") as db:
        migrate(db)
        publishers.keep(db, records)
        subscribe(db, records, settings, now)
        webhooks.create(db, now=now, url=hook, secret=webhooks.new_secret())


def _plans(settings: Settings, folder: Path, ingesters: int, workers: int) -> list[Plan]:
    same = {**environment(settings), FOLDER: str(folder / "points")}
    entry = "chaos.entry"
    return [
        *(Plan(f"ingest-{n}", entry, ("ingest", "khabar_ingest"), same) for n in range(ingesters)),
        *(
            Plan(f"extract-{n}", entry, ("extract", "khabar_worker", "--queue", "extract"), same, stage=1)
            for n in range(workers)
        ),
        Plan("deliver", entry, ("deliver", "khabar_worker", "--queue", "deliver"), same, stage=2),
        Plan("api", entry, ("api", "khabar_api"), same, stage=3),
    ]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
