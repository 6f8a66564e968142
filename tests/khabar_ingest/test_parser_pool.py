"""Parsing in children: errors come back as ours, and a child that dies costs one feed at most."""

from __future__ import annotations

import asyncio
import contextlib
import multiprocessing
import os
import signal
from collections.abc import Iterator

import pytest

from khabar.errors import NotAFeed, RefusedMarkup
from khabar.feed import ParsedFeed
from khabar_ingest.parser_pool import ParserPool
from support import deadly_parser

URL = "https://news.example.com/feed"


def rss(count: int = 1) -> bytes:
    items = "".join(
        f"<item><title>خبر رقم {n}</title><link>https://news.example.com/{n}</link></item>" for n in range(count)
    )
    return f'<rss version="2.0"><channel><title>أخبار</title>{items}</channel></rss>'.encode()


@pytest.fixture
def pool() -> Iterator[ParserPool]:
    parsers = ParserPool(1)
    yield parsers
    parsers.close()


async def parse(pool: ParserPool, body: bytes) -> ParsedFeed:
    return await pool.parse(body, url=URL, http_charset=None)


def kill_children() -> int:
    """Kill the pool's children; returns how many there were."""
    children = multiprocessing.active_children()
    for child in children:
        with contextlib.suppress(ProcessLookupError):
            assert child.pid is not None
            os.kill(child.pid, signal.SIGKILL)
    return len(children)


def test_a_feed_is_parsed_in_a_child(pool: ParserPool) -> None:
    async def main() -> ParsedFeed:
        return await parse(pool, rss(3))

    feed = asyncio.run(main())

    assert [entry.title for entry in feed.entries] == ["خبر رقم 0", "خبر رقم 1", "خبر رقم 2"]
    assert len(multiprocessing.active_children()) == 1


@pytest.mark.parametrize(
    ("body", "error", "reason"),
    [
        (b"<html><body>no feed</body></html>", NotAFeed, None),
        (b'<!DOCTYPE r [<!ENTITY a "b">]><rss version="2.0"><channel/></rss>', RefusedMarkup, "entity"),
        (b'<rss version="2.0"><channel>' + b"<a>" * 50_000, RefusedMarkup, "depth"),
    ],
    ids=["no feed", "entity", "depth"],
)
def test_errors_cross_the_process_border_whole(
    pool: ParserPool, body: bytes, error: type[NotAFeed | RefusedMarkup], reason: str | None
) -> None:
    async def main() -> ParsedFeed:
        with pytest.raises(error) as caught:
            await parse(pool, body)
        assert getattr(caught.value, "reason", None) == reason
        return await parse(pool, rss())

    assert len(asyncio.run(main()).entries) == 1


def test_a_child_that_was_killed_while_idle_is_replaced(pool: ParserPool) -> None:
    async def main() -> list[ParsedFeed]:
        feeds = [await parse(pool, rss())]
        assert kill_children() == 1
        return [*feeds, await parse(pool, rss(2))]

    first, second = asyncio.run(main())

    assert (len(first.entries), len(second.entries)) == (1, 2)


def test_a_feed_is_not_blamed_for_children_that_were_killed_while_idle() -> None:
    pool = ParserPool(2)

    async def main() -> ParsedFeed:
        await asyncio.gather(parse(pool, rss(2_000)), parse(pool, rss(2_000)))
        assert kill_children() == 2
        return await parse(pool, rss(3))

    parsed = asyncio.run(main())
    pool.close()

    assert len(parsed.entries) == 3


def test_a_feed_that_kills_its_parser_twice_is_refused_and_the_next_is_parsed(pool: ParserPool) -> None:
    """Every child is killed as soon as it is seen, as the kernel does with one that passes its limits."""

    async def main() -> ParsedFeed:
        parsing = asyncio.create_task(parse(pool, rss(20_000)))
        while not parsing.done():
            kill_children()
            await asyncio.wait([parsing], timeout=0.01)
        with pytest.raises(RefusedMarkup) as caught:
            await parsing
        assert (caught.value.reason, caught.value.subject) == ("parser_killed", URL)
        return await parse(pool, rss())

    assert len(asyncio.run(main()).entries) == 1


def test_feeds_that_waited_behind_a_killed_one_are_parsed_all_the_same(pool: ParserPool) -> None:
    async def main() -> list[ParsedFeed]:
        await parse(pool, rss())
        waiting = [asyncio.create_task(parse(pool, rss(n))) for n in (1, 2, 3)]
        await asyncio.sleep(0)
        kill_children()
        return await asyncio.gather(*waiting)

    assert [len(feed.entries) for feed in asyncio.run(main())] == [1, 2, 3]


def test_only_the_feed_that_kills_is_refused_of_all_that_wait_together() -> None:
    pool = ParserPool(2, deadly_parser.parse)
    bodies = [rss(1), deadly_parser.MARK, rss(2), rss(3), deadly_parser.MARK, rss(4)]

    async def main() -> list[ParsedFeed | BaseException]:
        return await asyncio.gather(*(parse(pool, body) for body in bodies), return_exceptions=True)

    outcomes = asyncio.run(main())
    pool.close()

    told = [one.reason if isinstance(one, RefusedMarkup) else getattr(one, "entries", one) for one in outcomes]
    assert [one if isinstance(one, str) else len(one) for one in told] == [1, "parser_killed", 2, 3, "parser_killed", 4]


def test_a_closed_pool_leaves_no_child(pool: ParserPool) -> None:
    async def main() -> None:
        await parse(pool, rss())

    asyncio.run(main())
    pool.close()

    assert multiprocessing.active_children() == []


def test_children_are_replaced_after_their_number_of_feeds_in_a_burst_and_in_a_trickle() -> None:
    pool = ParserPool(1, feeds_per_child=3)
    children = set[int | None]()

    async def main() -> list[int]:
        feeds = await asyncio.gather(*(parse(pool, rss(count)) for count in range(5)))
        for count in range(5, 9):
            children.update(child.pid for child in multiprocessing.active_children())
            feeds.append(await parse(pool, rss(count)))
        return [len(feed.entries) for feed in feeds]

    parsed = asyncio.run(main())
    pool.close()

    assert parsed == list(range(9))
    assert len(children) == 2  # of three: the first was replaced within the burst


def test_a_feed_that_hangs_its_parser_is_refused_and_its_child_ended() -> None:
    pool = ParserPool(1, deadly_parser.parse, answer_seconds=0.2)

    with pytest.raises(RefusedMarkup) as caught:
        asyncio.run(parse(pool, deadly_parser.ENDLESS))

    assert caught.value.reason == "parser_killed"
    assert all(child.join(20) or not child.is_alive() for child in multiprocessing.active_children())
