"""WebSub on real servers: a hub, the API that it calls, and an ingester that asks it and polls what it pushed."""

from __future__ import annotations

import ipaddress
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import httpx
import pytest

from khabar.feed import Feed
from khabar.settings import Settings
from khabar.storage import feeds, ledger, websub
from khabar.storage.database import Connection
from khabar.subscribe import subscribe_url
from support.hub import Hub
from support.site import Site, rss
from support.waiting import wait_for

NOW = datetime.now(UTC)
GUESSED = "g" * 43
NEWS = ("مرفأ جديد للصيادين", "مدرسة البحر تفتح أبوابها", "سوق الجمعة يعود")
PATIENCE_SECONDS = 180


@pytest.fixture
def hub() -> Iterator[Hub]:
    with Hub() as running:
        yield running


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as running:
        yield running


@pytest.fixture
def here(api_settings: Settings) -> Settings:
    """Settings under which this machine's own servers may be fetched, without pauses."""
    loopback = (ipaddress.ip_network("127.0.0.1/32"),)
    return api_settings.model_copy(update={"allow_networks": loopback, "host_gap_seconds": 0})


@contextmanager
def ingesting(settings: Settings, public_url: str) -> Iterator[None]:
    environment = {
        **os.environ,
        "KHABAR_DATABASE_URL": str(settings.database_url),
        "KHABAR_REDIS_URL": str(settings.redis_url),
        "KHABAR_ALLOW_NETWORKS": "127.0.0.1/32",
        "KHABAR_HOST_GAP_SECONDS": "0",
        "KHABAR_PUBLIC_URL": public_url,
        "KHABAR_LOG_LEVEL": "error",
    }
    running = subprocess.Popen([sys.executable, "-m", "khabar_ingest"], env=environment)
    try:
        yield
    finally:
        running.send_signal(signal.SIGTERM)
        assert running.wait(PATIENCE_SECONDS) == 0


def with_hub(hub: Hub, *titles: str) -> tuple[str, bytes]:
    return rss(NOW, *titles, extra=f'<atom:link xmlns:atom="http://www.w3.org/2005/Atom" rel="hub" href="{hub.url}"/>')


def test_news_is_pushed_polled_and_in_the_end_unsubscribed(
    db: Connection, here: Settings, start_api: Callable[[Settings], httpx.Client], site: Site, hub: Hub
) -> None:
    site.pages = {"/rss": with_hub(hub, *NEWS[:1])}
    feed, _ = subscribe_url(db, f"{site.home}/rss", settings=here, now=NOW)
    api = start_api(here)
    known = lambda: len(ledger.lineage(db, feed_id=feed.id, limit=10))  # noqa: E731

    with ingesting(here, str(api.base_url)):
        hub.wait_for("subscribe", PATIENCE_SECONDS)
        wait_for(lambda: known() == 1)
        # Its usual pace is a quarter of an hour or longer: only the push can bring the next poll so soon.
        site.pages["/rss"] = with_hub(hub, *NEWS)
        pushed = hub.push(site.pages["/rss"][1])
        wait_for(lambda: known() == len(NEWS))
        health = api.get(f"/v1/feeds/{feed.id}/health").json()["websub"]
        feeds.change(db, feed.id, state="paused")
        hub.wait_for("unsubscribe", PATIENCE_SECONDS)
        wait_for(lambda: websub.of_feed(db, feed.id) is None)

    assert pushed.status_code == 202
    assert (health["state"], health["hub_url"], health["topic_url"]) == ("active", hub.url, feed.url)
    assert (health["pushes"], health["refused_pushes"], health["last_error"]) == (1, 0, None)
    assert hub.push(b"").status_code == 410, "nothing is wanted there any more"


@pytest.fixture
def subscribed(
    db: Connection, here: Settings, start_api: Callable[[Settings], httpx.Client], hub: Hub
) -> tuple[httpx.Client, Feed]:
    """A feed whose subscription the hub has confirmed, and the API."""
    api = start_api(here)
    feed, _ = subscribe_url(db, "https://news.example.com/rss", settings=here, now=NOW)
    db.execute("update feed set hub_url = %s, topic_url = url, next_poll_at = now() + interval '1 hour'", (hub.url,))
    websub.arrange(db, base=str(api.base_url).rstrip("/"), gap_seconds=0)
    [asked] = websub.claim(db, limit=1, lease_seconds=60)
    form = {"hub.mode": "subscribe", "hub.topic": feed.url, "hub.callback": asked.callback_url}
    assert hub.ask_back({**form, "hub.secret": asked.secret}).status_code == 200
    hub.agreed["subscribe"]["hub.secret"] = asked.secret
    websub.finish(db, asked, error=None)
    return api, feed


