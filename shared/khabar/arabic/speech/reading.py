"""One node prepared for the rules of speech: its words, what stands between them, its marks and its sentences.

Not here: any rule about speakers.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from khabar.arabic.lexicon import vocabulary
from khabar.arabic.node import Node
from khabar.arabic.speech.marks import Marked, find_marks
from khabar.arabic.speech.roles import ALI, MOTHER, NAMESAKES, is_given
from khabar.arabic.speech.verbs import cues_of

_GLUED = re.compile(r"(?<=[ء-ي]{3})[.!؟?…]+(?=[ء-ي]{2})")
# A newline; stops before a space or a closing mark; those of _GLUED. It begins with a set, which is sought fastest.
_SENTENCE_END = re.compile(
    r"[.!؟?…\n](?:(?<=\n)|(?<!\n)[.!؟?…]*(?=\s|$|[\"»”“)\]])|(?<=[ء-ي]{3}[.!؟?…])[.!؟?…]*(?=[ء-ي]{2}))"
)
_DOMAINS = frozenset({"كوم", "نت", "نيت", "اورغ", "اورج", "دوت", "تيفي", "نيوز"})
_GOING_ON = frozenset({"ثم", "لكن", "بل", "ان", "انه", "انها", "كما", "فقد"})
_UNBROKEN = frozenset({"", " "})
_BREAKING = frozenset("،,؛;:()[]–—.!؟?…\n/|")
# Right between two words these part nothing: «1.5», «و/أو».
_INSIDE_NUMBERS = frozenset(".,:/-'’\"“”«»_+&%")
_SEEN = 30  # how often a word is seen that a conjunction may be written on to
_ABBREVIATION = 1  # letters before a full stop that abbreviates: «د. محمد»


class Naming(NamedTuple):
    """A stretch of a node's text, `start`..`end`, that names a person, or something else."""

    start: int
    end: int
    is_person: bool


