"""A node's words and punctuation marks as one row, which is what the tagger reads. Pure."""

from __future__ import annotations

import re
from typing import NamedTuple

from khabar.arabic.node import Node

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


class Token(NamedTuple):
    """A word, or one mark between words. `text` is folded; `word` is its index in the node's words, -1 for a mark."""

    text: str
    start: int
    end: int
    word: int


def tokens_of(node: Node) -> list[Token]:
    """All of a node's tokens in order. Numbers keep only their length: what they say is no matter for names."""
    found: list[Token] = []
    position, written = 0, node.text
    for index, (folded, start, end) in enumerate(node.words):
        if start - position != 1 or written[position] != " ":
            found += _marks(written, position, start)
        text = folded
        if folded < _AFTER_DIGITS:
            text = _NUMBER.sub("0", folded)
        elif folded == _ALI and written[end - 1] == "ى":
            text = _ON
        found.append(Token(text, start, end, index))
        position = end
    found += _marks(written, position, len(written))
    return found


def _marks(text: str, start: int, end: int) -> list[Token]:
    return [Token(_MARKS.get(text[at], "*"), at, at + 1, -1) for at in range(start, end) if not text[at].isspace()]
