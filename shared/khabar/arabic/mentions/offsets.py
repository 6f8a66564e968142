"""What «قبل يومين» and «لمدة عامين» mean: a distance from a moment, and a duration."""

from __future__ import annotations

from datetime import timedelta

from khabar.arabic.mentions import values
from khabar.arabic.mentions.reading import COUNT, WORD_UNITS, Meaning, Modifier, Reading, known_day

_SMALL_NUMBER = (3, 9)  # بضع: from three to nine (Lisan al-Arab, ب ض ع)
_ANCHOR_DAYS = 7  # an offset leans on a mention of its sentence only when that one is of these days
_DAY, _WEEK = 3, 4


def read_offset(reading: Reading) -> Meaning | None:
    side = reading.match.tokens[0].kind
    following = (
        reading.sketched.tokens[reading.match.end].kind if reading.match.end < len(reading.sketched.tokens) else ""
    )
    leans = following == "FROM" and not reading.match.has("PRESENT", "TODAY")
    if leans or (side == "AFTER" and not reading.match.has("PRESENT") and not reading.ahead()):
        return None  # «بعد يومين من»: from another moment, or in a story's own time
    unit = reading.unit()
    if reading.base is None or unit is None or _is_construct(reading):
        return None
    if reading.match.has("SOME"):
        return _some(reading, unit, side)
    number = sum(reading.match.values(*COUNT)) or (2 if reading.match.has("PAIR") else 1)
    anchor = _anchor(reading, unit)
    base = reading.base if anchor == -1 else known_day(reading.found[anchor].meaning) or reading.base
    at = reading.at if anchor == -1 else None
    read = values.moved(base, at, unit, number if side == "AFTER" else -number)
    if read is None:
        return None
    modifier: Modifier | None = "approx" if reading.match.has("ABOUT", "HALF") else None
    if reading.match.has("MORE"):
        modifier = "after" if side == "AFTER" else "before"
    elif reading.match.has("LESS"):
        modifier = "before" if side == "AFTER" else "after"
    elif unit == _WEEK:
        modifier = "approx"
    return Meaning(read[0], read[1], "offset", 0.8 if modifier else 0.9, anchor, modifier)


def _is_construct(reading: Reading) -> bool:
    """Whether a lone unit is the first half of «منذ يوم افتتاحه», «قبل عام النكسة»."""
    last = reading.match.tokens[-1]
    if last.kind not in {"ONE_UNIT", *WORD_UNITS} or reading.match.has(*COUNT):
        return False
    if reading.match.end >= len(reading.sketched.tokens):
        return False
    token = reading.sketched.tokens[reading.match.end]
    if token.last < token.first:
        return False
    following = reading.node.words[token.first].folded
    return following.startswith("ال") or following.endswith(("ه", "ها", "هم"))


def _some(reading: Reading, unit: int, side: str) -> Meaning | None:
    if unit != _DAY or side == "AFTER" or reading.base is None:
        return None
    least, most = _SMALL_NUMBER
    value = values.interval(reading.base - timedelta(days=most), reading.base - timedelta(days=least))
    return Meaning(value, "day", "offset", 0.7, -1, "approx")


def _anchor(reading: Reading, unit: int) -> int:
    """The mention of the same sentence that an offset in days leans on; -1 for the publication."""
    if unit != _DAY or not reading.found or reading.base is None:
        return -1
    last = reading.found[-1]
    day = known_day(last.meaning)
    is_near = (last.node, last.sentence) == reading.place and last.meaning.method == "weekday"
    return len(reading.found) - 1 if is_near and day and 0 <= (reading.base - day).days <= _ANCHOR_DAYS else -1


def read_duration(reading: Reading) -> Meaning | None:
    unit = reading.unit()
    if unit is None or _is_construct(reading):
        return None
    number = sum(reading.match.values(*COUNT)) or (2 if reading.match.has("PAIR", "THE_PAIR") else 1)
    modifier: Modifier | None = "approx" if reading.match.has("ABOUT", "MORE", "LESS") else None
    return Meaning(None, None, "duration", 0.9, None, modifier, duration=values.duration(unit, number))
