"""Standard Webhooks signatures. Pure.

Source: Standard Webhooks specification 1.0, "Signature scheme".
"""

from __future__ import annotations

import base64
import hashlib
import hmac

PREFIX = "whsec_"


def signature(secret: str, *, message_id: str, timestamp: int, body: bytes) -> str:
    """The value of the webhook-signature header: `v1,` and the base64 HMAC-SHA256 of `id.timestamp.body`."""
    key = base64.b64decode(secret.removeprefix(PREFIX))
    signed = f"{message_id}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
