"""The wait that an answer asks for (Retry-After). Pure; the clock comes in as `now`.

Not here: robots.txt and its Crawl-delay (khabar_ingest.robots), and the pace of hosts (khabar.storage.hosts).
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

MAX_RETRY_AFTER_SECONDS = 7 * 86_400.0


def retry_after_seconds(value: str | None, date_header: str | None, now: datetime) -> float | None:
    """How many seconds a `Retry-After` header asks to wait, 0 to seven days; None when absent or unreadable.

    A date is measured against the server's own `Date`, because the wait it means doesn't depend on how wrong its clock
    is; without a readable `Date`, against `now`.

    Source: RFC 9110 §10.2.3 (Retry-After), §6.6.1 (Date).
    """
    text = (value or "").strip()
    if re.fullmatch(r"[0-9]+", text):
        # A number of more digits is the cap anyway, and needn't be turned into one.
        return MAX_RETRY_AFTER_SECONDS if len(text) > 18 else min(float(text), MAX_RETRY_AFTER_SECONDS)
    until = _http_date(text)
    if until is None:
        return None
    start = _http_date(date_header or "") or now
    return max(0.0, min((until - start).total_seconds(), MAX_RETRY_AFTER_SECONDS))


def _http_date(text: str) -> datetime | None:
    """An HTTP date in UTC, any of its three forms; None when it is none."""
    if len(text) > 64:
        return None
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
    # The obsolete asctime form has no zone and means UTC: RFC 9110 §5.6.7.
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
