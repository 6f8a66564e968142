"""Polls of a real site with ingest's own code."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from ipaddress import ip_network
from typing import Any
from uuid import UUID

import pytest
import redis

from khabar import queue
from khabar.settings import Settings, load_settings
from khabar.storage import feeds, hosts, ledger, polls
from khabar.storage.database import Connection
from khabar.url import host_key
from khabar_ingest.context import Context
from khabar_ingest.poll import poll
from support.ingest_context import run
from support.ledger_rows import NOW
from support.site import Site, rss

INDEX = b"<sitemapindex><sitemap><loc>/news.xml</loc></sitemap></sitemapindex>"
NEWS = (
    '<urlset xmlns:n="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>https://marsa.example/1</loc>'
    "<n:news><n:title>خبر أول</n:title></n:news></url></urlset>"
).encode()
PATIENCE_SECONDS = 30
TOO_SLOW = "all of it took longer than its lease: the server, or this machine, is too slow"


@pytest.fixture
def client(redis_url: str) -> Iterator[redis.Redis]:
    with queue.connect(redis_url) as connection:
        yield connection


def poll_index(db: Connection, settings: Settings, client: redis.Redis, *, gap_seconds: float, **changed: Any) -> UUID:
    """Poll an index with one document, under `settings` with what is `changed`; the id of its feed."""
    here = load_settings(
        _env_file=None, database_url=settings.database_url, redis_url=settings.redis_url, allow_networks="127.0.0.1/32",
        **changed,
    )  # fmt: skip

    async def flow(context: Context) -> None:
        (claimed,) = polls.claim(db, limit=1, lease_seconds=here.lease_seconds)
        async with asyncio.timeout(PATIENCE_SECONDS):
            await poll(context, claimed)
        context.parsers.close()

    with Site() as site:
        site.pages = {"/s.xml": ("application/xml", INDEX), "/news.xml": ("application/xml", NEWS)}
        url = f"{site.home}/s.xml"
        hosts.ensure(db, host_key(url), gap_seconds)
        feed, _ = feeds.add(db, now=NOW, url=url, url_key=b"feed", host=host_key(url), interval_seconds=900)
        run(here, client, flow)
    return feed.id


def test_an_index_is_read_at_the_pace_of_its_host_and_not_at_that_of_the_settings(
    db: Connection, settings: Settings, client: redis.Redis
) -> None:
    poll_index(db, settings, client, gap_seconds=0, host_gap_seconds=3600)

    assert sum(ledger.counts(db).values()) == 1


def test_a_poll_that_would_outlast_its_lease_is_a_failure_and_backs_off(
    db: Connection, settings: Settings, client: redis.Redis
) -> None:
    # The pause before the index's document is longer than the lease.
    feed_id = poll_index(db, settings, client, gap_seconds=30, lease_seconds=5)

    told = feeds.get(db, feed_id)
    assert told is not None
    assert (told.failures, told.last_error) == (1, TOO_SLOW)


def test_the_same_bytes_without_a_304_are_told_as_the_whole_answer_that_they_were(
    db: Connection, settings: Settings, client: redis.Redis
) -> None:
    here = settings.model_copy(update={"allow_networks": (ip_network("127.0.0.1/32"),)})

    async def flow(context: Context) -> None:
        for _ in range(2):
            db.execute("update feed set next_poll_at = now()")
            db.execute("update host set next_at = now()")
            (claimed,) = polls.claim(db, limit=1, lease_seconds=here.lease_seconds)
            await poll(context, claimed)
        context.parsers.close()

    with Site() as site:
        site.pages = {"/rss": rss(NOW, "خبر أول")}
        url = f"{site.home}/rss"
        hosts.ensure(db, host_key(url), 0)
        feed, _ = feeds.add(db, now=NOW, url=url, url_key=b"feed", host=host_key(url), interval_seconds=900)
        run(here, client, flow)

    second, first = polls.history(db, feed.id)
    told = feeds.get(db, feed.id)
    assert told is not None
    assert (second["outcome"], second["status"], second["bytes"]) == ("not_modified", 200, first["bytes"])
    assert (told.last_status, told.last_outcome) == (200, "not_modified")
