"""Keeps the ledger and the queue in step: hints that were lost, leases that ran out, and what is too old to keep."""

from __future__ import annotations

import asyncio

from khabar import queue
from khabar.errors import QueueDown
from khabar.log import get_logger
from khabar.settings import EXPORT_DAYS
from khabar.storage import (
    audit,
    deliveries,
    discoveries,
    events,
    exports,
    feeds,
    items,
    pages,
    parts,
    reextractions,
    terms,
    trials,
)
from khabar_ingest.context import Context

log = get_logger()
# What a feed did is shown for this long; its counters stay.
HISTORY_DAYS = 30
# What a site offered is out of date by then, and what was tried was looked at.
DISCOVERY_DAYS = 1
# Five silent endpoints, ten seconds each, still end within a job's minute.
DELIVERIES_A_JOB = 5


async def reconcile(context: Context) -> None:
    """One sweep. Several ingesters may sweep at once: rows are taken with SKIP LOCKED.

    Raises:
        StorageDown: PostgreSQL does not answer.
    """
    settings = context.settings
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


def send(context: Context, name: queue.Work, ids: list[int]) -> None:
    """Hint `ids`. Without Redis nothing is lost: the rows are hinted again after the rehint time."""
    if not ids:
        return
    settings = context.settings
    try:
        size = min(settings.job_size, DELIVERIES_A_JOB) if name == "deliver" else settings.job_size
        queue.hint(context.queue, name, ids, rehint_seconds=settings.rehint_seconds, size=size)
    except QueueDown as error:
        log.error("hint_failed", queue=name, count=len(ids), error=error.message)


async def tidy(context: Context, stop: asyncio.Event) -> None:
    """Remove what the settings no longer keep, in small steps, until `stop`; keep the sample of search terms fresh."""
    settings = context.settings
    for days, purge in (
        (settings.keep_pages_days, pages.purge),
        (settings.keep_items_days, items.purge),
        (HISTORY_DAYS, reextractions.purge),
        (settings.keep_events_days, events.purge),
        (settings.keep_audit_days, audit.purge),
        (HISTORY_DAYS, feeds.purge_history),
        (DISCOVERY_DAYS, discoveries.purge),
        (DISCOVERY_DAYS, trials.purge),
        (EXPORT_DAYS, exports.purge),
    ):
        removed = 0
        while days and not stop.is_set() and (step := await context.stored(purge, older_than_days=days)):
            removed += step
        if removed:
            log.info("tidied", what=purge.__module__.rpartition(".")[2], removed=removed)
    if sampled := await context.stored(terms.refresh):
        log.info("terms_sampled", terms=sampled)
