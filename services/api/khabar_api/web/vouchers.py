"""Signed, expiring names of keys, where a key itself has no place: in a cookie, in an address. A rule."""

from __future__ import annotations

import hashlib
import hmac
from datetime import UTC, datetime


def issue(purpose: str, key_id: str, secret: str, until: datetime) -> str:
    """`id.expiry.signature`; good for `purpose` alone."""
    signed = f"{key_id}.{int(until.timestamp())}"
    return f"{signed}.{_sign(purpose, signed, secret)}"


def key_of(purpose: str, value: str, secret: str, now: datetime) -> str | None:
    """The id of the key that `value` was issued for; None when it was changed, is for something else, or too old."""
    signed, _, signature = value.rpartition(".")
    key_id, _, expiry = signed.partition(".")
    if not hmac.compare_digest(signature.encode(), _sign(purpose, signed, secret).encode()):
        return None
    return key_id if datetime.fromtimestamp(int(expiry), UTC) > now else None


def _sign(purpose: str, signed: str, secret: str) -> str:
    return hmac.new(secret.encode(), f"{purpose} {signed}".encode(), hashlib.sha256).hexdigest()
