"""One article page, or one further page of an article: robots.txt, fetch, keep the raw bytes, hand on to a worker.

    claim (item or part, and host) → robots → fetch → pages.keep + page_done, one transaction → hint

A page that can't be had never loses its item: the worker then makes the record from what it has.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, NamedTuple

from khabar.errors import Disallowed, KhabarError, RetryLater, StorageDown, Throttled
from khabar.feed import Validators
from khabar.http import PAGE, ROBOTS, Fetched, NotModified
from khabar.item import NOT_FETCHED, Claimed, ClaimedPart
from khabar.log import about, get_logger
from khabar.settings import Settings
from khabar.storage import hosts, items, pages, parts, trials
from khabar.storage.database import Connection, age
from khabar.storage.hosts import HostLease
from khabar.storage.lease import LostLease
from khabar.storage.trials import ClaimedTrialPage
from khabar.tracing import span
from khabar.url import host_key
from khabar_ingest import robots
from khabar_ingest.context import Context, as_khabar_error
from khabar_ingest.reconcile import send

log = get_logger()
ROBOTS_AGE = timedelta(hours=24)
# A page fetched this recently for another feed's item is not fetched again.
REUSE_SECONDS = 600
# A publisher may ask for a wait again and again; after this long the record is made without the page.
LONGEST_WAIT = timedelta(days=7)
BACKOFF_CAP_SECONDS = 6 * 3600
NOT_FOUND = 404


@dataclass(frozen=True)
class Errand:
    """What to fetch, and how the ledger is told what came of it; `done` and `refused` return the items to hint.

    `work` and `number`: what the page is for. `trace`: of what asked for it. `edited_at`: no copy from before then will
    do. `since`: when the page was first wanted. `read_page`: the page that a record was made from already; None: the
    first is still to come. `is_wanted`: whether pages of its feed are asked for by now.
    """

    work: Literal["extract", "trial"]
    number: int
    trace: str | None
    url: str
    attempts: int
    since: datetime
    edited_at: datetime | None
    read_page: int | None
    is_wanted: bool
    done: Callable[[Connection, int], list[int]]
    refused: Callable[[Connection, str, str], list[int]]
    retry: Callable[[Connection, float, str, bool], None]
    give_back: Callable[[Connection], None]


def errand_of_item(claimed: Claimed) -> Errand:
    """The page of a feed's entry."""
    item = claimed.item
    assert item.url is not None, "items without an address have no page stage"

    def done(db: Connection, page_id: int) -> list[int]:
        items.page_done(db, claimed, page_id)
        return [item.id]

    def refused(db: Connection, code: str, error: str) -> list[int]:
        items.page_refused(db, claimed, code=code, error=error)
        return [item.id]

    return Errand(
        work="extract",
        number=item.id,
        trace=item.trace,
        url=item.url,
        attempts=item.attempts,
        since=item.changed_at,
        edited_at=item.changed_at if item.changed_at > item.first_seen_at else None,
        read_page=item.page_id if item.article_id else None,
        is_wanted=item.fetch_pages,
        done=done,
        refused=refused,
        retry=lambda db, wait, error, back: items.retry(db, claimed, wait_seconds=wait, error=error, give_back=back),
        give_back=lambda db: items.give_back(db, claimed),
    )


def errand_of_part(part: ClaimedPart) -> Errand:
    """A further page of an article, or its AMP twin."""
    return Errand(
        work="extract",
        number=part.item_id,
        trace=part.trace,
        url=part.url,
        attempts=part.attempts,
        since=part.asked_at,
        edited_at=part.changed_at if part.changed_at > part.first_seen_at else None,
        read_page=None,
        is_wanted=part.fetch_pages,
        done=lambda db, page_id: parts.page_done(db, part, page_id),
        refused=lambda db, code, error: parts.page_refused(db, part, code=code, error=error),
        retry=lambda db, wait, error, back: parts.retry(db, part, wait_seconds=wait, error=error, give_back=back),
        give_back=lambda db: parts.give_back(db, part),
    )


def errand_of_trial(claimed: ClaimedTrialPage) -> Errand:
    """A page that somebody waits to see extracted: tried once, and what went wrong is told."""

    def refused(db: Connection, code: str, error: str) -> list[int]:
        trials.page_refused(db, claimed, error=error)  # the reconciler hints it: hints of here are of items
        return []

    def retry(db: Connection, wait: float, error: str, give_back: bool) -> None:
        trials.page_refused(db, claimed, error=error)

    return Errand(
        work="trial",
        number=claimed.number,
        trace=None,
        url=claimed.url,
        attempts=0,
        since=claimed.asked_at,
        edited_at=None,
        read_page=None,
        is_wanted=True,
        done=lambda db, page_id: trials.page_done(db, claimed, page_id),
        refused=refused,
        retry=retry,
        give_back=lambda db: trials.give_back(db, claimed),
    )


async def harvest(context: Context, errand: Errand, lease: HostLease) -> None:
    """Fetch a claimed page and store what came of it; a failure is stored too, and is never raised.

    Raises:
        StorageDown: nothing was written; the lease runs out and the page is fetched again.
    """
    error: KhabarError | None = None
    was_asked = True
    named = {"trial" if errand.work == "trial" else "item": errand.number}
    with about(**named), span("fetch", parent=errand.trace, url=errand.url, **named):
        try:
            was_asked = await _fetch(context, errand, lease.host)
        except (StorageDown, LostLease, asyncio.CancelledError):
            raise
        except Exception as caught:
            error = as_khabar_error(caught, errand.url)
            await _failed(context, errand, error)
        finally:
            await context.release(lease, error, was_asked=was_asked)


