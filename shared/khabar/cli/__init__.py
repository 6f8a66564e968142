"""The `khabar` command: its options, and errors become messages. Its commands are in commands.py."""

from __future__ import annotations

import signal
import sys
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated

import typer

from khabar import __version__
from khabar.cli.commands import COMMANDS
from khabar.cli.later import group_of
from khabar.errors import BadSetup, GiveUp, KhabarError, RetryLater

HELP = """Arabic news feeds in, structured and versioned article records out.

\b
khabar up --sample                        run everything here, with sample data to look at
khabar feeds add https://example.com/rss  subscribe to a feed
khabar run-once                           poll everything once, then exit
khabar extract page.html                  print the record of one page, store nothing
khabar doctor                             find problems, and how to fix them

Settings are KHABAR_… variables; list them with khabar settings.
"""

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


def report(error: BaseException) -> int:
    """Print what an error says, and what it is about; gives the exit status."""
    from khabar.log import hide_secrets  # structured logs take longer to load than help to be shown

    message = error.message if isinstance(error, KhabarError) else str(error)
    if isinstance(error, GiveUp | RetryLater) and error.subject and error.subject not in message:
        message = f"{error.subject}: {message}"
    print(f"khabar: {hide_secrets(message)}", file=sys.stderr)
    return 2 if isinstance(error, BadSetup) else 1


def _write_utf8() -> None:
    """Whatever the locale says: records are Arabic, and one that can't be written would end the command half-way.

    What is no text, such as a file's name in another encoding, is shown escaped in messages for the same reason.
    """
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", errors=sys.stdout.errors)
    if isinstance(sys.stderr, TextIOWrapper):
        sys.stderr.reconfigure(encoding="utf-8", errors="backslashreplace")


def main() -> None:
    """Run the command line. Exit status: 0 done, 1 not wholly done, 2 something has to be changed first."""
    # Embedded servers are stopped on the way out, which Python would not do at SIGTERM by itself.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    _write_utf8()
    try:
        app()
    except KhabarError as error:
        sys.exit(report(error))
    except BrokenPipeError:
        # The reader has had enough, as in `khabar … | head`; closing stdout quietly keeps Python from complaining.
        sys.stderr.close()
        sys.exit(0)
    except OSError as error:
        # A file that can't be read or written as it is: no fault of khabar's.
        if error.filename is None:
            raise
        sys.exit(report(BadSetup(f"{error.filename}: {error.strerror}")))
