"""The tagger's short ways give what the long way gives."""

from __future__ import annotations

from array import array

from hypothesis import given
from hypothesis import strategies as st

from khabar.arabic.names.tagger import _BIAS, Tagger, Weights
from khabar.arabic.names.train import LABELS

STEPS = st.lists(st.lists(st.integers(-8000, 8000), min_size=7, max_size=7), min_size=7, max_size=7)
# What the labels of a token win over no name.
RUNS = st.lists(st.lists(st.integers(-9000, 9000), min_size=6, max_size=6), min_size=2, max_size=7)


@given(STEPS, RUNS)
def test_tokens_that_are_passed_over_have_no_name_on_their_best_path(
    steps: list[list[int]], run: list[list[int]]
) -> None:
    tagger = Tagger(LABELS, steps, Weights(array("I"), array("h")))
    scores = [[_BIAS, *(_BIAS + won for won in row)] for row in run]

    best = {LABELS[label] for label in tagger._best_labels(scores)}

    assert best == {"O"} or tagger._may_hold_name(scores)
