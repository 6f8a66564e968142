"""One quotation over several paragraphs: each may open with a mark, and only the last one closes. Pure.

Not here: whose words they are (`quotes.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from khabar.arabic.speech.reading import Reading

_FARTHEST_CLOSE = 6  # paragraphs that one quotation may run over


class Stretch(NamedTuple):
    """Words of a quotation in the node of this number."""

    number: int
    start: int
    end: int


def opening_of(reading: Reading) -> int | None:
    """Behind the mark that a paragraph begins with and does not close; None where there is none."""
    opening = reading.marks.dangling_open
    return opening if opening is not None and not reading.text[: opening - 1].strip() else None


def run_behind(readings: Sequence[Reading], index: int) -> list[Stretch]:
    """Where a quotation that node `index` leaves open goes on; empty when nothing closes it."""
    following: list[Stretch] = []
    for at in range(index + 1, min(len(readings), index + _FARTHEST_CLOSE)):
        reading = readings[at]
        if reading.node.kind not in ("paragraph", "quote"):
            return []
        close, opening = reading.marks.dangling_close, opening_of(reading)
        first = reading.marks.pairs[0] if reading.marks.pairs else None
        if close is not None:
            return [*following, Stretch(at, 0, close)]
        if first is not None and not reading.text[: first.open].strip():
            return [*following, Stretch(at, first.start, first.end)]
        if opening is None:
            return []
        following.append(Stretch(at, opening, len(reading.text)))
    return []
