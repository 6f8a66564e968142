"""Last names of an article's people where they look like something else: «أوستن» the minister, no city. Pure rules.

Not here: last names where no rule saw a name (`met_again.py`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from khabar.arabic.names.clues import is_speech
from khabar.arabic.names.proclitics import openings
from khabar.arabic.names.reading import Reading, Span
from khabar.arabic.names.spans import Name
from khabar.arabic.names.tables import given_names, word_list
from khabar.arabic.speech.stops import VENUES

_CONFIDENCE = 0.8
_LAST_WITH_AIT = 2  # words: أيت باها
_LEAST_WHOLE = 3  # words; such a name is no last name
_FirstWords = dict[str, set[str]]


def with_last_names(found: Sequence[tuple[Reading, Sequence[Name]]]) -> list[list[Name]]:
    """The names of each node of an article, a person's last name as that person's."""
    firsts: _FirstWords = defaultdict(set)
    for reading, names in found:
        for span in (name.span for name in names):
            if span.kind == "person" and span.size > 1 and not span.label:
                first, last = reading.texts[span.start][span.cut :], reading.texts[span.end - 1]
                firsts[last].add(first)
                if span.size > _LAST_WITH_AIT and reading.texts[span.end - _LAST_WITH_AIT] == "ايت":
                    firsts[f"ايت {last}"].add(first)
    if not firsts:
        return [list(names) for _, names in found]
    return [[_meant(reading, name, firsts) for name in names] for reading, names in found]


def _meant(reading: Reading, name: Name, firsts: _FirstWords) -> Name:
    span = name.span
    meant = _span_meant(reading, span, firsts) if span.size < _LEAST_WHOLE else span
    return name if meant is span else name._replace(span=meant)


def _span_meant(reading: Reading, span: Span, firsts: _FirstWords) -> Span:
    last = reading.texts[span.end - 1]
    if last not in firsts and not span.cut:
        return span
    if span.kind != "person" and _may_be_last_name(reading, span, firsts):
        return span._replace(kind="person", source="rule", confidence=_CONFIDENCE, entry=None)
    if span.size == 2 and span.kind == "person" and _is_of_speech(reading, span, firsts[last]):
        return span._replace(start=span.start + 1, cut=0, confidence=_CONFIDENCE, role=None)
    return span


def _may_be_last_name(reading: Reading, span: Span, firsts: _FirstWords) -> bool:
    """Whether a place, or one word that only the tagger saw, is somebody's last name: التقى أوستن, not في أوستن.

    A place of the news, which has an entry, is always the place: after «خالد مصر», too, «مصر» is the country.
    """
    if " ".join(reading.texts[span.start : span.end])[span.cut :] not in firsts:
        return False
    if span.source == "tagger":
        return True
    proclitic = reading.texts[span.start][: span.cut]
    is_led_to = any(one.word in word_list("before_places") for one in openings(reading.text(span.start - 1)))
    is_seen_so = span.source == "known" or span.size > 1
    is_little_known = span.kind == "place" and is_seen_so and span.entry is None
    return is_little_known and not is_led_to and not proclitic.endswith(("ب", "ل"))


def _is_of_speech(reading: Reading, span: Span, firsts: set[str]) -> bool:
    """Whether a noun or verb of speech stands before the last name of somebody called otherwise: بيان الدبوسي."""
    first = reading.texts[span.start][span.cut :]
    return (first in VENUES or is_speech(first)) and not given_names().get(first, False) and bool(firsts - {first})
