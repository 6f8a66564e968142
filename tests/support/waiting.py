"""Waiting for what another thread or process brings about: looked at again and again, within a deadline."""

from __future__ import annotations

import time
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

LOOK_SECONDS = 0.02
# For as long as a loaded machine may need.
PATIENCE_SECONDS = 180.0

T = TypeVar("T")


def wait_for(look: Callable[[], T], *, seconds: float = PATIENCE_SECONDS) -> T:
    """What `look` gives, once that counts as true.

    Raises:
        TimeoutError: it did not within `seconds`.
    """
    ends = time.monotonic() + seconds
    while not (found := look()):
        if time.monotonic() > ends:
            raise TimeoutError(f"it did not come to that within {seconds:.0f} s")
        time.sleep(LOOK_SECONDS)
    return found


def answers(url: str) -> bool:
    """Whether a server answers there, and well."""
    with suppress(OSError), urllib.request.urlopen(url, timeout=5):
        return True
    return False
