"""What a publisher says it put right: the notes of a body, and when, where they say so.

Not here: which line is a note (extract/text/shapes.py); that a new version changes something (revise.py).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from khabar.arabic.dates import find_dates
from khabar.body import BodyBlock, CorrectionNote
from khabar.findings import Correction
from khabar_worker.extract.dating.zones import Where

# What a note begins with, and what it then does.
_KINDS: tuple[tuple[str, Literal["correction", "clarification"]], ...] = (
    ("تصحيح", "correction"),
    ("توضيح", "clarification"),
)


def find_corrections(body: Sequence[BodyBlock], *, where: Where, now: datetime) -> tuple[Correction, ...]:
    """The notes of a body in order."""
    return tuple(_correction(block, where, now) for block in body if isinstance(block, CorrectionNote))


def _correction(note: CorrectionNote, where: Where, now: datetime) -> Correction:
    label = re.split("[:：]", note.text, maxsplit=1)[0]
    kind = next((kind for word, kind in _KINDS if word in label), "note")
    # «تصحيح (12 مارس 2026): …»; dates behind the colon are the story's.
    dates = find_dates(label, now=now, time_zone=where.time_zone, country=where.country)
    return Correction(block=note.id, kind=kind, at=dates[0].date.at if dates and dates[0].date.trusted else None)
