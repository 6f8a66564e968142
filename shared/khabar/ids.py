"""Time-ordered identifiers. Here: UUIDv7. Not here: keys made from outside strings (khabar.url)."""

from __future__ import annotations

import os
from datetime import datetime
from uuid import UUID


def uuid7(now: datetime, random_bytes: bytes | None = None) -> UUID:
    """A UUIDv7 whose first 48 bits are `now` in milliseconds, so that ids sort by age.

    `random_bytes` (10 bytes) is drawn here when None.

    Source: RFC 9562 §5.7.
    """
    milliseconds = int(now.timestamp() * 1000)
    noise = int.from_bytes(random_bytes if random_bytes is not None else os.urandom(10), "big")
    value = (milliseconds & (2**48 - 1)) << 80 | noise
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return UUID(int=value)
