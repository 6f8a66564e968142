"""Search terms of when a text was first seen, so that an index finds the newest texts with a word. Pure.

A word's own list in the index has every text that ever had it: reading the newest few hundred out of a hundred thousand
costs as much as reading all. Together with the terms of some hours, days or months it gives only those.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

# No word of a text begins with @. Each unit: its mark, how its moments are written, and a step that leaves none out.
_UNITS = (
    ("@h", "%Y%m%d%H", timedelta(hours=1)),
    ("@d", "%Y%m%d", timedelta(days=1)),
    ("@m", "%Y%m", timedelta(days=28)),
)
# More terms than this cost more than a larger unit does.
_MOST_TERMS = 31


def terms_of_moment(moment: datetime) -> tuple[str, ...]:
    """The terms of the hour, day and month of `moment`, in UTC.

    >>> terms_of_moment(datetime(2026, 11, 26, 10, 30, tzinfo=UTC))
    ('@h2026112610', '@d20261126', '@m202611')
    """
    return tuple(mark + moment.astimezone(UTC).strftime(form) for mark, form, _ in _UNITS)


def terms_between(since: datetime, until: datetime) -> tuple[str, ...]:
    """The terms of all hours, days or months from `since` to `until`, in the smallest unit that has few of them.

    None where every unit has many.
    """
    for mark, form, step in _UNITS:
        if (until - since) / step <= _MOST_TERMS:
            moments = (since + number * step for number in range(_MOST_TERMS + 1))
            written = (min(moment, until).astimezone(UTC).strftime(form) for moment in moments)
            return tuple(dict.fromkeys(mark + one for one in written))
    return ()
