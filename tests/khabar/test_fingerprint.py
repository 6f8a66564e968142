from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khabar.fingerprint import LEAST_WORDS, bands, fingerprint, similarity

WORDS = [f"كلمة{number}" for number in range(500)]


def text(seed: int, words: int) -> list[str]:
    return random.Random(seed).choices(WORDS, k=words)


def printed(words: list[str]) -> bytes:
    found = fingerprint([" ".join(words)])
    assert found is not None
    return found


STORY = text(1, 300)


@pytest.mark.parametrize(
    ("changed", "least", "most"),
    [
        (STORY, 1.0, 1.0),
        (["الرياض", "واس", *STORY, "اقرأ", "المزيد"], 0.9, 1.0),
        (STORY[:240], 0.7, 0.9),
        (STORY[:180], 0.5, 0.7),
        ([word for word in STORY for word in [f"{word}ً"]], 1.0, 1.0),
        (text(2, 300), 0.0, 0.1),
    ],
    ids=["the same", "agency's line and ending", "a fifth cut", "two fifths cut", "with marks", "another text"],
)
def test_a_similarity_estimates_what_two_texts_share(changed: list[str], least: float, most: float) -> None:
    found = similarity(printed(STORY), printed(changed))

    assert least <= found <= most


@pytest.mark.parametrize("words", [60, 300, 2000])
def test_copies_have_a_band_in_common_and_other_texts_have_none(words: int) -> None:
    story = text(3, words)

    shortened = set(bands(printed(story[: int(words * 0.8)])))

    assert shortened & set(bands(printed(story)))
    assert not shortened & set(bands(printed(text(4, words))))


def test_a_text_in_parts_is_the_text() -> None:
    parts = [" ".join(STORY[:100]), " ".join(STORY[100:])]

    assert fingerprint(parts) == printed(STORY)


def test_a_short_text_has_no_fingerprint() -> None:
    assert fingerprint([" ".join(STORY[: LEAST_WORDS - 1])]) is None
    assert fingerprint([]) is None


def test_a_fingerprint_never_changes_because_databases_keep_it() -> None:
    found = printed([f"خبر{number}" for number in range(40)])

    assert found.hex()[:32] == "91ea37566949626e7e4700d421f71ae8"
    assert bands(found)[:2] == [7598051206079426484, 6734318342098375262]


@given(st.lists(st.text(max_size=20), max_size=60))
def test_any_text_has_a_fingerprint_of_one_size_or_none(texts: list[str]) -> None:
    found = fingerprint(texts)

    assert found is None or (len(found), len(bands(found)), similarity(found, found)) == (512, 32, 1.0)