@pytest.mark.parametrize("method", ["sha1", "sha256", "sha384", "sha512"])
def test_a_push_that_the_hub_signed_makes_the_feed_due(
    db: Connection, subscribed: tuple[httpx.Client, Feed], hub: Hub, method: str
) -> None:
    _, feed = subscribed

    assert hub.push("<rss>خبر</rss>".encode(), method=method).status_code == 202
    found = feeds.get(db, feed.id)
    assert found is not None
    assert found.next_poll_at <= datetime.now(UTC)


def test_a_push_that_somebody_else_signed_changes_nothing(
    db: Connection, subscribed: tuple[httpx.Client, Feed], hub: Hub
) -> None:
    _, feed = subscribed

    answer = hub.push(b"<rss/>", secret="guessed")

    found, push = feeds.get(db, feed.id), websub.of_feed(db, feed.id)
    assert found is not None
    assert push is not None
    # 202 as the standard wants: whoever guesses learns nothing.
    assert answer.status_code == 202
    assert (found.next_poll_at > datetime.now(UTC), found.pushed_at) == (True, None)
    assert (push.pushes, push.refused_pushes) == (0, 1)


def test_a_hub_that_denies_is_believed(db: Connection, subscribed: tuple[httpx.Client, Feed], hub: Hub) -> None:
    _, feed = subscribed
    callback = hub.agreed["subscribe"]["hub.callback"]

    answer = httpx.get(callback, params={"hub.mode": "denied", "hub.topic": feed.url, "hub.reason": "مغلق"})

    push = websub.of_feed(db, feed.id)
    assert push is not None
    assert (answer.status_code, push.state, push.last_error) == (200, "denied", "denied by the hub: مغلق")


@pytest.mark.parametrize(
    ("path", "query", "status"),
    [
        (
            GUESSED.rpartition("/")[2],
            {"hub.mode": "subscribe", "hub.topic": "https://news.example.com/rss", "hub.challenge": "x"},
            404,
        ),
        (None, {"hub.mode": "subscribe", "hub.topic": "https://other.example.com/", "hub.challenge": "x"}, 404),
        (None, {"hub.mode": "unsubscribe", "hub.topic": "https://news.example.com/rss", "hub.challenge": "x"}, 404),
        (None, {"hub.mode": "publish", "hub.topic": "https://news.example.com/rss"}, 400),
        (None, {}, 400),
    ],
    ids=["guessed-path", "other-topic", "nobody-unsubscribes", "unknown-mode", "nothing"],
)
def test_what_was_not_asked_for_is_not_confirmed(
    subscribed: tuple[httpx.Client, Feed], hub: Hub, path: str | None, query: dict[str, str], status: int
) -> None:
    callback = hub.agreed["subscribe"]["hub.callback"]
    url = f"{callback.rpartition('/')[0]}/{path}" if path else callback

    answer = httpx.get(url, params=query)

    assert answer.status_code == status
    assert "x" not in answer.headers.get("content-type", ""), "the challenge is not repeated"


def test_hubs_need_no_key_and_open_no_door(
    db: Connection, here: Settings, start_api: Callable[[Settings], httpx.Client]
) -> None:
    api = start_api(here.model_copy(update={"api_keys": "required"}))

    headers = {"Host": "khabar.example", "Origin": "https://a.example"}
    pushed = api.post(f"/websub/{GUESSED}", content=b"x", headers=headers)

    assert pushed.status_code == 410
    assert api.post(f"/websub/{GUESSED}", content=b"x" * 5_000_001).status_code == 413
    assert api.get("/websub/").status_code == 404
    assert api.get("/v1/articles").status_code == 401


def test_whoever_guesses_is_slowed_down_and_asks_no_database(
    here: Settings, start_api: Callable[[Settings], httpx.Client]
) -> None:
    away = "postgresql://nobody@127.0.0.1:1/none?connect_timeout=1"
    api = start_api(here.model_copy(update={"database_url": away, "api_rate_limit": 2}))

    statuses = [api.post("/websub/guessed", content=b"x").status_code for _ in range(3)]

    assert statuses == [404, 404, 429]
