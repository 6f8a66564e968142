"""A linear model that tags names in a row of tokens: weights summed once per word type, then a short Viterbi. Pure.

Not here: training (`train.py`), its files (`model.py`), what is done with the tags (rules in `spans.py`).

A feature's weights for all labels at all five distances are one integer with a lane of 32 bits each, so that adding two
features is one addition of integers. Lanes are signed: one below zero borrows from the next, and adding a bias to each
gives it back before lanes are read. What a word adds is counted from its weight for O, no name: that lane stays empty.
"""

from __future__ import annotations

import functools
from array import array
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from operator import add
from struct import Struct
from typing import NamedTuple

from khabar.arabic.names.elsewhere import Elsewhere
from khabar.arabic.names.features import (
    DISTANCES,
    OUTSIDE,
    bucket,
    features_of,
    in_a_row,
    in_known_name,
    word_class,
)
from khabar.arabic.names.gazetteer import Match
from khabar.arabic.names.steps import NO_NAME, may_follow, most_gain

# Words remembered: when so many are new, those not met since the last time are forgotten. Some 400 bytes each.
_CACHED_WORDS = 25_000
_CACHED_CLASSES = 50_000
_LANE_BYTES = 4
_BIAS = 1 << (8 * _LANE_BYTES - 1)
_LANE = (1 << (8 * _LANE_BYTES)) - 1
# A label that O leads by more than the steps around it can win, and by this, is given up. Of a thousand names four
# differ from what looking at every label of every token would give.
_SLACK = 4000
_NEVER = -(1 << 40)

# The weights of one feature for all labels, or of a word for all labels at each distance, in lanes.
Lanes = int
# What one word type adds to the scores of the tokens around it, by distance; and its class.
Row = tuple[Lanes, Lanes, Lanes, Lanes, Lanes, str]


class Tagged(NamedTuple):
    """Tokens `start`..`end` are a name of `kind` (P, O, L); `lead`: by how much that beats no name, in weight units."""

    start: int
    end: int
    kind: str
    lead: int


class Weights(NamedTuple):
    """Bucket of a feature → its row: for each distance a weight for each label. Buckets without a row weigh nothing."""

    buckets: array[int]
    rows: array[int]


