"""When a feed is polled next, and what a poll says about its health. Pure: the clock and the jitter come in."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median
from typing import Any

from khabar.errors import BadContent, BlockedAddress, Forbidden, Gone, KhabarError, Throttled
from khabar.feed import TITLE_CHARACTERS, Feed, FeedUpdate, PollOutcome, Validators
from khabar.record import Record

# One request without validators a week: some servers answer 304 for ever.
FULL_POLL = timedelta(days=7)
# Without ETag or Last-Modified every poll costs the publisher a whole document.
UNCONDITIONAL_FACTOR = 4
GONE_POLLS, GONE_SPAN = 3, timedelta(days=3)
MOVED_POLLS, MOVED_SPAN = 3, timedelta(hours=24)
DEFAULT_INTERVAL = 3600
# While a hub pushes, polling is the net below it.
PUSHED_FACTOR = 4
# News is pushed and polled in moments; what a poll finds this long after the last push was not pushed.
PUSH_SPAN = timedelta(minutes=10)
STALE_PUSH_SECONDS = 60
# One or two failures are a restart or a bad minute.
DEGRADED_FAILURES = 3
_MAX_AGE = re.compile(r"(?:^|[\s,])max-age\s*=\s*\"?(\d{1,9})")


class PollLimits(Record):
    """The operator's bounds on the interval, in seconds."""

    least: int
    most: int


class Received(Record):
    """A whole document came (200). `entries` is how many it listed, `permanent_url` where it moved for good."""

    status: int
    final_url: str
    permanent_url: str | None
    headers: Mapping[str, str]
    body_hash: str
    entries: int
    dates: tuple[datetime, ...] = ()
    ttl_seconds: int | None = None
    title: str | None = None
    site_url: str | None = None
    language: str | None = None
    has_known_items: bool = False
    hub_url: str | None = None
    topic_url: str | None = None


def interval_seconds(
    dates: Sequence[datetime], asked: Sequence[int | None], *, conditional: bool, limits: PollLimits
) -> int:
    """Half the median gap between recent items, never less than the publisher asks for, within the operator's bounds.

    `asked`: ttl, max-age and update period, None where not stated.
    """
    ordered = sorted(dates)
    gaps = [(later - earlier).total_seconds() for earlier, later in pairwise(ordered)]
    base = median(gaps) / 2 if gaps else DEFAULT_INTERVAL
    least = limits.least if conditional else min(limits.least * UNCONDITIONAL_FACTOR, limits.most)
    wanted = max([base, *(min(seconds, limits.most) for seconds in asked if seconds)])
    return int(max(least, min(limits.most, wanted)))


def limits_of(feed: Feed, now: datetime, limits: PollLimits) -> PollLimits:
    """The bounds for one feed: a feed that is pushed is polled less often.

    Only while the hub keeps its word: its subscription holds, and no poll found news that had not been pushed.
    """
    if feed.pushed_until is None or feed.pushed_until < now or feed.pushed_at is None:
        return limits
    if feed.last_item_at is not None and feed.last_item_at > feed.pushed_at + PUSH_SPAN:
        return limits
    return PollLimits(least=min(limits.least * PUSHED_FACTOR, limits.most), most=limits.most)


def again_after_push(feed: Feed, update: FeedUpdate, now: datetime, *, found_news: bool) -> FeedUpdate:
    """A push that a poll saw nothing of is followed up once: the hub may be quicker than the publisher's own cache."""
    is_first = feed.pushed_at is not None and (feed.last_polled_at is None or feed.last_polled_at < feed.pushed_at)
    if found_news or update.failures or not is_first:
        return update
    soon = now + timedelta(seconds=STALE_PUSH_SECONDS)
    return update.model_copy(update={"next_poll_at": min(update.next_poll_at, soon)})


def max_age_seconds(headers: Mapping[str, str]) -> int | None:
    """Cache-Control max-age; None when not stated.

    Source: RFC 9111 §5.2.2.1.
    """
    found = _MAX_AGE.search(headers.get("cache-control", "").lower())
    return int(found[1]) if found else None


def after_document(feed: Feed, received: Received, now: datetime, jitter: float, limits: PollLimits) -> FeedUpdate:
    """After a whole document: its own pace, and validators unless it was empty.

    Validators of an empty or broken body are never kept: the next poll would answer 304, and the feed be dead for ever.
    `jitter` is 0..1, drawn by the caller.
    """
    headers = received.headers
    validators = None
    if received.entries and (headers.get("etag") or headers.get("last-modified")):
        validators = Validators(
            url=received.final_url, etag=headers.get("etag"), last_modified=headers.get("last-modified")
        )
    interval = interval_seconds(
        received.dates,
        [received.ttl_seconds, max_age_seconds(headers)],
        conditional=validators is not None,
        limits=limits,
    )
    moved = _moved(feed, received, now)
    return _update(
        feed,
        now,
        _spread(interval, jitter),
        interval_seconds=interval,
        validators=validators,
        full_poll_at=feed.full_poll_at if feed.full_poll_at and feed.full_poll_at > now else now + FULL_POLL,
        body_hash=received.body_hash if received.entries else None,
        last_status=received.status,
        last_outcome="new" if received.entries else "empty",
        last_error=None if received.entries else "the feed lists no entries",
        empty_polls=0 if received.entries else feed.empty_polls + 1,
        last_success_at=now,
        title=received.title[:TITLE_CHARACTERS] if received.title else None,
        site_url=received.site_url,
        language=received.language,
        hub_url=received.hub_url,
        topic_url=received.topic_url,
        **moved,
    )


