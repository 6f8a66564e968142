"""What is known of a page's sentences: how much text each element holds, and what the head says of it. Shapes only."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from selectolax.lexbor import LexborNode

_NOT_LETTERS = re.compile(r"[\W_\u064b-\u0652\u0640]+")
# Most sentences have no others, and are done without the search, which costs twice as much.
_COMMON_SIGNS = ' .،:«»()-"؛؟!,'

Key = int


def squeeze(text: str) -> str:
    """Only letters and digits, for comparing texts that differ in quotes, spaces and marks."""
    bare = text.strip()
    for sign in _COMMON_SIGNS:
        bare = bare.replace(sign, "")
    # The tatweel counts as a letter there.
    return bare if bare.isalnum() and "\u0640" not in bare else _NOT_LETTERS.sub("", bare)


@dataclass(slots=True)
class Evidence:
    """What the metadata knows about the body, to tell it from its neighbours. Texts are folded by `squeeze`."""

    lead: str | None = None
    body: str | None = None
    headline: LexborNode | None = None


@dataclass(slots=True)
class Candidate:
    """The element, its share of the page's sentences, and what pointed to it."""

    node: LexborNode
    letters: float
    why: str
    confidence: float


@dataclass(slots=True)
class Masses:
    """Sentence letters below every element, by node identity."""

    nodes: dict[Key, LexborNode]
    total: dict[Key, float] = field(default_factory=dict)
    children: dict[Key, dict[Key, None]] = field(default_factory=dict)
    anchored: set[Key] = field(default_factory=set)
