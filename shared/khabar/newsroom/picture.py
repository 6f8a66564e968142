"""Makes the newsroom's pictures: plain PNG files in a colour drawn from their name. Nothing is read from disk."""

from __future__ import annotations

import struct
import zlib
from typing import Final

WIDTH: Final = 640
HEIGHT: Final = 360


def png(name: str) -> bytes:
    """A real PNG of `WIDTH` × `HEIGHT` in two shades, the same for the same name.

    Source: W3C PNG (third edition), §5 and §11.
    """
    seed = zlib.crc32(name.encode())
    colour = bytes(64 + (seed >> shift & 0x7F) for shift in (0, 8, 16))
    shade = bytes(value // 2 for value in colour)
    rows = b"".join(b"\0" + (colour if row < HEIGHT * 2 // 3 else shade) * WIDTH for row in range(HEIGHT))
    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", zlib.compress(rows, 9)) + _chunk(b"IEND", b"")
    )


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
