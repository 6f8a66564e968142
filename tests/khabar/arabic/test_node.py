"""A node's words."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from khabar.arabic.node import Node


def test_a_tatweel_alone_is_a_dash_and_no_word() -> None:
    node = Node("b1", "paragraph", 0, "الـمدينة ـ شمال البلاد ـ هادئة")

    assert [word.folded for word in node.words] == ["المدينه", "شمال", "البلاد", "هادءه"]


@given(st.text(alphabet="الب ـ\u064b\u064f\u06e5\ufc5e\ufe70،.«»\u200f1a", max_size=30))
def test_every_word_has_something_to_match(text: str) -> None:
    assert all(word.folded for word in Node("b1", "paragraph", 0, text).words)


@given(st.text(alphabet="الب ـ\u064b\u064f\u06e5\ufc5e\ufe70،.«»\u200f1a", max_size=30))
def test_words_and_what_stands_between_them_are_the_whole_text(text: str) -> None:
    node = Node("b1", "paragraph", 0, text)

    printed = [text[word.start : word.end] for word in node.words]

    assert "".join(gap + word for gap, word in zip(node.gaps, [*printed, ""], strict=True)) == text
    assert list(node.printed) == printed
