"""Keeps the ledger and the queue in step: hints that were lost, leases that ran out, and what is too old to keep."""

from __future__ import annotations

from khabar import queue
from khabar.errors import QueueDown
from khabar.log import get_logger
from khabar.settings import Settings
from khabar.storage import deliveries, events, items, pages
from khabar_ingest.context import Context

log = get_logger()
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
    send(context, "extract", ids)
    await context.stored(deliveries.fan_out)
    due = await context.stored(deliveries.reconcile, rehint_seconds=settings.rehint_seconds)
    send(context, "deliver", due)


def send(context: Context, name: queue.QueueName, ids: list[int]) -> None:
    """Hint `ids`. Without Redis nothing is lost: the rows are hinted again after the rehint time."""
    if not ids:
        return
    settings = context.settings
    try:
        size = settings.job_size if name == "extract" else min(settings.job_size, DELIVERIES_A_JOB)
        queue.hint(context.queue, name, ids, rehint_seconds=settings.rehint_seconds, size=size)
    except QueueDown as error:
        log.error("hint_failed", queue=name, count=len(ids), error=error.message)


async def tidy(context: Context) -> None:
    """Remove what the settings no longer keep, in small steps."""
    settings: Settings = context.settings
    if settings.keep_pages_days:
        while await context.stored(pages.purge, older_than_days=settings.keep_pages_days):
            pass
    if settings.keep_events_days:
        while await context.stored(events.purge, older_than_days=settings.keep_events_days):
            pass
