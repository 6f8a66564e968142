"""One stretch of an article's text, cut into words once and handed to all rules that read it. A shape, no rule.

Not here: search terms, which count positions over a whole article (`analyse.py`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, repeat
from typing import Literal, NamedTuple

from khabar.arabic.fold import fold, fold_with_offsets, source_span
from khabar.remembered import remembered

# A letter or digit, then letters, digits and the marks and invisible characters that belong to them.
_MARKS = r"\u0640\u0300-\u036f\u064b-\u065f\u0670\u06d6-\u06ed\u200b-\u200f"
_WORD = re.compile(rf"([^\W_][^\W_{_MARKS}]*(?:[{_MARKS}]+[^\W_]*)*)")

# Most words of an article were met in an earlier one.
_folded = remembered(100_000)(fold)
_new = tuple.__new__

NodeKind = Literal["headline", "heading", "paragraph", "quote", "item", "cell", "caption"]


class Word(NamedTuple):
    """A word as folded for matching, and its code points in the node's text, end exclusive."""

    folded: str
    start: int
    end: int


@dataclass(frozen=True)
class Node:
    """A text-bearing unit of a record under its record id (`b6`, `b7.i3`, `m1.caption`; `headline` for the headline).

    `block` is the index of its block in the body, -1 for the headline and for captions outside the body; items and
    cells of one list or table share it. `text` is the stored text, letter for letter.
    """

    id: str
    kind: NodeKind
    block: int
    text: str

    @cached_property
    def words(self) -> tuple[Word, ...]:
        """Its words in order; punctuation stands between them in `text`, and a tatweel (ـ) alone is a dash."""
        return self._cut[0]

    @cached_property
    def gaps(self) -> Sequence[str]:
        """What stands before each word, and behind the last."""
        return self._cut[1]

    @property
    def printed(self) -> Sequence[str]:
        """The words as the text has them."""
        return self._cut[2]

    @cached_property
    def _cut(self) -> tuple[tuple[Word, ...], Sequence[str], Sequence[str]]:
        pieces = _WORD.split(self.text)
        ends = list(accumulate(map(len, pieces)))
        folded = list(map(_folded, pieces[1::2]))
        # One call of C for all words: three fifths of the time of a call of Python for each.
        words = tuple(map(_new, repeat(Word), zip(folded, ends[::2], ends[1::2], strict=False)))
        if all(folded):
            return words, pieces[::2], pieces[1::2]
        words = tuple(word for word in words if word.folded)
        behind, before = (0, *(word.end for word in words)), (*(word.start for word in words), len(self.text))
        gaps = [self.text[end:start] for end, start in zip(behind, before, strict=True)]
        return words, gaps, [self.text[word.start : word.end] for word in words]

    @cached_property
    def _folding(self) -> tuple[str, tuple[int, ...]]:
        return fold_with_offsets(self.text)

    @property
    def folded(self) -> str:
        """The whole text folded, punctuation and spaces included; `source` leads back from its positions."""
        return self._folding[0]

    def source(self, start: int, end: int) -> tuple[int, int]:
        """The stretch of `text` behind `start`..`end` of `folded`, end exclusive."""
        return source_span(self.text, self._folding[1], start, end)
