"""`khabar ingest`."""

from __future__ import annotations

import typer

from khabar.cli.context import DataDir, ready, settings_of
from khabar.log import configure
from khabar_ingest import service


def ingest(context: typer.Context, data_dir: DataDir = None) -> None:
    """Run one ingester, which polls feeds, fetches pages and repairs the ledger. Run as many as you like.

    \b
    KHABAR_DATABASE_URL=postgresql://… KHABAR_REDIS_URL=redis://… khabar ingest
    """
    settings = settings_of(context)
    configure(settings, "ingest")
    with ready(settings) as filled:
        service.run(filled)
