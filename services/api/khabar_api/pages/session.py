"""Signing in with an API key: the browser keeps a signed, expiring name of the key, never the key itself.

POST /app/login {key} ─ keys.check ─▶ cookie `id.expiry.signature` ─ every request ─▶ the key, if it still works
"""

from __future__ import annotations

from datetime import datetime, timedelta

from khabar_api.web import vouchers

COOKIE = "khabar_session"
DAYS = 30


def issue(key_id: str, secret: str, now: datetime) -> str:
    """The cookie's value for a key that was shown."""
    return vouchers.issue("session", key_id, secret, now + timedelta(days=DAYS))


def key_of(value: str, secret: str, now: datetime) -> str | None:
    """The id of the key that `value` was issued for; None when it was changed or is too old."""
    return vouchers.key_of("session", value, secret, now)
