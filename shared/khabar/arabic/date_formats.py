"""Dates written for machines: ISO 8601, RFC 822 and its relatives, epoch seconds. Pure; knows no clock.

Not here: dates written for readers (`date_grammar.py`); zones, calendars and trust (`dates.py`).
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

from khabar.arabic.clock_grammar import Clock, any_of, read_offset
from khabar.arabic.date_grammar import Day
from khabar.arabic.date_tables import MONTHS, ZONES
from khabar.record import Calendar

# Source: ISO 8601-1:2019 §5.2-5.4 (calendar, week and ordinal dates, basic and extended), RFC 3339 §5.6.
_ISO = re.compile(
    r"(?P<year>\d{4})"
    r"(?:-(?P<month>\d{1,2})(?:-(?P<day>\d{1,2}))?|(?P<month_b>\d\d)(?P<day_b>\d\d)"
    r"|-?w(?P<week>\d\d)(?:-?(?P<weekday>[1-7]))?|-?(?P<ordinal>\d{3}))?"
    r"(?:(?:\s*t\s*|\s+|_)(?P<hour>\d\d)(?::?(?P<minute>\d\d)(?::?(?P<second>\d\d)(?:[.,](?P<fraction>\d+))?)?)?"
    r"\s*(?P<zone>z|utc|gmt|[+\-−]\s?\d\d(?::?\d\d)?)?(?:\[[^\]]*\])?)?"
)
# Digits only, as some templates print them: 20261122100000.
_DIGITS = re.compile(
    r"(?P<year>(?:19|20)\d\d)(?P<month>\d\d)(?P<day>\d\d)(?P<hour>\d\d)(?P<minute>\d\d)(?P<second>\d\d)?"
)
_EPOCH = re.compile(r"(?P<whole>\d{9,10})(?P<thousandths>\d{3})?(?P<millionths>\d{3})?(?:\.\d+)?")

_NAME = any_of(word for word in MONTHS if word.isascii() and word.isalpha())
_TIME = r"(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:\.\d+)?)?"
_ZONE = r"(?P<zone>[a-z]{1,5}(?![a-z+\-])|(?:gmt|utc?)?\s*[+\-−]\s?\d{1,2}:?(?:\d\d)?)?(?:\s*\([^)]*\))?"
# Source: RFC 822 §5, RFC 1123 §5.2.14, RFC 5322 §3.3 and §4.3; RFC 9110 §5.6.7 for the two older HTTP forms.
_MAIL = re.compile(
    rf"(?:[^\W\d_]+\.?\s*,?\s*)?(?P<day>\d{{1,2}})[\s\-]+(?P<month>{_NAME})\.?[\s\-,]+(?P<year>\d{{4}}|\d{{2,3}})"
    rf"(?:[\s,]+{_TIME}\s*{_ZONE})?"
)
_ASCTIME = re.compile(
    rf"[a-z]{{3,9}},?\s+(?P<month>{_NAME})\s+(?P<day>\d{{1,2}})\s+{_TIME}\s+(?:(?P<zone>[a-z]{{1,5}})\s+)?(?P<year>\d{{4}})"
)
# What JavaScript's Date prints.
_SCRIPT = re.compile(rf"[a-z]{{3}}\s+(?P<month>{_NAME})\s+(?P<day>\d{{1,2}})\s+(?P<year>\d{{4}})\s+{_TIME}\s*{_ZONE}")


def read_machine(folded: str) -> tuple[Day, Clock | None] | datetime | None:
    """What a date written for machines says, or None when it is none of them.

    A day with the clock beside it, or an instant in UTC where the text is a count of seconds.
    """
    if match := _EPOCH.fullmatch(folded):
        return _instant(match) or _digits(folded)
    if match := _ISO.fullmatch(folded):
        return _iso(match)
    if _DIGITS.fullmatch(folded):
        return _digits(folded)
    match = _MAIL.fullmatch(folded) or _ASCTIME.fullmatch(folded) or _SCRIPT.fullmatch(folded)
    return _mail(match) if match else None


def _instant(match: re.Match[str]) -> datetime | None:
    if _DIGITS.fullmatch(match[0]):
        return None  # fourteen digits that are a date: a count of milliseconds has thirteen
    try:
        return datetime.fromtimestamp(int(match["whole"]), UTC)
    except (OverflowError, ValueError, OSError):  # pragma: no cover - ten digits always fit
        return None


def _digits(folded: str) -> tuple[Day, Clock | None] | None:
    match = _DIGITS.fullmatch(folded)
    if match is None:
        return None
    day = Day(int(match["year"]), int(match["month"]), int(match["day"]))
    return day, Clock(int(match["hour"]), int(match["minute"]), int(match["second"]) if match["second"] else None)


def _iso(match: re.Match[str]) -> tuple[Day, Clock | None] | None:
    parts = match.groupdict()
    year = int(parts["year"])
    if parts["week"] or parts["ordinal"]:
        named = _week_or_ordinal(year, parts)
        return None if named is None else (named, _iso_clock(parts))
    month = parts["month"] or parts["month_b"]
    day = parts["day"] or parts["day_b"]
    calendar: Calendar = "hijri" if 1300 <= year <= 1500 else "gregorian"
    written = Day(year, int(month) if month else None, int(day) if day else None, calendar)
    return written, _iso_clock(parts) if day else None


def _week_or_ordinal(year: int, parts: dict[str, str | None]) -> Day | None:
    try:
        if parts["week"]:
            on = date.fromisocalendar(year, int(parts["week"]), int(parts["weekday"] or 1))
        else:
            on = date(year, 1, 1) + timedelta(days=int(parts["ordinal"] or 1) - 1)
    except (ValueError, OverflowError):
        return None
    if parts["week"] and not parts["weekday"]:
        return Day(on.year, on.month, None)  # a week is nothing the record can hold: its month is true
    return Day(on.year, on.month, on.day) if on.year == year or parts["week"] else None


def _iso_clock(parts: dict[str, str | None]) -> Clock | None:
    if parts["hour"] is None:
        return None
    fraction = (parts["fraction"] or "0")[:6].ljust(6, "0")
    return Clock(
        int(parts["hour"]),
        int(parts["minute"]) if parts["minute"] else None,
        min(int(parts["second"]), 59) if parts["second"] else None,  # a leap second
        int(fraction),
        _zone_offset(parts["zone"]),
    )


def _mail(match: re.Match[str]) -> tuple[Day, Clock | None]:
    parts = match.groupdict()
    year = int(parts["year"])
    if len(parts["year"]) < 4:
        # Source: RFC 5322 §4.3: 00-49 is 2000-2049, 50-999 is 1950-2899.
        year += 2000 if year < 50 else 1900
    day = Day(year, MONTHS[parts["month"]], int(parts["day"]))
    if parts["hour"] is None:
        return day, None
    zone = parts["zone"]
    second = min(int(parts["second"]), 59) if parts["second"] else None
    offset = _zone_offset(zone)
    named = zone if zone and offset is None and zone.isalpha() else None
    return day, Clock(int(parts["hour"]), int(parts["minute"]), second, offset=offset, zone=named)


def _zone_offset(zone: str | None) -> timedelta | None:
    if not zone:
        return None
    if zone in ZONES:
        return timedelta(hours=ZONES[zone])
    return read_offset(zone)
