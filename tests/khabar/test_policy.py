from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khabar.policy import excerpt, is_shown_whole


@pytest.mark.parametrize(
    ("text", "most", "expected"),
    [
        ("رأى خبيران", 20, "رأى خبيران"),
        ("رأى خبيران أن القتل", 10, "رأى خبيران…"),
        ("رأى خبيران أن القتل", 11, "رأى خبيران…"),
        ("رأى خبيران أن القتل", 12, "رأى خبيران…"),
        ("رأى خبيران أن القتل", 13, "رأى خبيران أن…"),
        ("كلمةواحدةطويلة", 4, "…"),
    ],
)
def test_an_excerpt_ends_at_a_word(text: str, most: int, expected: str) -> None:
    assert excerpt(text, most) == expected


@given(st.text(alphabet="اب جد\n", max_size=80), st.integers(1, 40))
def test_an_excerpt_is_made_of_whole_words_from_the_beginning(text: str, most: int) -> None:
    words = excerpt(text, most).removesuffix("…").split()

    assert words == text.split()[: len(words)]


@pytest.mark.parametrize(
    ("record", "whole"),
    [
        ('{"schema":"khabar.article/1","status":"usable","access":{"policy":"full"}}', True),
        ('{"schema":"khabar.article/1","status":"withheld","access":{"policy":"full"}}', False),
        ('{"schema":"khabar.article/1","status":"usable","access":{"policy":"excerpt"}}', False),
        ('{"schema":"khabar.article/1","status":"usable","access":{"policy":"full"}} ', False),
    ],
    ids=["full", "withheld", "excerpt", "unknown form"],
)
def test_only_a_free_record_is_shown_whole(record: str, whole: bool) -> None:
    assert is_shown_whole(record) is whole
