"""Hints of fetched pages, over a real Valkey: how many items a job gets."""

from __future__ import annotations

import asyncio

import pytest
import redis
from rq import Queue
from rq.serializers import JSONSerializer

from khabar import queue
from khabar.settings import Settings
from khabar.storage.database import Connection
from khabar_ingest.context import Context
from khabar_ingest.hints import send_hints
from support.ingest_context import run
from support.waiting import wait_for

WAITING = [901]


@pytest.fixture
def client(settings: Settings) -> redis.Redis:
    return queue.connect(str(settings.redis_url))


def jobs(client: redis.Redis) -> list[list[int]]:
    """The items of the jobs that wait, the next one first."""
    waiting = Queue("extract", connection=client, serializer=JSONSerializer)
    return [job.args[0] for job in waiting.jobs]


def looks(client: redis.Redis) -> int:
    """How often somebody has asked how long a queue is."""
    return int(client.info("commandstats").get("cmdstat_llen", {"calls": 0})["calls"])


def hinted(settings: Settings, client: redis.Redis, first: list[int], later: list[int]) -> None:
    """Send `first`; and `later`, once it was seen whether workers are behind, with the word to stop."""

    async def flow(context: Context) -> None:
        stop, before = asyncio.Event(), looks(client)
        sending = asyncio.create_task(send_hints(context, stop))
        for number in first:
            context.hints.put_nowait(number)
        await asyncio.to_thread(wait_for, lambda: looks(client) > before)
        if not later:
            await context.hints.join()
        for number in later:
            context.hints.put_nowait(number)
        stop.set()
        sent = asyncio.create_task(context.hints.join())
        await asyncio.wait({sent, sending}, return_when=asyncio.FIRST_COMPLETED)
        sending.cancel()

    run(settings, client, flow)


def test_a_fault_is_told_and_the_next_hints_go_out(settings: Settings, client: redis.Redis, db: Connection) -> None:
    db.execute("alter table item rename to elsewhere")

    hinted(settings, client, [1], [2])

    assert [number for job in jobs(client) for number in job] == [1, 2]


def test_what_comes_together_makes_one_job_at_once_while_workers_are_idle(
    settings: Settings, client: redis.Redis
) -> None:
    hinted(settings, client, [1, 2, 3], [])

    assert jobs(client) == [[1, 2, 3]]


def test_while_a_job_waits_more_company_is_waited_for(settings: Settings, client: redis.Redis) -> None:
    queue.hint(client, "extract", WAITING, rehint_seconds=120, size=20)

    hinted(settings, client, [1, 2], [3])

    assert jobs(client) == [WAITING, [1, 2, 3]]


def test_a_full_job_goes_without_a_look(settings: Settings, client: redis.Redis) -> None:
    queue.hint(client, "extract", WAITING, rehint_seconds=120, size=20)
    small = Settings.model_validate({**settings.model_dump(), "job_size": 2})

    hinted(small, client, [1, 2, 3], [4])

    assert jobs(client) == [WAITING, [1, 2], [3, 4]]
