"""When an article's page is asked for again, though its feed says nothing new. A rule: pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

# After a page that answers 200 says that it is gone: longer than sites are out of order.
SECOND_LOOK = timedelta(days=1)


def revisit_at(first_seen_at: datetime, now: datetime, hours: Sequence[float]) -> datetime | None:
    """The first look after `now`, of those that many hours after the entry was first seen; None: none is left.

    >>> seen = datetime(2026, 11, 22, 10, 0)
    >>> str(revisit_at(seen, seen + timedelta(hours=2), (24, 1)))
    '2026-11-23 10:00:00'
    """
    looks = sorted(first_seen_at + timedelta(hours=each) for each in hours)
    return next((look for look in looks if look > now), None)
