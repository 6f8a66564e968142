"""Indexes articles anew after an upgrade that changed the Arabic analysis: slowly, beside everything else."""

from __future__ import annotations

import asyncio
import time
from uuid import UUID

from khabar.log import get_logger
from khabar.storage import reindex as work
from khabar.storage import terms
from khabar_ingest.context import Context
from khabar_ingest.pause import pause

log = get_logger()
STEP_ROWS = 20
# After each step it waits so many times as long as the step took: a tenth of one processor at most.
_REST = 9.0
_TOLD_EVERY = 1_000


async def reindex(context: Context, stop: asyncio.Event) -> None:
    """Until `stop`, or until no article of an earlier analysis is left that can be read.

    Several ingesters may run it: one works, the others find nothing to do. Rows of a later analysis are left alone:
    while an upgrade goes from service to service, its work must not be undone.

    Raises:
        StorageDown: PostgreSQL does not answer; the next hour goes on where this one was.
    """
    unreadable: list[UUID] = []
    done = told = 0
    while not stop.is_set():
        started = time.monotonic()
        step = await context.stored(work.step_in_background, limit=STEP_ROWS, without=unreadable)
        if not step.done and not step.unreadable:
            break
        if not done and not unreadable:
            log.info("reindex_started", articles=await context.stored(work.stale), see="khabar reindex is faster")
        done += step.done
        unreadable += step.unreadable
        if done - told >= _TOLD_EVERY:
            told = done
            log.info("reindexing", done=done, left=await context.stored(work.stale))
        await pause(stop, _REST * (time.monotonic() - started))
    if unreadable:
        log.error("reindex_unreadable", articles=len(unreadable), see="khabar reindex")
    if done:
        await context.stored(terms.refresh, is_forced=True)
        log.info("reindexed", articles=done)
