"""Signing in with an API key: the browser keeps a signed, expiring name of the key, never the key itself.

POST /app/login {key} ─ keys.check ─▶ cookie `id.expiry.signature` ─ every request ─▶ the key, if it still works
"""

from __future__ import annotations

import hashlib
import hmac
from datetime import UTC, datetime

COOKIE = "khabar_session"
DAYS = 30


def issue(key_id: str, secret: str, now: datetime) -> str:
    """The cookie's value for a key that was shown."""
    signed = f"{key_id}.{int(now.timestamp()) + DAYS * 86_400}"
    return f"{signed}.{_sign(signed, secret)}"


def key_of(value: str, secret: str, now: datetime) -> str | None:
    """The id of the key that `value` was issued for; None when it was changed or is too old."""
    signed, _, signature = value.rpartition(".")
    key_id, _, expiry = signed.partition(".")
    if not hmac.compare_digest(signature.encode(), _sign(signed, secret).encode()):
        return None
    return key_id if datetime.fromtimestamp(int(expiry), UTC) > now else None


def _sign(signed: str, secret: str) -> str:
    return hmac.new(secret.encode(), signed.encode(), hashlib.sha256).hexdigest()
