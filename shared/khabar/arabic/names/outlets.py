"""Outlets that no table has, told by what they say of a paper: تلقت «برقاش اليوم» نسخة منه. Pure rules."""

from __future__ import annotations

from collections.abc import Iterator

from khabar.arabic.names.clues import body_openings
from khabar.arabic.names.name_parts import is_rare_word
from khabar.arabic.names.reading import Reading, Span
from khabar.arabic.names.roles import is_title
from khabar.arabic.names.tables import given_names, small_words

_RECEIVED = frozenset({"تلقت", "تلقته", "تلقتها"})
_GOT = _RECEIVED | {"حصلت", "اطلعت", "وحصلت", "واطلعت"}
_OF_IT = frozenset({"عليه", "عليها", "علي", "على"})
_OF_THE_PAPER = frozenset({"منه", "منها"})  # what was told before, not «نسخة من الحكم»
_ANYBODY = frozenset({"مصدر", "مصادر", "جهه", "جهات"})  # «مصادر مطلعة»
_MOST_WORDS = 4


def outlets(reading: Reading) -> Iterator[Span]:
    """Whoever got a copy of a statement, in marks or in two words and more: بيان تلقته برقاش نيوز نسخة منه."""
    for copy in reading.where("copy"):
        if reading.text(copy + 1) not in _OF_THE_PAPER:
            continue
        end = copy - (reading.text(copy - 1) in _OF_IT)
        span = _marked(reading, end) if reading.text(end - 1) == '"' else _bare(reading, end)
        if span is not None:
            yield span


def _marked(reading: Reading, end: int) -> Span | None:
    close = end - 1
    start = next((at for at in range(close - 1, close - 2 - _MOST_WORDS, -1) if reading.text(at) == '"'), None)
    if start is None or start + 1 == close:
        return None
    before = start - 1 - (reading.text(start - 1) in _OF_IT)
    is_anybody = reading.texts[start + 1] in _ANYBODY
    if is_anybody or reading.text(before) not in _GOT or not all(reading.is_word(at) for at in range(start + 1, close)):
        return None
    return Span(start + 1, close, 0, "organization", "rule", 0.85)


def _bare(reading: Reading, end: int) -> Span | None:
    verb = next((at for at in range(end - 1, end - 2 - _MOST_WORDS, -1) if reading.text(at) in _RECEIVED), None)
    if verb is None or end < verb + 3:
        return None
    words = range(verb + 1, end)
    is_other = body_openings(reading.texts[verb + 1]) or is_title(reading.texts[verb + 1])
    if is_other or any(not _may_be_of_name(reading, at) for at in words):
        return None  # تلقت وزارة العدل نسخة, تلقت ليلى الدبوسي نسخة
    if not any(is_rare_word(reading.texts[at]) for at in words):
        return None  # تلقت دول عربية عدة نسخة
    return Span(verb + 1, end, 0, "organization", "rule", 0.75)


def _may_be_of_name(reading: Reading, at: int) -> bool:
    text = reading.texts[at]
    is_free = reading.tag(at) != "P" and text not in small_words() and text not in given_names()
    return reading.is_word(at) and is_free and not text.startswith("لل") and not reading.has_pronoun(at)
