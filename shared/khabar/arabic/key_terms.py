"""The words and names that an article is about: its terms against how often news texts have them. Rules; pure.

A term is shown as a person would write it: the form the text uses most, without what is written onto its front. Names
count as one term; so do two words that keep coming together (الذكاء الاصطناعي). No verb is one, nor an adjective alone.

The weights were set by reading the terms of some forty articles; nothing was trained.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from khabar.arabic.analyse import terms_of, words
from khabar.arabic.fold import fold
from khabar.arabic.node import Node
from khabar.arabic.term_forms import CITED, NISBA, Form, agrees, form_of, front_of, rarity_of_word

MOST_TERMS = 10
LEAST_RELEVANCE = 0.4
# What the headline says counts threefold, and the opening half as much again.
_HEADLINE, _HEADING, _OPENING, _CAPTION = 3.0, 1.5, 1.5, 0.5
_PHRASE_GAIN = 1.2
# An adjective follows its noun: so much of a word's occurrences do so where it is one, and where it looks like one.
_ADJECTIVE_SHARE, _NISBA_SHARE = 0.6, 0.34


class Named(NamedTuple):
    """A mention of the entity `id` in a node: code points, end exclusive; `name` is how the term is shown."""

    start: int
    end: int
    id: str
    name: str


@dataclass(frozen=True)
class Term:
    """`relevance` is above 0 and 1 for the first; `entity_id` None: no name. `count`: how often the text has it."""

    text: str
    relevance: float
    count: int
    entity_id: str | None


@dataclass(slots=True, eq=False)
class _Group:
    """All forms of one term. `rarity`: logarithm of one by the share of texts that have it; a name's is set late."""

    rarity: float
    entity_id: str | None = None
    weight: float = 0.0
    count: int = 0
    in_headline: bool = False
    as_adjective: float = 0.0  # part of the weight
    forms: dict[str, int] = field(default_factory=dict)

    def add(self, form: str | None, weight: float, *, in_headline: bool) -> None:
        """Count an occurrence; `form` None: one that is not to be shown."""
        self.weight += weight
        self.count += 1
        self.in_headline |= in_headline
        if form is not None:
            self.forms[form] = self.forms.get(form, 0) + 1

    @property
    def usual_form(self) -> str:
        """The form it has most often, the first of several."""
        return max(self.forms, key=self.forms.__getitem__)

    @property
    def is_adjective(self) -> bool:
        """Whether the text has it mostly behind a noun that it agrees with."""
        share = _NISBA_SHARE if self.usual_form.endswith(NISBA) else _ADJECTIVE_SHARE
        return self.as_adjective >= share * self.weight

    @property
    def is_told(self) -> bool:
        """Whether the text has it more than once, or in its headline."""
        return self.count > 1 or self.in_headline

    @property
    def may_stand_alone(self) -> bool:
        """Whether its word says by itself what a text is about."""
        return not self.is_adjective and fold(self.usual_form) not in CITED

    @property
    def score(self) -> float:
        """0 for what is not told."""
        return (1 + math.log(self.weight)) * self.rarity if self.is_told else 0.0


class _Pair(NamedTuple):
    """Two words that may be a phrase, the first as it opens one, where they stand side by side."""

    first: str
    second: str
    weight: float
    in_headline: bool


def key_terms(nodes: Sequence[Node], named: Mapping[str, Sequence[Named]]) -> tuple[Term, ...]:
    """The terms of an Arabic text, the most telling first, at most `MOST_TERMS`. `named`: node → its names."""
    reader = _Reader()
    for node in nodes:
        reader.read(node, named.get(node.id, ()))
    found = sorted(reader.groups(), key=lambda group: -group.score)
    best = found[0].score if found else 0.0
    return tuple(
        Term(group.usual_form, round(group.score / best, 2), group.count, group.entity_id)
        for group in found[:MOST_TERMS]
        if group.score >= LEAST_RELEVANCE * best > 0
    )


class _Reader:
    def __init__(self) -> None:
        self._names: dict[str, _Group] = {}
        self._words: dict[str, _Group] = {}  # by search term
        self._met: dict[str, _Group] = {}  # by word
        self._pairs: dict[tuple[_Group, _Group], list[_Pair]] = {}

    def read(self, node: Node, named: Sequence[Named]) -> None:
        weight, in_headline = _weight(node), node.kind == "headline"
        for name in named:
            self._named(name).add(name.name, weight, in_headline=in_headline)
        met, pairs, gaps, in_order, printed = self._met, self._pairs, node.gaps, node.words, node.printed
        before: tuple[str, bool, _Group] | None = None  # the word before as it opens a phrase; whether it is definite
        taken = sorted(((name.start, name.end) for name in named), reverse=True)
        for at, form in enumerate(map(form_of, printed)):
            if form is None:
                before = None
                continue
            _, start, end = in_order[at]
            while taken and taken[-1][1] <= start:
                taken.pop()
            if taken and taken[-1][0] < end:
                before = None
                continue
            group = met.get(form.word) or self._group(form)
            group.add(form.bare, weight, in_headline=in_headline)
            if form.may_follow and at and gaps[at].isspace():
                if agrees(front_of(printed[at - 1]), form):
                    group.as_adjective += weight
                if before is not None:
                    opening, is_definite, first = before
                    if form.is_definite or not is_definite:  # «الحجاج جمرة» is no phrase
                        pair = _Pair(opening, form.word, weight, in_headline)
                        pairs.setdefault((first, group), []).append(pair)
            before = (form.with_article, form.is_definite, group) if form.with_article else None

    def _named(self, name: Named) -> _Group:
        if name.id not in self._names:
            self._names[name.id] = _Group(0.0, name.id)
        return self._names[name.id]

    def _group(self, form: Form) -> _Group:
        """The group of the word's forms: it shares a search term with them."""
        terms = terms_of(form.word)
        known = self._words
        for term in terms:
            if term in known:
                group = known[term]
                break
        else:
            group = _Group(form.rarity)
        for term in terms:
            known.setdefault(term, group)
        self._met[form.word] = group
        return group

    def groups(self) -> Iterator[_Group]:
        """Names, phrases and words that are told; no words that live in those phrases alone."""
        for name in self._names.values():
            if name.is_told:
                name.rarity = _rarity_of_name(name.usual_form)
                yield name
        covered: Counter[_Group] = Counter()
        for (first, second), pairs in self._pairs.items():
            if len(pairs) > 1 and first is not second:
                yield _phrase(max(first.rarity, second.rarity), pairs)
                for group in (first, second):
                    covered[group] += len(pairs)
        yield from (
            group
            for group in dict.fromkeys(self._met.values())
            if group.is_told
            and group.forms
            and group.count > (times := covered.get(group, 0)) + times // 2
            and group.may_stand_alone
        )


def _phrase(rarity: float, pairs: Sequence[_Pair]) -> _Group:
    found = _Group(rarity * _PHRASE_GAIN)
    for pair in pairs:
        found.add(f"{pair.first} {pair.second}", pair.weight, in_headline=pair.in_headline)
    return found


def _weight(node: Node) -> float:
    if node.kind == "paragraph":
        return _OPENING if node.block == 0 else 1.0
    return {"headline": _HEADLINE, "heading": _HEADING, "caption": _CAPTION}.get(node.kind, 1.0)


def _rarity_of_name(name: str) -> float:
    """That of its rarest word."""
    return max((rarity_of_word(word.word) for word in words(name)), default=0.0)
