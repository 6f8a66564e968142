"""A node's words and punctuation marks as one row, which is what the tagger reads. Pure."""

from __future__ import annotations

import re
from typing import NamedTuple

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


class Mark(NamedTuple):
    """One mark between words, as one of its kind is written."""

    folded: str
    start: int
    end: int


Token = Word | Mark


def tokens_of(node: Node) -> list[Token]:
    """All of a node's tokens in order. Numbers keep only their length: what they say is no matter for names."""
    found: list[Token] = []
    words, gaps, written = node.words, node.gaps, node.text
    for word, gap in zip(words, gaps, strict=False):
        folded, start, end = word
        if gap != " ":
            found += _marks(gap, start - len(gap))
        if folded < _AFTER_DIGITS:
            found.append(Word(_NUMBER.sub("0", folded), start, end))
        elif folded == _ALI and written[end - 1] == "ى":
            found.append(Word(_ON, start, end))
        else:
            found.append(word)
    return found + _marks(gaps[-1], len(written) - len(gaps[-1]))


def _marks(gap: str, start: int) -> list[Token]:
    return [Mark(_MARKS.get(mark, "*"), at, at + 1) for at, mark in enumerate(gap, start) if not mark.isspace()]
