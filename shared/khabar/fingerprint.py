"""Which texts are copies of each other: a fingerprint that is alike when texts are, and bands to find it by. Pure.

One-permutation MinHash over runs of three folded words: each run falls into one of 128 bins by its hash, and a bin
keeps its smallest. Equal bins estimate which part of the runs two texts share (Jaccard), with an error of some 0.03.
Measured on news: docs/performance.md, "Copies".

Source: Li, Owen, Zhang (2012), One Permutation Hashing; Shrivastava (2017), Optimal Densification.
"""

from __future__ import annotations

import hashlib
import operator
import re
import struct
import zlib
from collections.abc import Iterable

from khabar.arabic.fold import fold

_BINS = 128
# Four equal bins in a row make texts candidates: with half of their runs in common 87 in 100 are found, with 60 % 99.
_BAND_BINS = 4
# A shorter text has too few runs to tell a copy from a turn of phrase.
LEAST_WORDS = 20
# From here on a copy; below it, from `EDITED` on, the same report shortened or rewritten in part.
COPY, EDITED = 0.8, 0.5

_WORD = re.compile(r"[^\W_]+")
_ALL = (1 << 64) - 1
_BIN_LAYOUT = struct.Struct(f"<{_BINS}I")
# Odd numbers without a pattern: the constants of xxHash and of splitmix64.
_FIRST, _SECOND, _THIRD, _MIX = 0x9E3779B185EBCA87, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0xBF58476D1CE4E5B9


def fingerprint(texts: Iterable[str]) -> bytes | None:
    """128 numbers of 32 bits, little-endian; None when the texts have less than LEAST_WORDS words.

    Kept in databases: what it gives for a text never changes.
    """
    words = [zlib.crc32(word.encode()) for text in texts for word in _WORD.findall(fold(text))]
    if len(words) < LEAST_WORDS:
        return None
    least: list[int | None] = [None] * _BINS
    for first, second, third in zip(words, words[1:], words[2:], strict=False):
        run = (first * _FIRST ^ second * _SECOND ^ third * _THIRD) & _ALL
        run = ((run ^ run >> 32) * _MIX) & _ALL
        number, run = run & (_BINS - 1), run >> 32
        kept = least[number]
        if kept is None or run < kept:
            least[number] = run
    return _BIN_LAYOUT.pack(*(kept if kept is not None else _borrowed(least, n) for n, kept in enumerate(least)))


def _borrowed(least: list[int | None], number: int) -> int:
    """What an empty bin holds: that of a full one, which both of two alike texts choose by the same steps."""
    step = 0
    while True:
        step += 1
        chosen = (((number * _BINS + step) * _FIRST & _ALL) >> 40) & (_BINS - 1)
        kept = least[chosen]
        if kept is not None:
            return kept


def bands(fingerprint: bytes) -> list[int]:
    """32 signed 64-bit numbers; texts that have one in common may be copies."""
    size = _BAND_BINS * 4
    return [
        int.from_bytes(
            hashlib.blake2b(bytes([at // size]) + fingerprint[at : at + size], digest_size=8).digest(),
            "big",
            signed=True,
        )
        for at in range(0, len(fingerprint), size)
    ]


def similarity(one: bytes, other: bytes) -> float:
    """The estimated share of runs that two texts have in common, 0 to 1."""
    equal: Iterable[bool] = map(operator.eq, _BIN_LAYOUT.unpack(one), _BIN_LAYOUT.unpack(other))
    return sum(equal) / _BINS
