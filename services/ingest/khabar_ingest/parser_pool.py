"""Feed parsing in child processes with memory and CPU limits: a hostile feed may kill a child, never the ingester."""

from __future__ import annotations

import asyncio
import contextlib
import multiprocessing
import resource
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool

from khabar.errors import BadSetup, KhabarError, NotAFeed, RefusedMarkup
from khabar.feed import ParsedFeed
from khabar_ingest.parse import parse_feed

MEMORY_BYTES = 800_000_000
CPU_SECONDS = 10
# A child that says nothing for so long hangs, or its machine does. Two tries and a fetch stay below a lease.
ANSWER_SECONDS = 25.0
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


class _Child:
    """One parser process, started with its first feed."""

    def __init__(self) -> None:
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload([__name__])  # the server loads the parser once; children are ready at once
        # Without max_tasks_per_child: the executor may not replace its child, and hang for ever
        # (https://github.com/python/cpython/issues/115634, in all of Python 3.11 to 3.14).
        self._executor = ProcessPoolExecutor(1, mp_context=context, initializer=_limit_memory)
        self.parsed = 0

    async def run(self, parse: Parse, body: bytes, url: str, http_charset: str | None) -> ParsedFeed:
        """Raises:
        BrokenProcessPool: the process was killed.
        """
        self.parsed += 1
        return await asyncio.wrap_future(self._executor.submit(parse, body, url, http_charset))

    def end(self, *, is_idle: bool) -> None:
        """End the process, by force unless `is_idle`."""
        if not is_idle:
            for process in list((self._executor._processes or {}).values()):
                process.kill()
        self._executor.shutdown(wait=is_idle, cancel_futures=True)


class ParserPool:
    """A small pool of parser children, each of them replaced when it is killed, hangs or has parsed many feeds.

    A child has one feed at a time, so that the death of two of them names the feed that kills.
    """

    def __init__(
        self,
        processes: int,
        parse: Parse = _parse,
        *,
        feeds_per_child: int = FEEDS_PER_CHILD,
        answer_seconds: float = ANSWER_SECONDS,
    ) -> None:
        """`parse` runs in the children: a function of a module, given body, URL and charset of the HTTP header.

        Raises:
            BadSetup: there is no room for the socket that children are started over.
        """
        try:
            tempfile.gettempdir()
        except FileNotFoundError as error:
            raise BadSetup(
                f"Nothing can be written into any folder for temporary files ({error.strerror}). Make room there, or "
                "name another with TMPDIR."
            ) from None
        self._parse = parse
        self._feeds_per_child = feeds_per_child
        self._answer_seconds = answer_seconds
        self._idle: list[_Child] = []
        self._free = asyncio.Semaphore(processes)

    async def parse(self, body: bytes, *, url: str, http_charset: str | None) -> ParsedFeed:
        """As parse_feed.

        Raises:
            RefusedMarkup: also when this feed killed two parsers.
        """
        async with self._free:
            with contextlib.suppress(BrokenProcessPool, TimeoutError):
                return await self._parse_once(self._idle.pop() if self._idle else _Child(), body, url, http_charset)
            # That child may have been killed while it was idle, or for the memory of another process: a new one tells.
            with contextlib.suppress(BrokenProcessPool, TimeoutError):
                return await self._parse_once(_Child(), body, url, http_charset)
        raise RefusedMarkup(
            f"the feed used more than {CPU_SECONDS} s or {MEMORY_BYTES // 1_000_000} MB in the parser, or hung there",
            reason="parser_killed",
            subject=url,
        )

    async def _parse_once(self, child: _Child, body: bytes, url: str, http_charset: str | None) -> ParsedFeed:
        is_sound = False
        try:
            async with asyncio.timeout(self._answer_seconds):
                parsed = await child.run(self._parse, body, url, http_charset)
            is_sound = True
            return parsed
        except KhabarError:
            is_sound = True
            raise
        finally:
            if is_sound and child.parsed < self._feeds_per_child:
                self._idle.append(child)
            else:
                child.end(is_idle=is_sound)

    def close(self) -> None:
        while self._idle:
            self._idle.pop().end(is_idle=True)