class Reading:
    """A node as the rules read it. Words are named by their index; `folded[i]` is word `i` for matching.

    `cues`: for each word, what it says of a speaker, or None.

    `people`: the first word of a person's name → the word behind it. `others`: words in the names of places and bodies;
    `bodies`: where such a name begins → the word behind it.
    """

    def __init__(self, node: Node, namings: Iterable[Naming] = ()) -> None:
        self.node = node
        self.text = node.text
        self.words = node.words
        self.folded: tuple[str, ...]
        self.starts: tuple[int, ...]
        self.folded, self.starts, _ = zip(*node.words, strict=True) if node.words else ((), (), ())
        if "علي" in self.folded and "ى" in node.text:
            self.folded = _with_ali(self.folded, self)
        if any(name in node.text for name in NAMESAKES.values()):
            self.folded = _with_namesakes(self.folded, self)
        if "ام" in self.folded:
            self.folded = _with_mothers(self.folded)
        self.cues = cues_of(self.folded, node.words, node.text)
        self.marks = find_marks(node.text)
        self._gaps = node.gaps
        # Of two pairs that open before one word, the first.
        self._opening = {self.at(mark.open): mark for mark in reversed(self.marks.pairs)}
        self.people: dict[int, int] = {}
        self.others: set[int] = set()
        self.bodies: dict[int, int] = {}
        for naming in namings:
            first, end = bisect_right(self.starts, naming.start) - 1, self.at(naming.end)
            if not (naming.is_person or self.folded[first] == MOTHER):
                self.others.update(range(first, end))
                if self.starts[first] == naming.start:
                    self.bodies[first] = max(end, self.bodies.get(first, 0))
            elif self.starts[first] == naming.start:
                self.people[first] = max(end, self.people.get(first, 0))

    def gap(self, index: int) -> str:
        """What stands before word `index`; for the number of words, what stands behind the last."""
        return self._gaps[index]

    def breaks(self, index: int) -> bool:
        """Whether punctuation parts word `index` from the one before."""
        gap = self.gap(index)
        if gap in _UNBROKEN or (gap.strip() == "." and len(self.folded[index - 1]) == _ABBREVIATION):
            return False
        if len(gap) == 1:
            return self._ends_glued(index) or gap not in _INSIDE_NUMBERS
        return any(mark in _BREAKING for mark in gap) or " -" in gap or "- " in gap

    def _ends_glued(self, index: int) -> bool:
        """Whether a sentence ends before word `index` though the space is lost: «حاضرا.وقال»; not in «أمازون.كوم».

        What follows must open a sentence: a verb of speech, a conjunction, or a word with one written on to it.
        """
        if _GLUED.match(self.text, self.words[index - 1].end) is None or self.folded[index - 1] in _DOMAINS:
            return False
        word = self.folded[index]
        is_joined = word[:1] in {"و", "ف"} and (
            word[1:3] == "ال" or vocabulary().get(word[1:], 0) > max(_SEEN, vocabulary().get(word, 0))
        )
        return self.cues[index] is not None or is_joined or word in _GOING_ON

    def has_colon(self, index: int) -> bool:
        """Whether a colon stands before word `index`, and not one of a clock or an address."""
        gap = self.gap(index)
        return ":" in gap and "//" not in gap and not (gap == ":" and self.folded[index - 1].isdigit())

    def at(self, position: int) -> int:
        """Index of the first word at or behind a position of the text."""
        return bisect_left(self.starts, position)

    def mark_before(self, index: int) -> Marked | None:
        """The pair of marks that opens right before word `index`."""
        return self._opening.get(index)

    @cached_property
    def inside(self) -> dict[int, Marked]:
        """Word index → the marks that hold it."""
        found: dict[int, Marked] = {}
        for mark in self.marks.pairs:
            for index in range(self.at(mark.start), self.at(mark.end)):
                found[index] = mark
        return found

    @cached_property
    def sentences(self) -> tuple[tuple[int, int], ...]:
        """Word ranges of its sentences, end exclusive. A full stop inside marks ends none, unless the marks end too."""
        ends: list[int] = []
        for found in _SENTENCE_END.finditer(self.text):
            index = self.at(found.end())
            if 0 < index <= len(self.words) and self._ends_sentence(found, index):
                ends.append(index)
        return tuple((start, end) for start, end in pairwise([0, *ends, len(self.words)]) if start < end)

    def _ends_sentence(self, found: re.Match[str], index: int) -> bool:
        holding = self.inside.get(index - 1)
        if holding is not None and found.start() < holding.end:
            rest = self.text[found.end() : holding.end].strip()
            goes_on = self.text[holding.close :].lstrip()[:1] in ("،", ",", "؛")  # «… «…؟»، فإن …»
            return not rest and not goes_on and (index >= len(self.words) or self.words[index].start >= holding.close)
        before = self.folded[index - 1]
        if index < len(self.words) and found.end() == self.words[index].start and found[0] != "\n":
            return self._ends_glued(index)
        return not (found[0] == "." and len(before) == _ABBREVIATION and not before.isdigit())

    def slice(self, start: int, end: int) -> str:
        """The text of words `start`..`end`, with a closing mark of a pair that opens among them."""
        last = self.words[end - 1].end
        holding = self.inside.get(end - 1)
        if holding is not None and holding.open >= self.words[start].start and holding.end <= last + 1:
            last = holding.close
        return self.text[self.words[start].start : last]

    def sentence_stop(self, end: int) -> int:
        """The text position where the sentence that ends before word `end` stops, its full stop included."""
        gap_start = self.words[end - 1].end
        gap = self.gap(end)
        stop = 0
        for found in re.finditer(r"[.!؟?…]+", gap):
            stop = found.end()
        return gap_start + (stop or len(gap.rstrip()) if end >= len(self.words) else stop)


def _with_ali(folded: tuple[str, ...], reading: Reading) -> tuple[str, ...]:
    """The name علي told from على, where the writer tells them apart."""
    told = list(folded)
    for index in [index for index, word in enumerate(folded) if word == "علي"]:
        if reading.text[reading.words[index].end - 1] == "ي" and folded[index - 1 : index] != ("ابن",):
            told[index] = ALI
    return tuple(told)


def _with_namesakes(folded: tuple[str, ...], reading: Reading) -> tuple[str, ...]:
    """The names آن and منة told from أن and منه by how they are written."""
    told = zip(folded, (NAMESAKES.get(word) for word in folded), reading.words, strict=True)
    return tuple(name if name and reading.text[at.start : at.end] == name else word for word, name, at in told)


def _with_mothers(folded: tuple[str, ...]) -> tuple[str, ...]:
    """«أم سامر», told from «أم» for "or" by the first name behind it."""
    pairs = zip(folded, (*folded[1:], ""), strict=True)
    return tuple(MOTHER if word == "ام" and is_given(following) else word for word, following in pairs)
