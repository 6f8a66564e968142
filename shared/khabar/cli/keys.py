"""`khabar keys …`: who may use the API."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer

from khabar.cli.context import Json, is_json, opened, quiet_settings
from khabar.cli.show import json_out, note, say, table
from khabar.errors import BadInput
from khabar.storage import audit, keys
from khabar.storage.keys import Key


def create(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="Whose key it is.")],
    scopes: Annotated[
        list[str] | None,
        typer.Option("--scope", help=f"One of {', '.join(keys.SCOPES)}; may be repeated. Default: read."),
    ] = None,
    days: Annotated[int | None, typer.Option("--days", min=1, help="Days until it expires. Default: never.")] = None,
    as_json: Json = False,
) -> None:
    """Create a key. It is shown once; only its hash is kept.

    \b
    khabar keys create "newsroom app"
    khabar keys create admin --scope admin --days 90
    """
    if not name.strip():
        raise BadInput("A key needs a name that says whose it is.")
    wanted = scopes or ["read"]
    if unknown := set(wanted) - set(keys.SCOPES):
        raise BadInput(f"There is no scope {sorted(unknown)[0]!r}. Scopes: {', '.join(keys.SCOPES)}")
    chosen = [scope for scope in keys.SCOPES if scope in wanted]
    expires_at = datetime.now(UTC) + timedelta(days=days) if days else None
    with opened(quiet_settings(context)) as (_, db), db.transaction():
        key, text = keys.create(db, name=name, scopes=chosen, expires_at=expires_at)
        audit.note(db, "key.create", key.id, name=name, scopes=chosen)
    _show_once(key, text, as_json)


def _show_once(key: Key, text: str, as_json: bool) -> None:
    if is_json(as_json):
        json_out({**key.model_dump(mode="json"), "key": text})
    else:
        note(f"Key {key.id} for {key.name}, scopes {', '.join(key.scopes)}. Save it now: it can't be shown again.")
        say(text)


def list_(context: typer.Context, as_json: Json = False) -> None:
    """List keys, without their secrets."""
    with opened(quiet_settings(context)) as (_, db):
        found = keys.find(db)
    if is_json(as_json):
        json_out([key.model_dump(mode="json") for key in found])
        return
    table(
        None,
        ("id", "name", "scopes", "created (UTC)", "expires", "last used", "revoked"),
        (
            (key.id, key.name, " ".join(key.scopes), key.created_at, key.expires_at, key.last_used_at, key.revoked_at)
            for key in found
        ),
    )


def rotate(
    context: typer.Context,
    key_id: Annotated[str, typer.Argument(help="Id of the key: the eight characters after khb_.")],
    overlap_hours: Annotated[int, typer.Option(min=0, max=720, help="How long the old key keeps working.")] = 24,
    as_json: Json = False,
) -> None:
    """Replace a key by a new one with the same name and scopes.

    \b
    khabar keys rotate 1a2b3c4d
    khabar keys rotate 1a2b3c4d --overlap-hours 0
    """
    short = _short(key_id)
    with opened(quiet_settings(context)) as (_, db), db.transaction():
        made = keys.rotate(db, short, overlap_seconds=overlap_hours * 3600)
        if made is None:
            raise BadInput(f"There is no working key {short}. List them: khabar keys list", subject=short)
        audit.note(db, "key.rotate", short, new=made[0].id, overlap_seconds=overlap_hours * 3600)
    _show_once(*made, as_json)


def _short(text: str) -> str:
    """The id of a key that was given by its id or whole."""
    return text.removeprefix(keys.PREFIX).partition("_")[0]


def revoke(
    context: typer.Context,
    ids: Annotated[list[str], typer.Argument(help="Ids of keys: the eight characters after khb_.")],
    as_json: Json = False,
) -> None:
    """Revoke keys, immediately and for good."""
    revoked = [_short(key_id) for key_id in ids]
    with opened(quiet_settings(context)) as (_, db):
        for short in revoked:
            with db.transaction():
                if not keys.revoke(db, short):
                    raise BadInput(f"There is no working key {short}. List them: khabar keys list", subject=short)
                audit.note(db, "key.revoke", short)
    if is_json(as_json):
        json_out(revoked)
    else:
        for short in revoked:
            say(f"revoked  {short}")
