"""When a host may be asked again: the gap, a Crawl-delay, a Retry-After. Pure; the clock comes in as `now`.

Not here: robots.txt itself (khabar_ingest) and the stored state of hosts (khabar.storage.hosts).
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from khabar.record import Record

MAX_RETRY_AFTER_SECONDS = 7 * 86_400.0
# A longer Crawl-delay would mean that a publisher's morning is read at night; nobody who wants that many hours
# between two requests means one article by it.
MAX_CRAWL_DELAY_SECONDS = 300.0
# «Crawl-delay: 0» stands in many robots.txt files as a leftover, not as an invitation to flood.
MIN_CRAWL_DELAY_SECONDS = 1.0


class HostPace(Record):
    """What is known of one host. Times are UTC.

    `last_request_at` None: never asked. `paused_until` None: no wait was asked for. `crawl_delay_seconds` None:
    robots.txt asks for none.
    """

    last_request_at: datetime | None = None
    paused_until: datetime | None = None
    crawl_delay_seconds: float | None = None


def gap_seconds(default: float, crawl_delay: float | None) -> float:
    """The pause between two requests to one host: its Crawl-delay when it names one, else `default`.

    Never more than five minutes, and never less than a second unless `default` is. A Crawl-delay that is no number of
    seconds counts as none.
    """
    if crawl_delay is None or not 0 <= crawl_delay < float("inf"):
        return default
    return max(min(default, MIN_CRAWL_DELAY_SECONDS), min(crawl_delay, MAX_CRAWL_DELAY_SECONDS))


def next_allowed_at(pace: HostPace, now: datetime, default_gap_seconds: float) -> datetime:
    """The moment the next request may go to the host: `now` when nothing stands against it."""
    moment = now
    if pace.last_request_at is not None:
        gap = gap_seconds(default_gap_seconds, pace.crawl_delay_seconds)
        # A clock that was set back must not silence a host for longer than one gap.
        moment = max(moment, min(pace.last_request_at, now) + timedelta(seconds=gap))
    if pace.paused_until is not None:
        moment = max(moment, min(pace.paused_until, now + timedelta(seconds=MAX_RETRY_AFTER_SECONDS)))
    return moment


def after_request(pace: HostPace, now: datetime) -> HostPace:
    """The pace once a request has gone out."""
    return pace.model_copy(update={"last_request_at": now})


def after_throttle(pace: HostPace, now: datetime, seconds: float) -> HostPace:
    """The pace once the host asked for a wait of `seconds`; a longer wait asked for earlier stays."""
    until = now + timedelta(seconds=max(0.0, min(seconds, MAX_RETRY_AFTER_SECONDS)))
    return pace.model_copy(update={"paused_until": max(until, pace.paused_until or until)})


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
