"""Search terms of when a text was first seen, so that an index finds the newest texts with a word. Pure.

A word's own list in the index has every text that ever had it: reading the newest few hundred out of a hundred thousand
costs as much as reading all. Together with the terms of some hours, days or months it gives only those.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

# No word of a text begins with @. Each unit: its mark, and how its moments are written.
_UNITS = (("@h", "%Y%m%d%H"), ("@d", "%Y%m%d"), ("@m", "%Y%m"))
TERMS_OF_MOMENT = len(_UNITS)
# More terms than this cost more than a larger unit does.
_MOST_TERMS = 60
# Steps that leave out none of their units.
_STEPS = (timedelta(hours=1), timedelta(days=1), timedelta(days=28))


def terms_of_moment(moment: datetime) -> tuple[str, ...]:
    """The terms of the hour, day and month of `moment`, in UTC.

    >>> terms_of_moment(datetime(2026, 11, 26, 10, 30, tzinfo=UTC))
    ('@h2026112610', '@d20261126', '@m202611')
    """
    return tuple(mark + moment.astimezone(UTC).strftime(form) for mark, form in _UNITS)


def terms_of_hours(hours: Iterable[datetime]) -> tuple[str, ...]:
    """The terms of all `hours`, in the smallest unit that has few of them. None where every unit has many.

    >>> terms_of_hours([datetime(2026, 11, 26, 10, tzinfo=UTC), datetime(2026, 11, 20, 7, tzinfo=UTC)])
    ('@h2026112007', '@h2026112610')
    """
    in_utc = [hour.astimezone(UTC) for hour in hours]
    for mark, form in _UNITS:
        if len(terms := {mark + hour.strftime(form) for hour in in_utc}) <= _MOST_TERMS:
            return tuple(sorted(terms))
    return ()


def terms_of_stretch(end: datetime, length: timedelta) -> tuple[str, ...]:
    """The terms of all moments of the `length` before `end`, in the smallest unit that has few. None: all have many.

    >>> terms_of_stretch(datetime(2026, 11, 27, 0, 10, tzinfo=UTC), timedelta(minutes=80))
    ('@h2026112622', '@h2026112623', '@h2026112700')
    """
    last = end.astimezone(UTC)
    for (mark, form), step in zip(_UNITS, _STEPS, strict=True):
        if (steps := length // step) < _MOST_TERMS:
            moments = (*(last - length + number * step for number in range(steps + 1)), last)
            if len(terms := {mark + moment.strftime(form) for moment in moments}) <= _MOST_TERMS:
                return tuple(sorted(terms))
    return ()
