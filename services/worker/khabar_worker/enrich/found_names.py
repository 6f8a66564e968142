"""One occurrence of a name in an article, and the names that are grouped into one thing."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import NamedTuple

from khabar.arabic.fold import fold
from khabar.arabic.names.gazetteer import Kind, kinds_of_word, opens_names
from khabar.arabic.names.proclitics import openings
from khabar.arabic.names.reading import Reading, Source, Span
from khabar.arabic.names.tables import given_names, titles, triggers
from khabar.body import At
from khabar.findings import Alias
from khabar.remembered import remembered

_CACHED_WORDS = 25_000  # that begin a name
_MARKS = re.compile('["«»“”„]')


class Occurrence(NamedTuple):
    """A name where it stands. `words` are its folded words without proclitics and label; `text` is as printed.

    `order` counts nodes, then code points. `variant` is the printed name with its label (تنظيم داعش), None without one.
    """

    at: At
    order: tuple[int, int]
    words: tuple[str, ...]
    text: str
    kind: Kind
    confidence: float
    source: Source
    nested: bool
    entry: str | None = None
    role: str | None = None
    variant: tuple[str, At] | None = None


@dataclass
class Thing:
    """All occurrences of one person, organisation or place, while they are joined. None left: joined to another."""

    occurrences: list[Occurrence] = field(default_factory=list)
    aliases: list[Alias] = field(default_factory=list)

    @property
    def kind(self) -> Kind:
        """The kind of most occurrences, known names counting double."""
        kinds = {one.kind for one in self.occurrences}
        if len(kinds) == 1:
            return kinds.pop()
        votes: dict[Kind, float] = defaultdict(float)
        for one in self.occurrences:
            votes[one.kind] += one.confidence * (1 + (one.source == "known"))
        return max(votes, key=lambda kind: votes[kind])

    @property
    def first(self) -> tuple[int, int]:
        return min(one.order for one in self.occurrences)

    @property
    def fullest(self) -> Occurrence:
        """The occurrence with the most words; the first of several."""
        return min(self.occurrences, key=lambda one: (-len(one.words), one.order))


def occurrence(reading: Reading, order: int, span: Span, *, nested: bool = False) -> Occurrence:
    """The span as printed, without its label."""
    start, cut = span.start + span.label, 0 if span.label else span.cut
    begin, end = reading.printed(start, span.end, cut)
    first = uncut(reading.texts[start], cut)
    variant = None
    if span.label:
        labelled, _ = reading.printed(span.start, span.end, span.cut)
        whole = _restored(reading, span.start, span.cut, labelled, end)
        variant = (_MARKS.sub("", whole), _at(reading, labelled, end))  # سد "الغدير"
    return Occurrence(
        at=_at(reading, begin, end),
        order=(order, begin),
        words=(first, *(_word(reading, at) for at in range(start + 1, span.end))),
        text=_restored(reading, start, cut, begin, end),
        kind=span.kind,
        confidence=span.confidence,
        source=span.source,
        nested=nested,
        entry=span.entry,
        role=_role(reading, span.role) if span.role is not None else None,
        variant=variant,
    )


def _word(reading: Reading, at: int) -> str:
    """The folded word; a number with its own digits, which tell «القناة 12» from «القناة 13»."""
    token = reading.tokens[at]
    return fold(reading.node.text[token.start : token.end]) if token.folded.isdigit() else token.folded


def _at(reading: Reading, start: int, end: int) -> At:
    return At(node=reading.node.id, start=start, end=end)


@remembered(_CACHED_WORDS)
def uncut(folded: str, cut: int) -> str:
    """The folded word without `cut` letters of proclitics, its article restored; لليبيا is «ل + ليبيا»."""
    words = [opening.word for opening in openings(folded) if opening.cut == cut]
    known = [word for word in words if _is_known(word)]
    return next(iter(known or words), folded[cut:])


def _is_known(folded: str) -> bool:
    is_name = folded in given_names() or kinds_of_word(folded) or opens_names(folded)
    return bool(is_name) or folded in triggers().organisation


def _restored(reading: Reading, token: int, cut: int, start: int, end: int) -> str:
    """The text from `start` to `end`, with the alef that ل has swallowed: للقاهرة → القاهرة."""
    text = reading.node.text[start:end]
    folded = reading.texts[token]
    return "ا" + text if cut and uncut(folded, cut) == "ا" + folded[cut:] else text


def _role(reading: Reading, role: tuple[int, int]) -> str:
    start, end = role
    cut = next((opening.cut for opening in openings(reading.texts[start]) if opening.word in titles()), 0)
    begin, stop = reading.printed(start, end, cut)
    return _restored(reading, start, cut, begin, stop)
