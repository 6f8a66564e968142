"""A linear model that tags names in a row of tokens: weights summed once per word type, then a short Viterbi. Pure.

Not here: training (`train.py`), what is done with the tags (rules in `khabar_worker.enrich`).
"""

from __future__ import annotations

import functools
import gzip
import json
from array import array
from collections.abc import Sequence
from importlib.resources import files
from importlib.resources.abc import Traversable
from operator import add
from pathlib import Path

from khabar.arabic.names.features import (
    BUCKETS,
    DISTANCES,
    FEATURES_VERSION,
    OUTSIDE,
    bucket,
    in_a_row,
    in_known_name,
    own,
    seen,
    word_class,
)
from khabar.arabic.names.gazetteer import Match
from khabar.errors import BadSetup

_CACHED_WORDS = 20_000  # some 40 MB at most
Scores = tuple[int, ...]


class Tagger:
    """One model. It remembers every word type it met, up to a limit; keep it for the life of a process."""

    def __init__(self, labels: Sequence[str], transitions: Sequence[Sequence[int]], weights: array[int]) -> None:
        self.labels = tuple(labels)
        self._weights = weights
        # Steps by the label they lead to; I-x never follows another name.
        every = range(len(labels))
        self._into = [
            [transitions[one][other] if _may_follow(labels, one, other) else _NEVER for one in every] for other in every
        ]
        self._begin = [0 if label == _NO_NAME else _NEVER for label in every]
        self._certain = 2 * _most_gain(transitions, labels)
        self._words: dict[str, tuple[Scores, ...]] = {}
        self._named: dict[str, Scores] = {}
        self._classes: dict[tuple[str, str, str], Scores] = {}

    def tag(self, tokens: Sequence[str], matches: Sequence[Match] = ()) -> list[str]:
        """A label a token: `O`, `B-P` (a person's name begins), `I-P` … of the best row of labels as a whole."""
        rows = [self._row(token) for token in (OUTSIDE, OUTSIDE, *tokens, OUTSIDE, OUTSIDE)]
        words = [word_class(token) for token in (OUTSIDE, *tokens, OUTSIDE)]
        classes = [self._class_row(*three) for three in zip(words, words[1:], words[2:], strict=False)]
        known = in_known_name(matches)
        found = ["O"] * len(tokens)
        run: list[list[int]] = []
        for at in range(len(tokens)):
            parts = [rows[at][0], rows[at + 1][1], rows[at + 2][2], rows[at + 3][3], rows[at + 4][4], classes[at]]
            if at in known:
                parts += [self._named_row(feature) for feature in known[at]]
            scores = [sum(column) for column in zip(*parts, strict=True)]
            if scores[_NO_NAME] - max(scores[_NO_NAME + 1 :]) < self._certain:
                run.append(scores)
            elif run:
                found[at - len(run) : at] = self._best(run)
                run = []
        if run:
            found[-len(run) :] = self._best(run)
        return found

    def _best(self, scores: Sequence[Sequence[int]]) -> list[str]:
        """The best labels of a run of tokens that stands between tokens that are no name."""
        best = self._begin
        rows = [best]
        for row in scores:
            best = [max(map(add, best, steps)) + score for steps, score in zip(self._into, row, strict=True)]
            rows.append(best)
        label = _NO_NAME
        found: list[str] = []
        for row in reversed(rows[1:]):
            ways = list(map(add, row, self._into[label]))
            label = ways.index(max(ways))
            found.append(self.labels[label])
        return found[::-1]

    def _row(self, token: str) -> tuple[Scores, ...]:
        """What one word type adds to the scores of the tokens around it, by distance."""
        row = self._words.get(token)
        if row is None:
            if len(self._words) >= _CACHED_WORDS:
                self._words.clear()
            row = self._words[token] = tuple(
                self._total(seen(token, distance) if distance or token == OUTSIDE else own(token))
                for distance in DISTANCES
            )
        return row

    def _class_row(self, before: str, word: str, after: str) -> Scores:
        key = (before, word, after)
        row = self._classes.get(key)
        if row is None:
            row = self._classes[key] = self._total(in_a_row(*key))
        return row

    def _named_row(self, feature: str) -> Scores:
        if feature not in self._named:
            self._named[feature] = self._total([feature])
        return self._named[feature]

    def _total(self, features: Sequence[str]) -> Scores:
        size, weights = len(self.labels), self._weights
        parts = [weights[(at := bucket(feature) * size) : at + size] for feature in features]
        return tuple(map(sum, zip(*parts, strict=True)))


_NO_NAME = 0  # the place of O among the labels
_NEVER = -(1 << 40)


def _most_gain(steps: Sequence[Sequence[int]], labels: Sequence[str]) -> int:
    """The most that the two steps around a token can win by making it a name.

    Where O leads by twice as much, the token is taken for none and cuts the row: the tags stay the same, for less work.
    """
    every = range(len(labels))
    return max(
        steps[one][name] + steps[name][other] - steps[one][_NO_NAME] - steps[_NO_NAME][other]
        for one in every
        for name in every[_NO_NAME + 1 :]
        for other in every
        if _may_follow(labels, one, name) and _may_follow(labels, _NO_NAME, other)
    )


def _may_follow(labels: Sequence[str], before: int, after: int) -> bool:
    return not labels[after].startswith("I") or labels[before][1:] == labels[after][1:]


def write(folder: Path, labels: Sequence[str], transitions: Sequence[Sequence[int]], weights: array[int]) -> int:
    """Write a model's two files into `folder`; the size in bytes. Equal weights give equal bytes."""
    head = {"features": FEATURES_VERSION, "labels": list(labels), "transitions": [list(row) for row in transitions]}
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "model.json").write_text(json.dumps(head) + "\n", encoding="utf-8")
    packed = gzip.compress(weights.tobytes(), mtime=0)
    (folder / "weights.gz").write_bytes(packed)
    return len(packed)


def read(folder: Traversable | Path) -> Tagger:
    """The model in `folder`.

    Raises:
        BadSetup: it was made for other features, or its files do not fit together.
    """
    head = json.loads((folder / "model.json").read_text(encoding="utf-8"))
    if head["features"] != FEATURES_VERSION:
        raise BadSetup(
            f"{folder}: the model knows features {head['features']}, khabar has {FEATURES_VERSION}. "
            "Build it again with `khabar ner train`"
        )
    weights = array("h")
    weights.frombytes(gzip.decompress((folder / "weights.gz").read_bytes()))
    if len(weights) != BUCKETS * len(head["labels"]):
        raise BadSetup(f"{folder}: weights.gz does not fit model.json. Build the model again with `khabar ner train`")
    return Tagger(head["labels"], head["transitions"], weights)


@functools.cache
def shipped() -> Tagger | None:
    """The model packaged with khabar, read once; None when its folder was taken out: rules then do without."""
    folder = files("khabar.arabic") / "data" / "names_model"
    return read(folder) if (folder / "model.json").is_file() else None
