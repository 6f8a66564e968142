"""`khabar backup` and `khabar restore`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from khabar import embedded
from khabar.cli.context import DataDir, quiet_settings
from khabar.cli.show import say
from khabar.embedded.dump import Told
from khabar.errors import BadSetup
from khabar.storage import articles, counter, database, server
from khabar.storage.migrate import migrate
from khabar.up import ALREADY_UP


@contextmanager
def _shown(what: str) -> Iterator[Told]:
    """A function that shows how far it is, at a terminal only."""
    console = Console(stderr=True)
    with console.status(what) as status:
        yield lambda size: status.update(f"{what}: {size / 1e6:,.1f} MB")


def backup(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="File to write; it must not exist yet.")],
    data_dir: DataDir = None,
) -> None:
    """Back up the whole database to a file while everything keeps running. It holds keys and secrets: protect it.

    \b
    khabar backup khabar.dump
    khabar restore khabar.dump --data-dir somewhere/else
    """
    settings = quiet_settings(context)
    with embedded.running(settings) as filled, _shown("dumping") as told:
        assert filled.database_url is not None
        embedded.dump(filled.database_url, file, settings.data_dir, told=told)
    say(f"{file}: {file.stat().st_size / 1e6:,.1f} MB")


def restore(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="File written by khabar backup or pg_dump -Fc.")],
    data_dir: DataDir = None,
) -> None:
    """Restore a backup into an empty database, completely or not at all. The database is then migrated.

    Without KHABAR_DATABASE_URL the backup goes into the embedded server of KHABAR_DATA_DIR, created if needed.

    \b
    khabar restore khabar.dump --data-dir ~/khabar-restored
    """
    settings = quiet_settings(context)
    folder = embedded.data_folder(settings)
    with embedded.sole(folder / "up.lock", ALREADY_UP.format(folder=folder)), embedded.running(settings) as filled:
        url = filled.database_url
        assert url is not None
        with database.connect(url, name="restore") as db:
            if not server.is_empty(db):
                raise BadSetup(
                    "The database is not empty, and restore never overwrites. Choose another --data-dir, or set "
                    "KHABAR_DATABASE_URL to an empty database."
                )
        with _shown("restoring") as told:
            embedded.restore(url, file, settings.data_dir, told=told)
        with database.connect(url, name="restore", statement_seconds=3600) as db:
            migrate(db)
            counter.catch_up(db)
            there = "" if settings.database_url else f" --data-dir {folder}"
            say(f"{articles.count(db)} articles restored. To check: khabar{there} doctor")