class _Known(NamedTuple):
    """What is known of a page before it is asked for. `to_hint`: it is here, and these items are told; None: it is not.

    `is_allowed` None: robots.txt is to be asked first.
    """

    to_hint: list[int] | None = None
    is_allowed: bool | None = True
    validators: Validators | None = None


def _known(db: Connection, errand: Errand, host_name: str, settings: Settings) -> _Known:
    recent = pages.recent(db, errand.url, max_age_seconds=REUSE_SECONDS, since=errand.edited_at)
    if recent is not None:
        return _Known(to_hint=errand.done(db, recent))
    if settings.obey_robots:
        host = hosts.get(db, host_name)
        assert host is not None, "items name their host, and hosts are never removed"
        if host.robots_age is None or host.robots_age > ROBOTS_AGE:
            return _Known(is_allowed=None)
        if not robots.is_allowed(host.robots, errand.url, settings.user_agent):
            return _Known(is_allowed=False)
    if errand.read_page is None:
        return _Known()
    return _Known(validators=pages.validators(db, errand.read_page, since=errand.edited_at))


async def _fetch(context: Context, errand: Errand, host_name: str) -> bool:
    """Whether the host was asked: for the page, which is kept, or for robots.txt, and the page waits for its turn."""
    url = errand.url
    if not errand.is_wanted:
        for item_id in await context.stored(errand.refused, NOT_FETCHED, "pages of its feed are not fetched"):
            context.hints.put_nowait(item_id)
        return False
    known = await context.stored(_known, errand, host_name, context.settings)
    if known.to_hint is not None:
        await _hint(context, errand, known.to_hint)
        return False
    if known.is_allowed is None:
        await _ask_robots(context, host_name, url)
        await context.stored(errand.give_back)
        return True
    if not known.is_allowed:
        await _failed(context, errand, Disallowed("robots.txt does not allow this page", subject=url))
        return False
    answer = await context.client.fetch(url, validators=known.validators, limits=PAGE)
    if isinstance(answer, NotModified):
        assert errand.read_page is not None, "304 comes only where validators were sent"
        await _hint(context, errand, await context.stored(errand.done, errand.read_page))
        return True
    if answer.final_url != url and not await context.stored(_may_end, answer.final_url, context.settings):
        raise Disallowed("robots.txt of where it leads does not allow this page", subject=answer.final_url)
    await _hint(context, errand, await context.stored(_keep, errand, answer))
    log.info("page_fetched", url=url, status=answer.status, bytes=len(answer.body))
    return True


def _may_end(db: Connection, final_url: str, settings: Settings) -> bool:
    """Whether a page may be read that a redirect led to, as far as robots.txt of its host is known."""
    host = hosts.get(db, host_key(final_url)) if settings.obey_robots else None
    return host is None or robots.is_allowed(host.robots, final_url, settings.user_agent)


async def _hint(context: Context, errand: Errand, ids: list[int]) -> None:
    context.tally.pages += 1
    if errand.work == "trial":
        await asyncio.to_thread(send, context, "trial", ids)
        return
    for item_id in ids:
        context.hints.put_nowait(item_id)


def _keep(db: Connection, errand: Errand, answer: Fetched) -> list[int]:
    packed = pages.pack(answer.body)
    with db.transaction():
        page_id = pages.keep(
            db,
            packed,
            url=errand.url,
            final_url=answer.final_url,
            status=answer.status,
            content_type=answer.headers.get("content-type"),
            etag=answer.headers.get("etag"),
            last_modified=answer.headers.get("last-modified"),
        )
        return errand.done(db, page_id)


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
    default = _default_gap(context, host_name)
    gap = await asyncio.to_thread(robots.gap_seconds, text, context.settings.user_agent, default)
    await context.stored(hosts.keep_robots, host_name, status=status, robots=text, gap_seconds=gap)


def _default_gap(context: Context, host_name: str) -> float:
    publisher = context.publishers.for_url(f"https://{host_name}/")
    return (
        publisher.gap_seconds if publisher and publisher.gap_seconds is not None else context.settings.host_gap_seconds
    )


async def _failed(context: Context, errand: Errand, error: KhabarError) -> None:
    message = f"{error.code}: {error.message}"
    asked = isinstance(error, Throttled) and await context.stored(age, errand.since) < LONGEST_WAIT
    tries_left = errand.attempts < context.page_attempts
    # Content systems answer 404 for a moment now and then: where an article was, only one that stays takes it back.
    may_return = errand.read_page is not None and error.status == NOT_FOUND
    if (isinstance(error, RetryLater) or may_return) and tries_left:
        backoff = min(BACKOFF_CAP_SECONDS, context.page_retry_seconds * 2**errand.attempts) * random.uniform(0.5, 1.5)
        least = error.after if isinstance(error, RetryLater) else None
        wait = max(least or 0, backoff)
        give_back = asked and not context.is_single_run
        await context.stored(errand.retry, wait, message, give_back)
        log.info("page_later", url=errand.url, wait_seconds=round(wait), error=error.message)
        return
    for item_id in await context.stored(errand.refused, error.code, message):
        context.hints.put_nowait(item_id)
    context.tally.refused += 1
    log.warning("page_refused", url=errand.url, code=error.code, error=error.message)
