from __future__ import annotations

import asyncio
import signal

import pytest

from khabar.errors import StorageDown
from khabar.settings import Settings
from khabar_ingest.service import Claims, every, keep_fetching, run


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

    async def claim(_: int) -> Claims:
        seen.append(rounds["pages"])
        if len(seen) == 2:
            raise ValueError("a row of another version")
        if len(seen) == 4:
            stop.set()
        return [work()]

    asyncio.run(keep_fetching(rounds, "pages", stop, 2, claim, seconds=60, fault_seconds=0))

    begun, first, failed, second = seen
    assert begun <= first == failed <= second


def test_a_loop_whose_slots_never_free_notes_no_turn() -> None:
    class ThirdTurn(asyncio.Event):
        """Set as the loop looks for the third time whether it is to stop."""

        looks = 0

        def is_set(self) -> bool:
            self.looks += 1
            if self.looks == 3:
                self.set()
            return super().is_set()

    stop, rounds, full = ThirdTurn(), dict[str, float](), list[float]()

    async def hang() -> None:
        full.append(rounds["pages"])
        await stop.wait()

    async def claim(_: int) -> Claims:
        return [hang()]

    asyncio.run(keep_fetching(rounds, "pages", stop, 1, claim, seconds=60))

    assert full == [rounds["pages"]]


def test_work_that_outlives_its_lease_is_cut_off_and_frees_its_slot() -> None:
    stop, cut = asyncio.Event(), list[bool]()

    async def hang() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            cut.append(True)
            stop.set()

    async def claim(_: int) -> Claims:
        return [hang()]

    asyncio.run(keep_fetching({}, "pages", stop, 1, claim, seconds=0.01))

    assert cut == [True]


def test_an_outage_is_no_reason_to_end_the_process() -> None:
    stop, rounds, seen = asyncio.Event(), dict[str, float](), list[float]()

    async def claim(_: int) -> Claims:
        seen.append(rounds["pages"])
        stop.set()
        raise StorageDown("PostgreSQL does not answer")

    asyncio.run(keep_fetching(rounds, "pages", stop, 1, claim, seconds=60))

    assert rounds["pages"] > seen[0]


@pytest.mark.parametrize("error", [StorageDown("PostgreSQL does not answer"), ValueError("a row of another version")])
def test_what_was_claimed_before_a_fault_in_the_next_claim_is_done(error: Exception) -> None:
    stop, done, turns = asyncio.Event(), list[bool](), iter([True, False])

    async def work() -> None:
        await stop.wait()
        done.append(True)

    async def claim(_: int) -> Claims:
        if next(turns):
            return [work()]
        stop.set()
        raise error

    asyncio.run(keep_fetching({}, "pages", stop, 2, claim, seconds=60, fault_seconds=0))

    assert done == [True]


def test_a_single_run_leaves_signals_to_whoever_had_them(settings: Settings) -> None:
    kinds = (signal.SIGINT, signal.SIGTERM)
    before = [signal.getsignal(kind) for kind in kinds]

    run(settings, once=True)

    assert [signal.getsignal(kind) for kind in kinds] == before


def test_an_outage_ends_a_single_run_as_what_it_is(settings: Settings) -> None:
    def progress(*_: object) -> None:
        raise StorageDown("PostgreSQL does not answer")

    with pytest.raises(StorageDown):
        run(settings, once=True, progress=progress)
