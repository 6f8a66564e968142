"""Finding feeds on real servers: an ingester answers what the API asked for, and goes on at a feed's next address."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from khabar.discovery import AskedDiscovery
from khabar.feed import FeedOptions
from khabar.settings import Settings
from khabar.storage import addresses, audit, discoveries, feeds, hosts, ledger
from khabar.storage.database import Connection
from khabar.storage.discoveries import Subscriber
from khabar.subscribe import subscribe_url
from khabar.url import host_key
from khabar_ingest.service import run
from support.site import Site, html, rss
from support.waiting import wait_for

NOW = datetime.now(UTC)
NEWS = ("مرفأ جديد للصيادين", "مدرسة البحر تفتح أبوابها", "سوق الجمعة يعود")
PATIENCE_SECONDS = 90


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as running:
        yield running


@pytest.fixture
def here(settings: Settings) -> Settings:
    """Settings under which this machine's own servers may be fetched, without pauses."""
    values = {**settings.model_dump(), "allow_networks": "127.0.0.1/32", "host_gap_seconds": 0}
    return Settings.model_validate(values)


def answered(db: Connection, asked: AskedDiscovery) -> AskedDiscovery:
    """The search once it is done; a running ingester has some time for it."""

    def done() -> AskedDiscovery | None:
        found = discoveries.get(db, asked.id)
        assert found is not None
        return found if found.done_at is not None else None

    found = wait_for(done)
    assert found is not None
    return found


def test_a_running_ingester_answers_a_search_and_subscribes_who_asked_for_that(
    db: Connection, here: Settings, site: Site
) -> None:
    site.pages = {
        "/": html('<link rel="alternate" type="application/rss+xml" href="/all">'),
        "/all": rss(NOW, *NEWS),
    }
    hosts.ensure(db, host_key(site.home), 0)
    reader = Subscriber(actor="key 1a2b3c4d", key_id="1a2b3c4d")
    asked = discoveries.ask(db, now=NOW, url=site.home + "/", host=host_key(site.home), subscriber=reader)
    environment = {
        **os.environ,
        "KHABAR_DATABASE_URL": str(here.database_url),
        "KHABAR_REDIS_URL": str(here.redis_url),
        "KHABAR_ALLOW_NETWORKS": "127.0.0.1/32",
        "KHABAR_HOST_GAP_SECONDS": "0",
        "KHABAR_LOG_LEVEL": "error",
    }
    ingester = subprocess.Popen([sys.executable, "-m", "khabar_ingest"], env=environment)
    try:
        found = answered(db, asked)
    finally:
        ingester.send_signal(signal.SIGTERM)
        ended = ingester.wait(30)

    assert (found.state, ended) == ("done", 0)
    assert found.found is not None
    assert [feed.url for feed in found.found.feeds] == [site.home + "/all"]
    assert found.feed_id is not None
    assert getattr(feeds.get(db, found.feed_id), "url", None) == site.home + "/all"
    assert [line.key_id for line in audit.find(db, action="feed.add")] == [reader.key_id]


def test_a_feed_that_is_gone_goes_on_at_its_next_address_and_loses_nothing(
    db: Connection, here: Settings, site: Site
) -> None:
    site.pages = {"/old": rss(NOW, *NEWS[:1], site=site.home), "/new": rss(NOW, *NEWS, site=site.home)}
    wanted = FeedOptions(fallbacks=(site.home + "/new",))
    feed, _ = subscribe_url(db, site.home + "/old", settings=here, now=NOW, options=wanted)

    def polled() -> None:
        feeds.poll_soon(db)
        db.execute("update host set next_at = now(), failures = 0")
        run(here, once=True)

    polled()
    del site.pages["/old"]
    for _ in range(4):
        polled()

    moved = feeds.get(db, feed.id)
    assert moved is not None
    assert (moved.url, moved.failures, moved.away_since is not None) == (site.home + "/new", 0, True)
    assert len(ledger.lineage(db, feed_id=feed.id, limit=10)) == len(NEWS)
    assert [row["last_status"] for row in addresses.health(db, moved)] == [404, 200]
