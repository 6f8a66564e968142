"""`khabar reextract`: kept pages extracted again under today's rules, by the workers or in this process."""

from __future__ import annotations

import contextlib
import difflib
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

import typer

from khabar import queue
from khabar.article import Article
from khabar.cli.context import is_json, opened, quiet_settings
from khabar.cli.show import Step, isolated, json_lines, note, progress, say, table
from khabar.errors import BadInput, QueueDown
from khabar.indexing import body_texts
from khabar.publishers.loader import load_publishers
from khabar.settings import Settings
from khabar.storage import reextractions, runs
from khabar.storage.database import Connection
from khabar.storage.reextractions import Selection
from khabar_worker import again

LOOK_SECONDS, TELL_SECONDS = 0.5, 2.0
# So long without a finished article means that nobody works.
SILENCE_SECONDS = 20.0
# In this process: small steps, so that Ctrl-C is soon heard.
STEP = 10
DIFF_LINES = 12

Json = Annotated[bool, typer.Option("--json", help="Print JSON lines; the default when piped.")]


def reextract(
    context: typer.Context,
    publisher: Annotated[
        str | None, typer.Option("--publisher", help="Articles of the publisher with this id.")
    ] = None,
    since: Annotated[
        str | None, typer.Option("--since", help="Articles published on or after this day or instant (UTC).")
    ] = None,
    until: Annotated[
        str | None, typer.Option("--until", help="Articles published before this day or instant (UTC).")
    ] = None,
    article: Annotated[list[str] | None, typer.Option("--article", help="Id of an article; may be repeated.")] = None,
    feed: Annotated[str | None, typer.Option("--feed", help="Articles carried by the feed with this id.")] = None,
    below: Annotated[
        str | None,
        typer.Option("--version-below", help="Articles extracted by an older version than this, such as page-body@2."),
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="Every article that has a kept page.")] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only show how many articles are meant, and some differences.")
    ] = False,
    sample: Annotated[
        int, typer.Option("--sample", min=1, max=1000, help="Number of articles that --dry-run tries.")
    ] = 20,
    now: Annotated[bool, typer.Option("--now", help="Do the work in this process instead of the workers.")] = False,
    resume: Annotated[bool, typer.Option("--resume", help="Only continue with what earlier calls left.")] = False,
    cancel: Annotated[bool, typer.Option("--cancel", help="Drop what earlier calls left.")] = False,
    as_json: Json = False,
) -> None:
    """Extract kept pages again, and store what newer rules change as versions of origin `extractor`.

    Nothing is fetched, and an article that comes out the same gets no new version. The work is kept in the database:
    workers do it in small batches alongside new stories, and it continues when this command is interrupted.

    \b
    khabar reextract --publisher aljazeera --since 2026-01-01 --dry-run
    khabar reextract --version-below page-body@2
    khabar reextract --article 0190a3f2-… --now
    khabar reextract --resume
    """
    selection = Selection(
        publisher_id=publisher,
        since=_moment("--since", since),
        until=_moment("--until", until),
        article_ids=tuple(_id("--article", one) for one in article or ()),
        feed_id=_id("--feed", feed) if feed else None,
        extractor=_extractor(below) if below else None,
    )
    is_chosen = selection != Selection()
    if [is_chosen or everything, resume, cancel].count(True) != 1 or (is_chosen and everything):
        raise BadInput(
            "Choose articles with --publisher, --since, --until, --article, --feed, --version-below, or --all; "
            "or give --resume or --cancel alone"
        )
    with opened(quiet_settings(context)) as (settings, db):
        if cancel:
            say(f"{reextractions.cancel(db)} dropped")
        elif dry_run:
            _try(db, settings, selection, sample, as_json=is_json(as_json))
        else:
            started = runs.moment(db)
            asked = 0 if resume else reextractions.ask(db, selection)
            left = reextractions.figures(db, started)["open"]
            if left == 0:
                say("Nothing to extract again: none of these articles has a kept page." if asked == 0 else "0 left")
                return
            _work(db, settings, started, left, in_process=now, as_json=is_json(as_json))


def _work(
    db: Connection, settings: Settings, started: datetime, total: int, *, in_process: bool, as_json: bool
) -> None:
    steps = _in_process(db, settings) if in_process else _through_the_queue(db, settings)
    told = 0.0
    figures: dict[str, int] = {}
    try:
        with progress() as step:
            for _ in steps:
                figures = reextractions.figures(db, started)
                _show(step, figures, total)
                if as_json and time.monotonic() - told >= TELL_SECONDS:
                    told = time.monotonic()
                    json_lines([{"total": total, **figures}])
    except KeyboardInterrupt:
        note(f"{figures.get('open', total)} left. Continue with khabar reextract --resume, or drop them with --cancel.")
        raise typer.Exit(130) from None
    figures = reextractions.figures(db, started)
    if as_json:
        json_lines([{"total": total, **figures}])
    else:
        said = ", ".join(f"{count} {name}" for name, count in sorted(figures.items()) if name != "open")
        say(f"{total} articles: {said or 'nothing done'}")
    if figures.get("dead"):
        rows = ((row["article_id"], row["attempts"], row["last_error"]) for row in reextractions.errors(db))
        if not as_json:
            table("Could not be extracted again", ("article", "attempts", "error"), rows, whole=("article",))
        raise typer.Exit(1)


