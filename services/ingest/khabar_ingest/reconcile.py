"""Keeps the ledger and the queue in step: hints that were lost, leases that ran out, and what is too old to keep."""

from __future__ import annotations

import asyncio
import time

from khabar import pulse, queue
from khabar.errors import QueueDown
from khabar.log import get_logger
from khabar.storage import (
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
from khabar_ingest.context import Context

log = get_logger()
# A loop that hangs or fails at every turn for this long stops the pulse, for whoever restarts processes to see.
STUCK_SECONDS = 120.0


async def reconcile(context: Context) -> None:
    """One sweep. Several ingesters may sweep at once: rows are taken with SKIP LOCKED.

    Raises:
        StorageDown: PostgreSQL does not answer.
    """
    settings = context.settings
    if settings.revisit_hours:
        await context.stored(items.revisit)
    ids, quarantined = await context.stored(
        items.reconcile, rehint_seconds=settings.rehint_seconds, max_attempts=settings.max_attempts
    )
    if quarantined:
        log.error("items_quarantined", count=quarantined, see="khabar items quarantine")
    ids += await context.stored(parts.reconcile, max_attempts=settings.max_attempts)
    await asyncio.to_thread(send, context, "extract", ids)
    again = await context.stored(
        reextractions.due,
        in_flight=reextractions.IN_FLIGHT,
        rehint_seconds=settings.rehint_seconds,
        max_attempts=settings.max_attempts,
    )
    await asyncio.to_thread(send, context, "reextract", again)
    tried = await context.stored(trials.reconcile, rehint_seconds=settings.rehint_seconds)
    await asyncio.to_thread(send, context, "trial", tried)
    written = await context.stored(exports.reconcile, rehint_seconds=settings.rehint_seconds)
    await asyncio.to_thread(send, context, "export", written)
    await context.stored(discoveries.give_up)
    await context.stored(deliveries.fan_out)
    due = await context.stored(deliveries.reconcile, rehint_seconds=settings.rehint_seconds)
    await asyncio.to_thread(send, context, "deliver", due)
    stuck = [name for name, at in context.rounds.items() if at < time.monotonic() - STUCK_SECONDS]
    if stuck:
        log.error("loops_stuck", loops=stuck)
    else:
        pulse.beat(settings.pulse_file)


def send(context: Context, name: queue.Work, ids: list[int]) -> None:
    """Hint `ids`. Without Redis nothing is lost: the rows are hinted again after the rehint time."""
    if not ids:
        return
    settings = context.settings
    try:
        queue.hint(context.queue, name, ids, rehint_seconds=settings.rehint_seconds, size=settings.job_size)
    except QueueDown as error:
        log.error("hint_failed", queue=name, count=len(ids), error=error.message)


async def tidy(context: Context, stop: asyncio.Event) -> None:
    """Remove what is no longer kept, in small steps, until `stop`; keep the sample of search terms fresh."""
    for kind in retention.KINDS:
        days, removed = kind.days(context.settings), 0
        while days and not stop.is_set() and (step := await context.stored(retention.prune, kind, days=days)):
            removed += step
        if removed:
            log.info("tidied", what=kind.name, removed=removed)
    if sampled := await context.stored(terms.refresh):
        log.info("terms_sampled", terms=sampled)
