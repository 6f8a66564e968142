"""`khabar keys …`: who may use the API."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer

from khabar.cli.context import is_json, opened, quiet_settings
from khabar.cli.show import json_out, note, say, table
from khabar.errors import BadInput
from khabar.storage import keys

app = typer.Typer(no_args_is_help=True, help="Create, list and revoke API keys.", rich_markup_mode=None)

Json = Annotated[bool, typer.Option("--json", help="Print JSON, as is done when piped.")]


@app.command()
def create(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="Whose key it is, for your own lists.")],
    scopes: Annotated[
        list[str] | None, typer.Option("--scope", help=f"One of {', '.join(keys.SCOPES)}; may be repeated.")
    ] = None,
    days: Annotated[int | None, typer.Option("--days", min=1, help="Days until it expires; else never.")] = None,
    as_json: Json = False,
) -> None:
    """Make a key. It is shown once; only a hash of it is kept.

    \b
    khabar keys create "newsroom app"
    khabar keys create admin --scope admin --days 90
    """
    wanted = scopes or ["read"]
    if unknown := set(wanted) - set(keys.SCOPES):
        raise BadInput(f"There is no scope {sorted(unknown)[0]!r}. Scopes: {', '.join(keys.SCOPES)}")
    chosen = [scope for scope in keys.SCOPES if scope in wanted]
    expires_at = datetime.now(UTC) + timedelta(days=days) if days else None
    with opened(quiet_settings(context)) as (_, db):
        key, text = keys.create(db, name=name, scopes=chosen, expires_at=expires_at)
    if is_json(as_json):
        json_out({**key.model_dump(mode="json"), "key": text})
    else:
        note(f"Key {key.id} for {name}, scopes {', '.join(key.scopes)}. Keep it now: it can't be shown again.")
        say(text)


@app.command("list")
def list_(context: typer.Context, as_json: Json = False) -> None:
    """List keys, without their secrets."""
    with opened(quiet_settings(context)) as (_, db):
        found = keys.find(db)
    if is_json(as_json):
        json_out([key.model_dump(mode="json") for key in found])
        return
    table(
        None,
        ("id", "name", "scopes", "created", "expires", "last used", "revoked"),
        (
            (key.id, key.name, " ".join(key.scopes), key.created_at, key.expires_at, key.last_used_at, key.revoked_at)
            for key in found
        ),
    )


@app.command()
def revoke(
    context: typer.Context, ids: Annotated[list[str], typer.Argument(help="Ids, the eight characters after khb_.")]
) -> None:
    """Make keys useless, at once and for good."""
    with opened(quiet_settings(context)) as (_, db):
        for key_id in ids:
            short = key_id.removeprefix(keys.PREFIX).partition("_")[0]
            if not keys.revoke(db, short):
                raise BadInput(f"There is no working key {short}. List them: khabar keys list", subject=short)
            say(f"revoked  {short}")
