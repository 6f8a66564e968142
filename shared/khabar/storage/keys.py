"""API keys: `khb_<8 id>_<43 secret>`, of which only the id and a hash of the secret are stored."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Literal

from khabar.errors import BadSetting
from khabar.record import Record
from khabar.storage.database import Connection

Scope = Literal["read", "feeds:write", "hooks:write", "admin"]
SCOPES: tuple[Scope, ...] = ("read", "feeds:write", "hooks:write", "admin")
PREFIX = "khb_"
# What signs cursors, and the cookies of pages.
KEPT_SECRETS = ("cursor_secret", "session_secret")
_KEY = re.compile(PREFIX + r"([0-9a-f]{8})_([A-Za-z0-9_-]{43})")


class Key(Record):
    """A key as stored; never its secret."""

    id: str
    name: str
    scopes: tuple[Scope, ...]
    created_at: datetime
    expires_at: datetime | None = None
    last_used_at: datetime | None = None
    revoked_at: datetime | None = None


COLUMNS = "id, name, scopes, created_at, expires_at, last_used_at, revoked_at"
VALID = "revoked_at is null and (expires_at is null or expires_at > now())"


def create(
    db: Connection, *, name: str, scopes: Sequence[Scope], expires_at: datetime | None = None
) -> tuple[Key, str]:
    """A new key and its full text, which is shown once and can't be had again."""
    key_id, secret = secrets.token_hex(4), secrets.token_urlsafe(32)
    row = db.execute(
        f"""insert into api_key (id, secret_hash, name, scopes, expires_at)
            values (%s, %s, %s, %s, %s) returning {COLUMNS}""",
        (key_id, hashlib.sha256(secret.encode()).digest(), name, list(scopes), expires_at),
    ).fetchone()
    return Key.model_validate(row), f"{PREFIX}{key_id}_{secret}"


def check(db: Connection, text: str) -> Key | None:
    """The key that `text` is; None when it is unknown, wrong, expired or revoked. An unknown id costs the same work."""
    parts = _KEY.fullmatch(text)
    if parts is None:
        return None
    key_id, secret = parts.groups()
    row = db.execute(
        f"select {COLUMNS}, secret_hash from api_key where id = %s and {VALID}",
        (key_id,),
    ).fetchone()
    wanted = row.pop("secret_hash") if row else bytes(32)
    right = hmac.compare_digest(hashlib.sha256(secret.encode()).digest(), wanted)
    return Key.model_validate(row) if row and right else None


def valid(db: Connection, key_id: str) -> Key | None:
    """A key that passed `check` once, if it would pass it still."""
    row = db.execute(f"select {COLUMNS} from api_key where id = %s and {VALID}", (key_id,)).fetchone()
    return Key.model_validate(row) if row else None


def touch(db: Connection, key_id: str) -> None:
    """Note that the key was used, to the minute: a write a request would cost more than it tells."""
    db.execute(
        """update api_key set last_used_at = now()
           where id = %s and (last_used_at is null or last_used_at < now() - interval '1 minute')""",
        (key_id,),
    )


def find(db: Connection, *, after: tuple[datetime, str] | None = None, limit: int | None = None) -> list[Key]:
    """Keys in the order they were made, revoked ones too. `after`: time and id of the last one already seen."""
    rows = db.execute(
        f"""select {COLUMNS} from api_key
            where %(at)s::timestamptz is null or (created_at, id) > (%(at)s, %(id)s)
            order by created_at, id limit %(limit)s""",
        {"at": after[0] if after else None, "id": after[1] if after else None, "limit": limit},
    )
    return [Key.model_validate(row) for row in rows]


def get(db: Connection, key_id: str) -> Key | None:
    row = db.execute(f"select {COLUMNS} from api_key where id = %s", (key_id,)).fetchone()
    return Key.model_validate(row) if row else None


def rotate(db: Connection, key_id: str, *, overlap_seconds: int) -> tuple[Key, str] | None:
    """A new key with the name, scopes and life span of one that works, and its full text; None: it works no more.

    The old one expires after `overlap_seconds`, unless it does so sooner: both work until every client has the new one.
    """
    old = valid(db, key_id)
    if old is None:
        return None
    span = old.expires_at - old.created_at if old.expires_at else None
    db.execute(
        "update api_key set expires_at = least(expires_at, now() + make_interval(secs => %s)) where id = %s",
        (overlap_seconds, key_id),
    )
    return create(db, name=old.name, scopes=old.scopes, expires_at=datetime.now(UTC) + span if span else None)


def revoke(db: Connection, key_id: str) -> bool:
    """Whether there was such a key that still worked."""
    done = db.execute("update api_key set revoked_at = now() where id = %s and revoked_at is null", (key_id,))
    return done.rowcount == 1


def kept_secret(db: Connection, name: str) -> str:
    """A random secret that all processes share. Its value is never logged.

    `migrate` makes those of `KEPT_SECRETS`, so that no request has to write one; what is missing is made here.
    """
    row = db.execute("select value from setting where name = %s", (name,)).fetchone()
    if row is not None:
        return str(row["value"])
    db.execute(
        "insert into setting (name, value) values (%s, %s) on conflict (name) do nothing",
        (name, secrets.token_urlsafe(32)),
    )
    return kept_secret(db, name)


def any_exists(db: Connection) -> bool:
    row: dict[str, Any] | None = db.execute(
        "select exists (select from api_key where revoked_at is null) as yes"
    ).fetchone()
    return bool(row and row["yes"])


def require_one(db: Connection, host: str) -> None:
    """Refuse to open the API on `host`, which other machines reach, while nobody has a key.

    Raises:
        BadSetting: there is none; the message says what to do.
    """
    if not any_exists(db):
        raise BadSetting(
            f"KHABAR_API_HOST={host} lets other machines reach the API, and there is no API key yet. "
            "Make one with `khabar keys create`, bind 127.0.0.1, or set KHABAR_API_KEYS=required.",
            subject="KHABAR_API_HOST",
        )
