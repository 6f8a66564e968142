"""A sign of life for health checks: a file that a service touches as long as its work goes round.

Whoever checks it needs its age and no Python, so that a check every few seconds costs nothing.
"""

from __future__ import annotations

from pathlib import Path

from khabar.log import get_logger

log = get_logger()


def beat(file: Path | None) -> None:
    """Touch `file`; None: nobody looks. A file that can't be touched is logged, and stops no work."""
    if file is None:
        return
    try:
        file.touch()
    except OSError as error:
        log.error("pulse_failed", file=str(file), error=error.strerror, setting="KHABAR_PULSE_FILE")
