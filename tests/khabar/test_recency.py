from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khabar.recency import terms_of_hours, terms_of_moment, terms_of_stretch

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


@pytest.mark.parametrize(
    ("length", "mark", "count"),
    [
        pytest.param(timedelta(0), "@h", 1, id="a moment"),
        pytest.param(timedelta(hours=59), "@h", 60, id="hours"),
        pytest.param(timedelta(hours=59, minutes=31), "@d", 4, id="days where hours are one too many"),
        pytest.param(timedelta(days=100), "@m", 4, id="months"),
        pytest.param(timedelta(days=1_000_000), "", 0, id="none of longer than there are dates"),
    ],
)
def test_a_stretch_is_told_by_the_smallest_unit_that_has_few_terms(length: timedelta, mark: str, count: int) -> None:
    terms = terms_of_stretch(NOW, length)

    assert ({term[:2] for term in terms}, len(terms)) == ({mark} if mark else set(), count)


@given(st.timedeltas(timedelta(0), timedelta(days=1_650)), st.floats(0, 1))
def test_every_moment_of_a_stretch_has_one_of_its_terms(length: timedelta, part: float) -> None:
    for moment in (NOW - length * part, NOW - length, NOW):
        assert set(terms_of_moment(moment)) & set(terms_of_stretch(NOW, length))
