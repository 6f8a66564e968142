"""Shapes of keys and of the audit as they are sent and answered. No rule is here."""

from __future__ import annotations

from typing import Annotated, Any, get_args

from pydantic import Field

from khabar.record import Instant, Record
from khabar.storage.audit import Action
from khabar.storage.keys import Scope
from khabar_api.web.inputs import Line, Number


class NewKey(Record):
    """`days` until it expires; null: never."""

    name: Line
    scopes: Annotated[tuple[Scope, ...], Field(min_length=1, max_length=4)] = ("read",)
    days: Annotated[int, Field(ge=1, le=3650), Number] | None = None


class KeyView(Record):
    """An API key as kept: without its secret."""

    id: str
    name: str
    scopes: tuple[Scope, ...]
    created_at: Instant
    expires_at: Instant | None
    last_used_at: Instant | None
    revoked_at: Instant | None


class NewKeyView(KeyView):
    """`key` is the full key, shown only here."""

    key: str


class AuditView(Record):
    """`actor` is `key <id>`, the sender's address where no key is needed, or `command line`.

    `action` may be one that only a newer version knows, after a return to this one.
    """

    seq: int
    at: Instant
    actor: str
    key_id: str | None
    action: Annotated[str, Field(json_schema_extra={"enum": list(get_args(Action))})]
    subject: str
    detail: dict[str, Any]
