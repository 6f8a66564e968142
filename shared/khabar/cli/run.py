"""`khabar up`, which runs everything, and `khabar migrate`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Annotated

import typer
from rich.console import Console

from khabar import embedded
from khabar.cli.context import DataDir, quiet_settings, settings_of
from khabar.cli.live import LogScreen, TerminalScreen
from khabar.cli.show import say
from khabar.log import configure, get_logger
from khabar.storage import database
from khabar.storage.migrate import Migration
from khabar.storage.migrate import migrate as apply_migrations

log = get_logger()


def up(
    context: typer.Context,
    sample: Annotated[
        bool, typer.Option("--sample", help="Add the sample newsroom, and subscribe to the shipped catalogue.")
    ] = False,
    port: Annotated[
        int | None, typer.Option("--port", min=1, max=65535, help="Port of the API instead of 8000.")
    ] = None,
    verbose: Annotated[
        bool, typer.Option("--verbose", help="Print the services' logs here instead of to a file.")
    ] = False,
    data_dir: DataDir = None,
) -> None:
    """Run everything on this machine until Ctrl-C: servers, ingest, workers, webhooks, API.

    PostgreSQL and Valkey come with khabar and are started too, unless KHABAR_DATABASE_URL and KHABAR_REDIS_URL name
    your own servers. The data is kept for the next start.

    \b
    khabar up --sample             with a newsroom of invented publishers, and real feeds
    khabar up --port 8080          with the API on another port
    khabar up --data-dir ./data    with the data in a folder of your choice
    """
    from khabar.up import up as run_all  # brings the newsroom and the publishers along

    settings = settings_of(context, api_port=port)
    at_terminal = sys.stdout.isatty() and not verbose
    if at_terminal:
        quiet_settings(context, api_port=port)
    else:
        configure(settings, "up")
    screen = TerminalScreen(Console(highlight=False)) if at_terminal else LogScreen()
    run_all(settings, screen, with_sample=sample, log_to_file=at_terminal)


def migrate(context: typer.Context, data_dir: DataDir = None) -> None:
    """Bring the database up to date. Safe to run at any time, by several processes at once.

    When its output is piped, it writes logs as the services do.

    \b
    KHABAR_DATABASE_URL=postgresql://… khabar migrate
    """
    if sys.stdout.isatty():
        settings, tell = quiet_settings(context), _say
    else:
        settings, tell = settings_of(context), _log
        configure(settings, "migrate")
    with embedded.running(settings) as filled:
        assert filled.database_url is not None
        database.require_own_sessions(filled.database_url)
        with database.connect(filled.database_url, name="migrate", statement_seconds=3600) as db:
            applied = apply_migrations(db)
    tell(applied)


def _say(applied: Sequence[Migration]) -> None:
    for migration in applied:
        say(f"applied {migration.number:04d} {migration.name}")
    say(f"{len(applied)} applied, the database is up to date" if applied else "the database was up to date")


def _log(applied: Sequence[Migration]) -> None:
    for migration in applied:
        log.info("migrated", number=migration.number, name=migration.name)
    log.info("up_to_date", applied=len(applied))
