"""When a feed is polled next."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from khabar.errors import Forbidden, Gone, KhabarError, NotAFeed, ServerFailing, Throttled, Unreachable
from khabar.feed import Feed, Validators
from khabar_ingest.schedule import (
    PollLimits,
    Received,
    after_document,
    after_error,
    after_not_modified,
    again_after_push,
    interval_seconds,
    limits_of,
    max_age_seconds,
    needs_full_poll,
)

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
LIMITS = PollLimits(least=900, most=86_400)
VALIDATORS = Validators(url="https://news.example.com/feed", etag='W/"a"', last_modified=None)


def a_feed(**changes: object) -> Feed:
    return Feed.model_validate(
        {
            "id": UUID(int=1),
            "url": "https://news.example.com/feed",
            "created_at": NOW - timedelta(days=10),
            "next_poll_at": NOW,
            "interval_seconds": 900,
            "validators": VALIDATORS,
            "body_hash": "old",
            **changes,
        }
    )


def a_document(**changes: object) -> Received:
    return Received.model_validate(
        {
            "status": 200,
            "final_url": "https://news.example.com/feed",
            "permanent_url": None,
            "headers": {"etag": '"b"'},
            "body_hash": "new",
            "entries": 20,
            **changes,
        }
    )


def wait_of(update: object) -> float:
    return (update.next_poll_at - NOW).total_seconds()  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("gap_minutes", "asked", "conditional", "expected"),
    [
        pytest.param(10, [None], True, 900, id="a busy feed is bounded by the operator's least"),
        pytest.param(120, [None], True, 3600, id="half the median gap"),
        pytest.param(10, [7200, None], True, 7200, id="never sooner than the publisher asks"),
        pytest.param(10, [None], False, 3600, id="four times slower without validators"),
        pytest.param(60 * 24 * 90, [None], True, 86_400, id="at least once a day"),
        pytest.param(10, [10**9], True, 86_400, id="an absurd wait is bounded"),
    ],
)
def test_the_interval_follows_the_feeds_own_pace(
    gap_minutes: int, asked: list[int | None], conditional: bool, expected: int
) -> None:
    dates = [NOW - timedelta(minutes=gap_minutes * n) for n in range(10)]

    assert interval_seconds(dates, asked, conditional=conditional, limits=LIMITS) == expected


def test_a_feed_without_dates_is_polled_hourly() -> None:
    assert interval_seconds([], [], conditional=True, limits=LIMITS) == 3600


@pytest.mark.parametrize(
    ("header", "expected"),
    [("max-age=600", 600), ("public, max-age=60", 60), ('max-age="5"', 5), ("no-cache", None), ("s-maxage=9", None)],
)
def test_max_age_is_read_from_cache_control(header: str, expected: int | None) -> None:
    assert max_age_seconds({"cache-control": header}) == expected


def test_a_document_brings_new_validators_and_resets_failures() -> None:
    update = after_document(a_feed(failures=4), a_document(), NOW, 0.5, LIMITS)

    assert update.validators == Validators(url="https://news.example.com/feed", etag='"b"', last_modified=None)
    assert (update.failures, update.last_outcome, update.body_hash) == (0, "new", "new")


def test_etag_not_saved_for_empty_or_challenge_page() -> None:
    empty = after_document(a_feed(), a_document(entries=0), NOW, 0.5, LIMITS)
    challenge = after_error(a_feed(), NotAFeed("an HTML page"), NOW, 0.5, LIMITS)

    assert (empty.validators, empty.body_hash, empty.empty_polls) == (None, None, 1)
    assert (challenge.validators, challenge.body_hash, challenge.last_outcome) == (None, None, "refused")


def test_not_modified_keeps_the_validators_and_takes_a_new_etag() -> None:
    kept = after_not_modified(a_feed(), {}, NOW, 0.5, LIMITS)
    renewed = after_not_modified(a_feed(), {"etag": '"c"'}, NOW, 0.5, LIMITS)

    assert kept.validators == VALIDATORS
    assert renewed.validators is not None
    assert renewed.validators.etag == '"c"'


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (Unreachable("name not found"), "failed"),
        (ServerFailing("500"), "failed"),
        (Forbidden("403"), "refused"),
        (NotAFeed("html"), "refused"),
        (Throttled("429", after=60), "throttled"),
        (Gone("410"), "gone"),
    ],
    ids=lambda value: value.code if isinstance(value, KhabarError) else "",
)
def test_every_failure_backs_off_and_says_why(error: KhabarError, outcome: str) -> None:
    first = after_error(a_feed(failures=0), error, NOW, 0.5, LIMITS)
    later = after_error(a_feed(failures=3), error, NOW, 0.5, LIMITS)

    assert (first.last_outcome, first.last_error, first.failures) == (outcome, error.message, 1)
    assert wait_of(later) > wait_of(first) > LIMITS.least


@pytest.mark.parametrize(
    ("failures", "event"), [(0, None), (1, None), (2, "feed.degraded"), (3, None), (40, None)], ids=str
)
def test_a_feed_is_told_to_be_ill_once(failures: int, event: str | None) -> None:
    assert after_error(a_feed(failures=failures), Unreachable("refused"), NOW, 0.5, LIMITS).event == event


@pytest.mark.parametrize(("failures", "event"), [(0, None), (2, None), (3, "feed.recovered")], ids=str)
def test_a_feed_is_told_to_be_well_only_after_it_was_told_to_be_ill(failures: int, event: str | None) -> None:
    assert after_document(a_feed(failures=failures), a_document(), NOW, 0.5, LIMITS).event == event
    assert after_not_modified(a_feed(failures=failures), {}, NOW, 0.5, LIMITS).event == event


def test_a_failing_feed_is_never_given_up() -> None:
    update = after_error(a_feed(failures=5000), Unreachable("refused"), NOW, 1.0, LIMITS)

    assert update.suspend is None
    assert wait_of(update) <= LIMITS.most * 1.15


@pytest.mark.parametrize("jitter", [0.0, 0.5, 1.0])
def test_a_throttled_feed_waits_as_long_as_it_was_told(jitter: float) -> None:
    update = after_error(a_feed(), Throttled("429", after=7200), NOW, jitter, LIMITS)

    assert wait_of(update) >= 7200


def test_three_times_gone_over_three_days_suspends_and_never_deletes() -> None:
    twice = {"gone_count": 2}
    quick = after_error(a_feed(**twice, gone_since=NOW - timedelta(days=1)), Gone("410"), NOW, 0.5, LIMITS)
    lasting = after_error(a_feed(**twice, gone_since=NOW - timedelta(days=3)), Gone("410"), NOW, 0.5, LIMITS)
    back = after_document(a_feed(**twice, gone_since=NOW), a_document(), NOW, 0.5, LIMITS)

    assert quick.suspend is None
    assert "gone since 2026-11-19" in (lasting.suspend or "")
    assert (back.gone_count, back.gone_since) == (0, None)


def test_an_address_moves_after_three_equal_permanent_redirects_over_a_day() -> None:
    target = "https://new.example.com/feed"
    seen = {"moved_to": target, "moved_count": 2, "moved_since": NOW - timedelta(hours=25)}
    document = a_document(permanent_url=target, has_known_items=True)

    first = after_document(a_feed(), document, NOW, 0.5, LIMITS)
    third = after_document(a_feed(**seen), document, NOW, 0.5, LIMITS)
    too_soon = after_document(a_feed(**{**seen, "moved_since": NOW}), document, NOW, 0.5, LIMITS)
    stranger = after_document(a_feed(**seen), a_document(permanent_url=target), NOW, 0.5, LIMITS)

    assert (first.url, first.moved_count) == (None, 1)
    assert (third.url, third.moved_to) == (target, None)
    assert (too_soon.url, stranger.url) == (None, None)


def test_once_a_week_a_feed_is_asked_without_validators() -> None:
    update = after_document(a_feed(full_poll_at=NOW), a_document(), NOW, 0.5, LIMITS)

    assert needs_full_poll(a_feed(full_poll_at=NOW), NOW)
    assert not needs_full_poll(a_feed(full_poll_at=NOW + timedelta(seconds=1)), NOW)
    assert update.full_poll_at == NOW + timedelta(days=7)


@pytest.mark.parametrize(
    ("state", "least"),
    [
        ({}, 900),
        ({"pushed_until": NOW + timedelta(days=3)}, 900),
        ({"pushed_until": NOW + timedelta(days=3), "pushed_at": NOW - timedelta(hours=2)}, 3600),
        ({"pushed_until": NOW - timedelta(minutes=1), "pushed_at": NOW - timedelta(hours=2)}, 900),
        (
            {
                "pushed_until": NOW + timedelta(days=3),
                "pushed_at": NOW - timedelta(hours=2),
                "last_item_at": NOW - timedelta(hours=1),
            },
            900,
        ),
    ],
    ids=["no-hub", "never-pushed-yet", "pushed", "subscription-over", "news-came-unpushed"],
)
def test_a_feed_is_polled_less_often_while_its_hub_keeps_its_word(state: dict[str, object], least: int) -> None:
    assert limits_of(a_feed(**state), NOW, LIMITS).least == least


@pytest.mark.parametrize(
    ("state", "found_news", "wait"),
    [
        ({}, False, 900),
        ({"pushed_at": NOW - timedelta(seconds=1)}, False, 60),
        ({"pushed_at": NOW - timedelta(seconds=1)}, True, 900),
        ({"pushed_at": NOW - timedelta(minutes=2), "last_polled_at": NOW - timedelta(minutes=1)}, False, 900),
    ],
    ids=["not-pushed", "pushed-and-nothing-there", "pushed-and-found", "asked-once-more-already"],
)
def test_a_push_that_brought_nothing_is_asked_for_once_more(
    state: dict[str, object], found_news: bool, wait: int
) -> None:
    feed = a_feed(**state)
    update = after_not_modified(feed, {}, NOW, 0.4, LIMITS)

    followed = again_after_push(feed, update, NOW, found_news=found_news)

    assert (followed.next_poll_at - NOW).total_seconds() == wait


@pytest.mark.parametrize(("title", "kept"), [("خ" * 501, "خ" * 500), ("خ" * 500, "خ" * 500), (None, None)])
def test_a_title_is_cut_to_what_a_change_of_the_feed_may_send_back(title: str | None, kept: str | None) -> None:
    update = after_document(a_feed(), a_document(title=title), NOW, jitter=0, limits=LIMITS)

    assert update.title == kept