def after_not_modified(
    feed: Feed, headers: Mapping[str, str], now: datetime, jitter: float, limits: PollLimits, *, status: int = 304
) -> FeedUpdate:
    """After 304, or 200 with the same bytes, as `status` says: as before; a new ETag replaces the old one."""
    validators = feed.validators
    if validators and headers.get("etag"):
        validators = validators.model_copy(update={"etag": headers["etag"]})
    interval = max(feed.interval_seconds, limits.least)
    return _update(
        feed, now, _spread(interval, jitter), interval_seconds=interval, validators=validators,
        last_status=status, last_outcome="not_modified", last_error=None, last_success_at=now,
    )  # fmt: skip


def after_error(feed: Feed, error: KhabarError, now: datetime, jitter: float, limits: PollLimits) -> FeedUpdate:
    """After a failure: the interval doubles with each, up to a day; never sooner than the server asked for.

    A feed is never given up, except after three answers 404 or 410 over at least three days: then it is suspended,
    not deleted, and a person may resume it.
    """
    failures = feed.failures + 1
    interval = max(feed.interval_seconds, limits.least)
    wait = min(limits.most, interval * 2 ** min(failures, 10) * (0.9 + 0.25 * jitter))
    outcome: PollOutcome = "failed"
    changes: dict[str, Any] = {}
    if isinstance(error, Throttled):
        outcome = "throttled"
    elif isinstance(error, Gone):
        outcome = "gone"
        since = feed.gone_since or now
        count = feed.gone_count + 1
        changes = {"gone_count": count, "gone_since": since}
        # With several addresses, only when each has said so.
        if count >= GONE_POLLS * max(1, len(feed.addresses)) and now - since >= GONE_SPAN:
            changes |= {"suspend": f"gone since {since:%Y-%m-%d}: {error.message}"}
    elif isinstance(error, Forbidden | BlockedAddress | BadContent):
        outcome = "refused"
    # Jitter is never applied below the wait that the server asked for.
    wait = max(wait, getattr(error, "after", None) or 0)
    return _update(
        feed, now, wait, interval_seconds=feed.interval_seconds,
        validators=None if isinstance(error, BadContent) else feed.validators,
        body_hash=None if isinstance(error, BadContent) else feed.body_hash,
        last_status=error.status, last_outcome=outcome, last_error=error.message, failures=failures,
        last_success_at=feed.last_success_at, **changes,
    )  # fmt: skip


def needs_full_poll(feed: Feed, now: datetime) -> bool:
    """Whether the weekly request without validators is due."""
    return feed.full_poll_at is not None and feed.full_poll_at <= now


def _moved(feed: Feed, received: Received, now: datetime) -> dict[str, Any]:
    """Move the stored address only after three equal permanent redirects over a day, to a feed with known items."""
    target = received.permanent_url
    if not target or target == feed.url or not received.entries:
        return {"moved_to": None, "moved_count": 0, "moved_since": None}
    count, since = (feed.moved_count + 1, feed.moved_since or now) if target == feed.moved_to else (1, now)
    if count >= MOVED_POLLS and now - since >= MOVED_SPAN and received.has_known_items:
        return {"url": target, "moved_to": None, "moved_count": 0, "moved_since": None}
    return {"moved_to": target, "moved_count": count, "moved_since": since}


def _spread(interval: float, jitter: float) -> float:
    """`interval` times 0.9 to 1.15, so that feeds added together don't stay together."""
    return interval * (0.9 + 0.25 * jitter)


def _update(feed: Feed, now: datetime, wait_seconds: float, **changes: Any) -> FeedUpdate:
    """A FeedUpdate with `changes`, and the rest as on a healthy feed or as it was."""
    kept: dict[str, Any] = {
        "full_poll_at": feed.full_poll_at,
        "body_hash": feed.body_hash,
        "failures": 0,
        "empty_polls": feed.empty_polls,
        "gone_count": 0,
        "gone_since": None,
        "moved_to": feed.moved_to,
        "moved_count": feed.moved_count,
        "moved_since": feed.moved_since,
        "away_since": feed.away_since,
        "return_to": feed.return_to,
        "hub_url": feed.hub_url,
        "topic_url": feed.topic_url,
    }
    update = FeedUpdate(decided_at=now, next_poll_at=now + timedelta(seconds=wait_seconds), **{**kept, **changes})
    return update.model_copy(update={"event": _event(feed, update)})


def _event(feed: Feed, update: FeedUpdate) -> str | None:
    """Told once when a feed gets ill, when it is well again, and when it is given up."""
    if update.suspend:
        return "feed.gone"
    if feed.failures < DEGRADED_FAILURES <= update.failures:
        return "feed.degraded"
    return "feed.recovered" if feed.failures >= DEGRADED_FAILURES and update.failures == 0 else None
