"""What an article costs from feed to stored record: the real services on real servers over the sample newsroom.

poll once → burst worker, then both again with nothing new; the difference is what the articles cost.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from khabar import embedded
from khabar.newsroom.server import Newsroom
from khabar.settings import Settings, environment, load_settings
from khabar.storage import database, feeds, publishers
from khabar.storage.database import Connection
from khabar.storage.migrate import migrate
from khabar.subscribe import subscribe


@dataclass(frozen=True)
class Spent:
    """CPU seconds of one pass. `servers` (PostgreSQL and Valkey): None where the system has no /proc."""

    ingest: float
    worker: float
    servers: float | None


@dataclass(frozen=True)
class Passage:
    """`first` brought `articles` records; `idle` brought none: process start, imports, connections and polls."""

    articles: int
    first: Spent
    idle: Spent

    def per_article_ms(self, part: str) -> float | None:
        """What an article adds to `ingest`, `worker` or `servers`."""
        first, idle = getattr(self.first, part), getattr(self.idle, part)
        return None if first is None or idle is None else (first - idle) * 1000 / self.articles


def measure_passage() -> Passage:
    """Runs the whole path in a folder of its own, which is removed."""
    folder = Path(tempfile.mkdtemp(prefix="khabar-bench-"))
    folder.chmod(0o755)  # for root: PostgreSQL runs under another account, which has to get in
    now = datetime.now(UTC)
    try:
        own = load_settings(_env_file=None, data_dir=folder, database_url=None, redis_url=None)
        # This machine's own servers may be fetched, and as fast as they answer: waiting costs an ingester CPU too.
        changes = {"allow_networks": "127.0.0.1/32", "host_gap_seconds": 0, "obey_robots": False, "log_level": "error"}
        settings = Settings.model_validate({**own.model_dump(), **changes})
        with embedded.running(settings) as filled, Newsroom(now) as room:
            assert filled.database_url is not None
            with database.connect(filled.database_url, name="bench") as db:
                migrate(db)
                records = room.publisher_records()
                publishers.keep(db, records)
                subscribe(db, records, filled, now)
                first = _one_pass(db, filled, folder)
                articles = _articles(db)
                idle = _one_pass(db, filled, folder)
                assert _articles(db) == articles == len(room.stories())
        return Passage(articles, first, idle)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _one_pass(db: Connection, settings: Settings, folder: Path) -> Spent:
    feeds.poll_soon(db)
    db.execute("update host set next_at = now()")
    before = _servers_cpu(folder)
    ingest = _cpu_of(["-m", "benchmark.ingest_once"], settings)
    worker = _cpu_of(["-m", "khabar_worker", "--queue", "extract", "--burst"], settings)
    after = _servers_cpu(folder)
    return Spent(ingest, worker, None if before is None or after is None else after - before)


def _articles(db: Connection) -> int:
    row = db.execute("select count(*)::int as n from article").fetchone()
    assert row is not None
    return int(row["n"])


def _cpu_of(arguments: Sequence[str], settings: Settings) -> float:
    """CPU seconds of a Python process and of all that it started and waited for. Raises: RuntimeError when it fails."""
    process = subprocess.Popen([sys.executable, *arguments], env=environment(settings))
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{' '.join(arguments)} ended with {process.returncode}")
    return usage.ru_utime + usage.ru_stime


def _servers_cpu(folder: Path) -> float | None:
    """CPU seconds of both servers so far, their children included; None without /proc."""
    if not Path("/proc/self/stat").is_file():
        return None
    roots = [*folder.glob("postgresql-*/data/postmaster.pid"), *folder.glob("valkey/valkey.pid")]
    pids = {int(path.read_text().split()[0]) for path in roots}
    ticks = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue  # it has just ended, and its parent has its time
        # Source: proc_pid_stat(5): after the name come state and ppid; utime, stime, cutime and cstime are 14 to 17.
        pid, parent = int(stat.parent.name), int(fields[1])
        if pid in pids:
            ticks += sum(map(int, fields[11:15]))
        elif parent in pids:
            ticks += sum(map(int, fields[11:13]))
    return ticks / os.sysconf("SC_CLK_TCK")
