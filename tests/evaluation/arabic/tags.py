"""Names in a tagged corpus (one token a line) against what khabar finds in the same text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from evaluation.measures import Hits
from khabar.arabic.names import corpus, train
from khabar.arabic.names.model import shipped
from khabar.arabic.names.reading import LETTERS, Kind
from khabar.arabic.names.tokens import tokens_of
from khabar.arabic.node import Node
from khabar_worker.enrich.entities import find_entities

# Corpora do not say where an article ends; so many sentences are taken for one.
_SENTENCES_AN_ARTICLE = 12
# Of a corpus this large its last sixth is scored, the part that `khabar ner train` keeps for measuring.
_WHOLE_CORPUS = 100_000


class Name(NamedTuple):
    """Tokens `start`..`end` of one sentence."""

    start: int
    end: int
    kind: Kind


class Scores(NamedTuple):
    """`exact`: the same words. `alike`: the same kind, and some word in common. `tagger`: the model without rules."""

    exact: dict[str, Hits]
    alike: dict[str, Hits]
    tagger: Hits | None
    tokens: int


_KINDS: dict[str, Kind] = {letter: kind for kind, letter in LETTERS.items()}


def score(lines: Iterable[str]) -> Scores:
    sentences = _scored_part(list(corpus.sentences(lines, "conll")))
    exact: dict[str, list[Hits]] = {}
    alike: dict[str, list[Hits]] = {}
    for article in _articles(sentences):
        for sentence, found in zip(article, _found(article), strict=True):
            wanted = [Name(start, end, _KINDS[letter]) for start, end, letter in train.spans(sentence.labels)]
            for kind in LETTERS:
                a, b = ([name for name in names if name.kind == kind] for names in (wanted, found))
                exact.setdefault(kind, []).append(Hits(len(set(a) & set(b)), len(b), len(a)))
                alike.setdefault(kind, []).append(Hits(_meeting(a, b), len(b), len(a)))
    tagger = shipped()
    alone = train.measure(tagger, sentences) if tagger is not None else None
    return Scores(
        _with_all(exact),
        _with_all(alike),
        Hits(*_counts(alone["all"])) if alone else None,
        sum(len(one.tokens) for one in sentences),
    )


def _scored_part(sentences: Sequence[corpus.Sentence]) -> list[corpus.Sentence]:
    total = sum(len(sentence.tokens) for sentence in sentences)
    return list(sentences) if total < _WHOLE_CORPUS else corpus.parted(sentences)[1]


def _articles(sentences: Sequence[corpus.Sentence]) -> Iterator[Sequence[corpus.Sentence]]:
    for start in range(0, len(sentences), _SENTENCES_AN_ARTICLE):
        yield sentences[start : start + _SENTENCES_AN_ARTICLE]


def _found(article: Sequence[corpus.Sentence]) -> Iterator[list[Name]]:
    """Names that khabar finds in each sentence of the article; of nested ones the outer."""
    nodes = [Node(f"b{at}", "paragraph", at, sentence.text) for at, sentence in enumerate(article)]
    entities = find_entities(nodes)
    for node in nodes:
        tokens = tokens_of(node)
        names = set()
        for entity in entities:
            for at in (mention for mention in entity.mentions if mention.node == node.id):
                inside = [i for i, token in enumerate(tokens) if token.start < at.end and at.start < token.end]
                if entity.type in LETTERS:
                    names.add(Name(inside[0], inside[-1] + 1, entity.type))  # type: ignore[arg-type]
        yield [one for one in names if not any(_holds(other, one) for other in names)]


def _holds(outer: Name, inner: Name) -> bool:
    return outer != inner and outer.start <= inner.start and inner.end <= outer.end


def _meeting(wanted: Sequence[Name], found: Sequence[Name]) -> int:
    """How many pairs of names with a word in common there are, each name in one pair."""
    left, pairs = list(found), 0
    for name in wanted:
        match = next((one for one in left if one.start < name.end and name.start < one.end), None)
        if match is not None:
            left.remove(match)
            pairs += 1
    return pairs


def _with_all(by_kind: dict[str, list[Hits]]) -> dict[str, Hits]:
    summed = {kind: sum(hits, Hits(0, 0, 0)) for kind, hits in by_kind.items()}
    return {**summed, "all": sum(summed.values(), Hits(0, 0, 0))}


def _counts(figures: train.Figures) -> tuple[int, int, int]:
    right = round(figures.recall * figures.gold)
    return right, round(right / figures.precision) if figures.precision else 0, figures.gold
