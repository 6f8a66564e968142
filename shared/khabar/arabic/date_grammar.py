"""How a written date looks: patterns over folded text, and the parts they give. Pure; knows no clock.

Not here: the words (`date_tables.py`); zones, calendars and trust (`dates.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Literal, NamedTuple

from khabar.arabic.date_tables import (
    CITY_ZONES,
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
    ZONES,
)
from khabar.article import Calendar


class Clock(NamedTuple):
    """A time of day. `minute` None: only the hour was written. `zone` is a folded zone word, None when none was."""

    hour: int
    minute: int | None = None
    second: int | None = None
    microsecond: int = 0
    offset: timedelta | None = None
    zone: str | None = None


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


def any_of(words: Iterable[str]) -> str:
    """A pattern for any of `words`, longest first; a space in a word matches any white space."""
    ordered = sorted(words, key=len, reverse=True)
    return "(?:" + "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in ordered) + ")"


_LETTER = r"[^\W\d_]"
_GAP = r"[\s.,،؛]*"
_MONTH = rf"(?P<month>{any_of(MONTHS)})\.?(?!{_LETTER})(?:\s*[/\\(\-–]\s*{any_of(MONTHS)}(?!{_LETTER})\s*\)?)?"
_YEAR = r"(?P<year>(?:19|20)\d\d)(?!\d)"
_DAY = r"(?<![\d:])(?P<day>\d{1,2})(?:er|st|nd|rd|th)?"
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

# am, noon, pm: the half of the day that a word names. «ليلا» is worked out from the hour.
_HALVES = {
    "am": ("am", "a.m.", "a.m", "ص", "صباحا", "صباح", "فجرا", "ق.ظ"),
    "pm": ("pm", "p.m.", "p.m", "م", "مساء", "مسا", "عصرا", "ظهرا", "بعد الظهر", "ب.ظ"),
    "night": ("ليلا",),
}
_HALF_OF = {word: half for half, words in _HALVES.items() for word in words}
# «16:36-10 مارس»: a day, not ten hours west.
_NO_DAY = rf"(?!\d|\s*[/\-.]\s*\d|\s*(?:{any_of(MONTHS)}|{any_of(HIJRI_MONTHS)}))"
_OFFSET = rf"(?:(?:gmt|utc)\s*)?[+\-−]\s?\d{{1,2}}(?::?\d\d)?{_NO_DAY}"
_ZONE_WORDS = any_of([*ZONES, *CITY_ZONES, "ast"])
_CLOCK = re.compile(
    r"(?<![\d.:/\-+])(?:(?P<hour>\d{1,2})\s?[:h٫]\s?(?P<minute>\d\d)(?::(?P<second>\d\d)(?:[.,](?P<fraction>\d{1,9}))?)?"
    rf"(?:\s?(?P<half>{any_of(_HALF_OF)})(?![\w]))?"
    rf"|(?P<hour2>\d{{1,2}})(?:\.(?P<minute2>\d\d))?\s?(?P<half2>{any_of(_HALF_OF)})(?![\w]))"
    rf"(?:\s*\(?\s*(?P<offset>{_OFFSET})|\s*\(?(?:بتوقيت\s+)?(?P<zone>{_ZONE_WORDS})(?!\w))?"
    r"(?:\s*\([^)\d]{1,40}\))?"
)
# What may stand between a date and its time: «22 نوفمبر 2026 - الساعة 10:30», «10:30 بتاريخ 22/11/2026».
_BETWEEN = re.compile(
    r"[\s\-–—|,،؛.:()«»•·/t]*"
    r"(?:(?:الساعه|الساعة|عند|في|تمام|تمام الساعه|بتاريخ|يوم|at|a|on|le|the|م|ه|الموافق|ل)(?!\w)[\s\-–—|,،؛.:()•·]*)*"
    rf"(?:(?:يوم\s+)?{any_of(WEEKDAYS)}(?!\w)[\s\-–—|,،؛.()•·]*)?"
)
# «10:30 من مساء الخميس»
_BETWEEN_BACK = re.compile(r"[\s,،]*(?:(?:من|يوم|مساء|صباح|في|,|،)(?!\w)[\s,،]*)*")
_MAY_HOLD_CLOCK = re.compile(r"\d[:٫]\d|\d\s?(?:صباح|مساء|ظهر|عصر|فجر|ليل|بعد الظهر|[صم](?!\w))")


def read_written(folded: str, *, expected: bool) -> list[Written]:
    """Every date in `folded`, in order. `expected` True: the text is a date, so a bare year or «22/11/26» counts."""
    days = list(_days(folded, expected=expected))
    clocks = [(match.start(), match.end(), clock) for match in _CLOCK.finditer(folded) if (clock := _clock(match))]
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


def read_clock(folded: str) -> Clock | None:
    """The first time of day in `folded`."""
    match = _CLOCK.search(folded)
    return _clock(match) if match else None


def clock_after(folded: str) -> tuple[Clock, int] | None:
    """The time of day that stands at the beginning of `folded`, right after a date, and where it ends.

    None without one, and when it is told for another zone than the reader's.
    """
    match = _CLOCK.search(folded) if _MAY_HOLD_CLOCK.search(folded) else None
    if match is None or not _BETWEEN.fullmatch(folded, 0, match.start()):
        return None
    return _local(match, match.end())


def clock_before(folded: str) -> tuple[Clock, int] | None:
    """The time of day that stands at the end of `folded`, right before a date, and where it begins; None as above."""
    if not _MAY_HOLD_CLOCK.search(folded):
        return None
    match = next(iter([*_CLOCK.finditer(folded)][-1:]), None)
    if match is None or not _BETWEEN_BACK.fullmatch(folded, match.end()):
        return None
    return _local(match, match.start())


def _local(match: re.Match[str], place: int) -> tuple[Clock, int] | None:
    clock = _clock(match)
    return None if clock is None or clock.zone is not None or clock.offset is not None else (clock, place)


def _beside(
    folded: str, clocks: list[tuple[int, int, Clock]], taken: set[int], around: tuple[int, int, int, int]
) -> int | None:
    """Which clock belongs to the date at `around` (floor, start, end, ceiling): the next one after, else before it."""
    floor, start, end, ceiling = around
    for index, (clock_start, clock_end, _) in enumerate(clocks):
        is_after = end <= clock_start <= ceiling and _BETWEEN.fullmatch(folded, end, clock_start)
        is_before = floor <= clock_start and clock_end <= start and _BETWEEN.fullmatch(folded, clock_end, start)
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
        found.append((weekday.start(), weekday.end(), Ago(WEEKDAYS[_one_space(weekday["weekday"])], "weekday")))
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
        day = DAY_WORDS[_one_space(parts["words"])]
        year = int(parts["hyear"] or parts["year"])
    calendar: Calendar = "gregorian"
    month: int | None = None
    if parts.get("month"):
        month = MONTHS[_one_space(parts["month"])]
    elif parts.get("hijri"):
        month, calendar = HIJRI_MONTHS[_one_space(parts["hijri"])], "hijri"
    elif parts.get("libyan"):
        month = LIBYAN_MONTHS[_one_space(parts["libyan"])]
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
    weekday = WEEKDAYS[_one_space(before["weekday"])]
    try:
        return date(year, month, day).weekday() != weekday == date(year, day, month).weekday()
    except ValueError:
        return False


def _ago(match: re.Match[str]) -> Ago | None:
    if match["now"]:
        return Ago(0, "now")
    if match["back"]:
        return Ago(DAYS_BACK[_one_space(match["back"])], "day")
    if match["dual"]:
        return Ago(2, DUALS[match["dual"]])
    unit = match["unit"] or match["unit2"] or match["unit3"]
    count = match["count"] or match["count2"] or match["count3"]
    if count is None or count in {"a", "an"}:
        return Ago(1, UNITS[unit])
    return Ago(int(count) if count.isdigit() else NUMBERS[count], UNITS[unit])


def _clock(match: re.Match[str]) -> Clock | None:
    hour = int(match["hour"] or match["hour2"])
    minute_text = match["minute"] or match["minute2"]
    minute = int(minute_text) if minute_text else None
    second = int(match["second"]) if match["second"] else None
    hour = _full_hour(hour, _HALF_OF.get(_one_space(match["half"] or match["half2"] or "")))
    if hour > 23 or (minute or 0) > 59 or (second or 0) > 60:
        return None
    fraction = (match["fraction"] or "0")[:6].ljust(6, "0")
    zone = _one_space(match["zone"]) if match["zone"] else None
    return Clock(
        hour, minute, None if second is None else min(second, 59), int(fraction), read_offset(match["offset"]), zone
    )


def _full_hour(hour: int, half: str | None) -> int:
    if half == "night":
        half = "pm" if 6 <= hour < 12 else "am"
    if half == "am" and hour == 12:
        return 0
    if half == "pm" and hour < 12:
        return hour + 12
    return hour


def read_offset(text: str | None) -> timedelta | None:
    """`+0300`, `+03:00`, `+3`, `GMT+3` as a difference from UTC; None when there is none or it is out of range."""
    match = re.search(r"(?P<sign>[+\-−])\s?(?P<hours>\d{1,2})(?::?(?P<minutes>\d\d))?$", text or "")
    if match is None:
        return None
    offset = timedelta(hours=int(match["hours"]), minutes=int(match["minutes"] or 0))
    if offset > timedelta(hours=15):
        return None
    return offset if match["sign"] == "+" else -offset


def _one_space(words: str) -> str:
    return " ".join(words.split())
