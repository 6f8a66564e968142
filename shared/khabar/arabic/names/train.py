"""Training the tagger from a corpus, and measuring it. Runs by hand (`khabar ner train`); needs python-crfsuite.

Features are hashed before training, so the model is learned with the very collisions it will have in use.
"""

from __future__ import annotations

import tempfile
from array import array
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from khabar.arabic.names.corpus import Sentence, articles
from khabar.arabic.names.elsewhere import Elsewhere, elsewhere
from khabar.arabic.names.features import DISTANCES, OUTSIDE, bucket, features_of, in_a_row, in_known_name, word_class
from khabar.arabic.names.gazetteer import Match, matches_in
from khabar.arabic.names.tagger import Tagger, Weights
from khabar.errors import BadSetup

LABELS = ("O", "B-P", "I-P", "B-O", "I-O", "B-L", "I-L")
KINDS = {"P": "person", "O": "organization", "L": "place"}
# The largest weight becomes this many units; 16 bits hold it, and sums of some hundred stay exact.
_LARGEST = 8000
# Weights below this share of the largest change no tag, and zeros pack well.
_LEAST_SHARE = 0.004


class Learned(NamedTuple):
    transitions: list[list[int]]
    weights: Weights

    def tagger(self) -> Tagger:
        return Tagger(LABELS, self.transitions, self.weights)


class Figures(NamedTuple):
    """Of exact spans with the right kind: shares 0..1."""

    precision: float
    recall: float
    f1: float
    gold: int


def learn(corpus: Sequence[Sentence], *, rounds: int, progress: Callable[[int], None]) -> Learned:
    """A model of the corpus; equal corpora give equal models. `progress` is told the rounds done.

    Raises:
        BadSetup: python-crfsuite is not installed, or the corpus holds no name.
    """
    try:
        import pycrfsuite
    except ImportError as error:
        raise BadSetup("Training needs python-crfsuite: pip install 'khabar[train]'") from error
    if not any(label != "O" for sentence in corpus for label in sentence.labels):
        raise BadSetup(
            "The corpus holds no name of a person, an organisation or a place. See `khabar ner train --help`"
        )

    class Trainer(pycrfsuite.BaseTrainer):  # type: ignore[misc]
        """Tells how far it is."""

        done = 0

        def message(self, message: str) -> None:
            if "***** Iteration #" in message:
                self.done += 1
                progress(self.done)

    trainer = Trainer()
    trainer.select("lbfgs")
    trainer.set_params({"c1": 0.1, "c2": 0.1, "max_iterations": rounds, "feature.possible_transitions": True})
    for sentence, matches, seen in _in_articles(corpus):
        trainer.append(list(_features(sentence.tokens, matches, seen)), sentence.labels)
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "model")
        trainer.train(path)
        tagger = pycrfsuite.Tagger()
        tagger.open(path)
        info = tagger.info()
        return _packed(info.state_features, info.transitions)


def _in_articles(corpus: Sequence[Sentence]) -> Iterator[tuple[Sentence, list[Match], Elsewhere]]:
    """Each sentence with its known names, and what the article tells of its words."""
    rows = [sentence.tokens for sentence in corpus]
    matches = [matches_in(row) for row in rows]
    for sentence, known, article in zip(corpus, matches, articles(corpus), strict=True):
        yield sentence, known, elsewhere(rows[article], matches[article])


def _features(tokens: Sequence[str], matches: Sequence[Match], seen: Elsewhere) -> Iterator[list[str]]:
    """For each token «distance bucket» of every feature it sees."""
    padded = [OUTSIDE, OUTSIDE, *tokens, OUTSIDE, OUTSIDE]
    extra = in_known_name(matches)
    for at, token in enumerate(tokens):
        around = [word_class(padded[at + 1 + step]) for step in range(3)]
        found = {distance: features_of(padded[at + 2 + distance]).seen(distance) for distance in DISTANCES}
        found[0] = (*found[0], *in_a_row(*around), *extra.get(at, ()), *seen.get(token, ()))
        yield [f"{distance} {bucket(feature)}" for distance, features in found.items() for feature in features]


def _packed(states: dict[tuple[str, str], float], steps: dict[tuple[str, str], float]) -> Learned:
    scale = _LARGEST / max(map(abs, [*states.values(), *steps.values()]), default=1.0)
    at = {label: index for index, label in enumerate(LABELS)}
    width = len(DISTANCES) * len(LABELS)
    rows: dict[int, array[int]] = {}
    for (feature, label), weight in states.items():
        units = round(weight * scale)
        if abs(units) >= _LARGEST * _LEAST_SHARE:
            distance, number = map(int, feature.split())
            row = rows.setdefault(number, array("h", bytes(2 * width)))
            row[DISTANCES.index(distance) * len(LABELS) + at[label]] = units
    transitions = [[round(steps.get((one, other), 0.0) * scale) for other in LABELS] for one in LABELS]
    weights = Weights(array("I", sorted(rows)), array("h", b"".join(rows[number].tobytes() for number in sorted(rows))))
    return Learned(transitions, weights)


def measure(tagger: Tagger, corpus: Sequence[Sentence]) -> dict[str, Figures]:
    """Figures by kind (`person` …) and for `all`."""
    counts: Counter[tuple[str, str]] = Counter()
    for sentence, matches, seen in _in_articles(corpus):
        gold = set(spans(sentence.labels))
        tagged = tagger.names(sentence.tokens, matches, seen if tagger.sees_article else None)
        found = {name[:3] for name in tagged}
        for what, names in (("gold", gold), ("found", found), ("right", gold & found)):
            for _, _, kind in names:
                counts[what, KINDS[kind]] += 1
                counts[what, "all"] += 1
    return {kind: _figures(counts, kind) for kind in (*KINDS.values(), "all")}


def _figures(counts: Counter[tuple[str, str]], kind: str) -> Figures:
    precision = counts["right", kind] / max(counts["found", kind], 1)
    recall = counts["right", kind] / max(counts["gold", kind], 1)
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return Figures(precision, recall, f1, counts["gold", kind])


def spans(labels: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    """Names in a row of labels: first token, the one after the last, kind letter."""
    start, kind = 0, ""
    for at, label in enumerate([*labels, "O"]):
        if kind and (label[0] != "I" or label[2:] != kind):
            yield start, at, kind
            kind = ""
        if label != "O" and not kind:
            start, kind = at, label[2:]
