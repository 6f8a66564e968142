"""List cursors: where a page ended, tied to its filters and signed. A rule: pure, the secret comes in."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac

import orjson

from khabar.query import Place
from khabar.record import Record

SIGNATURE_BYTES = 8
FILTER_BYTES = 8
# Two keys of at most some thirty characters; anything longer was not written here.
MAX_CHARACTERS = 400


class CursorError(ValueError):
    """The cursor was changed, or belongs to another list."""


def filter_hash(name: str, filters: Record | None = None) -> bytes:
    """What ties a cursor to its list: the list's name and its filters. The page size is no filter."""
    shape = filters.model_dump(mode="json", exclude={"limit"}, exclude_defaults=True) if filters else {}
    return hashlib.sha256(orjson.dumps([name, shape], option=orjson.OPT_SORT_KEYS)).digest()[:FILTER_BYTES]


def encode(place: Place, filters: bytes, secret: bytes) -> str:
    """`place` as opaque base64url text: signature, filter hash, keys."""
    signed = filters + orjson.dumps(place.keys)
    return base64.urlsafe_b64encode(_sign(signed, secret) + signed).rstrip(b"=").decode()


def decode(text: str, filters: bytes, secret: bytes) -> Place:
    """The place that `encode` wrote.

    Raises:
        CursorError: any character was changed, or the filters are others.
    """
    if len(text) > MAX_CHARACTERS:
        raise CursorError("too long")
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise CursorError("not base64url") from None
    # Base64 has several spellings for one value when its last bits are unused: only ours counts.
    if base64.urlsafe_b64encode(raw).rstrip(b"=").decode() != text:
        raise CursorError("not as it was written")
    signature, signed = raw[:SIGNATURE_BYTES], raw[SIGNATURE_BYTES:]
    if not hmac.compare_digest(signature, _sign(signed, secret)):
        raise CursorError("the signature does not fit")
    if signed[:FILTER_BYTES] != filters:
        raise CursorError("it belongs to other filters")
    return Place(keys=tuple(orjson.loads(signed[FILTER_BYTES:])))


def _sign(signed: bytes, secret: bytes) -> bytes:
    return hmac.digest(secret, signed, "sha256")[:SIGNATURE_BYTES]
