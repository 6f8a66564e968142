"""A node's words and punctuation marks as one row, which is what the tagger reads. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from khabar.arabic.names.proclitics import openings
from khabar.arabic.names.tables import given_names, honorifics, surnames, titles
from khabar.arabic.node import Node, Word

_MARKS = {
    **dict.fromkeys("«“„‟”»\"'‘’`″", '"'),
    **dict.fromkeys(",،", "،"),
    **dict.fromkeys(";؛", "؛"),
    **dict.fromkeys("?؟", "؟"),
    **dict.fromkeys("([{", "("),
    **dict.fromkeys(")]}", ")"),
    **dict.fromkeys("-–—", "-"),
    ":": ":",
    ".": ".",
    "…": ".",
    "/": "/",
    "!": ".",
}
_NUMBER = re.compile(r"[0-9]")
_AFTER_DIGITS = ":"
# Two words that fold to one: the name علي, and على with its own last letter.
_ALI, _ON = "علي", "على"
_WITH_YEH = (" إلي ", " الي ", " حتي ")
_SON = frozenset({"بن", "ابن"})


class Mark(NamedTuple):
    """One mark between words, as one of its kind is written."""

    folded: str
    start: int
    end: int


Token = Word | Mark


def writes_yeh(text: str) -> bool:
    """Whether a text prints ي for ى, as some papers do: إلي، حتي. Its «علي» mostly is على."""
    return any(word in text for word in _WITH_YEH)


def tokens_of(node: Node, *, is_yeh: bool = False) -> list[Token]:
    """All of a node's tokens in order. Numbers keep only their length: what they say is no matter for names.

    `is_yeh`: the article writes ي for ى, so that «علي» is the name only beside another.
    """
    found: list[Token] = []
    words, gaps, written = node.words, node.gaps, node.text
    for at, (word, gap) in enumerate(zip(words, gaps, strict=False)):
        folded, start, end = word
        if gap != " ":
            found += _marks(gap, start - len(gap))
        if folded < _AFTER_DIGITS:
            found.append(Word(_NUMBER.sub("0", folded), start, end))
        elif folded == _ALI and (written[end - 1] == "ى" or (is_yeh and not _is_beside_name(words, at))):
            found.append(Word(_ON, start, end))
        else:
            found.append(word)
    return found + _marks(gaps[-1], len(written) - len(gaps[-1]))


def _is_beside_name(words: Sequence[Word], at: int) -> bool:
    before = {one.word for one in openings(words[at - 1].folded)} if at else set()
    after = words[at + 1].folded if at + 1 < len(words) else ""
    names = given_names()
    is_led_to = any(word in names or word in titles() or word in honorifics() or word in _SON for word in before)
    return is_led_to or names.get(after, False) or after in surnames() or after in _SON


def _marks(gap: str, start: int) -> list[Token]:
    return [Mark(_MARKS.get(mark, "*"), at, at + 1) for at, mark in enumerate(gap, start) if not mark.isspace()]
