"""Offices that are called after the land they govern, in one node. Pure rules."""

from __future__ import annotations

from collections.abc import Iterator

from khabar.arabic.names.proclitics import openings
from khabar.arabic.names.reading import Reading, Span
from khabar.arabic.names.tables import word_list


def land_offices(reading: Reading) -> Iterator[Span]:
    """إمارة منطقة الباحة، عمالة إقليم تارودانت; not إمارة دبي, which is a land itself."""
    for at in reading.where("place"):
        for one in openings(reading.text(at - 1)):
            is_office = f"{one.word} {reading.texts[at]}" in word_list("offices")
            if is_office and (end := _land_end(reading, at)) is not None:
                yield Span(at - 1, end, one.cut, "organization", "rule", 0.88)


def _land_end(reading: Reading, at: int) -> int | None:
    """The token after the land of which token `at` tells the kind; None where neither a table nor the tagger has it."""
    for match in reading.matches:
        if match.start in {at, at + 1} and match.end > at + 1 and not match.cut:
            return match.end if any(known.kind == "place" for known in match.known) else None
    return at + 2 if reading.tag(at + 1) == "L" else None