def _show(step: Step, figures: dict[str, int], total: int) -> None:
    step(f"articles, {figures.get('changed', 0)} changed", max(0, total - figures["open"]), total)


def _in_process(db: Connection, settings: Settings) -> Iterator[None]:
    while ids := reextractions.open_ids(db, limit=STEP):
        again.run(settings, ids)
        yield


def _through_the_queue(db: Connection, settings: Settings) -> Iterator[None]:
    """Hint small batches until nothing is open; ingesters do the same, more slowly."""
    assert settings.redis_url is not None
    client = queue.connect(settings.redis_url)
    before, since, warned = -1, time.monotonic(), False
    while (left := reextractions.figures(db)["open"]) > 0:
        ids = reextractions.due(
            db, in_flight=reextractions.IN_FLIGHT, rehint_seconds=settings.rehint_seconds,
            max_attempts=settings.max_attempts,
        )  # fmt: skip
        with contextlib.suppress(QueueDown):
            queue.hint(
                client, "reextract", ids, rehint_seconds=settings.rehint_seconds, size=min(settings.job_size, STEP)
            )
        if left != before:
            before, since = left, time.monotonic()
        elif not warned and time.monotonic() - since > SILENCE_SECONDS:
            warned = True
            note("No worker takes the work. Start one with khabar worker, or use --now.")
        yield
        time.sleep(LOOK_SECONDS)


def _try(db: Connection, settings: Settings, selection: Selection, sample: int, *, as_json: bool) -> None:
    """How many articles are meant, and what would change in some of them."""
    meant = reextractions.count(db, selection)
    catalogue = load_publishers(settings.publishers_dir)
    outcomes: dict[str, int] = {}
    ids = reextractions.newest(db, selection, limit=sample)
    with progress() as step:
        for number, article_id in enumerate(ids, start=1):
            made = again.attempt(db, article_id, catalogue, settings)
            if made is None:
                continue
            outcomes[made.outcome] = outcomes.get(made.outcome, 0) + 1
            fresh = made.revision.article if made.revision else None
            if made.revision and fresh:
                _differ(made.stored, fresh, made.revision.changed, as_json=as_json)
            step("articles tried", number, len(ids))
    if as_json:
        json_lines([{"total": meant, "tried": len(ids), **outcomes}])
    else:
        said = ", ".join(f"{count} {name}" for name, count in sorted(outcomes.items()))
        say(f"{meant} articles would be extracted again; of {len(ids)} tried: {said or 'none'}. Nothing was stored.")


def _differ(stored: Article, fresh: Article, changed: tuple[str, ...], *, as_json: bool) -> None:
    lines = _lines(stored, fresh)
    if as_json:
        json_lines([{"article_id": str(stored.id), "url": stored.canonical_url, "changed": changed, "diff": lines}])
        return
    say(f"{stored.id}  {isolated(stored.headline or stored.canonical_url or '')}")
    say(f"  {' '.join(changed)}")
    for line in lines:
        say(f"  {line[0]} {isolated(line[1:])}")


def _lines(stored: Article, fresh: Article) -> list[str]:
    """The first lines of text that come or go, each with + or - before it."""
    before, after = ([article.headline or "", *body_texts(article.body)] for article in (stored, fresh))
    found = [line for line in difflib.ndiff(before, after) if line[:1] in "+-"]
    return [line[0] + line[2:][:200] for line in found[:DIFF_LINES]]


def _moment(option: str, text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        raise BadInput(
            f"{option} {text[:60]!r} is not a date. Write it like 2026-01-31 or 2026-01-31T12:00+03:00"
        ) from None
    return read if read.tzinfo else read.replace(tzinfo=UTC)


def _id(option: str, text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise BadInput(
            f"{option} {text[:60]!r} is not an id. Ids look like 0190a3f2-7c4e-7b1a-9d3e-2f6a8b0c4d5e"
        ) from None


def _extractor(text: str) -> tuple[str, int]:
    name, _, number = text.partition("@")
    if not name or not number.isascii() or not number.isdigit() or len(number) > 6:
        raise BadInput(f"--version-below {text[:60]!r} is not an extractor with a version. Write it like page-body@2")
    return name, int(number)
