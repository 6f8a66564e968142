"""Keeps the ledger and the queue in step: hints that were lost, leases that ran out, and what is too old to keep."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import UTC, datetime

from khabar import pulse, queue
from khabar.errors import QueueDown, StatementFailed, StorageDown
from khabar.log import get_logger
from khabar.settings import Settings
from khabar.storage import (
    clock,
    deliveries,
    discoveries,
    exports,
    items,
    parts,
    reextractions,
    retention,
    terms,
    trials,
)
from khabar.storage.database import Connection
from khabar_ingest.context import Context

log = get_logger()
# A loop that hangs or fails at every turn for this long stops the pulse, for whoever looks at it to see.
STUCK_SECONDS = 120.0
# The whole process ends so long after its loops, or its sweeps, got stuck: systemd, Docker, Kubernetes start another.
END_SECONDS = 300.0


def _items(db: Connection, settings: Settings) -> list[int]:
    ids, quarantined = items.reconcile(db, rehint_seconds=settings.rehint_seconds, max_attempts=settings.max_attempts)
    if quarantined:
        log.error("items_quarantined", count=quarantined, see="khabar items quarantine")
    return ids


def _revisits(db: Connection, settings: Settings) -> None:
    items.revisit(db)


def _parts(db: Connection, settings: Settings) -> list[int]:
    return parts.reconcile(db, max_attempts=settings.max_attempts)


def _reextractions(db: Connection, settings: Settings) -> list[int]:
    return reextractions.due(
        db,
        in_flight=reextractions.IN_FLIGHT,
        rehint_seconds=settings.rehint_seconds,
        max_attempts=settings.max_attempts,
    )


def _trials(db: Connection, settings: Settings) -> list[int]:
    return trials.reconcile(db, rehint_seconds=settings.rehint_seconds)


def _exports(db: Connection, settings: Settings) -> list[int]:
    return exports.reconcile(db, rehint_seconds=settings.rehint_seconds)


def _discoveries(db: Connection, settings: Settings) -> None:
    discoveries.give_up(db)


def _fan_out(db: Connection, settings: Settings) -> None:
    deliveries.fan_out(db)


def _deliveries(db: Connection, settings: Settings) -> list[int]:
    return deliveries.reconcile(db, rehint_seconds=settings.rehint_seconds)


Step = Callable[[Connection, Settings], Sequence[int] | None]
Steps = tuple[tuple[Step, queue.Work | None], ...]
# What endpoints wait for has sweeps of its own between those of everything.
DISPATCH: Steps = ((_fan_out, None), (_deliveries, "deliver"))
# In this order: what each does, and whose ids it hands back to be hinted; None: it hands back none.
STEPS: Steps = (
    (_revisits, None),
    (_items, "extract"),
    (_parts, "extract"),
    (_reextractions, "reextract"),
    (_trials, "trial"),
    (_exports, "export"),
    (_discoveries, None),
    *DISPATCH,
)


async def reconcile(context: Context) -> None:
    """One sweep. Several ingesters may sweep at once: rows are taken with SKIP LOCKED.

    A step that fails is told, stops the pulse, and keeps none behind it waiting.

    Raises:
        StorageDown: PostgreSQL does not answer.
    """
    is_whole = True
    for step, work in STEPS:
        put_off_the_end(context.rounds)
        is_whole &= await _went_well(step.__name__.strip("_"), _do(context, step, work))
    if loops := stuck(context.rounds):
        log.error("loops_stuck", loops=loops)
    elif is_whole:
        pulse.beat(context.settings.pulse_file)


async def dispatch(context: Context) -> None:
    """Give endpoints their deliveries of what happened since, and hint them: an event is told within seconds.

    Raises:
        StorageDown: PostgreSQL does not answer.
    """
    for step, work in DISPATCH:
        await _went_well(step.__name__.strip("_"), _do(context, step, work))


async def _do(context: Context, step: Step, work: queue.Work | None) -> None:
    ids = await context.stored(step, context.settings)
    if work and ids:
        await asyncio.to_thread(send, context, work, ids)


async def _went_well(step: str, work: Awaitable[None]) -> bool:
    """Do `work`; whether it went well. A failure is told, and is no reason to leave out what comes behind it.

    Raises:
        StorageDown: PostgreSQL does not answer.
    """
    try:
        await work
    except StatementFailed as error:
        log.error("step_failed", step=step, error=error.message)
    except StorageDown:
        raise
    except Exception as error:
        log.error("step_failed", step=step, exc_info=error)
    else:
        return True
    return False


def stuck(rounds: Mapping[str, float]) -> list[str]:
    """The loops that came round too long ago."""
    return [name for name, at in rounds.items() if at < time.monotonic() - STUCK_SECONDS]


def put_off_the_end(rounds: Mapping[str, float]) -> None:
    """Let this process go on for END_SECONDS more, unless a loop is stuck."""
    if not stuck(rounds):
        pulse.end_after(END_SECONDS)


def send(context: Context, name: queue.Work, ids: Sequence[int]) -> None:
    """Hint `ids`. Without Redis nothing is lost: the rows are hinted again after the rehint time."""
    if not ids:
        return
    settings = context.settings
    try:
        queue.hint(context.queue, name, ids, rehint_seconds=settings.rehint_seconds, size=settings.job_size)
    except QueueDown as error:
        log.error("hint_failed", queue=name, count=len(ids), error=error.message)


async def tidy(context: Context, stop: asyncio.Event) -> None:
    """Remove what is no longer kept, in small steps, until `stop`; keep the sample of search terms fresh.

    Nothing goes by a clock that may be wrong, and what one has made wait is done now.
    """
    await _went_well("clock", _end_impossible_waits(context))
    if doubt := await context.stored(clock.doubt, datetime.now(UTC)):
        log.error("not_tidied", reason=doubt, see="khabar doctor")
    else:
        for kind in retention.KINDS:
            await _went_well(kind.name, _prune(context, stop, kind))
    if sampled := await context.stored(terms.refresh):
        log.info("terms_sampled", terms=sampled)


async def _end_impossible_waits(context: Context) -> None:
    settings = context.settings
    lease, most = settings.lease_seconds, settings.poll_max_seconds
    now = datetime.now(UTC)
    if ended := await context.stored(clock.end_impossible_waits, now, lease_seconds=lease, poll_max_seconds=most):
        log.warning("waits_ended", rows=ended, reason="only a clock that was ahead makes anything wait so long")


async def _prune(context: Context, stop: asyncio.Event, kind: retention.Kind) -> None:
    days, removed = kind.days(context.settings), 0
    while days and not stop.is_set() and (step := await context.stored(retention.prune, kind, days=days)):
        removed += step
    if removed:
        log.info("tidied", what=kind.name, removed=removed)
