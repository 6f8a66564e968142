"""When a host may be asked again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khabar.politeness import (
    HostPace,
    after_request,
    after_throttle,
    gap_seconds,
    next_allowed_at,
    retry_after_seconds,
)

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
WEEK = 7 * 86_400


def test_a_host_never_asked_may_be_asked_now() -> None:
    assert next_allowed_at(HostPace(), NOW, 2.0) == NOW


def test_a_request_starts_the_gap() -> None:
    pace = after_request(HostPace(), NOW)

    assert next_allowed_at(pace, NOW, 2.0) == NOW + timedelta(seconds=2)
    assert next_allowed_at(pace, NOW + timedelta(seconds=3), 2.0) == NOW + timedelta(seconds=3)


def test_a_crawl_delay_replaces_the_gap() -> None:
    pace = after_request(HostPace(crawl_delay_seconds=10), NOW)

    assert next_allowed_at(pace, NOW, 2.0) == NOW + timedelta(seconds=10)


def test_a_throttled_host_waits_as_long_as_it_was_told() -> None:
    pace = after_throttle(after_request(HostPace(), NOW), NOW, 120)

    assert next_allowed_at(pace, NOW, 2.0) == NOW + timedelta(seconds=120)


def test_a_shorter_wait_does_not_cut_a_longer_one() -> None:
    pace = after_throttle(after_throttle(HostPace(), NOW, 600), NOW, 5)

    assert next_allowed_at(pace, NOW, 2.0) == NOW + timedelta(seconds=600)


def test_no_wait_is_longer_than_a_week() -> None:
    pace = after_throttle(HostPace(), NOW, 1e12)

    assert next_allowed_at(pace, NOW, 2.0) == NOW + timedelta(seconds=WEEK)


def test_a_clock_that_was_set_back_costs_one_gap_at_most() -> None:
    pace = after_request(HostPace(), NOW + timedelta(days=30))

    assert next_allowed_at(pace, NOW, 2.0) == NOW + timedelta(seconds=2)


@pytest.mark.parametrize(
    ("crawl_delay", "seconds"),
    [
        pytest.param(None, 2.0, id="none"),
        pytest.param(10.0, 10.0, id="longer"),
        pytest.param(1.5, 1.5, id="shorter"),
        pytest.param(0.0, 1.0, id="zero"),
        pytest.param(86_400.0, 300.0, id="a-day"),
        pytest.param(-5.0, 2.0, id="negative"),
        pytest.param(float("nan"), 2.0, id="nan"),
        pytest.param(float("inf"), 2.0, id="infinite"),
    ],
)
def test_the_gap_follows_a_sensible_crawl_delay(crawl_delay: float | None, seconds: float) -> None:
    assert gap_seconds(2.0, crawl_delay) == seconds


@pytest.mark.parametrize(
    ("value", "date", "seconds"),
    [
        pytest.param("120", None, 120, id="seconds"),
        pytest.param(" 120 ", None, 120, id="spaces"),
        pytest.param("0", None, 0, id="zero"),
        pytest.param("9" * 9, None, WEEK, id="capped"),
        pytest.param("9" * 9000, None, WEEK, id="absurd"),
        pytest.param("Sun, 22 Nov 2026 10:02:00 GMT", None, 120, id="date-against-our-clock"),
        pytest.param("Sun, 22 Nov 2026 15:02:00 GMT", "Sun, 22 Nov 2026 15:00:00 GMT", 120, id="server-clock-wrong"),
        pytest.param("Sun, 22 Nov 2026 10:02:00 GMT", "yesterday", 120, id="unreadable-date-header"),
        pytest.param("Sun Nov 22 10:02:00 2026", None, 120, id="asctime"),
        pytest.param("Sunday, 22-Nov-26 10:02:00 GMT", None, 120, id="rfc-850"),
        pytest.param("Sun, 22 Nov 2020 10:00:00 GMT", None, 0, id="past"),
        pytest.param("Sun, 22 Nov 2099 10:00:00 GMT", None, WEEK, id="far-future"),
        pytest.param("soon", None, None, id="a-word"),
        pytest.param("-5", None, None, id="negative"),
        pytest.param("1.5", None, None, id="fraction"),
        pytest.param("١٢٠", None, None, id="arabic-digits"),
        pytest.param("", None, None, id="empty"),
        pytest.param(None, None, None, id="absent"),
    ],
)
def test_retry_after_is_read_in_both_forms(value: str | None, date: str | None, seconds: float | None) -> None:
    assert retry_after_seconds(value, date, NOW) == seconds


@given(st.text(max_size=80) | st.none(), st.text(max_size=80) | st.none())
def test_retry_after_never_raises_and_stays_in_its_range(value: str | None, date: str | None) -> None:
    seconds = retry_after_seconds(value, date, NOW)

    assert seconds is None or 0 <= seconds <= WEEK
