from __future__ import annotations

import asyncio
from collections.abc import Coroutine

import pytest

from khabar.errors import StorageDown
from khabar_ingest.service import every, keep_fetching


@pytest.mark.parametrize("error", [StorageDown("PostgreSQL does not answer"), ValueError("a row of another version")])
def test_a_sweep_that_fails_is_made_again(error: Exception) -> None:
    stop, made = asyncio.Event(), list[int]()

    async def sweep() -> None:
        made.append(1)
        if len(made) < 3:
            raise error
        stop.set()

    asyncio.run(every(0, stop, sweep))

    assert len(made) == 3


def test_a_loop_goes_on_behind_faults_in_claiming_and_in_the_work_and_notes_whole_turns_only() -> None:
    stop, rounds, seen = asyncio.Event(), dict[str, float](), list[float]()

    async def work() -> None:
        raise ValueError("a page of another world")

    async def claim(_: int) -> list[Coroutine[None, None, None]]:
        seen.append(rounds["pages"])
        if len(seen) == 2:
            raise ValueError("a row of another version")
        if len(seen) == 4:
            stop.set()
        return [work()]

    asyncio.run(keep_fetching(rounds, "pages", stop, 2, claim, fault_seconds=0))

    begun, first, failed, second = seen
    assert begun <= first == failed <= second
