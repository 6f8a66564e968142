"""Whether a known name begins with what the thing is, and is its name without it too. Pure rules."""

from __future__ import annotations

from khabar.arabic.names.gazetteer import Known, Match, match_at
from khabar.arabic.names.proclitics import openings
from khabar.arabic.names.reading import Reading
from khabar.arabic.names.roles import is_title
from khabar.arabic.names.tables import triggers, word_list


def is_labelled(reading: Reading, match: Match, known: Known) -> bool:
    """Whether a known name begins with what it is and is a name without it: صحيفة الأهرام، تنظيم داعش، الملك سلمان."""
    if match.end - match.start < 2:
        return False
    if known.kind == "place":
        return reading.texts[match.start][match.cut :] in word_list("states") and _is_same_inside(reading, match, known)
    if known.kind == "person":
        return is_title(reading.texts[match.start])
    first = {opening.word for opening in openings(reading.texts[match.start]) if opening.cut == match.cut}
    if not first & triggers().label:
        return False
    inner = match_at(reading.texts, match.start + 1)
    return inner is not None and inner.end == match.end and any(k.kind == "organization" for k in inner.known)


def _is_same_inside(reading: Reading, match: Match, known: Known) -> bool:
    """Whether the name without its first word means the same: دولة قطر; not سلطنة عمان."""
    inner = match_at(reading.texts, match.start + 1)
    return known.entry is not None and inner is not None and inner.end == match.end and known in inner.known
