"""What `khabar doctor` looks at: each check says what it found, and what to do if that is not good."""

from __future__ import annotations

import platform
import shutil
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any, Literal

from khabar import __version__, embedded, queue
from khabar.errors import KhabarError
from khabar.log import hide_secrets
from khabar.publishers.loader import load_publishers
from khabar.settings import Settings
from khabar.storage import articles, database, feeds, items, reindex
from khabar.storage.database import Connection
from khabar.storage.migrate import pending
from khabar.up import require_free_port

Verdict = Literal["ok", "look", "bad"]
LOW_DISK_BYTES = 1_000_000_000
# An ingester and a worker that run leave nothing waiting this long, politeness included.
STALE_SECONDS = 3600


@dataclass(frozen=True)
class Check:
    """One finding. `advice` is empty when there is nothing to do."""

    name: str
    verdict: Verdict
    found: str
    advice: str = ""

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def examine(settings: Settings) -> Iterator[Check]:
    """All checks, in the order in which one builds on another. Starts embedded servers if they don't run."""
    yield Check(
        "khabar", "ok", f"{__version__}, Python {platform.python_version()}, {sys.platform} {platform.machine()}"
    )
    yield _publishers(settings)
    yield _port(settings)
    yield _contact(settings)
    try:
        with embedded.running(settings) as filled:
            if settings.is_embedded:
                yield _disk(settings)
            yield from _database(filled)
            yield _queue(filled)
    except KhabarError as error:
        yield Check("servers", "bad", hide_secrets(error.message), "Do what the message says, then ask again.")


def answer(settings: Settings) -> Iterator[Check]:
    """Whether the servers that are set answer, and nothing else: about a second of work, for health checks."""
    if settings.database_url is None or settings.redis_url is None:
        yield Check("servers", "bad", "not set", "Set KHABAR_DATABASE_URL and KHABAR_REDIS_URL.")
        return
    try:
        with database.connect(settings.database_url, name="doctor") as db:
            missing = len(pending(db))
        verdict: Verdict = "bad" if missing else "ok"
        yield Check("database", verdict, f"{missing} migrations missing", "Run: khabar migrate" if missing else "")
    except KhabarError as error:
        yield Check("database", "bad", hide_secrets(error.message), "Is KHABAR_DATABASE_URL right, and does it run?")
    yield _queue(settings)


def _publishers(settings: Settings) -> Check:
    try:
        return Check("publishers", "ok", f"{len(load_publishers(settings.publishers_dir))} files")
    except KhabarError as error:
        return Check("publishers", "bad", error.message, "Correct that file.")


def _port(settings: Settings) -> Check:
    try:
        require_free_port(settings)
    except KhabarError as error:
        return Check("api port", "look", error.message, "Fine if that is khabar itself.")
    return Check("api port", "ok", f"{settings.api_host}:{settings.api_port} is free")


def _contact(settings: Settings) -> Check:
    if settings.user_agent == Settings.model_fields["user_agent"].default:
        advice = "Put your own address into KHABAR_USER_AGENT, so that publishers can reach you."
        return Check("user agent", "look", settings.user_agent, advice)
    return Check("user agent", "ok", settings.user_agent)


def _disk(settings: Settings) -> Check:
    free = shutil.disk_usage(settings.data_dir).free
    found = f"{free / 1e9:.1f} GB free in {settings.data_dir}"
    if free < LOW_DISK_BYTES:
        return Check("disk", "look", found, "Free some space, or shorten KHABAR_KEEP_PAGES_DAYS.")
    return Check("disk", "ok", found)


def _database(settings: Settings) -> Iterator[Check]:
    assert settings.database_url is not None
    try:
        with database.connect(settings.database_url, name="doctor") as db:
            yield Check(
                "database",
                "ok",
                f"PostgreSQL {db.info.server_version // 10_000} at {hide_secrets(settings.database_url)}",
            )
            if missing := pending(db):
                yield Check("migrations", "bad", f"{len(missing)} missing", "Run: khabar migrate")
                return
            yield Check("migrations", "ok", "up to date")
            yield from _ledger(db)
            yield _search_index(db)
    except KhabarError as error:
        yield Check("database", "bad", hide_secrets(error.message), "Is KHABAR_DATABASE_URL right, and does it run?")


def _ledger(db: Connection) -> Iterator[Check]:
    known = feeds.find(db)
    failing = [feed for feed in known if feed.failures]
    found = f"{len(known)} feeds, {len(failing)} of them failing"
    if not known:
        yield Check("feeds", "look", "none", "Add some: khabar feeds add URL, or khabar feeds import --catalogue")
    elif len(failing) == len(known):
        yield Check("feeds", "bad", found, "Is there a way to the Internet? Reasons: khabar feeds list")
    else:
        yield Check("feeds", "look" if failing else "ok", found, "Reasons: khabar feeds list" if failing else "")
    counts = items.counts(db)
    oldest = counts.pop("oldest_seconds")
    waiting = sum(number for state, number in counts.items() if state.endswith((".pending", ".running")))
    found = f"{articles.count(db)} records, {waiting} items on the way"
    if waiting and oldest > STALE_SECONDS:
        yield Check("work", "look", f"{found}, the oldest due since {oldest // 60} min", "Do ingest and workers run?")
    else:
        yield Check("work", "ok", found)
    if dead := sum(number for state, number in counts.items() if state.endswith(".dead")):
        yield Check("quarantine", "look", f"{dead} items", "See: khabar items quarantine")


def _search_index(db: Connection) -> Check:
    if old := reindex.stale(db):
        return Check("search index", "look", f"{old} articles of an earlier analysis", "Run: khabar reindex")
    return Check("search index", "ok", "up to date")


def _queue(settings: Settings) -> Check:
    assert settings.redis_url is not None
    try:
        client = queue.connect(settings.redis_url, tries=1)
        said = queue.info(client)
        depths = ", ".join(f"{queue.depth(client, name)} {name}" for name in queue.QUEUES)
    except KhabarError as error:
        return Check("queue", "bad", hide_secrets(error.message), "Is KHABAR_REDIS_URL right, and does it run?")
    version = said.get("valkey_version") or said.get("redis_version")
    return Check("queue", "ok", f"version {version} at {hide_secrets(settings.redis_url)}; jobs waiting: {depths}")
