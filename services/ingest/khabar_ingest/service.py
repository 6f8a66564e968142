"""The ingest process: its loops (feeds, pages, searches, hubs, ledger) and the hints between, until told to stop."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Coroutine
from datetime import datetime

from khabar import open_files, pulse, queue
from khabar.errors import BadSetting, KhabarError, StorageDown
from khabar.http import open_client
from khabar.item import IngestSummary
from khabar.log import get_logger
from khabar.publishers.loader import load_publishers
from khabar.settings import Settings
from khabar.storage import discoveries, items, parts, runs, trials, websub
from khabar.storage.database import SESSIONS, Connection, Database
from khabar.storage.hosts import HostLease
from khabar.storage.lease import LostLease
from khabar.storage.polls import claim as claim_feeds
from khabar.supervise import Signals
from khabar.tracing import tracing
from khabar_ingest.context import Context, Tally
from khabar_ingest.discover import LEASE_SECONDS, serve
from khabar_ingest.harvest import Errand, errand_of_item, errand_of_part, errand_of_trial, harvest
from khabar_ingest.hints import send_hints
from khabar_ingest.parser_pool import ParserPool
from khabar_ingest.pause import pause
from khabar_ingest.poll import poll
from khabar_ingest.reconcile import dispatch, reconcile, tidy
from khabar_ingest.reindex import reindex
from khabar_ingest.websub import arrange, ask

log = get_logger()

IDLE_SECONDS = 0.25  # between looks for due work; one indexed query each
SWEEP_SECONDS = 5.0
DISPATCH_SECONDS = 1.0
TIDY_SECONDS = 3600.0
OUTAGE_SECONDS = 2.0
FAULT_SECONDS = 5.0
DISCOVERIES = 4  # at once; somebody waits for each, and each lasts as long as its host's pauses
HUBS = 4  # asked at once; there are few, and a subscription holds for days
BACKOFF_SECONDS = 15.0
OPEN_FILES = 100  # beside fetches: connections to the servers, parsers, what Python itself has open
# A single run ends: a page gets two tries, a second apart or in two runs, then the feed's own text makes the record.
ONCE_ATTEMPTS, ONCE_RETRY_SECONDS = 2, 0.5

Progress = Callable[[str, int, int], None]
# Work of which the leases are held.
Claims = list[Coroutine[None, None, None]]


def run(
    settings: Settings,
    *,
    once: bool = False,
    polls: bool = True,
    progress: Progress | None = None,
    signals: Signals | None = None,
) -> IngestSummary:
    """Ingest until SIGTERM or SIGINT; with `once`, poll every active feed once, fetch all pages, and return.

    A single run leaves to the next what has to wait for longer than `runs.PATIENCE_SECONDS`.

    Without `polls` only pages are fetched: a single run goes back for those that workers asked for meanwhile.
    `progress(what, done, total)` is called as a single run goes on; `what` is feeds or pages. `signals` counts what
    tells it to stop, if the caller has to know.

    Raises:
        BadSetting: the database or Redis is not set.
        StorageDown: PostgreSQL did not answer during a single run.
        KeyboardInterrupt: a second signal did not let it finish what was in hand; the leases of that run out.
    """
    open_files.allow(OPEN_FILES + 2 * settings.fetch_concurrency)
    with (signals or Signals()).handled() as handled:
        try:
            return asyncio.run(_run(settings, handled, once, polls, progress))
        except asyncio.CancelledError:
            raise KeyboardInterrupt from None
        except ExceptionGroup as group:
            # Loops run at once and fail as a group: of a single run, the first error of ours says it all.
            error: BaseException | None = group.subgroup(KhabarError)
            while isinstance(error, ExceptionGroup):
                error = error.exceptions[0]
            raise error or group from None


async def _run(
    settings: Settings, signals: Signals, once: bool, polls: bool, progress: Progress | None
) -> IngestSummary:
    if settings.database_url is None or settings.redis_url is None:
        raise BadSetting("set KHABAR_DATABASE_URL and KHABAR_REDIS_URL, or start everything with `khabar up`")
    stop = asyncio.Event()
    loop, task = asyncio.get_running_loop(), asyncio.current_task()

    def note() -> None:
        stop.set()
        if signals.count > 1 and task is not None:
            task.cancel()

    signals.interrupts, signals.wake = False, lambda: loop.call_soon_threadsafe(note)
    if signals.count:
        stop.set()
    tally = Tally()
    parsers = ParserPool(settings.parse_processes)
    try:
        with (
            Database(str(settings.database_url), name="ingest", size=SESSIONS["ingest"]) as database,
            tracing(settings, "ingest"),
        ):
            async with open_client(settings) as client:
                context = Context(
                    settings=settings,
                    database=database,
                    client=client,
                    parsers=parsers,
                    queue=queue.connect(str(settings.redis_url)),
                    publishers=load_publishers(settings.publishers_dir),
                    hints=asyncio.Queue(),
                    tally=tally,
                    is_single_run=once,
                    page_attempts=ONCE_ATTEMPTS if once else settings.max_attempts,
                    page_retry_seconds=ONCE_RETRY_SECONDS if once else BACKOFF_SECONDS,
                )
                await _work(context, stop, once, polls, progress)
    finally:
        signals.wake = None
        pulse.end_no_more()
        parsers.close()
    return IngestSummary.model_validate(vars(tally))


async def _work(context: Context, stop: asyncio.Event, once: bool, polls: bool, progress: Progress | None) -> None:
    log.info("ingest_started", once=once)
    # Before anything is polled: what is polled sooner would be waited for.
    started = await context.stored(runs.moment) if once else None
    async with asyncio.TaskGroup() as group:
        hints = group.create_task(send_hints(context, stop))
        fetching = [group.create_task(_pages(context, stop))]
        if polls:
            fetching.append(group.create_task(_feeds(context, stop)))
        if not once:
            fetching.append(group.create_task(_discoveries(context, stop)))
            fetching.append(group.create_task(_subscriptions(context, stop)))
            group.create_task(every(SWEEP_SECONDS, stop, lambda: arrange(context)))
        group.create_task(every(SWEEP_SECONDS, stop, lambda: reconcile(context)))
        group.create_task(every(DISPATCH_SECONDS, stop, lambda: dispatch(context)))
        group.create_task(every(TIDY_SECONDS, stop, lambda: tidy(context, stop)))
        if started is None:
            group.create_task(every(TIDY_SECONDS, stop, lambda: reindex(context, stop)))
        else:
            group.create_task(_stop_when_done(context, stop, polls, progress, started))
        await stop.wait()
        log.info("ingest_stopping")
        await asyncio.gather(*fetching)
        await context.hints.join()
        hints.cancel()
    log.info("ingest_stopped", **{**vars(context.tally), "failed": len(context.tally.failed)})


async def _feeds(context: Context, stop: asyncio.Event) -> None:
    async def claim(limit: int) -> Claims:
        lease = context.settings.lease_seconds
        return [poll(context, one) for one in await context.stored(claim_feeds, limit=limit, lease_seconds=lease)]

    # Half of the client's slots: without a network each name lookup hangs for seconds, and pages must not wait for it.
    most = max(1, context.settings.fetch_concurrency // 2)
    await keep_fetching(context.rounds, "feeds", stop, most, claim, seconds=context.settings.lease_seconds)


async def _pages(context: Context, stop: asyncio.Event) -> None:
    async def claim(limit: int) -> Claims:
        seconds = context.settings.lease_seconds
        claimed = await context.stored(_claim_pages, limit=limit, lease_seconds=seconds)
        return [harvest(context, errand, lease) for errand, lease in claimed]

    most = context.settings.fetch_concurrency
    await keep_fetching(context.rounds, "pages", stop, most, claim, seconds=context.settings.lease_seconds)


def _claim_pages(db: Connection, *, limit: int, lease_seconds: float) -> list[tuple[Errand, HostLease]]:
    """Pages of one kind: first what a person waits for, then what completes an article, since a host with many new ones
    would keep them waiting. The other kinds come when these are begun: a fault there would lose them till their lease
    ends.
    """
    if tried := trials.claim_pages(db, limit=limit, lease_seconds=lease_seconds):
        return [(errand_of_trial(one), one.lease) for one in tried]
    if further := parts.claim(db, limit=limit, lease_seconds=lease_seconds):
        return [(errand_of_part(one), lease) for one, lease in further]
    return [
        (errand_of_item(one), lease) for one, lease in items.claim_pages(db, limit=limit, lease_seconds=lease_seconds)
    ]


async def _discoveries(context: Context, stop: asyncio.Event) -> None:
    async def claim(limit: int) -> Claims:
        claimed = await context.stored(discoveries.claim, limit=limit, lease_seconds=LEASE_SECONDS)
        return [serve(context, one) for one in claimed]

    await keep_fetching(context.rounds, "discoveries", stop, DISCOVERIES, claim, seconds=LEASE_SECONDS)


async def _subscriptions(context: Context, stop: asyncio.Event) -> None:
    async def claim(limit: int) -> Claims:
        seconds = context.settings.lease_seconds
        return [ask(context, one) for one in await context.stored(websub.claim, limit=limit, lease_seconds=seconds)]

    await keep_fetching(context.rounds, "hubs", stop, HUBS, claim, seconds=context.settings.lease_seconds)


async def keep_fetching(
    rounds: dict[str, float],
    name: str,
    stop: asyncio.Event,
    most: int,
    claim: Callable[[int], Awaitable[Claims]],
    *,
    seconds: float,
    fault_seconds: float = FAULT_SECONDS,
) -> None:
    """Claim as much work as there are free slots and run it, until `stop`; then finish what is in hand.

    Work that takes longer than `seconds`, its lease, is cut off: nothing of it could be stored. Each turn without a
    fault, and with a free slot, is noted in `rounds`. After a fault that nobody foresaw the loop rests `fault_seconds`.
    """
    rounds[name] = time.monotonic()
    running: set[asyncio.Task[None]] = set()

    while not stop.is_set():
        is_idle = True
        try:
            if len(running) < most:
                for work in await claim(most - len(running)):
                    is_idle = False
                    task = asyncio.create_task(_within_lease(name, seconds, work))
                    running.add(task)
                    task.add_done_callback(running.discard)
                rounds[name] = time.monotonic()
        except StorageDown as error:
            rounds[name] = time.monotonic()  # no fault of the loop's: a new process would get no other answer
            log.error("storage_down", error=error.message)
            await pause(stop, OUTAGE_SECONDS)
        except Exception as error:
            log.error("claim_fault", loop=name, exc_info=error)
            await pause(stop, fault_seconds)
        if is_idle:
            await pause(stop, IDLE_SECONDS)
    if running:
        await asyncio.wait(running)


async def _within_lease(name: str, seconds: float, work: Coroutine[None, None, None]) -> None:
    """One piece of the loop `name`'s work. Whatever goes wrong is told: the lease runs out, and it is claimed again."""
    try:
        async with asyncio.timeout(seconds):
            await work
    except TimeoutError:
        log.error("lease_overrun", loop=name, seconds=seconds)
    except LostLease as lost:
        log.warning("lease_lost", what=str(lost))
    except StorageDown as error:
        log.error("storage_down", error=error.message)
    except Exception as error:
        log.error("fetch_fault", loop=name, exc_info=error)


async def every(seconds: float, stop: asyncio.Event, work: Callable[[], Awaitable[None]]) -> None:
    """`work` again and again until `stop`. What fails is told and tried again: it must not end the other loops."""
    while not stop.is_set():
        try:
            await work()
        except StorageDown as error:
            log.error("storage_down", error=error.message)
        except Exception as error:
            log.error("sweep_failed", exc_info=error)
        await pause(stop, seconds)


async def _stop_when_done(
    context: Context, stop: asyncio.Event, polls: bool, progress: Progress | None, started: datetime
) -> None:
    """End a single run once every active feed was polled since the start and no page is left to fetch.

    What a publisher has wait for longer is left to the next run.
    """
    most_feeds = 0
    while not stop.is_set():
        left = await context.stored(runs.left, started)
        left_feeds = left.feeds if polls else 0
        most_feeds = max(most_feeds, left_feeds)
        if progress:
            progress("feeds", most_feeds - left_feeds, most_feeds)
            done = context.tally.pages + context.tally.refused
            progress("pages", done, done + left.pages)
        if left_feeds == 0 and left.pages == 0:
            stop.set()
            return
        await pause(stop, IDLE_SECONDS)
