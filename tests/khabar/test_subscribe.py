"""Subscribing, singly and by catalogue."""

from __future__ import annotations

from datetime import UTC, datetime
from ipaddress import ip_network

import pytest

from khabar.errors import BadInput
from khabar.feed import FeedOptions
from khabar.publishers.record import CatalogueFeed, Publisher
from khabar.settings import Settings
from khabar.storage import feeds, hosts, polls
from khabar.storage.database import Connection
from khabar.subscribe import subscribe, subscribe_url
from khabar.url import url_key

NOW = datetime(2026, 11, 1, 9, 0, tzinfo=UTC)


def publisher(name: str, *urls: str, enabled: bool = True, gap_seconds: float | None = None) -> Publisher:
    return Publisher(
        id=name,
        name_ar="صحيفة التجربة",
        name_en="Trial",
        country="EG",
        time_zone="Africa/Cairo",
        site_url="https://example.com/",
        domains=(f"{name}.example",),
        gap_seconds=gap_seconds,
        feeds=tuple(CatalogueFeed(urls=(url, f"{url}/second"), confidence="A", enabled=enabled) for url in urls),
    )


def test_an_address_is_due_at_once_under_its_publisher(db: Connection, settings: Settings) -> None:
    owner = publisher("one", gap_seconds=7)

    feed, is_new = subscribe_url(db, " https://One.example.com/rss#top ", settings=settings, now=NOW, publisher=owner)

    assert (feed.url, feed.publisher_id, is_new) == ("https://one.example.com/rss", "one", True)
    assert [claimed.feed.id for claimed in polls.claim(db, limit=9, lease_seconds=5)] == [feed.id]
    host = hosts.get(db, "one.example.com")
    assert host is not None
    assert host.gap_seconds == 7


@pytest.mark.parametrize(
    "url",
    ["", "example.com/rss", "file:///etc/passwd", "http://127.0.0.1:8000/rss", "http://user:pw@example.com/"],
    ids=["nothing", "no scheme", "file", "loopback", "credentials"],
)
def test_what_may_not_be_fetched_is_refused(db: Connection, settings: Settings, url: str) -> None:
    with pytest.raises(BadInput):
        subscribe_url(db, url, settings=settings, now=NOW)

    assert feeds.find(db) == []


def test_only_first_addresses_of_enabled_feeds_are_taken_and_none_twice(db: Connection, settings: Settings) -> None:
    catalogue = [
        publisher("one", "https://one.example.com/a", "https://one.example.com/b"),
        publisher("two", "https://two.example.com/a", enabled=False),
        publisher("three", "http://10.0.0.1/a"),
    ]

    first = subscribe(db, catalogue, settings, NOW)
    second = subscribe(db, catalogue, settings, NOW)

    assert {feed.url for feed in feeds.find(db)} == {"https://one.example.com/a", "https://one.example.com/b"}
    assert (first.new, first.known, list(first.refused)) == (2, 0, ["http://10.0.0.1/a"])
    assert (second.new, second.known) == (0, 2)


@pytest.mark.parametrize("address", ["https://one.example.com/a", "https://one.example.com/a/second"])
def test_what_somebody_removed_comes_back_only_when_it_is_asked_for(
    db: Connection, settings: Settings, address: str
) -> None:
    catalogue = [publisher("one", "https://one.example.com/a"), publisher("two", "https://two.example.com/a")]
    subscribe(db, catalogue, settings, NOW)
    removed = feeds.by_url(db, url_key(address))
    assert removed is not None
    feeds.remove(db, removed.id)

    started = subscribe(db, catalogue, settings, NOW, revives=False)
    left = len(feeds.find(db))
    asked = subscribe(db, catalogue, settings, NOW)

    assert (started.new, left, asked.new, len(feeds.find(db))) == (0, 1, 1, 2)


def test_a_removed_feed_asked_for_by_another_of_its_addresses_comes_back_as_asked(
    db: Connection, settings: Settings
) -> None:
    subscribe(db, [publisher("one", "https://one.example.com/a")], settings, NOW)
    (known,) = feeds.find(db)
    feeds.remove(db, known.id)

    back, is_new = subscribe_url(
        db,
        "https://one.example.com/a/second",
        settings=settings,
        now=NOW,
        options=FeedOptions(title="أخبار", paused=True, fetch_pages=False),
    )

    assert (back.id, back.state, back.title, is_new) == (known.id, "paused", "أخبار", True)


def test_a_feed_of_the_catalogue_has_a_name_from_the_start(db: Connection, settings: Settings) -> None:
    alone = publisher("one", "https://one.example.com/a")
    several = publisher("two", "https://two.example.com/a", "https://two.example.com/sport")
    sport = several.feeds[1].model_copy(update={"category": "sport"})

    subscribe(db, [alone, several.model_copy(update={"feeds": (several.feeds[0], sport)})], settings, NOW)

    titles = sorted(feed.title or "" for feed in feeds.find(db))
    assert titles == ["صحيفة التجربة", "صحيفة التجربة", "صحيفة التجربة · sport"]
    assert {feed.site_url for feed in feeds.find(db)} == {"https://example.com/"}


def test_a_known_feed_is_never_refused(db: Connection, settings: Settings) -> None:
    near = settings.model_copy(update={"allow_networks": (ip_network("127.0.0.1/32"),)})
    first, _ = subscribe_url(db, "http://127.0.0.1:8000/rss", settings=near, now=NOW)

    again, is_new = subscribe_url(db, "http://127.0.0.1:8000/rss", settings=settings, now=NOW)

    assert (again.id, is_new) == (first.id, False)
