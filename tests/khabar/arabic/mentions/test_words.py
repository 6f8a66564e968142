"""The sketch of a text: what is left out of it never hides a date."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from khabar.arabic.mentions.grammar import read_mentions
from khabar.arabic.mentions.kinds import BREAK, DATING, SKETCHED, UNKNOWN
from khabar.arabic.mentions.words import Sketch, Token, sketch
from khabar.arabic.node import Node

_UNDATED = [*sorted(character for kind, character in SKETCHED.items() if kind not in DATING), BREAK, UNKNOWN]


@given(st.text(st.sampled_from(_UNDATED), max_size=20))
def test_no_form_goes_without_a_word_that_dates(marks: str) -> None:
    sketched = Sketch(marks, [Token("IN", 0, number, number) for number in range(len(marks))])

    assert list(read_mentions(sketched)) == []


def test_a_text_without_a_word_that_dates_is_left_at_once() -> None:
    assert sketch(Node("b1", "paragraph", 0, "قال من 3 إلى 5 في أكثر من حي")).text == ""


def test_one_word_that_dates_gives_the_whole_sketch() -> None:
    node = Node("b1", "paragraph", 0, "قال في عام 2020")

    assert sketch(node).text == "".join([UNKNOWN, *(SKETCHED[kind] for kind in ("IN", "YEAR_WORD", "YEAR"))])
