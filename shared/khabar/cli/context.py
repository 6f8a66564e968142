"""What commands share: settings with the global options on top, and a database that is there when it is needed."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

from khabar import embedded
from khabar.errors import BadSetup
from khabar.log import configure
from khabar.settings import Settings, load_settings
from khabar.storage import database
from khabar.storage.database import Connection
from khabar.storage.migrate import migrate, pending


def _data_dir(context: typer.Context, value: Path | None) -> Path | None:
    """Callback of `--data-dir` on single commands: the same as the global option."""
    if value is not None and context.obj is not None:
        context.obj["data_dir"] = value
    return value


DataDir = Annotated[
    Path | None,
    typer.Option("--data-dir", help="Folder of the embedded servers and their data.", callback=_data_dir),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON; the default when piped.")]


def settings_of(context: typer.Context, **more: Any) -> Settings:
    """The settings of this command: environment, then global options, then `more`; None means not given."""
    return load_settings(**context.obj, **{name: value for name, value in more.items() if value is not None})


def quiet_settings(context: typer.Context, **more: Any) -> Settings:
    """`settings_of` for commands that answer a question: their logs tell of trouble only."""
    settings = settings_of(context, **more)
    level = "warning" if settings.log_level == "info" else settings.log_level
    configure(settings.model_copy(update={"log_level": level}), "cli")
    return settings


@contextmanager
def opened(settings: Settings) -> Iterator[tuple[Settings, Connection]]:
    """Settings with both URLs, and a connection. Embedded servers are started, or joined when they run.

    An embedded database is brought up to date; one of your own is not touched.

    Raises:
        BadSetup: its tables are missing or old, or what lies between gives each transaction another session.
    """
    with ready(settings) as filled:
        assert filled.database_url is not None
        with database.connect(filled.database_url, name="cli", statement_seconds=600) as db:
            yield filled, db


@contextmanager
def ready(settings: Settings) -> Iterator[Settings]:
    """Settings with both URLs, of servers that run and a database that is up to date; as `opened`, for services."""
    with embedded.running(settings) as filled:
        assert filled.database_url is not None
        if settings.database_url is not None:  # nothing lies between us and a server of ours
            database.require_own_sessions(settings.database_url)
        with database.connect(filled.database_url, name="cli", statement_seconds=600) as db:
            if settings.database_url is None:
                migrate(db)
            elif missing := pending(db):
                raise BadSetup(f"The database lacks {len(missing)} migration(s). Run: khabar migrate")
        yield filled


def is_json(asked: bool) -> bool:
    """Whether to print JSON: when asked to, and when nobody reads along."""
    return asked or not sys.stdout.isatty()
