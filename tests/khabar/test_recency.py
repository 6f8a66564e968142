from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khabar.recency import terms_of_hours, terms_of_moment

NOW = datetime(2026, 11, 26, 10, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("step", "count", "last"),
    [
        pytest.param(timedelta(0), 1, "@h2026112610", id="one hour"),
        pytest.param(timedelta(days=9), 60, "@h2026112610", id="hours, be they years apart"),
        pytest.param(timedelta(minutes=30), 30, "@h2026112610", id="hours once each"),
    ],
)
def test_hours_are_told_by_their_own_terms_where_they_are_few(step: timedelta, count: int, last: str) -> None:
    terms = terms_of_hours(NOW - number * step for number in range(60))

    assert (len(terms), terms[-1]) == (count, last)


@pytest.mark.parametrize(
    ("step", "mark", "count"),
    [(timedelta(hours=1), "@d", 5), (timedelta(days=1), "@m", 4), (timedelta(days=31), "", 0)],
    ids=["days", "months", "none of ten years"],
)
def test_many_hours_are_told_by_larger_units(step: timedelta, mark: str, count: int) -> None:
    terms = terms_of_hours(NOW - number * step for number in range(100))

    assert ({term[:2] for term in terms}, len(terms)) == ({mark} if mark else set(), count)


def test_a_moment_counts_in_utc():
    assert terms_of_moment(NOW.astimezone(timezone(timedelta(hours=14)))) == terms_of_moment(NOW)


@given(st.lists(st.datetimes(NOW.replace(tzinfo=None) - timedelta(days=1_500), NOW.replace(tzinfo=None)), max_size=99))
def test_every_hour_has_one_of_the_terms(moments: list[datetime]) -> None:
    moments = [moment.replace(tzinfo=UTC) for moment in moments]

    terms = terms_of_hours(moments)

    assert all(set(terms_of_moment(moment)) & set(terms) for moment in moments)
