"""Calendar arithmetic of date mentions: days, months and years as ISO 8601, never more exact than what was written.

A stretch of days, months or years is an interval `first/last` (ISO 8601-1 §5.5). Not here: words and patterns.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta

from khabar.arabic.mentions.kinds import UNIT_NAMES
from khabar.record import Precision

# A yearless date is mostly one that has been: the days that a future one must be nearer, without and with a word of
# the future («سيعقد», «المقرر») before it.
_AGAINST_FUTURE = 200
_AGAINST_PAST = 240

_SEASON_ENDED, _SEASON_BEGINS = 6, 8  # leagues: June, August

_DURATION = {
    "second": "PT{}S", "minute": "PT{}M", "hour": "PT{}H", "day": "P{}D", "week": "P{}W", "month": "P{}M",
    "year": "P{}Y",
}  # fmt: skip


def month_value(year: int, month: int) -> str:
    return f"{year:04}-{month:02}"


def nearest(days: Iterable[date], near: date, *, future: bool) -> date:
    """The likeliest of several possible days of one written date."""

    def cost(day: date) -> int:
        distance = (day - near).days
        if future:
            return distance if distance >= 0 else _AGAINST_PAST - distance
        return distance + _AGAINST_FUTURE if distance > 0 else -distance

    return min(days, key=cost)


def possible_days(make: Callable[[int], date], years: Iterable[int]) -> list[date]:
    """The day in each of `years` in which it exists (29 February)."""
    found = []
    for year in years:
        try:
            found.append(make(year))
        except (ValueError, OverflowError):
            continue
    return found


def interval(first: date | str, last: date | str) -> str:
    """`first/last`, or the one value where both are the same."""
    ends = [end.isoformat() if isinstance(end, date) else end for end in (first, last)]
    return ends[0] if ends[0] == ends[1] else "/".join(ends)


def week_of(day: date) -> tuple[date, date]:
    """The week of a day from Monday to Sunday (ISO 8601).

    Readers differ on where a week begins, so call it approximate. Source: CLDR weekData has Saturday for most Arab
    states, Sunday for Saudi Arabia, Monday for the Maghreb.
    """
    first = day - timedelta(days=day.weekday())
    return first, first + timedelta(days=6)


def day_in_week(day: date, weekday: int) -> date:
    """The day that falls on `weekday` in the working week of a day, which begins on Sunday."""
    return on_weekday(day - timedelta(days=(day.weekday() + 1) % 7), weekday, after=True)


def on_weekday(day: date, weekday: int, *, after: bool) -> date:
    """The day itself or the nearest one before (or after) it that falls on `weekday` (0 Monday)."""
    if after:
        return day + timedelta(days=(weekday - day.weekday()) % 7)
    return day - timedelta(days=(day.weekday() - weekday) % 7)


def moved(day: date, at: datetime | None, unit: int, number: int) -> tuple[str, Precision] | None:
    """`number` units (negative: back) from a day, as exact as the unit; None for hours from a day without a clock.

    Raises:
        ValueError, OverflowError: outside the calendar.
    """
    name = UNIT_NAMES[unit]
    if name in {"second", "minute", "hour"}:
        if at is None:
            return None
        moment = at + timedelta(**{f"{name}s": number})
        return (moment.isoformat()[:13], "hour") if name == "hour" else (moment.isoformat()[:16], "minute")
    if name in {"day", "week"}:
        return (day + timedelta(days=number * (7 if name == "week" else 1))).isoformat(), "day"
    if name == "month":
        there = _moved_months(day, number)
        return month_value(there.year, there.month), "month"
    return f"{_moved_months(day, 12 * number).year:04}", "year"


def _moved_months(day: date, number: int) -> date:
    """The first of the month that is `number` months away."""
    months = day.year * 12 + day.month - 1 + number
    return date(months // 12, months % 12 + 1, 1)


def stretch(day: date, unit: int, number: int) -> tuple[str, Precision] | None:
    """The `number` units before (negative) or after a day: days without the day itself, months and years with it.

    Raises:
        ValueError, OverflowError: outside the calendar.
    """
    name, ahead = UNIT_NAMES[unit], number > 0
    if name in {"second", "minute"}:
        return None
    if name == "hour":
        other = day + timedelta(days=(abs(number) + 23) // 24 * (1 if ahead else -1))
        return interval(min(day, other), max(day, other)), "day"
    if name in {"day", "week"}:
        days = number * (7 if name == "week" else 1)
        first, last = (1, days) if ahead else (days, -1)
        return interval(day + timedelta(days=first), day + timedelta(days=last)), "day"
    there = _moved_months(day, number if name == "month" else 12 * number)
    first_day, last_day = sorted((day, there))
    if name == "month":
        ends = [month_value(end.year, end.month) for end in (first_day, last_day)]
        return interval(*ends), "month"
    return interval(f"{first_day.year:04}", f"{last_day.year:04}"), "year"


def duration(unit: int, number: int) -> str:
    """ISO 8601-1 §5.5.2: `P2Y`, `PT24H`."""
    return _DURATION[UNIT_NAMES[unit]].format(number)


def part_of_year(year: int, parts: int, part: int) -> str | None:
    """Quarter or half (`parts` 4 or 2) number `part` of a year as months; None when there is no such part."""
    if not 1 <= part <= parts:
        return None
    length = 12 // parts
    return interval(month_value(year, (part - 1) * length + 1), month_value(year, part * length))


def part_of_month(year: int, month: int, parts: int, part: int) -> str | None:
    """Half (`parts` 2) or week (4; the last one goes to the month's end) number `part`; None when there is none."""
    if not 1 <= part <= parts:
        return None
    length = 15 if parts == 2 else 7
    after = _moved_months(date(year, month, 1), 1)
    last = after - timedelta(days=1) if part == parts else date(year, month, part * length)
    return interval(date(year, month, (part - 1) * length + 1), last)


def season_start(day: date, step: int) -> int | None:
    """The year in which the last (-1), running (0) or next (1) season of August to May begins; None between two."""
    if step < 0:
        return day.year - (1 if day.month >= _SEASON_ENDED else 2)
    if step > 0:
        return day.year + (0 if day.month <= _SEASON_BEGINS else 1)
    if _SEASON_ENDED <= day.month < _SEASON_BEGINS:
        return None
    return day.year - (day.month < _SEASON_ENDED)


def edge_of_year(year: int, edge: int) -> str:
    """The beginning (0), middle (1) or end (2) of a year, roughly: its first, middle or last months."""
    first, last = ((1, 3), (5, 8), (10, 12))[edge]
    return interval(month_value(year, first), month_value(year, last))


def edge_of_month(year: int, month: int, edge: int) -> str:
    """The beginning, middle or end of a month, roughly a third of it."""
    last = (date(year, month, 28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    first_day, last_day = ((1, 10), (11, 20), (21, last.day))[edge]
    return interval(date(year, month, first_day), date(year, month, last_day))
