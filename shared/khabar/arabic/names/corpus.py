"""Corpora of tagged names, read into sentences whose tokens are cut as khabar cuts text. Not here: learning."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from typing import Literal, NamedTuple

from khabar.arabic.names.tokens import Mark, tokens_of
from khabar.arabic.node import Node

Format = Literal["conll", "segmented"]

# Class in a corpus → khabar's letter. Classes not listed are no names here: nationalities, products, dates, trades.
# Source: ANERcorp (PERS LOC ORG), AQMAR (PER LOC ORG), Wojood (PERS GPE LOC FAC ORG), NewsFANE Gold (fine classes).
_CLASSES = {
    **dict.fromkeys(["PER", "PERS", "PERSON"], "P"),
    **dict.fromkeys(
        [
            "Politician",
            "Athlete",
            "Artist",
            "Other_PER",
            "Religious_PER",
            "Scientist",
            "Businessperson",
            "Police",
            "Lawyer",
            "Engineer",
        ],
        "P",
    ),
    **dict.fromkeys(["LOC", "GPE", "FAC", "LOCATION"], "L"),
    **dict.fromkeys(
        [
            "Nation",
            "Population-Center",
            "State-or-Province",
            "County-or-District",
            "Continent",
            "GPE-Cluster",
            "Land",
            "Water-Body",
            "Land-Region-Natural",
            "Building-Grounds",
            "Subarea-Facility",
            "Path",
            "Airport",
            "Celestial",
        ],
        "L",
    ),
    **dict.fromkeys(["ORG", "ORGANIZATION"], "O"),
    **dict.fromkeys(
        [
            "Government",
            "Non-Governmental",
            "Commercial",
            "Educational",
            "Media",
            "Sports",
            "Religious_ORG",
            "Entertainment",
            "Medical-Science",
        ],
        "O",
    ),
}
_PROCLITICS = frozenset("وفبلك")
_ENCLITICS = frozenset(["ه", "ها", "هم", "هما", "هن", "نا", "ي", "ك", "كم"])
_ARABIC = re.compile(r"[ء-ي]")
_INVISIBLE = re.compile("[\u200e\u200f\ufeff\u200b-\u200d]")
_MOST_TOKENS = 120
_AROUND = 12
# Two sentences are one when this share of their rows of so many words is equal; corpora differ in tokens and spelling.
_SHARED, _ROW = 0.15, 5
_NEAR = 10


class Sentence(NamedTuple):
    """Tokens as khabar sees them, and a label for each; `text` is what they were cut from."""

    tokens: tuple[str, ...]
    labels: tuple[str, ...]
    text: str = ""


def sentences(lines: Iterable[str], layout: Format) -> Iterator[Sentence]:
    """Sentences of a corpus of one token a line: the token, then its tag, apart by space or tab.

    `segmented`: proclitics and pronouns stand on lines of their own and are written together again first.
    """
    for rows in _blocks(lines):
        written = list(_joined(rows)) if layout == "segmented" else rows
        if written:
            yield _cut(written)


def parted(sentences_: Sequence[Sentence]) -> tuple[list[Sentence], list[Sentence]]:
    """A corpus's first five sixths, to learn from, and its last sixth, to measure on, by tokens."""
    ends = accumulate(len(sentence.tokens) for sentence in sentences_)
    least = 5 * sum(len(sentence.tokens) for sentence in sentences_)
    many = sum(6 * (end - len(sentence.tokens)) < least for end, sentence in zip(ends, sentences_, strict=True))
    return list(sentences_[:many]), list(sentences_[many:])


def articles(sentences_: Sequence[Sentence]) -> Iterator[slice]:
    """For each sentence those around it, as if they were its article: corpora do not tell where one ends."""
    for at in range(len(sentences_)):
        yield slice(max(at - _AROUND, 0), at + _AROUND + 1)


def apart(sentences_: Sequence[Sentence], test: Iterable[Sentence]) -> list[Sentence]:
    """Those sentences that do not stand in `test`, nor amid sentences that do: two corpora may share their articles."""
    shared = {row for sentence in test for row in _rows_of_words(sentence)}
    hits = [
        bool(rows) and sum(row in shared for row in rows) > _SHARED * len(rows)
        for rows in map(_rows_of_words, sentences_)
    ]
    return [
        sentence
        for at, sentence in enumerate(sentences_)
        if not hits[at] and sum(hits[max(0, at - _NEAR) : at + _NEAR + 1]) < _NEAR // 2
    ]


def _rows_of_words(sentence: Sentence) -> list[tuple[str, ...]]:
    words = [token for token in sentence.tokens if token[:1].isalpha()]
    return [tuple(words[at : at + _ROW]) for at in range(len(words) - _ROW + 1)]


def _blocks(lines: Iterable[str]) -> Iterator[list[tuple[str, str]]]:
    rows: list[tuple[str, str]] = []
    for line in lines:
        columns = _INVISIBLE.sub("", line).split()
        if len(columns) >= 2:
            rows.append((columns[0].replace("·", "."), _label(columns[1:])))
        ends = len(columns) < 2 or (re.fullmatch(r"[.·•]+", columns[0]) is not None)
        if rows and (ends or len(rows) >= _MOST_TOKENS):
            yield rows
            rows = []
    if rows:
        yield rows


def _label(tags: Iterable[str]) -> str:
    """The first tag of a nested row that is a name."""
    for tag in tags:
        place, _, kind = tag.partition("-")
        letter = _CLASSES.get(kind)
        if letter and place in {"B", "I"}:
            return f"{place}-{letter}"
    return "O"


def _joined(rows: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Rows with proclitics and pronouns written to their words again."""
    before = ""
    held: tuple[str, str] | None = None
    for word, label in rows:
        if label == "O" and word in _PROCLITICS and not before:
            before = word
            continue
        if label == "O" and word in _ENCLITICS and held is not None and not before and _ARABIC.match(held[0]):
            held = (held[0] + word, held[1])
            continue
        if held is not None:
            yield held
        if before and _ARABIC.match(word):
            swallowed = before == "ل" and word.startswith("ال")
            held = (before + ("ل" + word[2:] if swallowed else word), label)
        else:
            if before:
                yield before, "O"
            held = (word, label)
        before = ""
    if held is not None:
        yield held


def _cut(rows: list[tuple[str, str]]) -> Sentence:
    """The rows as one text, cut again by khabar's own rules; a label covers all tokens of its row."""
    labels_at: list[str] = []
    pieces: list[str] = []
    for word, label in rows:
        pieces.append(word)
        labels_at += [label] * len(word) + ["O"]
    text = " ".join(pieces)
    starts = {sum(len(piece) + 1 for piece in pieces[:index]) for index in range(len(pieces))} if pieces else set()
    tokens = tokens_of(Node("s", "paragraph", 0, text))
    labels: list[str] = []
    for token in tokens:
        label = labels_at[token.start]
        if label.startswith("B") and token.start not in starts and labels and labels[-1][1:] == label[1:]:
            label = "I" + label[1:]
        if isinstance(token, Mark) and label.startswith("B"):
            label = "O"
        if label.startswith("I") and (not labels or labels[-1][1:] != label[1:]):
            label = "B" + label[1:]
        labels.append(label)
    return Sentence(tuple(token.folded for token in tokens), tuple(labels), text)
