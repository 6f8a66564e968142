"""Pages on trial, fetched by ingest's own code from a real site: robots.txt first, one try, and what went wrong."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from khabar import queue
from khabar.http import open_client
from khabar.publishers.loader import Catalogue
from khabar.settings import Settings, load_settings
from khabar.storage import hosts, trials
from khabar.storage.database import Connection, Database
from khabar.trial import AskedTrial
from khabar.url import host_key
from khabar_ingest.context import Context, Tally
from khabar_ingest.harvest import errand_of_trial, harvest
from khabar_ingest.parser_pool import ParserPool
from support.late_clock import put_back
from support.site import Site, html


def local(settings: Settings) -> Settings:
    return load_settings(
        _env_file=None, database_url=settings.database_url, redis_url=settings.redis_url, allow_networks="127.0.0.1/32",
        host_gap_seconds=0,
    )  # fmt: skip


@asynccontextmanager
async def ingesting(settings: Settings) -> AsyncIterator[Context]:
    with Database(str(settings.database_url), name="ingest") as database:
        async with open_client(settings) as web:
            yield Context(
                settings=settings, database=database, client=web, parsers=ParserPool(1),
                queue=queue.connect(str(settings.redis_url)), publishers=Catalogue(), hints=asyncio.Queue(),
                tally=Tally(), is_single_run=False, page_attempts=8, page_retry_seconds=15,
            )  # fmt: skip


def fetched(db: Connection, settings: Settings, url: str) -> AskedTrial:
    """A trial of the page at `url` once ingest is through with it."""
    hosts.ensure(db, host_key(url), 0)
    asked = trials.ask_page(db, now=datetime.now(UTC), url=url, host=host_key(url))

    async def main() -> None:
        async with ingesting(settings) as context:
            for _ in range(2):  # robots.txt, then the page
                for claimed in trials.claim_pages(db, limit=5, lease_seconds=60):
                    await harvest(context, errand_of_trial(claimed), claimed.lease)

    asyncio.run(main())
    found = trials.get(db, asked.id)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("robots", "path", "stage", "state", "error"),
    [
        ("", "/news", "extract", "pending", None),
        ("User-agent: *\nDisallow: /news", "/news", "page", "failed", "disallowed"),
        ("", "/none", "page", "failed", "gone"),
    ],
    ids=["fetched", "closed-by-robots", "not-there"],
)
def test_a_page_on_trial_is_fetched_once(
    db: Connection, settings: Settings, robots: str, path: str, stage: str, state: str, error: str | None
) -> None:
    with Site() as site:
        site.pages = {"/news": html(), "/robots.txt": ("text/plain", robots.encode())}
        found = fetched(db, local(settings), site.home + path)
        asked = site.paths()

    assert (found.stage, found.state) == (stage, state)
    assert (found.error or "").partition(":")[0] == (error or "")
    assert asked == (["/robots.txt"] if error == "disallowed" else ["/robots.txt", path])


@pytest.mark.parametrize(
    ("robots", "state"),
    [("User-agent: *\nDisallow: /news", "failed"), ("User-agent: *\nDisallow: /other", "pending"), (None, "pending")],
    ids=["closed", "open", "not known"],
)
def test_a_page_that_leads_to_another_host_is_read_unless_that_host_is_known_to_close_it(
    db: Connection, settings: Settings, robots: str | None, state: str
) -> None:
    with Site() as short, Site() as site:
        short.moved = {"/1": f"{site.home}/news"}
        site.pages = {"/news": html()}
        if robots is not None:
            hosts.ensure(db, host_key(site.home), 0)
            hosts.keep_robots(db, host_key(site.home), status=200, robots=robots, gap_seconds=0)
        found = fetched(db, local(settings), f"{short.home}/1")

    assert found.state == state
    assert (found.error or "").startswith("disallowed" if state == "failed" else "")


def test_a_machine_whose_clock_is_a_day_ahead_fetches_pages(db: Connection, settings: Settings) -> None:
    with Site() as site:
        site.pages = {"/news": html(), "/robots.txt": ("text/plain", b"")}
        hosts.ensure(db, host_key(site.home), 0)
        put_back(db, timedelta(hours=25))
        fetched(db, local(settings), f"{site.home}/news")

        assert site.paths() == ["/robots.txt", "/news"]


def test_a_wait_that_was_asked_for_costs_no_attempt_whatever_the_machines_clock_says(
    db: Connection, settings: Settings
) -> None:
    given_back: list[bool] = []
    with Site() as site:
        site.throttled = {"/news"}
        url = f"{site.home}/news"
        hosts.ensure(db, host_key(url), 0)
        put_back(db, timedelta(days=8))
        hosts.keep_robots(db, host_key(url), status=200, robots="", gap_seconds=0)
        trials.ask_page(db, now=datetime.now(UTC), url=url, host=host_key(url))
        db.execute("update trial set asked_at = now()")
        (claimed,) = trials.claim_pages(db, limit=1, lease_seconds=60)
        errand = replace(errand_of_trial(claimed), retry=lambda db, wait, error, back: given_back.append(back))

        async def main() -> None:
            async with ingesting(local(settings)) as context:
                await harvest(context, errand, claimed.lease)

        asyncio.run(main())

    assert given_back == [True]
