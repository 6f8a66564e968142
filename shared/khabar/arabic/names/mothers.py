"""Women who are called after a child: أم سامر. Pure rules.

Not here: fathers, as «أبو» opens a name like any given one (`people.py`).
"""

from __future__ import annotations

from collections.abc import Iterator

from khabar.arabic.names.clues import MOTHERS, body_openings, given, place_openings
from khabar.arabic.names.name_parts import name_end
from khabar.arabic.names.reading import Reading, Span
from khabar.arabic.names.tables import given_names, surnames, word_list

# How far back a word stands that asks which of two: هل فاز سليم أم سامر؟
_ASKED = 12
_ASKING = frozenset({"هل", "سواء", "سوا", "ايهما", "ايهم", "اهو", "اهي"})
_TO_A_PLACE = frozenset({"في", "الي", "نحو", "قرب", "من"})


def mothers(reading: Reading) -> Iterator[Span]:
    """«أم» with the first name behind it and what follows as in any name; not «أم» for "or", nor a place so called."""
    for at in reading.where("mother"):
        if given_names().get(reading.text(at + 1), False) and _is_hers(reading, at):
            yield Span(at, name_end(reading, at, at + 2), MOTHERS[reading.texts[at]], "person", "rule", 0.85)


def _is_hers(reading: Reading, at: int) -> bool:
    token, before = reading.tokens[at], reading.text(at - 1)
    cut = MOTHERS[reading.texts[at]]
    if cut and reading.node.text[token.start + cut] != "أ":
        return False  # وام, the agency
    if any(match.start <= at < match.end and match.end > match.start + 1 for match in reading.matches):
        return False  # أم كلثوم, known as she is
    if not _ASKING.isdisjoint(reading.texts[max(at - _ASKED, 0) : at]):
        return False
    is_name = given(before) is not None or before in surnames() or reading.tag(at - 1) == "P"
    is_place = bool(place_openings(before) or body_openings(before)) or (
        before in _TO_A_PLACE and reading.tag(at) == "L"
    )
    return not (is_name or is_place or before in word_list("particles"))
