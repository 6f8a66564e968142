"""What a receiver of webhooks does first: see that a request is khabar's. Pure.

Source: Standard Webhooks specification 1.0, "Verifying webhook authenticity".
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Mapping
from datetime import UTC, datetime

from khabar.client.ask import Envelope, envelope_of
from khabar.client.problem import BadSignature
from khabar.sign import signature

# Clocks differ, and a request that was copied must not be sent again for ever.
TOLERANCE_SECONDS = 300


def verify(secret: str, headers: Mapping[str, str], body: bytes, now: datetime | None = None) -> Envelope:
    """The event of a signed request. `body` as it came, byte for byte; `now` None: this moment.

    Drop repeats by `webhook-id`, which is the event's `id`.

    Raises:
        BadSignature: it is not signed by `secret`, or more than five minutes old or early.
    """
    given = {name.lower(): value for name, value in headers.items()}
    try:
        message_id, sent_at = given["webhook-id"], given["webhook-timestamp"]
        timestamp, signed = int(sent_at), given["webhook-signature"]
    except (KeyError, ValueError):
        raise BadSignature("webhook-id, webhook-timestamp or webhook-signature is missing or wrong") from None
    if abs((now or datetime.now(UTC)).timestamp() - timestamp) > TOLERANCE_SECONDS:
        raise BadSignature("it was signed more than five minutes ago, or your clock is wrong")
    expected = signature(secret, message_id=message_id, timestamp=timestamp, body=body)
    # Two signatures while a secret is changed.
    if not any(hmac.compare_digest(one.encode(), expected.encode()) for one in signed.split()):
        raise BadSignature("the signature does not fit the body and the secret")
    return envelope_of(json.loads(body))
