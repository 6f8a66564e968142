"""A written date as a moment: any form, any calendar of the Arab press, its precision kept and never improved.

Here: zones, calendars, trust. Not here: patterns (`date_grammar.py`, `clock_grammar.py`, `date_formats.py`) and
words (`date_tables.py`).
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

from khabar.arabic.clean import clean_title
from khabar.arabic.clock_grammar import Clock, read_clock
from khabar.arabic.date_formats import read_machine
from khabar.arabic.date_grammar import Ago, Day, Written, read_written
from khabar.arabic.date_tables import (
    ARAB_COUNTRIES,
    CITY_ZONES,
    MODIFIED_LABELS,
    PUBLISHED_LABELS,
    ZONES,
)
from khabar.arabic.fold import fold, fold_with_offsets, source_span
from khabar.arabic.hijri import hijri_day
from khabar.errors import BadInput
from khabar.record import Calendar, Precision, Record

# Feeds began in 1999, the first Arabic newspapers went online in 1995: an older date is a template's zero.
EARLIEST_TRUSTED = datetime(1995, 1, 1, tzinfo=UTC)
FUTURE_ALLOWED = timedelta(hours=24)  # a day's clock error, or a wrong zone
# A date is at most some hundred characters; a longer text is prose, and reading it costs time.
MAX_DATE_CHARACTERS = 500
_LABEL_REACH = 40  # code points between a label and its date

_DAY_SECONDS = {"second": 1, "minute": 60, "hour": 3_600, "day": 86_400, "week": 604_800}
_AGO_PRECISION: dict[str, Precision] = {
    "now": "minute", "second": "minute", "minute": "minute", "hour": "hour", "day": "day", "week": "day",
    "month": "month", "year": "year", "weekday": "day",
}  # fmt: skip
_TIMES = frozenset[Precision](("second", "minute", "hour"))
# How much of `YYYY-MM-DDTHH:MM:SS` each precision keeps.
_ISO_LENGTH: dict[Precision, int] = {"second": 19, "minute": 16, "hour": 13, "day": 10, "month": 7, "year": 4}


class ReadDate(Record):
    """A date as read.

    `at` is UTC: noon in the publisher's zone for a day, the middle of a month or a year (never after `now` because of
    that). `value` is Gregorian ISO 8601 at the true precision, with the offset when one was written. `raw` is the text
    read. `offset` such as `+03:00`; None when the publisher's zone was assumed, whose own is `assumed_offset`; both
    None without a time of day. `trusted` False: before 1995, more than a day ahead, or its year is a guess.
    """

    at: datetime
    value: str
    raw: str
    offset: str | None = None
    assumed_offset: str | None = None
    precision: Precision
    calendar: Calendar = "gregorian"
    trusted: bool


class FoundDate(Record):
    """A date inside a text, at code points `start`..`end`, and what a label before it says it is."""

    kind: Literal["published", "modified", "unknown"]
    date: ReadDate
    start: int
    end: int


class _Context(NamedTuple):
    now: datetime
    zone: ZoneInfo
    time_zone: str
    country: str | None


def read_date(text: str, *, now: datetime, time_zone: str, country: str | None = None) -> ReadDate | None:
    """The date that `text` is; None when it is none, or a day that does not exist.

    Of two dates the Gregorian one is preferred. `now` is an aware moment, `time_zone` a tz database name, the
    publisher's; `country` ISO 3166-1 alpha-2 tells Arabian from Atlantic `AST`.

    Raises:
        BadInput: the time zone is unknown.

    >>> read_date("٢٢ تشرين الثاني ٢٠٢٤", now=datetime(2024, 11, 23, tzinfo=UTC), time_zone="Asia/Beirut").value
    '2024-11-22'
    """
    context = _context(now, time_zone, country)
    raw = clean_title(text)
    if not raw or len(raw) > MAX_DATE_CHARACTERS:
        return None
    folded = fold(raw).strip()
    machine = read_machine(folded)
    if isinstance(machine, datetime):
        return _dated(machine, machine, raw, context, precision="second", offset="+00:00")
    if machine is not None:
        return _resolved(machine[0], machine[1], raw, context)
    readings = [(one, read) for one in read_written(folded, expected=True) if (read := _read(one, raw, context))]
    if not readings:
        return None
    best, read = min(readings, key=_preference)
    if best.clock is None and read.precision == "day" and (clock := read_clock(folded)):
        return _read(best._replace(clock=clock), raw, context) or read
    return read


def find_dates(text: str, *, now: datetime, time_zone: str, country: str | None = None) -> list[FoundDate]:
    """Every full or relative date written in `text`, in order; yearless ones and bare years are left alone."""
    context = _context(now, time_zone, country)
    folded, offsets = fold_with_offsets(text)
    found: list[FoundDate] = []
    after = 0
    for one in read_written(folded, expected=False):
        start, end = source_span(text, offsets, one.start, one.end)
        read = _read(one, text[start:end].strip(), context)
        if read is not None:
            kind = _labelled(folded[max(after, one.start - _LABEL_REACH) : one.start])
            if kind == "unknown" and found and found[-1].date.calendar != read.calendar:
                kind = found[-1].kind  # the Gregorian twin of a Hijri date, under the same label
            found.append(FoundDate(kind=kind, date=read, start=start, end=end))
        after = one.end
    return found


def _context(now: datetime, time_zone: str, country: str | None) -> _Context:
    try:
        zone = ZoneInfo(time_zone)
    except (KeyError, ValueError, OSError) as error:
        raise BadInput(f"unknown time zone: {time_zone!r}", subject=time_zone) from error
    return _Context(now.astimezone(UTC), zone, time_zone, country.upper() if country else None)


def _preference(reading: tuple[Written, ReadDate]) -> tuple[bool, int, bool, int]:
    written, read = reading
    precisions: tuple[Precision, ...] = ("second", "minute", "hour", "day", "month", "year")
    exact = min(precisions.index(read.precision), 3) if isinstance(written.what, Day) else 3
    vague = precisions.index(read.precision) > 3
    return vague, 2 * isinstance(written.what, Ago) + (read.calendar != "gregorian"), not read.trusted, exact


def _labelled(before: str) -> Literal["published", "modified", "unknown"]:
    """What the last label in `before` says; the words must be whole."""
    reach: dict[Literal["published", "modified"], int] = {}
    for kind, labels in (("published", PUBLISHED_LABELS), ("modified", MODIFIED_LABELS)):
        printed = [label for label in labels if label in before]
        ends = [match.end() for label in printed for match in re.finditer(rf"(?<!\w){re.escape(label)}(?!\w)", before)]
        if ends:
            reach["published" if kind == "published" else "modified"] = max(ends)
    if not reach:
        return "unknown"
    if "modified" not in reach:
        return "published"
    # «آخر تحديث بتاريخ» ends with a word of publication and is still a modification.
    return "modified" if reach["modified"] >= reach.get("published", 0) - len(" بتاريخ : ") else "published"


def _read(written: Written, raw: str, context: _Context) -> ReadDate | None:
    if isinstance(written.what, Ago):
        return _ago(written.what, written.clock, raw, context)
    return _resolved(written.what, written.clock, raw, context)


def _ago(ago: Ago, clock: Clock | None, raw: str, context: _Context) -> ReadDate | None:
    here = context.now.astimezone(context.zone)
    try:
        if ago.unit == "weekday":
            at = here - timedelta(days=(here.weekday() - ago.number) % 7)
        elif ago.unit in {"month", "year"}:
            months = here.year * 12 + here.month - 1 - ago.number * (12 if ago.unit == "year" else 1)
            at = here.replace(year=months // 12, month=months % 12 + 1, day=min(here.day, 28))
        else:
            at = (context.now - timedelta(seconds=ago.number * _DAY_SECONDS.get(ago.unit, 0))).astimezone(context.zone)
    except (OverflowError, ValueError):
        return None
    precision = _AGO_PRECISION[ago.unit]
    if precision == "day":
        return _resolved(Day(at.year, at.month, at.day), clock, raw, context)
    return _dated(at.astimezone(UTC), at, raw, context, precision=precision)


def _resolved(day: Day, clock: Clock | None, raw: str, context: _Context) -> ReadDate | None:
    """`day` and `clock` as a date; None for a day that does not exist or that a datetime can't hold."""
    try:
        if day.year is None:
            return _yearless(day, clock, raw, context)
        gregorian = _gregorian(day)
        if day.day is None or day.month is None:
            return _month_or_year(day, gregorian, raw, context)
        if clock is None:
            noon = datetime.combine(gregorian, time(12), context.zone)
            return _dated(noon.astimezone(UTC), noon, raw, context, precision="day", calendar=day.calendar)
        if clock.hour > 24:
            return None
        of_day = time(clock.hour % 24, clock.minute or 0, clock.second or 0, clock.microsecond)
        local = datetime.combine(gregorian, of_day) + timedelta(days=clock.hour // 24)
        zone = _zone(clock, local, context)
        at = local.replace(tzinfo=zone or context.zone).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    precision: Precision = "hour" if clock.minute is None else "minute" if clock.second is None else "second"
    offset = None if zone is None else local.replace(tzinfo=zone).isoformat()[-6:]
    return _dated(at, local, raw, context, precision=precision, offset=offset, calendar=day.calendar)


def _month_or_year(day: Day, gregorian: date, raw: str, context: _Context) -> ReadDate | None:
    month = gregorian.month if day.month else 7
    middle = datetime(gregorian.year, month, 16 if day.month else 2, 12, tzinfo=context.zone)
    is_present = middle.year == context.now.year and (day.month is None or middle.month == context.now.month)
    at = min(middle.astimezone(UTC), context.now) if is_present else middle.astimezone(UTC)
    precision: Precision = "month" if day.month else "year"
    return _dated(at, middle, raw, context, precision=precision, calendar=day.calendar)


def _yearless(day: Day, clock: Clock | None, raw: str, context: _Context) -> ReadDate | None:
    """The latest year that is not ahead: a guess, so never trusted."""
    for year in (context.now.year + 1, context.now.year, context.now.year - 1):
        read = _resolved(day._replace(year=year), clock, raw, context)
        if read is not None and read.trusted:
            return read.model_copy(update={"trusted": False})
    return None


def _gregorian(day: Day) -> date:
    """`day` in the Gregorian calendar, or the middle of its month. Raises ValueError or OverflowError."""
    if day.year is None:
        raise ValueError("no year")
    if day.calendar == "gregorian":
        return date(day.year, day.month or 7, day.day or 1)
    return hijri_day(day.year, day.month or 6, day.day or 15)


def _zone(clock: Clock, local: datetime, context: _Context) -> timezone | None:
    if clock.offset is not None:
        return timezone(clock.offset)
    if clock.zone == "ast":
        arab = context.country in ARAB_COUNTRIES or (
            context.country is None and context.time_zone.startswith(("Asia/", "Africa/"))
        )
        return timezone(timedelta(hours=3 if arab else -4))
    if clock.zone in CITY_ZONES:
        offset = local.replace(tzinfo=ZoneInfo(CITY_ZONES[clock.zone])).utcoffset()
        return timezone(offset) if offset is not None else None
    if clock.zone in ZONES:
        return timezone(timedelta(hours=ZONES[clock.zone]))
    return None


def _assumed(local: datetime, context: _Context) -> str:
    """The offset of the publisher's zone at `local`, to the minute."""
    digits = local.replace(tzinfo=context.zone).strftime("%z")
    return f"{digits[:3]}:{digits[3:5]}"


def _dated(
    at: datetime,
    local: datetime,
    raw: str,
    context: _Context,
    *,
    precision: Precision,
    offset: str | None = None,
    calendar: Calendar = "gregorian",
) -> ReadDate:
    return ReadDate(
        at=at,
        value=local.isoformat()[: _ISO_LENGTH[precision]] + (offset or ""),
        raw=raw,
        offset=offset,
        assumed_offset=_assumed(local, context) if offset is None and precision in _TIMES else None,
        precision=precision,
        calendar=calendar,
        trusted=EARLIEST_TRUSTED <= at <= context.now + FUTURE_ALLOWED,
    )
