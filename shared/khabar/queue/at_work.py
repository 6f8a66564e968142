"""The ids that a work-horse has before it, kept where its worker can still read them once it has been killed."""

from __future__ import annotations

import json
import mmap
import struct
from collections.abc import Sequence

_BYTES = 1 << 16
_LENGTH = struct.Struct("I")


class AtWork:
    """Memory that a worker shares with the work-horses it forks."""

    def __init__(self) -> None:
        self._shared = mmap.mmap(-1, _BYTES)

    def note(self, ids: Sequence[int]) -> None:
        """`ids` are at work from now on, and no others; more than fit in are not kept."""
        written = json.dumps(list(ids)).encode()
        self._set_length(0)  # whoever is killed amid the next line leaves nothing that looks whole
        if len(written) <= _BYTES - _LENGTH.size:
            self._shared[_LENGTH.size : _LENGTH.size + len(written)] = written
            self._set_length(len(written))

    def ids(self) -> list[int]:
        """What was noted last, by whichever process."""
        (length,) = _LENGTH.unpack(self._shared[: _LENGTH.size])
        noted: list[int] = json.loads(self._shared[_LENGTH.size : _LENGTH.size + length] or b"[]")
        return noted

    def _set_length(self, length: int) -> None:
        self._shared[: _LENGTH.size] = _LENGTH.pack(length)
