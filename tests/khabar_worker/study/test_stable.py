"""Selectors are made of names that last, and hold on every sample."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from khabar_worker.study.sample import Sample, read_sample
from khabar_worker.study.stable import is_stable, selector_for
from support.samples import HOST, sample

NOW = datetime(2026, 4, 14, 9, 0, tzinfo=UTC)


def read(number: int, html: str | None = None) -> Sample:
    body = (html or sample(number)).encode()
    return read_sample(body, name=f"page-{number}", url=f"{HOST}/news/{number}", charset=None, now=NOW)


@pytest.mark.parametrize(
    ("name", "lasts"),
    [
        ("article-body", True),
        ("articleBody", True),
        ("t-content__title", True),
        ("newsStoryDate", True),
        ("td-post-content", True),
        ("kateb_maqal", True),
        ("h1-title", True),
        ("css-1wt8oh6", False),
        ("ssrcss-pv1rh6-ArticleWrapper", False),
        ("sc-bdVaJa", False),
        ("bKdJxQz", False),
        ("Article_body__3xY2z", False),
        ("jsx-2871293847", False),
        ("post-48213", False),
        ("page2026", False),
        ("_body", False),
        ("col-md-8", False),
        ("mt-4", False),
        ("md:flex", False),
        ("active", False),
        ("مقال", False),
        ("", False),
    ],
)
def test_a_name_lasts_when_a_person_chose_it_for_what_the_element_is(name: str, lasts: bool) -> None:
    assert is_stable(name) is lasts


def test_the_selector_is_the_element_s_own_name_where_that_is_enough() -> None:
    samples = [read(0), read(1), read(2)]

    assert selector_for(samples, lambda each: each.body) == ".maqal-nass"
    assert selector_for(samples, lambda each: each.headline) == "h1.maqal-title"


def test_a_name_that_also_stands_elsewhere_is_narrowed_by_the_element_around_it() -> None:
    def masthead(number: int) -> str:
        return (
            sample(number)
            .replace("<footer>", '<footer><b class="maqal-date">2026</b>')
            .replace('<div id="story', '<b class="maqal-date">1 يناير 2001</b><div id="story')
        )

    samples = [read(number, masthead(number)) for number in range(3)]

    found = selector_for(samples, lambda each: each.page.tree.css_first(".maqal-facts .maqal-date"))

    assert found in (".maqal-facts span.maqal-date", "span.maqal-date")


def test_an_element_without_any_lasting_name_has_no_selector() -> None:
    samples = [read(number, sample(number).replace("maqal-nass ", "")) for number in range(3)]

    found = selector_for(samples, lambda each: each.page.tree.css_first(".css-0kk21x"))

    assert found is None


def test_a_name_that_one_sample_lacks_is_not_used() -> None:
    samples = [read(0), read(1), read(2, sample(2).replace("maqal-nass", "maqal-text"))]

    assert selector_for(samples, lambda each: each.body) is None


def test_no_element_gives_no_selector() -> None:
    assert selector_for([read(0)], lambda each: None) is None
    assert selector_for([], lambda each: each.body) is None
