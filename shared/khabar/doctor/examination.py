"""The examination: edges read facts, rules judge them, in the order in which one builds on another."""

from __future__ import annotations

import platform
import sys
from collections.abc import Generator, Iterator
from datetime import UTC, datetime
from pathlib import Path

from khabar import __version__, embedded, queue
from khabar.doctor import ledger, machine, servers
from khabar.doctor.check import Check
from khabar.errors import KhabarError, StatementFailed
from khabar.listen import listening_socket
from khabar.log import hide_secrets
from khabar.publishers.loader import load_publishers
from khabar.settings import Settings, ignored_proxies, unknown_variables
from khabar.storage import articles, database, keys, overview, refusal, reindex, vitals, websub
from khabar.storage.database import Connection
from khabar.storage.migrate import pending
from khabar.websub import callback_base

# So far behind its primary server a copy is not just busy.
BEHIND_SECONDS = 60


def examine(settings: Settings) -> Iterator[Check]:
    """All checks. Starts embedded servers if they don't run."""
    yield Check(
        "khabar", "ok", f"{__version__}, Python {platform.python_version()}, {sys.platform} {platform.machine()}"
    )
    yield _publishers(settings)
    yield _port(settings)
    yield machine.variables(unknown_variables())
    yield machine.contact(settings)
    yield machine.lease(settings)
    yield machine.proxies(ignored_proxies())
    yield machine.env_file(Path(".env"))
    yield machine.public_url(settings)
    if (reached := machine.reach(settings)) is not None:
        yield reached
    if settings.is_embedded:
        yield machine.folder_access(settings.data_dir.absolute())
    try:
        with embedded.running(settings) as filled:
            if settings.is_embedded:
                yield machine.look_at_disk(settings.data_dir)
            workers = yield from _queue(filled)
            yield from _database(filled, workers)
    except KhabarError as error:
        yield Check("servers", "bad", hide_secrets(error.message), "Do what the message says, then ask again.")


def _publishers(settings: Settings) -> Check:
    try:
        return machine.publishers(load_publishers(settings.publishers_dir), datetime.now(UTC).date())
    except KhabarError as error:
        return Check("publishers", "bad", error.message, "Correct what the message names.")


def _port(settings: Settings) -> Check:
    try:
        listening_socket(settings).close()
    except KhabarError as error:
        if machine.answers_as_khabar(settings):
            return Check("api port", "ok", f"khabar answers at {settings.api_host}:{settings.api_port}")
        return Check("api port", "look", error.message, "Stop what uses it, or choose another port.")
    return Check("api port", "ok", f"{settings.api_host}:{settings.api_port} is free")


def _no_database(error: KhabarError, url: str) -> Check:
    return Check("database", "bad", hide_secrets(error.message), _database_advice(error, url))


def _database_advice(error: KhabarError, url: str, setting: str = "KHABAR_DATABASE_URL") -> str:
    code = None if refusal.is_silence(error) else refusal.code_of(url)
    return servers.database_advice(error.message, code, setting)


def _no_queue(error: KhabarError) -> Check:
    return Check("queue", "bad", hide_secrets(error.message), servers.redis_advice(error.message))


def _queue(settings: Settings) -> Generator[Check, None, dict[str, int]]:
    """Yields checks; returns the living workers by queue, empty when Redis does not answer."""
    assert settings.redis_url is not None
    try:
        client = queue.connect(settings.redis_url, tries=1)
        said = queue.info(client)
        depths = ", ".join(f"{queue.depth(client, name)} {name}" for name in queue.QUEUES)
        workers: dict[str, int] = {name: queue.workers(client, name) for name in queue.QUEUES}
    except KhabarError as error:
        yield _no_queue(error)
        return {}
    version = said.get("valkey_version") or said.get("redis_version")
    found = f"version {version} at {hide_secrets(settings.redis_url)}; jobs waiting: {depths}"
    yield Check("queue", "ok", found)
    yield from servers.redis(said)
    return workers


def _database(settings: Settings, workers: dict[str, int]) -> Iterator[Check]:
    assert settings.database_url is not None
    try:
        database.require_own_sessions(settings.database_url)
        with database.connect(settings.database_url, name="doctor") as db:
            server = vitals.server(db)
            found = f"PostgreSQL {server.major} at {hide_secrets(settings.database_url)}"
            yield Check("database", "ok", found)
            yield from servers.postgresql(server, settings)
            if server.read_only_by is None:
                yield _room(db)
                yield from servers.kept_log(vitals.kept_log(db), datetime.now(UTC))
            if missing := pending(db):
                yield servers.missing_migrations(len(missing), may_create=vitals.may_create(db))
                return
            migrations = servers.migrations(vitals.unknown_migrations(db))
            yield migrations
            if migrations.verdict == "bad":
                return
            if settings.database_read_url is not None:
                yield _reading(settings.database_read_url, db)
            yield from _work(db, settings, workers)
    except KhabarError as error:
        yield _no_database(error, settings.database_url)


def _room(db: Connection) -> Check:
    try:
        vitals.try_room(db)
    except StatementFailed as error:
        return servers.room(hide_secrets(error.message), is_full=vitals.is_disk_full(error))
    return servers.room(None)


def _reading(url: str, primary: Connection) -> Check:
    """Whether the API can read over its own connections, and reads what was stored a minute ago."""
    try:
        database.require_own_sessions(url, "KHABAR_DATABASE_READ_URL")
        with database.connect(url, name="doctor") as db:
            closed = vitals.closed_tables(db)
            newest = None if closed else vitals.newest_event(primary, older_than_seconds=BEHIND_SECONDS)
            return servers.reading(closed, is_behind=newest is not None and not vitals.has_event(db, newest))
    except KhabarError as error:
        advice = _database_advice(error, url, "KHABAR_DATABASE_READ_URL")
        return Check("reading", "bad", f"the API can't read: {hide_secrets(error.message)}", advice)


def _work(db: Connection, settings: Settings, workers: dict[str, int]) -> Iterator[Check]:
    known, totals = overview.work(db), overview.totals(db)
    yield ledger.keys(settings, has_key=keys.any_exists(db))
    yield from ledger.feeds(totals.feeds.get("active", 0), vitals.unwell_feeds(db))
    is_on = callback_base(settings) is not None
    if (pushes := ledger.hubs(websub.hubs_named(db), websub.counts(db), is_on=is_on)) is not None:
        yield pushes
    yield from ledger.work(known, articles.count(db))
    if (late := ledger.hints(vitals.unhinted(db, rehint_seconds=settings.rehint_seconds))) is not None:
        yield late
    if workers:
        waiting = {"extract": known.pending, "deliver": totals.deliveries.get("pending", 0)}
        yield from ledger.hands(vitals.sessions(db, "ingest"), workers, waiting)
    yield from ledger.deliveries(totals.deliveries.get("dead", 0), vitals.webhooks(db).get("disabled", 0))
    yield ledger.index(reindex.stale(db))
