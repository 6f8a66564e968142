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
    file: Annotated[Path, typer.Argument(help="The file to write; it must not exist yet.")],
    data_dir: DataDir = None,
) -> None:
    """Write the whole database into a file, while everything runs. It holds keys and secrets: keep it closed.

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
    file: Annotated[Path, typer.Argument(help="A file that khabar backup or pg_dump -Fc wrote.")],
    data_dir: DataDir = None,
) -> None:
    """Fill an empty database from a backup: wholly, or not at all. Then it is brought up to date.

    Without KHABAR_DATABASE_URL it goes into the embedded server of KHABAR_DATA_DIR, which is made when there is none.

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
                    "The database is not empty, and restore overwrites nothing. Choose another --data-dir, or an empty "
                    "database in KHABAR_DATABASE_URL."
                )
        with _shown("restoring") as told:
            embedded.restore(url, file, settings.data_dir, told=told)
        with database.connect(url, name="restore", statement_seconds=3600) as db:
            migrate(db)
            counter.catch_up(db)
            there = "" if settings.database_url else f" --data-dir {folder}"
            say(f"{articles.count(db)} articles restored. Look at it with: khabar{there} doctor")
