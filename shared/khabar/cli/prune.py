"""`khabar prune`: what is too old to keep, shown or removed at once."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

import typer

from khabar.cli.context import DataDir, Json, is_json, opened, quiet_settings
from khabar.cli.show import json_out, progress, table
from khabar.errors import BadSetup
from khabar.storage import clock, retention


def prune(
    context: typer.Context,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Count only, and remove nothing.")] = False,
    as_json: Json = False,
    data_dir: DataDir = None,
) -> None:
    """Remove raw pages, finished items, events and other data that is older than the settings keep.

    Ingest does this by itself every hour; this command does it now, in the same small steps, and can be stopped at any
    moment. Articles, their versions and the quarantine are never removed, and nothing is removed while the clock may be
    wrong. After changing such a setting, see first what would be removed:

    \b
    KHABAR_KEEP_PAGES_DAYS=30 khabar prune --dry-run
    khabar prune
    """
    settings = quiet_settings(context)
    found: list[dict[str, Any]] = []
    with opened(settings) as (_, db), progress() as show:
        if not dry_run and (doubt := clock.doubt(db, datetime.now(UTC))):
            raise BadSetup(f"Nothing was removed: {doubt}. To see what would be: khabar prune --dry-run")
        for kind in retention.KINDS:
            days = kind.days(settings)
            total = retention.count(db, kind, days=days) if days else 0
            removed = 0
            while total and not dry_run and (step := retention.prune(db, kind, days=days)):
                removed += step
                show(kind.name, removed, max(total, removed))
            found.append(
                {"what": kind.name, "days": days or None, "setting": kind.setting, "too_old": total, "removed": removed}
            )
    if is_json(as_json):
        json_out({"dry_run": dry_run, "kinds": found})
        return
    table(
        None,
        ["what", "kept for", "setting", "would be removed" if dry_run else "removed"],
        [
            [row["what"], f"{row['days']} days" if row["days"] else "forever", row["setting"],
             row["too_old" if dry_run else "removed"]]
            for row in found
        ],
    )  # fmt: skip