class Tagger:
    """One model. It remembers the word types it met, up to a limit; keep it for the life of a process.

    `sees_article`: whether it has learned from how words stand elsewhere in their article.
    """

    def __init__(
        self,
        labels: Sequence[str],
        transitions: Sequence[Sequence[int]],
        weights: Weights,
        *,
        sees_article: bool = True,
    ) -> None:
        self.labels = tuple(labels)
        self.sees_article = sees_article
        self._steps = transitions
        every = range(len(labels))
        # Steps by the label they lead to; I-x never follows another name.
        self._into = [
            [transitions[one][other] if may_follow(labels, one, other) else _NEVER for one in every] for other in every
        ]
        self._open = [(label, self._into[label]) for label in every if not labels[label].startswith("I")]
        self._inside = [
            (label, one, transitions[one][label], other, transitions[other][label])
            for label in every
            for one, other in combinations(every, 2)
            if labels[label].startswith("I") and may_follow(labels, one, label) and may_follow(labels, other, label)
        ]
        none = transitions[NO_NAME][NO_NAME]
        # What the step back to O loses at least, and for each kind of name (first label, the other, what the best steps
        # to these win): over the steps from O to O.
        self._least_out = min(none - transitions[label][NO_NAME] for label in every[1:])
        self._kinds = [
            (label, label + 1, self._most_begun(label) - none - _BIAS, max(self._into[label + 1]) - none - _BIAS)
            for label in every
            if labels[label].startswith("B")
        ]
        # What the two steps around a name of one word cost.
        self._alone = [self._into[NO_NAME][label] + self._into[label][NO_NAME] for label in every]
        self._begin = [0 if label == NO_NAME else _NEVER for label in every]
        self._lanes = Struct(f"<{len(labels)}I").unpack
        self._bytes = len(labels) * _LANE_BYTES
        self._ones = sum(1 << (8 * _LANE_BYTES * lane) for lane in every)
        self._bias = _BIAS * self._ones
        self._gains = sum(
            (most_gain(transitions, labels, label) + _SLACK) << (8 * _LANE_BYTES * label) for label in every[1:]
        )
        self._beginning, self._going_on = (
            sum(_BIAS << (8 * _LANE_BYTES * label) for label in every if labels[label].startswith(place))
            for place in "BI"
        )
        self._weights = self._packed(weights)
        self._words: dict[str, Row] = {}
        self._older_words: dict[str, Row] = {}
        self._named: dict[str, Lanes] = {}
        self._classes: dict[tuple[str, str, str], Lanes] = {}

    def names(
        self, tokens: Sequence[str], matches: Sequence[Match] = (), elsewhere: Elsewhere | None = None
    ) -> list[Tagged]:
        """Names in the best row of labels as a whole. `matches` are the known names in the same tokens.

        `elsewhere` is of the article that they stand in; None for a tagger that does not see it.
        """
        totals = self._totals(tokens, matches)
        if elsewhere:
            for at in [at for at, token in enumerate(tokens) if token in elsewhere]:
                totals[at] += sum(map(self._named_row, elsewhere[tokens[at]]))
        gains, beginning, going_on = self._gains, self._beginning, self._going_on
        found: list[Tagged] = []
        start = -1
        for at, total in enumerate(totals):
            # The highest bit of a label's lane tells whether it may win over O.
            if (mask := total + gains) & beginning or (start >= 0 and mask & going_on):
                start = at if start < 0 else start
            elif start >= 0:
                found += self._names_in(start, totals[start:at])
                start = -1
        return found + self._names_in(start, totals[start:]) if start >= 0 else found

    def _names_in(self, first: int, totals: Sequence[Lanes]) -> list[Tagged]:
        """Names in a run of tokens that stands between tokens that are no name; it begins at token `first`."""
        lanes, size = self._lanes, self._bytes
        scores = [lanes(total.to_bytes(size, "little")) for total in totals]
        if not self._may_hold_name(scores):
            return []
        labels = self._best_labels(scores) if len(scores) > 1 else [self._best_alone(scores[0])]
        found: list[Tagged] = []
        start, kind = -1, ""
        for at, label in enumerate([*labels, NO_NAME]):
            name = self.labels[label]
            if start >= 0 and not name.startswith("I"):
                found.append(Tagged(first + start, first + at, kind, self._lead(scores, labels, start, at)))
                start = -1
            if name.startswith("B"):
                start, kind = at, name[2:]
        return found

    def _most_begun(self, label: int) -> int:
        """The most that the step to a name's first label wins; behind another name, which is spared its step to O."""
        before = self._into[label]
        return max(before[NO_NAME], max(before[1:]) + self._least_out)

    def _may_hold_name(self, scores: Sequence[Sequence[int]]) -> bool:
        """Whether some tokens in a row may win by being a name of one kind: what follows is too dear for all others."""
        out = self._least_out
        for first, other, begun, gone_on in self._kinds:
            won = _NEVER
            for row in scores:
                anew, on = row[first] + begun, won + row[other] + gone_on
                won = anew if anew > on else on
                if won > out:
                    return True
        return False

    def _totals(self, tokens: Sequence[str], matches: Sequence[Match]) -> list[Lanes]:
        """What each token scores as each label, every lane biased so that it is positive."""
        outside = self._row(OUTSIDE)
        try:
            rows = list(map(self._words.__getitem__, tokens))
        except KeyError:
            rows = list(map(self._row, tokens))
        a, b, c, d, e, classes = zip(outside, outside, *rows, outside, outside, strict=True)
        threes = list(zip(classes[1:], classes[2:], classes[3:-1], strict=False))
        try:
            own = list(map(self._classes.__getitem__, threes))
        except KeyError:
            own = list(map(self._class_row, threes))
        around = zip(a, b[1:], c[2:], d[3:], e[4:], own, strict=False)
        totals = [u + v + w + x + y + z for u, v, w, x, y, z in around]
        for at, features in in_known_name(matches).items():
            totals[at] += sum(map(self._named_row, features))
        return totals

    def _best_alone(self, row: Sequence[int]) -> int:
        """The label of a token between two that are no name."""
        ways = list(map(add, row, self._alone))
        return ways.index(max(ways))

    def _best_labels(self, scores: Sequence[Sequence[int]]) -> list[int]:
        """The row of labels with the highest score as a whole."""
        best = self._begin
        rows = [best]
        for row in scores:
            now = list(row)
            for label, steps in self._open:
                now[label] += max(map(add, best, steps))
            for label, one, step, other, other_step in self._inside:
                first, second = best[one] + step, best[other] + other_step
                now[label] += first if first > second else second
            best = now
            rows.append(best)
        label = NO_NAME
        labels: list[int] = []
        for row in reversed(rows[1:]):
            ways = list(map(add, row, self._into[label]))
            label = ways.index(max(ways))
            labels.append(label)
        return labels[::-1]

    def _lead(self, scores: Sequence[Sequence[int]], labels: Sequence[int], start: int, end: int) -> int:
        """By how much a name is better than leaving its tokens alone, what stands around it being as it is."""
        before = labels[start - 1] if start else NO_NAME
        after = labels[end] if end < len(labels) else NO_NAME
        steps, lead, last = self._steps, 0, before
        for at in range(start, end):
            label, row = labels[at], scores[at]
            lead += steps[last][label] + row[label] - row[NO_NAME]
            last = label
        none = steps[NO_NAME]
        return lead + steps[last][after] - steps[before][NO_NAME] - (end - start - 1) * none[NO_NAME] - none[after]

    def _row(self, token: str) -> Row:
        row = self._words.get(token)
        if row is None:
            row = self._older_words.get(token)
            if row is None:
                found = features_of(token)
                row = (*self._split(self._total(found.own + found.near + found.far)), word_class(token))
            if len(self._words) >= _CACHED_WORDS:
                self._older_words, self._words = self._words, {}
            self._words[token] = row
        return row

    def _class_row(self, key: tuple[str, str, str]) -> Lanes:
        row = self._classes.get(key)
        if row is None:
            if len(self._classes) >= _CACHED_CLASSES:
                self._classes.clear()
            row = self._classes[key] = self._own(in_a_row(*key)) + self._bias
        return row

    def _named_row(self, feature: str) -> Lanes:
        if feature not in self._named:
            self._named[feature] = self._own([feature])
        return self._named[feature]

    def _own(self, features: Iterable[str]) -> Lanes:
        """What features of one place add to the token that stands there."""
        bits = 8 * self._bytes
        row = (self._total(features) + self._every_bias) >> bits * DISTANCES.index(0) & ((1 << bits) - 1)
        return row - (row & _LANE) * self._ones

    def _total(self, features: Iterable[str]) -> int:
        get = self._weights.get
        return sum([get(bucket(feature), 0) for feature in features])

    def _split(self, total: int) -> tuple[Lanes, Lanes, Lanes, Lanes, Lanes]:
        """A sum of whole rows by distance, each lane less that of O."""
        total += self._every_bias
        bits, ones, every = 8 * self._bytes, self._ones, (1 << 8 * self._bytes) - 1
        a, b, c, d, e = [
            row - (row & _LANE) * ones for row in [total >> bits * place & every for place in range(len(DISTANCES))]
        ]
        return a, b, c, d, e

    @functools.cached_property
    def _every_bias(self) -> int:
        return sum(self._bias << (8 * self._bytes * place) for place in range(len(DISTANCES)))

    def _packed(self, weights: Weights) -> Mapping[int, int]:
        """Bucket → its row as one integer."""
        size = self._bytes * len(DISTANCES)
        written = memoryview(array("i", weights.rows).tobytes())
        bias = self._every_bias
        # A lane of two's complement differs from a biased one in its highest bit.
        return {
            at: (int.from_bytes(written[place * size : (place + 1) * size], "little") ^ bias) - bias
            for place, at in enumerate(weights.buckets)
        }
