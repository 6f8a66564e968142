"""`khabar run-once`: one poll of every feed, taken all the way to records, and a summary. A flow of processes."""

from __future__ import annotations

import contextlib
import tempfile
import time
from collections.abc import Iterator
from datetime import datetime
from typing import Annotated, Any

import typer

from khabar import embedded, queue
from khabar.cli.context import DataDir, quiet_settings
from khabar.cli.show import Step, details, json_out, progress, say, table
from khabar.errors import BadInput, QueueDown, StorageDown
from khabar.item import IngestSummary
from khabar.publishers.loader import load_publishers
from khabar.settings import Settings, environment
from khabar.storage import database, feeds, items, publishers, runs
from khabar.storage.migrate import migrate
from khabar.storage.runs import PutOff, RunTally
from khabar.supervise import Plan, Signals, Supervisor
from khabar_ingest import service

LOOK_SECONDS, SWEEP_SECONDS = 0.2, 3.0
# A hint that does not come through within this is sent again; a single run should not wait two minutes for it.
REHINT_SECONDS = 10


def run_once(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON. Text is the default, even when piped.")] = False,
    data_dir: DataDir = None,
) -> None:
    """Poll every feed once, fetch and extract all new items, print a summary, and exit.

    The summary is text, even when piped, and its last line says `N records stored`; --json prints JSON.

    What a publisher makes us wait longer than ten seconds for is left to the next run and listed; nothing is lost.

    The exit status is 1 when an item was lost (an unreachable feed is no loss), and 2 when there are no feeds. Ctrl-C
    ends it in order, with 130; the next run does what is left.

    \b
    khabar feeds add https://example.com/rss && khabar run-once
    """
    settings = quiet_settings(context)
    signals = Signals()
    with signals.handled(), embedded.running(settings) as filled:
        since, active = _prepare(filled)
        if not active:
            raise BadInput(
                "There are no active feeds. Add some first: khabar feeds add URL, or khabar feeds import FILE"
            )
        with progress() as step, _workers(filled, signals) as workers:
            summary = service.run(filled, once=True, progress=step, signals=signals)
            _finish(filled, workers, step, since, signals)
        if signals.count:
            raise KeyboardInterrupt
        assert filled.database_url is not None
        with database.connect(filled.database_url, name="run-once") as db:
            tally, lost, put_off = runs.tally(db, since), runs.lost(db, since), runs.put_off(db, since)
    if as_json:
        json_out(_as_json(summary, tally, lost, put_off))
    else:
        _print(summary, tally, lost, put_off)
    if lost:
        raise typer.Exit(1)


def _prepare(settings: Settings) -> tuple[datetime, int]:
    """Every feed due now; returns the moment, and the number of active feeds."""
    assert settings.database_url is not None
    with database.connect(settings.database_url, name="run-once", statement_seconds=600) as db:
        migrate(db)
        publishers.keep(db, load_publishers(settings.publishers_dir))
        since = runs.moment(db)
        return since, feeds.poll_soon(db)


@contextlib.contextmanager
def _workers(settings: Settings, signals: Signals) -> Iterator[Supervisor]:
    """Extract workers beside the ingest, so that records are made while pages still come."""
    arguments = ("--queue", "extract")
    plans = [
        Plan(f"extract-{number}", "khabar_worker", arguments, environment(settings))
        for number in range(1, settings.workers + 1)
    ]
    with tempfile.TemporaryFile() as unread:  # their progress; what goes wrong stands in the ledger
        supervisor = Supervisor(plans, output=unread)
        supervisor.tick()
        try:
            yield supervisor
        finally:
            signals.interrupts = False
            supervisor.stop(is_hurried=lambda: signals.count > 1)


def _finish(settings: Settings, workers: Supervisor, step: Step, since: datetime, signals: Signals) -> None:
    """Wait until no item is on its way or a signal comes, mending the ledger meanwhile as the ingester would."""
    assert settings.database_url is not None
    assert settings.redis_url is not None
    client = queue.connect(settings.redis_url)
    next_sweep, most, pages = 0.0, 0, 0
    while not signals.count:
        workers.tick()
        with contextlib.suppress(StorageDown), database.connect(settings.database_url, name="run-once") as db:
            left = runs.left(db, since)
            most, pages = max(most, left.records), left.pages
            step("records", most - left.records, most)
            if left.records == 0 and pages == 0:
                return
            if time.monotonic() >= next_sweep:
                next_sweep = time.monotonic() + SWEEP_SECONDS
                ids, _ = items.reconcile(db, rehint_seconds=REHINT_SECONDS, max_attempts=settings.max_attempts)
                with contextlib.suppress(QueueDown):
                    queue.hint(client, "extract", ids, rehint_seconds=REHINT_SECONDS, size=settings.job_size)
        if pages:
            # Workers found articles that go on over further pages, or the wait for a page is over.
            service.run(settings, once=True, polls=False, progress=step, signals=signals)
        time.sleep(LOOK_SECONDS)


def _as_json(
    summary: IngestSummary, tally: RunTally, lost: list[dict[str, Any]], put_off: list[PutOff]
) -> dict[str, Any]:
    return {
        "feeds_polled": summary.polled,
        "feeds_failed": summary.failed,
        "pages_fetched": summary.pages,
        "pages_refused": summary.refused,
        "items_new": summary.new_items,
        "items_changed": summary.changed_items,
        "items_same": tally.same_items,
        "outcomes": tally.outcomes,
        "records_stored": tally.records,
        "lost": lost,
        "put_off": [one.model_dump() for one in put_off],
    }


def _print(summary: IngestSummary, tally: RunTally, lost: list[dict[str, Any]], put_off: list[PutOff]) -> None:
    details(
        {
            "feeds polled": summary.polled,
            "feeds failed": len(summary.failed),
            "pages fetched": summary.pages,
            "pages refused": f"{summary.refused} (records built from the feed)" if summary.refused else 0,
            "items new": summary.new_items,
            "items changed": summary.changed_items,
            "items unchanged": tally.same_items,
            **{f"outcome {name}": count for name, count in tally.outcomes.items()},
            "items lost": len(lost),
            "items put off": sum(one.items for one in put_off),
        }
    )
    if summary.failed:
        table("Feeds that failed; they will be retried", ("feed", "reason"), summary.failed.items())
    if put_off:
        waits = ((one.host, one.feeds, one.items, one.until, one.reason) for one in put_off)
        table("Left to a later run", ("host", "feeds", "items", "not before, UTC", "why"), waits)
    if lost:
        rows = ((row["id"], row["url"] or row["guid"], row["state"], row["last_error"]) for row in lost)
        table("Lost items; see khabar items quarantine", ("item", "address", "state", "error"), rows)
    say(f"{tally.records} records stored")
