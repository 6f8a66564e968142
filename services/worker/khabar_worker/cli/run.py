"""`khabar worker`."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from khabar.cli.context import DataDir, ready, settings_of
from khabar.log import configure
from khabar_worker import service


def worker(
    context: typer.Context,
    queue: Annotated[
        Literal["extract", "deliver"], typer.Option("--queue", help="Which queue to work on.")
    ] = "extract",
    burst: Annotated[bool, typer.Option("--burst", help="Stop when the queue is empty.")] = False,
    data_dir: DataDir = None,
) -> None:
    """Run one worker. `extract` turns pages into records, `deliver` sends webhooks.

    \b
    khabar worker
    khabar worker --queue deliver
    """
    settings = settings_of(context)
    configure(settings, f"worker-{queue}")
    with ready(settings) as filled:
        service.work(filled, queue, burst=burst)
