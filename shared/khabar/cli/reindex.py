"""`khabar reindex`: the search index brought up to today's analysis, while everything else goes on."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

import typer

from khabar.cli.context import DataDir, Json, is_json, opened, quiet_settings
from khabar.cli.show import json_out, note, progress, say
from khabar.storage import reindex as work
from khabar.storage import terms


def reindex(
    context: typer.Context,
    batch: Annotated[int, typer.Option("--batch", min=1, max=5000, help="Number of articles read at a time.")] = 200,
    as_json: Json = False,
    data_dir: DataDir = None,
) -> None:
    """Index again the articles that an earlier version of khabar's Arabic analysis indexed.

    After an upgrade that changes the analysis, ingest does this by itself, slowly, with a tenth of a processor; this
    command is faster. Searches find old and new rows while it runs. It can be stopped at any moment, and the next run
    resumes there. The exit status is 1 when a record can't be read; that article keeps its old index.

    \b
    khabar reindex
    """
    unreadable: list[UUID] = []
    done = 0
    with opened(quiet_settings(context)) as (_, db), progress() as show:
        total = work.stale(db)
        while True:
            step = work.step(db, limit=batch, without=unreadable)
            done += step.done
            unreadable += step.unreadable
            show("articles", done, max(total, done))
            if not step.done and not step.unreadable:
                break
        sampled = terms.refresh(db, is_forced=done > 0)
    if is_json(as_json):
        json_out({"reindexed": done, "unreadable": unreadable, "terms_sampled": sampled})
    else:
        say(f"{done} articles indexed again" if done else "the search index was up to date")
    for article_id in unreadable:
        note(f"khabar: the record of article {article_id} can't be read; it keeps its old index")
    if unreadable:
        raise typer.Exit(1)
