"""Tells the extract workers of items whose page is there: soon while workers are idle, in full jobs while they are not.

A work-horse, its connection and the words it has to learn anew cost as much as three articles (docs/performance.md).
"""

from __future__ import annotations

import asyncio
from contextlib import suppress

from khabar import queue
from khabar.errors import QueueDown, StorageDown
from khabar.log import get_logger
from khabar.storage import items
from khabar_ingest.context import Context
from khabar_ingest.reconcile import send

log = get_logger()

COMPANY_SECONDS = 0.2  # how long a hint waits for company
EVERY_SECONDS = 1.0  # one job in this time, or full ones: a lone article is not kept waiting, a stream goes in handfuls
# A job that waits is what the next free worker takes: until then, hints behind it wait for company at no cost.
LONGEST_SECONDS = 20.0


async def send_hints(context: Context, stop: asyncio.Event) -> None:
    """Send what comes into `context.hints`, until cancelled; after `stop` without waiting for more."""
    clock = asyncio.get_running_loop().time
    earliest = clock()
    while True:
        batch = [await context.hints.get()]
        await _gather(context, stop, batch, earliest=earliest)
        earliest = clock() + EVERY_SECONDS
        try:
            await asyncio.to_thread(send, context, "extract", batch)
            await context.stored(items.mark_hinted, batch)
        except StorageDown as error:
            log.error("storage_down", error=error.message)
        except Exception as error:  # the sweep hints them again; the other loops must go on
            log.error("hints_failed", exc_info=error)
        for _ in batch:
            context.hints.task_done()


async def _gather(context: Context, stop: asyncio.Event, batch: list[int], *, earliest: float) -> None:
    """Add to `batch` until it makes a full job, or it is `earliest` by the loop's clock and no job waits before it."""
    clock = asyncio.get_running_loop().time
    latest = clock() + LONGEST_SECONDS
    while len(batch) < context.settings.job_size:
        with suppress(TimeoutError):
            async with asyncio.timeout(COMPANY_SECONDS):
                while len(batch) < context.settings.job_size:
                    batch.append(await context.hints.get())
        if stop.is_set() or clock() > latest:
            return
        if clock() >= earliest and not await asyncio.to_thread(_is_behind, context):
            return


def _is_behind(context: Context) -> bool:
    try:
        return queue.depth(context.queue, "extract") > 0
    except QueueDown:
        return False  # sending will say so
