from __future__ import annotations

import asyncio

import pytest

from khabar.errors import StorageDown
from khabar_ingest.service import every


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
