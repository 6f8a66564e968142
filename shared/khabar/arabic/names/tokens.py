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


class Token(NamedTuple):
    """A word, or one mark between words. `text` is folded; `word` is its index in the node's words, -1 for a mark."""

    text: str
    start: int
    end: int
    word: int


def tokens_of(node: Node) -> list[Token]:
    """All of a node's tokens in order. Numbers keep only their length: what they say is no matter for names."""
    found: list[Token] = []
    position = 0
    for index, word in enumerate(node.words):
        _between(node.text, position, word.start, found)
        text = _NUMBER.sub("0", word.folded) if word.folded[:1].isdigit() else word.folded
        if text == "علي" and node.text[word.end - 1] == "ى":
            text = "على"  # folded, the preposition and the name علي would be one word
        found.append(Token(text, word.start, word.end, index))
        position = word.end
    _between(node.text, position, len(node.text), found)
    return found


def _between(text: str, start: int, end: int, found: list[Token]) -> None:
    if end - start == 1 and text[start] == " ":
        return
    for at in range(start, end):
        if not text[at].isspace():
            found.append(Token(_MARKS.get(text[at], "*"), at, at + 1, -1))
