"""A feed's addresses: fail-over keeps the feed, its items and its history."""

from __future__ import annotations

from khabar.feed import Feed, FeedOptions, PollLog
from khabar.settings import Settings
from khabar.storage import addresses, feeds, hosts, polls
from khabar.storage.database import Connection
from khabar.subscribe import subscribe_url
from khabar.url import host_key
from support.ledger_rows import NOW, a_story, an_update, free

A, B, C = "https://a.example.com/feed", "https://b.example.com/rss", "https://c.example.com/atom"


def followed(db: Connection, settings: Settings, url: str = A, *fallbacks: str) -> Feed:
    return subscribe_url(db, url, settings=settings, now=NOW, options=FeedOptions(fallbacks=fallbacks))[0]


def polled(db: Connection, feed: Feed, *next_urls: str, error: str | None = None) -> Feed:
    """One poll of `feed` that brings an item, and what it says about where to go on."""
    (claimed,) = polls.claim(db, limit=10, lease_seconds=90)
    update = an_update(next_urls=next_urls, away_since=NOW if next_urls else None, last_error=error)
    log = PollLog(url=claimed.feed.url, outcome="failed" if error else "new", error=error, new_items=0 if error else 1)
    polls.record(db, claimed, update, log, new=[] if error else [a_story()], gap_seconds=0)
    free(db)
    found = feeds.get(db, feed.id)
    assert found is not None
    return found


def switch(db: Connection, feed: Feed, *urls: str) -> str | None:
    hosts.ensure_all(db, map(host_key, urls), 0)
    return addresses.switch(db, feed, urls)


def test_a_switch_keeps_the_feed_its_items_and_its_history(db: Connection, settings: Settings) -> None:
    feed = followed(db, settings, A, B, C)
    polled(db, feed)

    feeds.poll_soon(db)
    moved = polled(db, feed, B, C, error="503")

    assert (moved.id, moved.url, moved.addresses) == (feed.id, B, (A, B, C))
    assert moved.validators is None
    assert [row["url"] for row in polls.history(db, feed.id)] == [A, A]
    assert len(polls.known_items(db, feed.id, [a_story().guid_key], [])) == 1


def test_an_address_that_another_feed_has_is_passed_over(db: Connection, settings: Settings) -> None:
    followed(db, settings, B)
    feed = followed(db, settings, A, B, C)

    switched = switch(db, feed, B, C)
    nowhere = switch(db, feed, B)

    assert (switched, nowhere) == (C, None)


def test_a_feed_that_failed_over_is_known_by_all_its_addresses(db: Connection, settings: Settings) -> None:
    feed = followed(db, settings, A, B)
    switch(db, feed, B)

    again = [subscribe_url(db, url, settings=settings, now=NOW) for url in (A, B)]

    assert [(found.id, is_new) for found, is_new in again] == [(feed.id, False)] * 2


def test_a_removed_feed_comes_back_by_any_of_its_addresses(db: Connection, settings: Settings) -> None:
    feed = followed(db, settings, A, B)
    switch(db, feed, B)
    feeds.change(db, feed.id, state="suspended", state_reason="gone")
    feeds.remove(db, feed.id)

    found, _ = subscribe_url(db, A, settings=settings, now=NOW, options=FeedOptions(fallbacks=(B,)))

    assert (found.id, found.state, found.state_reason) == (feed.id, "active", None)
    assert len(feeds.find(db)) == 1


def test_a_known_feed_takes_on_the_addresses_of_a_newer_catalogue(db: Connection, settings: Settings) -> None:
    feed = followed(db, settings, A)

    found, is_new = subscribe_url(db, A, settings=settings, now=NOW, options=FeedOptions(fallbacks=(B,)))

    assert (found.id, found.addresses, is_new) == (feed.id, (A, B), False)


def test_health_names_every_address_with_its_last_poll(db: Connection, settings: Settings) -> None:
    feed = polled(db, followed(db, settings, A, B), B, error="410 Gone")

    found = addresses.health(db, feed)

    assert [(row["url"], row["is_current"], row["last_error"]) for row in found] == [
        (A, False, "410 Gone"),
        (B, True, None),
    ]
