"""Which of a feed's addresses is polled next."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from khabar.errors import Gone, KhabarError, NotAFeed, ServerFailing, Throttled
from khabar.feed import Feed, FeedUpdate
from khabar_ingest.failover import HOME_AFTER, moved_on
from khabar_ingest.schedule import PollLimits, after_error, after_not_modified

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
LIMITS = PollLimits(least=900, most=86_400)
A, B, C = "https://a.example/feed", "https://b.example/rss", "https://c.example/atom"


def a_feed(url: str = A, **changes: object) -> Feed:
    return Feed.model_validate(
        {
            "id": "01890000-0000-7000-8000-000000000001", "url": url, "addresses": (A, B, C),
            "created_at": NOW, "next_poll_at": NOW, "interval_seconds": 900, **changes,
        }
    )  # fmt: skip


def failed(feed: Feed, error: KhabarError | None = None) -> FeedUpdate:
    error = error or ServerFailing("503")
    return moved_on(feed, after_error(feed, error, NOW, 0.5, LIMITS), NOW, LIMITS)


def succeeded(feed: Feed) -> FeedUpdate:
    return moved_on(feed, after_not_modified(feed, {}, NOW, 0.5, LIMITS), NOW, LIMITS)


@pytest.mark.parametrize(
    ("url", "failures", "tried"),
    [(A, 0, ()), (A, 1, ()), (A, 2, (B, C)), (B, 3, ()), (B, 5, (C, A)), (C, 8, (A, B))],
)
def test_three_failures_in_a_row_lead_to_the_next_address(url: str, failures: int, tried: tuple[str, ...]) -> None:
    assert failed(a_feed(url, failures=failures)).next_urls == tried


@pytest.mark.parametrize("error", [Gone("410"), NotAFeed("an HTML page")], ids=["gone", "no feed"])
def test_what_is_gone_or_no_feed_fails_over_too(error: KhabarError) -> None:
    assert failed(a_feed(failures=2), error).next_urls == (B, C)


def test_a_wait_that_was_asked_for_is_kept_at_the_same_address() -> None:
    update = failed(a_feed(failures=2), Throttled("429", after=7200))

    assert update.next_urls == ()
    assert update.next_poll_at >= NOW + timedelta(seconds=7200)


def test_an_untried_address_is_asked_soon_and_a_whole_ill_round_waits_long() -> None:
    fresh, whole_round = failed(a_feed(failures=2)), failed(a_feed(C, failures=8))

    assert fresh.next_poll_at == NOW + timedelta(seconds=LIMITS.least)
    assert whole_round.next_poll_at > NOW + timedelta(hours=12)


def test_a_feed_with_one_address_stays_there() -> None:
    assert failed(a_feed(addresses=(), failures=2)).next_urls == ()


def test_a_feed_is_given_up_only_when_every_address_is_gone() -> None:
    since = NOW - timedelta(days=9)

    two_of_three = failed(a_feed(failures=7, gone_count=7, gone_since=since), Gone("404"))
    all_of_them = failed(a_feed(failures=8, gone_count=8, gone_since=since), Gone("404"))

    assert two_of_three.suspend is None
    assert all_of_them.suspend is not None
    assert all_of_them.next_urls == ()


def test_the_first_address_gets_a_try_once_another_served_for_a_day() -> None:
    early = succeeded(a_feed(B, away_since=NOW - HOME_AFTER / 2))
    due = succeeded(a_feed(B, away_since=NOW - HOME_AFTER))

    assert early.next_urls == ()
    assert early.away_since == NOW - HOME_AFTER / 2
    assert (due.next_urls, due.return_to) == ((A,), B)


def test_a_failed_try_at_home_leads_straight_back_and_is_no_illness() -> None:
    update = failed(a_feed(A, return_to=C))

    assert update.next_urls == (C,)
    assert (update.return_to, update.failures, update.event, update.away_since) == (None, 0, None, NOW)


def test_a_good_try_at_home_ends_the_fail_over() -> None:
    update = succeeded(a_feed(A, return_to=B))

    assert (update.next_urls, update.return_to, update.away_since) == ((), None, None)
