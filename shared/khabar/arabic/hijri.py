"""Days of the Hijri calendar (Umm al-Qura) as Gregorian ones. Not here: how they are written (`date_grammar.py`)."""

from __future__ import annotations

from datetime import date, timedelta

from hijridate import Gregorian, Hijri


def hijri_day(year: int, month: int, day: int) -> date:
    """A Hijri day (Umm al-Qura) in the Gregorian calendar.

    A civil calendar may have a thirtieth day where Umm al-Qura has none: counting from the first keeps it.

    Raises:
        ValueError, OverflowError: there is no such day, or it is outside the tables (1343 to 1500).
    """
    first = Hijri(year, month, 1).to_gregorian()
    if not 1 <= day <= 30:
        raise ValueError("no such Hijri day")
    return date(first.year, first.month, first.day) + timedelta(days=day - 1)


def hijri_span(year: int, month: int | None) -> tuple[date, date]:
    """First and last Gregorian day of a Hijri month, or of a whole Hijri year. Raises as `hijri_day`."""
    after = (year + 1, 1) if month in {None, 12} else (year, (month or 0) + 1)
    return hijri_day(year, month or 1, 1), hijri_day(*after, 1) - timedelta(days=1)


def hijri_year_of(day: date) -> int:
    """Raises OverflowError for a day outside the tables (1924 to 2077)."""
    return int(Gregorian(day.year, day.month, day.day).to_hijri().year)
