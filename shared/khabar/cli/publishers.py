"""`khabar publishers …`: the shipped and your own publisher files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from khabar.cli.context import is_json, quiet_settings
from khabar.cli.show import json_out, say, table
from khabar.publishers.loader import load_publishers

app = typer.Typer(no_args_is_help=True, help="List publishers, and check your own files.", rich_markup_mode=None)

Json = Annotated[bool, typer.Option("--json", help="Print JSON, as is done when piped.")]


@app.command("list")
def list_(
    context: typer.Context,
    country: Annotated[str | None, typer.Option("--country", help="Two letters, such as EG.")] = None,
    as_json: Json = False,
) -> None:
    """List the publishers that khabar knows, with their feeds."""
    catalogue = load_publishers(quiet_settings(context).publishers_dir)
    found = [each for each in catalogue if country in (None, each.country)]
    if is_json(as_json):
        json_out([each.model_dump(mode="json") for each in found])
        return
    columns = ("id", "country", "feeds", "name", "site")
    table(None, columns, ((each.id, each.country, len(each.feeds), each.name_ar, each.site_url) for each in found))
    say(f"{len(found)} publishers")


@app.command()
def check(
    context: typer.Context,
    folder: Annotated[Path | None, typer.Argument(help="Folder of your files; else KHABAR_PUBLISHERS_DIR.")] = None,
) -> None:
    """Check publisher files, together with the shipped ones.

    \b
    khabar publishers check ./publishers
    """
    catalogue = load_publishers(folder or quiet_settings(context).publishers_dir)
    say(f"{len(catalogue)} publishers, {sum(len(each.feeds) for each in catalogue)} feeds: all right")
