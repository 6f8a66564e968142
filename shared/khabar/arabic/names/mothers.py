"""Women who are called after a child: أم سامر. Pure rules.

Not here: fathers, as «أبو» opens a name like any given one (`people.py`).
"""

from __future__ import annotations

from collections.abc import Iterator

from khabar.arabic.conjugation import perfects_of
from khabar.arabic.names.clues import MOTHERS, body_openings, given, place_openings
from khabar.arabic.names.name_parts import name_end
from khabar.arabic.names.reading import Reading, Span, is_definite
from khabar.arabic.names.roles import is_title
from khabar.arabic.names.tables import given_names, surnames, word_list

# Words that ask which of two, anywhere before in the sentence: هل فاز سليم أم سامر.
_ASKING = frozenset({"هل", "سواء", "سوا", "ايهما", "ايهم", "اهو", "اهي"})
_STOPS = frozenset({".", "؟", "?", "!", "؛", "\n"})
# Whose mother she is, not how she is called: بأنها أم سامر، وهي أم سامر.
_IS = frozenset({"بانها", "انها", "لانها", "وانها", "فانها", "هي", "وهي", "تكون", "باعتبارها", "بصفتها"})
_PEACE = ("عليه", "السلام")
_TO_A_PLACE = frozenset({"في", "الي", "نحو", "قرب", "من"})


def mothers(reading: Reading) -> Iterator[Span]:
    """«أم» with the first name behind it and what follows as in any name; not «أم» for "or", nor a place so called."""
    for at in reading.where("mother"):
        if given_names().get(reading.text(at + 1), False) and _is_hers(reading, at):
            yield Span(at, _end(reading, at), MOTHERS[reading.texts[at]], "person", "rule", 0.85)


def _end(reading: Reading, at: int) -> int:
    """Behind her child's name, which no verb is part of: أم أحمد خسر ابنها."""
    following = reading.text(at + 2)
    is_name = following in given_names() or following in surnames() or following.startswith("ال")
    return at + 2 if perfects_of(following) and not is_name else name_end(reading, at, at + 2)


def _is_hers(reading: Reading, at: int) -> bool:
    token, before = reading.tokens[at], reading.text(at - 1)
    cut = MOTHERS[reading.texts[at]]
    if cut and reading.node.text[token.start + cut] != "أ":
        return False  # وام, the agency
    if any(match.start <= at < match.end and match.end > match.start + 1 for match in reading.matches):
        return False  # أم كلثوم, known as she is
    if before in _IS or tuple(reading.texts[at + 2 : at + 4]) == _PEACE or _is_or(reading, at):
        return False
    is_name = given(before) is not None or before in surnames() or reading.tag(at - 1) == "P"
    is_place = bool(place_openings(before) or body_openings(before)) or (
        before in _TO_A_PLACE and reading.tag(at) == "L"
    )
    return not (is_name or is_place or before in word_list("particles"))


def _is_or(reading: Reading, at: int) -> bool:
    """Whether two are asked about: the sentence asks, or a man's full name stands behind another's office."""
    start = next((k + 1 for k in range(at - 1, -1, -1) if reading.texts[k] in _STOPS), 0)
    stop = next((k for k in range(at, len(reading.texts)) if reading.texts[k] in _STOPS), at)
    if reading.texts[stop] in {"؟", "?"} or not _ASKING.isdisjoint(reading.texts[start:at]):
        return True
    before = reading.text(at - 1)
    is_hers = before.endswith("ه") and is_title(before)  # السيدة أم سامر الدبوسي
    return is_definite(before) and not is_hers and _end(reading, at) > at + 2
