"""Which of a feed's addresses is polled next. Pure; when it is polled is khabar_ingest.schedule."""

from __future__ import annotations

from datetime import datetime, timedelta

from khabar.feed import Feed, FeedUpdate
from khabar_ingest.schedule import PollLimits

# One or two failures are a restart or a bad minute; three in a row are an address that is ill.
TRIES = 3
# The first address is the publisher's own; the others are often copies that lag. So it gets a try a day.
HOME_AFTER = timedelta(days=1)


def moved_on(feed: Feed, update: FeedUpdate, now: datetime, limits: PollLimits) -> FeedUpdate:
    """`update`, with the address to go on at when that is another one.

    After three failures in a row the next address is tried, round and round; a wait that a server asked for is no
    failure of its address. Once another address has served for a day the first gets one try, and a failure of that
    try leads straight back. While no address was left out in this illness, the next is polled without the long wait.
    """
    if len(feed.addresses) < 2 or update.suspend or update.url:
        return update
    if update.failures == 0:
        return _after_success(feed, update, now)
    if update.last_outcome == "throttled":
        return update
    if feed.return_to:
        return update.model_copy(
            update={
                "next_urls": (feed.return_to,),
                "return_to": None,
                "away_since": now,
                "failures": feed.failures,
                "event": None,
                "next_poll_at": now + timedelta(seconds=limits.least),
            }
        )
    if update.failures % TRIES:
        return update
    at = feed.addresses.index(feed.url) if feed.url in feed.addresses else -1
    others = [url for url in (*feed.addresses[at + 1 :], *feed.addresses[: max(at, 0)]) if url != feed.url]
    changes: dict[str, object] = {
        "next_urls": tuple(others),
        "away_since": None if others[0] == feed.addresses[0] else feed.away_since or now,
    }
    if update.failures < TRIES * len(feed.addresses):
        changes["next_poll_at"] = min(update.next_poll_at, now + timedelta(seconds=limits.least))
    return update.model_copy(update=changes)


def _after_success(feed: Feed, update: FeedUpdate, now: datetime) -> FeedUpdate:
    first = feed.addresses[0]
    if feed.url == first:
        return update.model_copy(update={"return_to": None, "away_since": None})
    since = feed.away_since or now
    if now - since < HOME_AFTER:
        return update.model_copy(update={"away_since": since})
    return update.model_copy(update={"next_urls": (first,), "return_to": feed.url, "away_since": None})
