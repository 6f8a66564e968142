"""Probes and figures: is the process alive, is it ready, which version, how much of everything."""

from __future__ import annotations

import redis
from fastapi import APIRouter, Depends, Response

import khabar
from khabar.article import SCHEMA
from khabar.errors import KhabarError, StorageDown
from khabar.queue import QUEUES, info
from khabar.storage import items, migrate, overview
from khabar_api import answers
from khabar_api.auth import requires
from khabar_api.metrics import MEDIA_TYPE, Gauges
from khabar_api.params import StrictRoute
from khabar_api.queue import jobs_waiting
from khabar_api.schemas import Alive, Ready, Version, documented
from khabar_api.state import Shared, State

router = APIRouter(route_class=StrictRoute, tags=["health"])

NEVER = {"Cache-Control": "no-store"}


@router.get("/healthz", response_model=Alive, responses=documented({"status": "ok"}))
async def get_health() -> Response:
    """The process is alive. Asks nobody else, and needs no key."""
    return Response(b'{"status":"ok"}', headers=NEVER, media_type=answers.JSON)


READY = {"status": "ok", "checks": {"postgresql": "ok", "migrations": "ok", "redis": "ok"}}


@router.get(
    "/readyz",
    response_model=Ready,
    responses=documented(READY, on_503={"description": "Something is missing; `checks` says what.", "model": Ready}),
)
def get_readiness(state: Shared) -> Response:
    """PostgreSQL answers and is migrated, and Redis answers. Needs no key, so it names no hosts."""
    checks = {**_check_database(state), "redis": _check_redis(state)}
    fine = all(value == "ok" for value in checks.values())
    body = answers.dump({"status": "ok" if fine else "failing", "checks": checks})
    return Response(body, 200 if fine else 503, NEVER, answers.JSON)


def _check_database(state: State) -> dict[str, str]:
    try:
        with state.reads.connection() as db:
            missing = migrate.pending(db)
    except StorageDown:
        return {"postgresql": "does not answer", "migrations": "unknown"}
    return {"postgresql": "ok", "migrations": f"{len(missing)} missing" if missing else "ok"}


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
    """Which khabar this is, and which record it speaks."""
    return Response(answers.dump({"version": khabar.__version__, "schema": SCHEMA}), media_type=answers.JSON)


@router.get(
    "/metrics",
    response_class=Response,
    dependencies=[Depends(requires("read"))],
    responses=documented('khabar_items{stage="extract",state="done"} 310.0', media_type="text/plain"),
)
def get_metrics(state: Shared) -> Response:
    """Figures of this process and of the ledger, as Prometheus text."""
    with state.reads.connection() as db:
        counts = items.counts(db)
        totals = overview.totals(db)
    oldest = counts.pop("oldest_seconds")
    state.metrics.streams(state.tail.listeners)
    gauges: Gauges = {
        "khabar_items": (
            "Feed entries in the ledger.",
            {(("stage", name.split(".")[0]), ("state", name.split(".")[1])): n for name, n in counts.items()},
        ),
        "khabar_oldest_due_item_seconds": ("How long the oldest due entry has waited.", {(): oldest}),
        "khabar_feeds": ("Subscriptions.", {(("state", name),): n for name, n in totals.feeds.items()}),
        "khabar_articles": ("Articles stored.", {(): totals.articles}),
        "khabar_events": ("Events in the log.", {(): totals.events}),
        "khabar_deliveries": ("Webhook deliveries.", {(("state", name),): n for name, n in totals.deliveries.items()}),
        "khabar_jobs": (
            "Jobs waiting in Redis.",
            {(("queue", name),): n for name in QUEUES if (n := jobs_waiting(state, name)) is not None},
        ),
    }
    return Response(state.metrics.text(gauges), headers=NEVER, media_type=MEDIA_TYPE)
