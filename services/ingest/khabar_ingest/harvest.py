"""One article page: robots.txt, fetch, keep the raw bytes, hand the item on to a worker.

    claim (item and host) → robots → fetch → pages.keep + items.page_done, one transaction → hint

A page that can't be had never loses its item: the worker then makes the record from what the feed said.
"""

from __future__ import annotations

import asyncio
import random
from datetime import UTC, datetime, timedelta

from khabar.errors import Disallowed, KhabarError, RetryLater, StorageDown, Throttled
from khabar.http import PAGE, ROBOTS, Fetched
from khabar.item import Claimed
from khabar.log import get_logger
from khabar.storage import hosts, items, pages
from khabar.storage.database import Connection
from khabar.storage.feeds import LostLease
from khabar.storage.hosts import HostLease
from khabar_ingest import robots
from khabar_ingest.context import Context, as_khabar_error

log = get_logger()
ROBOTS_AGE = timedelta(hours=24)
# A page fetched this recently for another feed's item is not fetched again.
REUSE_SECONDS = 600
# A publisher may ask for a wait again and again; after this long the record is made without the page.
LONGEST_WAIT = timedelta(days=7)
BACKOFF_CAP_SECONDS = 6 * 3600


async def harvest(context: Context, claimed: Claimed, lease: HostLease) -> None:
    """Fetch the page of a claimed item and store what came of it; a failure is stored too, and is never raised.

    Raises:
        StorageDown: nothing was written; the lease runs out and the page is fetched again.
    """
    item = claimed.item
    assert item.url is not None, "items without an address have no page stage"
    error: KhabarError | None = None
    try:
        if await _fetch(context, claimed, lease.host, item.url):
            context.hints.put_nowait(item.id)
            context.tally.pages += 1
    except (StorageDown, LostLease, asyncio.CancelledError):
        raise
    except Exception as caught:
        error = as_khabar_error(caught, item.url)
        await _failed(context, claimed, error)
    finally:
        await context.release(lease, error)


async def _fetch(context: Context, claimed: Claimed, host_name: str, url: str) -> bool:
    """Whether the page is kept now. If not, robots.txt was asked for first, and the page's turn comes after the gap."""
    settings = context.settings
    item = claimed.item
    edited_at = item.changed_at if item.changed_at > item.first_seen_at else None
    recent = await context.stored(pages.recent, url, max_age_seconds=REUSE_SECONDS, since=edited_at)
    if recent is not None:
        await context.stored(items.page_done, claimed, recent)
        return True
    if settings.obey_robots:
        host = await context.stored(hosts.get, host_name)
        assert host is not None, "items name their host, and hosts are never removed"
        if host.robots_at is None or host.robots_at < datetime.now(UTC) - ROBOTS_AGE:
            await _ask_robots(context, host_name, url)
            await context.stored(items.give_back, claimed)
            return False
        if not robots.is_allowed(host.robots, url, settings.user_agent):
            raise Disallowed("robots.txt does not allow this page", subject=url)
    answer = await context.client.fetch(url, limits=PAGE)
    assert isinstance(answer, Fetched), "304 comes only where validators were sent"
    await context.stored(_keep, claimed, url, answer)
    return True


def _keep(db: Connection, claimed: Claimed, url: str, answer: Fetched) -> None:
    packed = pages.pack(answer.body)
    with db.transaction():
        page_id = pages.keep(
            db,
            packed,
            url=url,
            final_url=answer.final_url,
            status=answer.status,
            content_type=answer.headers.get("content-type"),
            etag=answer.headers.get("etag"),
            last_modified=answer.headers.get("last-modified"),
            fetched_at=datetime.now(UTC),
        )
        items.page_done(db, claimed, page_id)


async def _ask_robots(context: Context, host_name: str, url: str) -> None:
    """Keep the host's robots.txt, and the gap it asks for.

    Raises:
        RetryLater: it can't be reached, and until then nothing may be fetched.
    """
    text: str | None = None
    status: int | None = None
    try:
        answer = await context.client.fetch(f"{url.split('://', 1)[0]}://{host_name}/robots.txt", limits=ROBOTS)
        assert isinstance(answer, Fetched)
        status, text = answer.status, answer.body.decode("utf-8", "replace").replace("\0", "")
    except RetryLater:
        raise  # RFC 9309 §2.3.1.4
    except KhabarError as error:
        status = error.status  # RFC 9309 §2.3.1.3: no robots.txt, no rules
    gap = robots.gap_seconds(text, context.settings.user_agent, _default_gap(context, host_name))
    await context.stored(hosts.keep_robots, host_name, status=status, robots=text, gap_seconds=gap)


def _default_gap(context: Context, host_name: str) -> float:
    publisher = context.publishers.for_url(f"https://{host_name}/")
    return (
        publisher.gap_seconds if publisher and publisher.gap_seconds is not None else context.settings.host_gap_seconds
    )


async def _failed(context: Context, claimed: Claimed, error: KhabarError) -> None:
    item = claimed.item
    message = f"{error.code}: {error.message}"
    asked = isinstance(error, Throttled) and item.changed_at > datetime.now(UTC) - LONGEST_WAIT
    tries_left = item.attempts < context.page_attempts
    if isinstance(error, RetryLater) and tries_left:
        backoff = min(BACKOFF_CAP_SECONDS, context.page_retry_seconds * 2**item.attempts) * random.uniform(0.5, 1.5)
        wait = max(error.after or 0, backoff)
        give_back = asked and not context.is_single_run
        await context.stored(items.retry, claimed, wait_seconds=wait, error=message, give_back=give_back)
        log.info("page_later", url=item.url, wait_seconds=round(wait), error=error.message)
        return
    await context.stored(items.page_refused, claimed, code=error.code, error=message)
    context.hints.put_nowait(item.id)
    context.tally.refused += 1
    log.warning("page_refused", url=item.url, code=error.code, error=error.message)
