"""Probes and figures: is the process alive, is it ready, which version, how much of everything."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import redis
from fastapi import APIRouter, Depends, Response

import khabar
from khabar.article import SCHEMA
from khabar.errors import KhabarError, QueueDown, StorageDown
from khabar.queue import QUEUES, depth, info, workers
from khabar.storage import ledger, migrate, overview, vitals, websub
from khabar.storage.database import Connection
from khabar_api.operations.metrics import MEDIA_TYPE, Gauge, Values
from khabar_api.operations.operation_shapes import Alive, Ready, Version
from khabar_api.state import Shared, State
from khabar_api.web import answers
from khabar_api.web.auth import requires
from khabar_api.web.params import StrictRoute
from khabar_api.web.problems import Problem
from khabar_api.web.schemas import documented

router = APIRouter(route_class=StrictRoute, tags=["health"])

NEVER = {"Cache-Control": "no-store"}


@router.get("/healthz", response_model=Alive, responses=documented({"status": "ok"}))
async def get_health() -> Response:
    """Whether the process is alive. Checks nothing else, and needs no key."""
    return Response(b'{"status":"ok"}', headers=NEVER, media_type=answers.JSON)


READY = {
    "status": "ok",
    "checks": {"postgresql": "ok", "migrations": "ok", "streams": "ok", "changes": "ok", "redis": "ok"},
}
# What only changes need. Reading goes on without: to take every process out of balance then would end that as well.
FOR_CHANGES = frozenset(("changes", "redis"))


@router.get(
    "/readyz",
    response_model=Ready,
    responses=documented(READY, on_503={"description": "Something is missing; `checks` says what.", "model": Ready}),
)
def get_readiness(state: Shared) -> Response:
    """Whether this process can serve reads, and what else is missing. Needs no key, so it names no hosts."""
    checks = {
        **_check_database(state),
        "streams": "ok" if state.tail.is_followed else "the event log is not read",
        "redis": _check_redis(state),
    }
    wrong = {name for name, told in checks.items() if told != "ok"}
    status = "failing" if wrong - FOR_CHANGES else "degraded" if wrong else "ok"
    return Response(
        answers.dump({"status": status, "checks": checks}), 503 if status == "failing" else 200, NEVER, answers.JSON
    )


def _check_database(state: State) -> dict[str, str]:
    """Of the server that is read, and of the one that keys are looked up at, which takes the changes too.

    No connection for changes is asked for: all may be busy, and a probe gives up before one is free.
    """
    try:
        with state.keys.connection() as db:
            row = db.execute("select current_setting('transaction_read_only')::bool as is_read_only").fetchone()
        with state.reads.connection() as db:
            missing = migrate.pending(db)
    except StorageDown:
        return {"postgresql": "does not answer", "migrations": "unknown", "changes": "PostgreSQL does not answer"}
    return {
        "postgresql": "ok",
        "migrations": f"{len(missing)} missing" if missing else "ok",
        "changes": "PostgreSQL takes none" if row is None or row["is_read_only"] else "ok",
    }


def _check_redis(state: State) -> str:
    try:
        info(state.redis)
    except (KhabarError, redis.RedisError):
        return "does not answer"
    return "ok"


@router.get(
    "/version",
    response_model=Version,
    dependencies=[Depends(requires("read"))],
    responses=documented({"version": "0.1.0", "schema": SCHEMA}),
)
async def get_version_of_khabar() -> Response:
    """The version of khabar, and of its record format."""
    return Response(answers.dump({"version": khabar.__version__, "schema": SCHEMA}), media_type=answers.JSON)


@router.get(
    "/metrics",
    response_class=Response,
    dependencies=[Depends(requires("read"))],
    responses=documented('khabar_items{stage="extract",state="done"} 310.0', "not-found", media_type="text/plain"),
)
def get_metrics(state: Shared) -> Response:
    """Metrics of this process and of the ledger, as Prometheus text."""
    if state.settings.metrics_port is not None:
        raise Problem("not-found", "Metrics are served on a separate port, KHABAR_METRICS_PORT.")
    return Response(figures(state), headers=NEVER, media_type=MEDIA_TYPE)


def figures(state: State) -> bytes:
    """Everything that is counted, as Prometheus text.

    Raises:
        StorageDown: PostgreSQL does not answer.
    """
    state.metrics.streams(state.tail.listeners)
    with state.reads.connection() as db:
        gauges = _ledger(db, state)
    return state.metrics.text(gauges | _queues(state) | _disk(state.settings.data_dir))


def _ledger(db: Connection, state: State) -> dict[str, Gauge]:
    """What the database knows. Label values without rows are there too, as 0: alarms compare with them."""
    counts, totals, unwell = ledger.counts(db), overview.totals(db), vitals.unwell_feeds(db)
    return {
        "khabar_items": (
            "Feed entries in the ledger.",
            {
                (("stage", stage), ("state", name)): counts.get(f"{stage}.{name}", 0)
                for stage in ("page", "extract")
                for name in ("pending", "running", "done", "dead")
            },
        ),
        "khabar_oldest_due_item_seconds": (
            "How long the oldest due entry has waited.",
            {(("stage", stage),): seconds for stage, seconds in ledger.oldest_due(db).items()},
        ),
        "khabar_unhinted_items": (
            "Entries that workers were not told of.",
            {(): vitals.unhinted(db, rehint_seconds=state.settings.rehint_seconds)},
        ),
        "khabar_ingest_sessions": ("Connections of ingesters.", {(): vitals.sessions(db, "ingest")}),
        "khabar_feeds": ("Subscriptions.", _each("state", ("active", "paused", "suspended"), totals.feeds)),
        "khabar_feeds_unwell": (
            "Active feeds with something wrong.",
            _each("reason", vitals.REASONS, {reason: found.count for reason, found in unwell.items()}),
        ),
        "khabar_websub_subscriptions": (
            "Subscriptions at hubs.",
            _each("state", ("asking", "active", "denied", "leaving"), websub.counts(db)),
        ),
        "khabar_articles": ("Articles stored.", {(): totals.articles}),
        "khabar_events": ("Events in the log.", {(): totals.events}),
        "khabar_deliveries": (
            "Webhook deliveries.",
            _each("state", ("pending", "running", "done", "dead"), totals.deliveries),
        ),
        "khabar_webhooks": ("Webhooks.", _each("state", ("active", "paused", "disabled"), vitals.webhooks(db))),
        "khabar_database_bytes": ("The database on its server's disk.", {(): vitals.database_bytes(db)}),
    }


def _each(label: str, names: Sequence[str], counts: Mapping[str, int]) -> Values:
    return {((label, name),): counts.get(name, 0) for name in names}


def _queues(state: State) -> dict[str, Gauge]:
    """What Redis knows; without a value while it does not answer. It is waited for once, not for each figure."""
    jobs: dict[tuple[tuple[str, str], ...], float] = {}
    alive: dict[tuple[tuple[str, str], ...], float] = {}
    with suppress(QueueDown):
        for name in QUEUES:
            jobs[("queue", name),] = depth(state.redis, name)
            alive[("queue", name),] = workers(state.redis, name)
    return {
        "khabar_jobs": ("Jobs waiting in Redis.", jobs),
        "khabar_workers": ("Workers that are alive.", alive),
    }


def _disk(folder: Path) -> dict[str, Gauge]:
    """The disk of the data folder, as this process sees it; without a value where there is no such folder."""
    try:
        usage = shutil.disk_usage(folder)
    except OSError:
        return {}
    return {
        "khabar_disk_free_bytes": ("Free on the data folder's disk.", {(): usage.free}),
        "khabar_disk_bytes": ("Size of the data folder's disk.", {(): usage.total}),
    }
