"""How a written date looks: patterns over folded text, and the parts they give. Pure; knows no clock.

Not here: the words (`date_tables.py`); times of day (`clock_grammar.py`); zones, calendars and trust (`dates.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Literal, NamedTuple

from khabar.arabic.clock_grammar import BETWEEN, Clock, any_of, clocks_in, one_space
from khabar.arabic.date_tables import (
    DAY_WORDS,
    DAYS_BACK,
    DUALS,
    HIJRI_MONTHS,
    JUST_NOW,
    LIBYAN_MONTHS,
    MONTHS,
    NUMBERS,
    UNITS,
    WEEKDAYS,
)
from khabar.record import Calendar


class Day(NamedTuple):
    """A calendar date as written; `year` None for «22 نوفمبر», `day` None for a month, `month` None for a year."""

    year: int | None
    month: int | None
    day: int | None
    calendar: Calendar = "gregorian"


class Ago(NamedTuple):
    """A stretch back from now. `unit` is a key of the units table, `weekday` (0 Monday) or `now`."""

    number: int
    unit: str


class Written(NamedTuple):
    """One date found in folded text, with the time of day that stands beside it."""

    start: int
    end: int
    what: Day | Ago
    clock: Clock | None = None


_LETTER = r"[^\W\d_]"
_GAP = r"[\s.,،؛]*"
_MONTH = rf"(?P<month>{any_of(MONTHS)})\.?(?!{_LETTER})(?:(?:\s*[/\\(\-–]\s*|\s+){any_of(MONTHS)}(?!{_LETTER})\s*\)?)?"
_YEAR = r"(?P<year>(?:19|20)\d\d)(?!\d)"
_DAY = r"(?<!\d)(?<!\d:)(?P<day>\d{1,2})(?:er|st|nd|rd|th)?"
_OF = r"(?:\s*[-–/]\s*|[\s.,،]+(?:(?:من|شهر|of|de)\s+)*)"
_HIJRI_MARK = r"(?:\s*(?:هجريه?|هجري|ه)(?!\w)\.?)?"

_HIJRI_YEAR = rf"(?:(?:من|عام|سنه|لعام)\s+)*(?P<year>1[345]\d\d)(?!\d){_HIJRI_MARK}"
_ANY_YEAR = r"(?P<year>1[34]\d\d|19\d\d|20\d\d)"
_SEPARATOR = r"\s?(?P<sep>[-/.\\])\s?"
_AGAIN = r"\s?(?P=sep)\s?"

DayKind = Literal[
    "iso",
    "dmy",
    "named",
    "year_first",
    "libyan",
    "in_words",
    "month_first",
    "hijri",
    "month",
    "hijri_month",
    "yearless",
    "year",
    "short",
]

# Tried in this order; a stretch of text is used once. `short` and `year` are read only where a date is expected.
_DAY_FORMS: dict[DayKind, str] = {
    "iso": rf"{_ANY_YEAR}{_SEPARATOR}(?P<mm>\d{{1,2}}){_AGAIN}(?P<day>\d{{1,2}})(?!\d){_HIJRI_MARK}",
    "dmy": rf"(?P<day>\d{{1,2}}){_SEPARATOR}(?P<mm>\d{{1,2}}){_AGAIN}{_ANY_YEAR}(?!\d){_HIJRI_MARK}",
    "named": rf"{_DAY}{_OF}{_MONTH}(?:{_GAP}(?:[-–/]\s*)?(?:(?:من|عام|سنه|العام|لعام)\s+)*){_YEAR}",
    "year_first": rf"{_YEAR}\s+{any_of(WEEKDAYS)}\s+{_DAY}{_OF}{_MONTH}(?!{_GAP}(?:19|20)\d\d)",
    "libyan": rf"{_DAY}{_OF}(?P<libyan>{any_of(LIBYAN_MONTHS)})(?!{_LETTER})(?:\s*[/(]\s*{any_of(MONTHS)}\s*\)?)?"
    rf"{_GAP}{_YEAR}",
    # Only before «من»: in «كانون الثاني - يناير 2024» the second word is no day.
    "in_words": rf"(?P<words>{any_of(DAY_WORDS)})\s+(?:من|لشهر)\s+(?:شهر\s+)?"
    rf"(?:{_MONTH}{_GAP}(?:(?:من|عام|سنه|العام|لعام)\s+)*{_YEAR}"
    rf"|(?P<hijri>{any_of(HIJRI_MONTHS)})(?!{_LETTER}){_GAP}(?:(?:من|عام|سنه|لعام)\s+)*(?P<hyear>1[345]\d\d)(?!\d))",
    "month_first": rf"{_MONTH}{_GAP}{_DAY}(?!\d){_GAP}{_YEAR}",
    "hijri": rf"{_DAY}{_OF}(?P<hijri>{any_of(HIJRI_MONTHS)})(?!{_LETTER})[\s.,،\-–/]*{_HIJRI_YEAR}",
    "month": rf"{_MONTH}{_GAP}(?:(?:من|عام|سنه|العام|لعام)\s+)*{_YEAR}",
    "hijri_month": rf"(?P<hijri>{any_of(HIJRI_MONTHS)})(?!{_LETTER}){_GAP}{_HIJRI_YEAR}",
    "yearless": rf"{_DAY}{_OF}{_MONTH}(?!\s+(?:المقبل|القادم))",
    "short": r"(?P<day>\d{1,2})(?P<sep>[-/.])(?P<mm>\d{1,2})(?P=sep)(?P<yy>\d\d)(?![\d:])",
    "year": rf"(?:(?:عام|سنه|العام|السنه)\s+)?{_YEAR}(?:\s*م(?!\w))?",
}
_DAY_PATTERNS = {kind: re.compile(rf"(?<!\w){form}") for kind, form in _DAY_FORMS.items()}
_EXPECTED_ONLY = frozenset[DayKind](["short", "year", "yearless"])

_COUNT = rf"(?P<count>\d{{1,4}}|{any_of(NUMBERS)}|an?)"
_ABOUT = r"(?:(?:نحو|حوالي|اكثر\s+من|about|environ)\s+)?"
_AGO = re.compile(
    r"(?<!\w)(?:"
    rf"(?P<now>{any_of(JUST_NOW)})"
    rf"|(?:منذ|قبل)\s+{_ABOUT}(?:(?P<dual>{any_of(DUALS)})|(?:{_COUNT}\s+)?(?P<unit>{any_of(UNITS)})(?!\s+\d{{4}}))"
    rf"|il\s+y\s+a\s+{_ABOUT}(?P<count2>\d{{1,4}}|{any_of(NUMBERS)})\s+(?P<unit2>{any_of(UNITS)})"
    rf"|(?P<count3>\d{{1,4}}|{any_of(NUMBERS)}|an?)\s*(?P<unit3>{any_of(UNITS)})\s+(?:ago|مضت)"
    rf"|(?P<back>{any_of(DAYS_BACK)})"
    r")(?!\w)"
)
_WEEKDAY = re.compile(rf"(?:يوم\s+)?(?P<weekday>{any_of(WEEKDAYS)})")

_WEEKDAY_BEFORE = re.compile(rf"(?<!\w)(?P<weekday>{any_of(WEEKDAYS)})[\s,،.]*$")
_WEEKDAY_REACH = 16  # code points from the weekday's first letter to the date
_MORE_WORDS = re.compile(rf"{_LETTER}{{2}}")


def read_written(folded: str, *, expected: bool) -> list[Written]:
    """Every date in `folded`, in order. `expected` True: the text is a date, so a bare year or «22/11/26» counts."""
    days = list(_days(folded, expected=expected))
    clocks = clocks_in(folded)
    taken: set[int] = set()
    found: list[Written] = []
    for index, (start, end, what) in enumerate(days):
        floor = days[index - 1][1] if index else 0
        ceiling = days[index + 1][0] if index + 1 < len(days) else len(folded)
        beside = _beside(folded, clocks, taken, (floor, start, end, ceiling))
        if beside is None:
            found.append(Written(start, end, what))
        else:
            clock_start, clock_end, clock = clocks[beside]
            taken.add(beside)
            found.append(Written(min(start, clock_start), max(end, clock_end), what, clock))
    return found


def _beside(
    folded: str, clocks: list[tuple[int, int, Clock]], taken: set[int], around: tuple[int, int, int, int]
) -> int | None:
    """Which clock belongs to the date at `around` (floor, start, end, ceiling): the next one after, else before it."""
    floor, start, end, ceiling = around
    for index, (clock_start, clock_end, _) in enumerate(clocks):
        is_after = end <= clock_start <= ceiling and BETWEEN.fullmatch(folded, end, clock_start)
        is_before = floor <= clock_start and clock_end <= start and BETWEEN.fullmatch(folded, clock_end, start)
        if index not in taken and (is_after or is_before):
            return index
    return None


def _days(folded: str, *, expected: bool) -> Iterator[tuple[int, int, Day | Ago]]:
    found: list[tuple[int, int, Day | Ago]] = []
    for kind, pattern in _DAY_PATTERNS.items():
        if kind in _EXPECTED_ONLY and not expected:
            continue
        for match in pattern.finditer(folded):
            _take(found, match, _day(kind, match))
    for match in _AGO.finditer(folded):
        _take(found, match, _ago(match))
    if not found and expected and (weekday := _WEEKDAY.match(folded)) and not _MORE_WORDS.search(folded, weekday.end()):
        # «السبت 14:30» alone; a weekday inside other words says nothing.
        found.append((weekday.start(), weekday.end(), Ago(WEEKDAYS[one_space(weekday["weekday"])], "weekday")))
    yield from sorted(found, key=lambda one: one[0])


def _take(found: list[tuple[int, int, Day | Ago]], match: re.Match[str], what: Day | Ago | None) -> None:
    if what is not None and all(match.end() <= start or end <= match.start() for start, end, _ in found):
        found.append((match.start(), match.end(), what))


def _day(kind: DayKind, match: re.Match[str]) -> Day | None:
    parts = match.groupdict()
    year = int(parts["year"]) if parts.get("year") else None
    if parts.get("yy"):
        year = 2000 + int(parts["yy"])
    day = int(parts["day"]) if parts.get("day") else None
    if parts.get("words"):
        day = DAY_WORDS[one_space(parts["words"])]
        year = int(parts["hyear"] or parts["year"])
    calendar: Calendar = "gregorian"
    month: int | None = None
    if parts.get("month"):
        month = MONTHS[one_space(parts["month"])]
    elif parts.get("hijri"):
        month, calendar = HIJRI_MONTHS[one_space(parts["hijri"])], "hijri"
    elif parts.get("libyan"):
        month = LIBYAN_MONTHS[one_space(parts["libyan"])]
    elif parts.get("mm"):
        month = int(parts["mm"])
        if year is not None and year < 1600:
            calendar = "hijri"
        if month > 12 and day is not None and day <= 12 and kind != "iso":
            day, month = month, day  # 11/22/2026: no other reading is left
        elif kind == "dmy" and year is not None and day is not None and _is_american(match, year, month, day):
            day, month = month, day
    possible = (day is None or 1 <= day <= 31) and (month is None or 1 <= month <= 12)
    return Day(year, month, day, calendar) if possible else None


def _is_american(match: re.Match[str], year: int, month: int, day: int) -> bool:
    """Whether the weekday printed before «02/07/2026» is that of 7 February and not of 2 July."""
    before = _WEEKDAY_BEFORE.search(match.string, max(0, match.start() - _WEEKDAY_REACH), match.start())
    if before is None or day > 12 or year < 1600:
        return False
    weekday = WEEKDAYS[one_space(before["weekday"])]
    try:
        return date(year, month, day).weekday() != weekday == date(year, day, month).weekday()
    except ValueError:
        return False


def _ago(match: re.Match[str]) -> Ago | None:
    if match["now"]:
        return Ago(0, "now")
    if match["back"]:
        return Ago(DAYS_BACK[one_space(match["back"])], "day")
    if match["dual"]:
        return Ago(2, DUALS[match["dual"]])
    unit = match["unit"] or match["unit2"] or match["unit3"]
    count = match["count"] or match["count2"] or match["count3"]
    if count is None or count in {"a", "an"}:
        return Ago(1, UNITS[unit])
    return Ago(int(count) if count.isdigit() else NUMBERS[count], UNITS[unit])
