from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khabar.recency import terms_between, terms_of_moment

NOW = datetime(2026, 11, 26, 10, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("length", "count", "last"),
    [
        pytest.param(timedelta(0), 1, "@h2026112610", id="this hour"),
        pytest.param(timedelta(hours=3), 4, "@h2026112610", id="hours"),
        pytest.param(timedelta(days=3), 4, "@d20261126", id="days"),
        pytest.param(timedelta(days=90), 4, "@m202611", id="months"),
    ],
)
def test_a_stretch_is_covered_by_the_smallest_unit_that_has_few(length, count, last):
    terms = terms_between(NOW - length, NOW)

    assert (len(terms), terms[-1]) == (count, last)


def test_a_stretch_of_many_years_has_no_terms():
    assert terms_between(NOW - timedelta(days=3_000), NOW) == ()


def test_a_moment_counts_in_utc():
    assert terms_of_moment(NOW.astimezone(timezone(timedelta(hours=14)))) == terms_of_moment(NOW)


@given(st.timedeltas(timedelta(0), timedelta(days=868)), st.floats(0, 1))
def test_every_moment_of_a_stretch_has_one_of_its_terms(length, part):
    terms = terms_between(NOW - length, NOW)

    assert set(terms_of_moment(NOW - part * length)) & set(terms)
