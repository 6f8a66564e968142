"""One poll of one feed.

claim → fetch (conditional) → parse in a child → identity.match → schedule, failover
→ polls.record, one transaction → hint
"""

from __future__ import annotations

import asyncio
import hashlib
from datetime import UTC, datetime

from khabar import tracing
from khabar.arabic.dates import read_date
from khabar.errors import KhabarError, StorageDown
from khabar.feed import FeedUpdate, ParsedFeed, PollLog
from khabar.http import FEED, Fetched, NotModified
from khabar.log import get_logger
from khabar.storage import hosts, polls
from khabar.storage.lease import LostLease
from khabar.storage.polls import ClaimedFeed
from khabar.websub import links
from khabar_ingest import failover, schedule
from khabar_ingest.context import Context, as_khabar_error
from khabar_ingest.identity import Keyed, Matched, keyed, match
from khabar_ingest.read import read
from khabar_ingest.schedule import PollLimits, Received

log = get_logger()
# How much of its lease a poll may take before it is given up.
_ATTEMPT_SHARE = 0.9
NOTHING = Matched(new=(), changed=(), same=0)


async def poll(context: Context, claimed: ClaimedFeed) -> None:
    """Poll a claimed feed and store what came of it; a failure is stored too, and is never raised.

    Raises:
        StorageDown: nothing was written; the lease runs out and the feed is polled again.
    """
    with tracing.span("poll", feed=str(claimed.feed.id), url=claimed.feed.url):
        await _poll(context, claimed)


async def _poll(context: Context, claimed: ClaimedFeed) -> None:
    feed = claimed.feed
    limits = PollLimits(least=context.settings.poll_min_seconds, most=context.settings.poll_max_seconds)
    limits = schedule.limits_of(feed, datetime.now(UTC), limits)
    error: KhabarError | None = None
    try:
        # Below the lease, so that what takes too long is stored as a failure and backs off.
        async with asyncio.timeout(_ATTEMPT_SHARE * context.settings.lease_seconds):
            update, entry, matched = await _attempt(context, claimed, limits)
    except (StorageDown, asyncio.CancelledError):
        raise
    except Exception as caught:
        error = as_khabar_error(caught, feed.url)
        now = datetime.now(UTC)
        update = schedule.after_error(feed, error, now, context.jitter(), limits)
        entry = PollLog(status=error.status, outcome=update.last_outcome, error=error.message)
        matched = NOTHING
        context.tally.failed[feed.url] = error.message
        log.warning(
            "feed_failed",
            feed_id=str(feed.id),
            feed=feed.url,
            code=error.code,
            error=error.message,
            failures=update.failures,
        )
    update = schedule.again_after_push(feed, update, datetime.now(UTC), found_news=bool(matched.new or matched.changed))
    update = failover.moved_on(feed, update, datetime.now(UTC), limits)
    entry = entry.model_copy(update={"url": feed.url})
    if update.next_urls:
        log.info("feed_fails_over", feed_id=str(feed.id), feed=feed.url, to=update.next_urls[0])
    try:
        to_hint = await context.stored(
            polls.record, claimed, update, entry,
            new=matched.new, changed=matched.changed, gap_seconds=context.settings.host_gap_seconds,
            trace=tracing.context(),
        )  # fmt: skip
    except LostLease:
        log.warning("feed_lease_lost", feed_id=str(feed.id), feed=feed.url)
        return
    finally:
        await context.release(claimed.lease, error)
    context.tally.polled += 1
    context.tally.new_items += entry.new_items
    context.tally.changed_items += entry.changed_items
    for item_id in to_hint:
        context.hints.put_nowait(item_id)
    if entry.error is None:
        log.info(
            "feed_polled",
            feed_id=str(feed.id),
            feed=feed.url,
            outcome=entry.outcome,
            new=entry.new_items,
            changed=entry.changed_items,
        )


async def _attempt(context: Context, claimed: ClaimedFeed, limits: PollLimits) -> tuple[FeedUpdate, PollLog, Matched]:
    feed = claimed.feed
    now = datetime.now(UTC)
    validators = None if schedule.needs_full_poll(feed, now) else feed.validators
    answer = await context.client.fetch(feed.url, validators=validators, limits=FEED)
    body_hash = hashlib.sha256(answer.body).hexdigest() if isinstance(answer, Fetched) else None
    if isinstance(answer, NotModified) or body_hash == feed.body_hash:
        update = schedule.after_not_modified(
            feed, answer.headers, now, context.jitter(), limits, status=answer.status
        )  # fmt: skip
        entry = PollLog(
            status=answer.status,
            outcome="not_modified",
            bytes=answer.wire_bytes if isinstance(answer, Fetched) else 0,
            elapsed_seconds=answer.elapsed_seconds,
        )
        return update, entry, NOTHING
    host = await context.stored(hosts.get, claimed.lease.host)
    gap = host.gap_seconds if host else context.settings.host_gap_seconds
    parsed, body_hash = await read(answer, client=context.client, parse=context.parsers.parse, gap_seconds=gap)
    matched, dates = await _match(context, claimed, parsed, now)
    hub = links(answer.headers, answer.final_url, hub_url=parsed.hub_url, self_url=parsed.self_url)
    update = schedule.after_document(
        feed,
        Received(
            status=answer.status,
            final_url=answer.final_url,
            permanent_url=answer.permanent_url,
            # An index may stay as it is while the documents it names change.
            headers=answer.headers if not parsed.documents else {},
            body_hash=body_hash,
            entries=len(parsed.entries),
            dates=tuple(dates),
            ttl_seconds=parsed.ttl_seconds,
            title=parsed.title,
            site_url=parsed.site_url,
            language=parsed.language,
            has_known_items=matched.same > 0,
            hub_url=hub.hub_url,
            topic_url=hub.topic_url,
        ),
        now,
        context.jitter(),
        limits,
    )
    entry = PollLog(
        status=answer.status,
        outcome="unchanged" if parsed.entries and not (matched.new or matched.changed) else update.last_outcome,
        error=update.last_error,
        new_items=len(matched.new),
        changed_items=len(matched.changed),
        same_items=matched.same,
        bytes=answer.wire_bytes,
        elapsed_seconds=answer.elapsed_seconds,
    )
    return update, entry, matched


async def _match(
    context: Context, claimed: ClaimedFeed, parsed: ParsedFeed, now: datetime
) -> tuple[Matched, list[datetime]]:
    """The entries against what is stored, and the entries' dates."""
    settings = context.settings
    entries = [keyed(entry, allow=settings.allow_networks, deny=settings.deny_networks) for entry in parsed.entries]
    publisher = context.publishers.by_id(claimed.feed.publisher_id) if claimed.feed.publisher_id else None
    published = {
        entry.guid_key: read.at
        for entry in entries
        if (raw := entry.entry.published_raw or entry.entry.updated_raw)
        and (read := read_date(raw, now=now, time_zone=publisher.time_zone if publisher else "UTC"))
        and read.trusted
    }
    url_keys = [entry.url_key for entry in entries if entry.url_key]
    known = await context.stored(polls.known_items, claimed.feed.id, _guid_keys(entries), url_keys)
    articles = await context.stored(polls.known_articles, url_keys)
    matched = match(
        entries, known, articles, published=published, now=now, max_age_days=settings.max_item_age_days,
        fetch_pages=claimed.feed.fetch_pages,
    )  # fmt: skip
    return matched, list(published.values())


def _guid_keys(entries: list[Keyed]) -> list[bytes]:
    return [entry.guid_key for entry in entries]
