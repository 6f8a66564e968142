"""Which labels of names may follow each other, and what the steps between them win. Pure; not here: tagging."""

from __future__ import annotations

from collections.abc import Sequence

NO_NAME = 0  # the place of O among the labels


def most_gain(steps: Sequence[Sequence[int]], labels: Sequence[str], name: int) -> int:
    """The most that the two steps around a token can win by labelling it `name` and not O."""
    every = range(len(labels))
    return max(
        steps[one][name] + steps[name][other] - steps[one][NO_NAME] - steps[NO_NAME][other]
        for one in every
        for other in every
        if may_follow(labels, one, name) and may_follow(labels, NO_NAME, other)
    )


def may_follow(labels: Sequence[str], before: int, after: int) -> bool:
    return not labels[after].startswith("I") or labels[before][1:] == labels[after][1:]
