"""Commands that tell about the installation: settings, doctor, schema."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from khabar.article import Article
from khabar.cli.context import DataDir, Json, is_json, quiet_settings
from khabar.cli.show import json_out, table
from khabar.settings_text import env_example, markdown, rows


def settings(
    context: typer.Context,
    as_json: Json = False,
    as_markdown: Annotated[bool, typer.Option("--markdown", help="Print the page docs/settings.md.")] = False,
    as_env: Annotated[bool, typer.Option("--env", help="Print the file .env.example.")] = False,
) -> None:
    """Show every setting: its value, default and meaning. Secrets are hidden.

    \b
    khabar settings
    khabar settings --env > .env
    """
    if as_markdown or as_env:
        sys.stdout.write(markdown() if as_markdown else env_example())
        return
    found = list(rows(quiet_settings(context)))
    if is_json(as_json):
        json_out([row._asdict() for row in found])
    else:
        table(None, ("name", "value", "default", "meaning"), ((r.name, r.value, r.default, r.meaning) for r in found))


def doctor(
    context: typer.Context,
    as_json: Json = False,
    data_dir: DataDir = None,
) -> None:
    """Check the installation, and say how to fix each problem. The exit status is 1 when something is bad.

    \b
    khabar doctor
    """
    from khabar.doctor import examine  # brings everything along that it examines

    found = list(examine(quiet_settings(context)))
    if is_json(as_json):
        json_out([check.as_dict() for check in found])
    else:
        columns = ("check", "verdict", "found", "what to do")
        table(None, columns, ((check.name, check.verdict, check.found, check.advice) for check in found))
    if any(check.verdict == "bad" for check in found):
        raise typer.Exit(1)


def schema() -> None:
    """Print the JSON Schema of the article record.

    \b
    khabar schema > article.schema.json
    """
    json_out(Article.model_json_schema(by_alias=True, mode="serialization"))
