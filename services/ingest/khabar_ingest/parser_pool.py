"""Feed parsing in child processes with memory and CPU limits: a hostile feed may kill a child, never the ingester."""

from __future__ import annotations

import asyncio
import multiprocessing
import resource
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool

from khabar.errors import KhabarError, NotAFeed, RefusedMarkup
from khabar.feed import ParsedFeed
from khabar_ingest.parse import parse_feed

MEMORY_BYTES = 800_000_000
CPU_SECONDS = 10
# A child is replaced after so many feeds, so that fragmented memory goes back to the system.
FEEDS_PER_CHILD = 500


def _limit_memory() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _parse(body: bytes, url: str, http_charset: str | None) -> ParsedFeed:
    """Runs in the child. The CPU limit counts from the start of this feed; passing it ends the child."""
    spent = int(time.process_time())
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (spent + CPU_SECONDS + 1, hard))
    try:
        return parse_feed(body, url=url, http_charset=http_charset)
    except KhabarError:
        raise
    except MemoryError:
        raise RefusedMarkup("the feed needs more memory than is allowed", reason="memory", subject=url) from None
    except Exception as error:  # feedparser has no error of its own, and raises many kinds on hostile input
        raise NotAFeed(f"the feed can't be parsed: {type(error).__name__}", subject=url) from None


Parse = Callable[[bytes, str, str | None], ParsedFeed]


class ParserPool:
    """A small pool of parser children, rebuilt when one of them is killed.

    One feed kills the pool for all that wait in it. Each of those is tried once more, alone in a child of its own, so
    that the second death names its feed.
    """

    def __init__(self, processes: int, parse: Parse = _parse) -> None:
        """`parse` runs in the children: a function of a module, given body, URL and charset of the HTTP header."""
        self._processes = processes
        self._parse = parse
        self._pool: ProcessPoolExecutor | None = None
        self._alone = asyncio.Lock()

    async def parse(self, body: bytes, *, url: str, http_charset: str | None) -> ParsedFeed:
        """As parse_feed.

        Raises:
            RefusedMarkup: also when this feed, tried alone, killed its parser.
        """
        if self._pool is None:
            self._pool = _executor(self._processes)
        pool = self._pool
        try:
            return await asyncio.wrap_future(pool.submit(self._parse, body, url, http_charset))
        except BrokenProcessPool:
            if self._pool is pool:
                self._pool = None
                pool.shutdown(wait=False)
        async with self._alone:
            own = _executor(1)
            try:
                return await asyncio.wrap_future(own.submit(self._parse, body, url, http_charset))
            except BrokenProcessPool:
                raise RefusedMarkup(
                    f"the feed used more than {CPU_SECONDS} s or {MEMORY_BYTES // 1_000_000} MB in the parser",
                    reason="parser_killed",
                    subject=url,
                ) from None
            finally:
                own.shutdown(wait=False, cancel_futures=True)

    def close(self) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)
            self._pool = None


def _executor(processes: int) -> ProcessPoolExecutor:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])  # the server loads the parser once; children are ready at once
    return ProcessPoolExecutor(
        processes,
        mp_context=context,
        initializer=_limit_memory,
        max_tasks_per_child=FEEDS_PER_CHILD,
    )
