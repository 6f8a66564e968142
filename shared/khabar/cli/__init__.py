"""The `khabar` command: the table of its commands, and errors become messages. One file per group of commands."""

from __future__ import annotations

import signal
import sys
from pathlib import Path
from typing import Annotated

import typer

from khabar import __version__
from khabar.cli.later import Entry, group_of
from khabar.errors import BadSetup, KhabarError

HELP = """Arabic news feeds in, structured and versioned article records out.

\b
khabar up --sample                        everything on this machine, with something to see
khabar feeds add https://example.com/rss  subscribe to a feed
khabar run-once                           poll everything once, and exit
khabar extract page.html                  the record of one page, nothing stored
khabar doctor                             what is not well, and what to do

Settings are KHABAR_… variables; see khabar settings.
"""

COMMANDS = (
    Entry("up", "run:up", "Run everything on this machine until Ctrl-C: servers, ingest, workers, webhooks, API."),
    Entry("ingest", "run:ingest", "Run one ingester: poll feeds, fetch pages, mend the ledger."),
    Entry("worker", "run:worker", "Run one worker."),
    Entry("api", "run:api", "Serve the API."),
    Entry("migrate", "run:migrate", "Bring the database up to date."),
    Entry("backup", "backup:backup", "Write the whole database into a file, while everything runs."),
    Entry("restore", "backup:restore", "Fill an empty database from a backup: wholly, or not at all."),
    Entry(
        "reindex",
        "reindex:reindex",
        "Index articles anew that an earlier version of khabar's Arabic analysis has indexed.",
    ),
    Entry(
        "prune",
        "prune:prune",
        "Remove what is older than the settings keep: raw pages, finished items, events and the like.",
    ),
    Entry(
        "run-once", "once:run_once", "Poll every feed once, fetch and extract all that came, print a summary, and exit."
    ),
    Entry(
        "extract",
        "extract:extract",
        "Print the records of pages or texts: indented JSON for one, one JSON value a line for several.",
    ),
    Entry(
        "reextract",
        "reextract:reextract",
        "Extract kept pages again, and store what newer rules read better as versions of origin `extractor`.",
    ),
    Entry("settings", "inform:settings", "Show every setting: its value, default and meaning."),
    Entry("doctor", "inform:doctor", "Examine the installation, and say what to do about what is not well."),
    Entry("schema", "inform:schema", "Print the JSON Schema of the article record."),
    Entry("feeds", "feeds:app", "Add, list, probe, pause and remove feeds."),
    Entry("items", "items:app", "Ask what became of items; list and requeue dead ones."),
    Entry("keys", "keys:app", "Create, list, rotate and revoke API keys."),
    Entry("ner", "ner:app", "Build the model that tags names in Arabic."),
    Entry("publishers", "publishers:app", "List publishers, and write and check your own files."),
)

app = typer.Typer(
    cls=group_of(COMMANDS),
    help=HELP,
    no_args_is_help=True,
    add_completion=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(asked: bool) -> None:
    if asked:
        print(f"khabar {__version__}")
        raise typer.Exit


@app.callback()
def options(
    context: typer.Context,
    data_dir: Annotated[
        Path | None, typer.Option("--data-dir", help="Folder of the embedded servers and their data.")
    ] = None,
    version: Annotated[bool, typer.Option("--version", help="Print the version.", callback=_version)] = False,
) -> None:
    # The help is HELP: a docstring here would replace it.
    context.obj = {} if data_dir is None else {"data_dir": data_dir}


def _told(error: BaseException) -> int:
    from khabar.log import hide_secrets  # structured logs take longer to load than help to be shown

    message = error.message if isinstance(error, KhabarError) else str(error)
    print(f"khabar: {hide_secrets(message)}", file=sys.stderr)
    return 2 if isinstance(error, BadSetup) else 1


def _first(error: BaseException) -> BaseException:
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error


def main() -> None:
    """Run the command line. Exit status: 0 done, 1 not wholly done, 2 something has to be changed first."""
    # Embedded servers are stopped on the way out, which Python would not do at SIGTERM by itself.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        app()
    except KhabarError as error:
        sys.exit(_told(error))
    except ExceptionGroup as group:
        # Services that do several things at once fail with a group; its first error of ours says it all.
        ours = group.subgroup(KhabarError)
        if ours is None:
            raise
        sys.exit(_told(_first(ours)))
    except BrokenPipeError:
        # The reader has had enough, as in `khabar … | head`; closing stdout quietly keeps Python from complaining.
        sys.stderr.close()
        sys.exit(0)
