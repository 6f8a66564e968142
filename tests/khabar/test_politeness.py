"""The wait that an answer asks for."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khabar.politeness import retry_after_seconds

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
WEEK = 7 * 86_400


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
