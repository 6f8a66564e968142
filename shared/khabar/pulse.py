"""Signs of life. A file that a service touches as long as its work goes round, and a clock that ends a process whose
work does not.

Whoever checks the file needs its age and no Python, so that a check every few seconds costs nothing.
"""

from __future__ import annotations

import faulthandler
from pathlib import Path

from khabar.log import get_logger

log = get_logger()
_STANDARD_ERROR = 2


def beat(file: Path | None) -> None:
    """Touch `file`; None: nobody looks. A file that can't be touched is logged, and stops no work."""
    if file is None:
        return
    try:
        file.touch()
    except OSError as error:
        log.error("pulse_failed", file=str(file), error=error.strerror, setting="KHABAR_PULSE_FILE")


def end_after(seconds: float) -> None:
    """End this process with status 1, and tell where each of its threads stands, unless this is called again in time.

    It works also when the event loop is blocked, or a thread never returns: neither could end the process itself.
    """
    faulthandler.dump_traceback_later(seconds, exit=True, file=_STANDARD_ERROR)


def end_no_more() -> None:
    """Take back `end_after`."""
    faulthandler.cancel_dump_traceback_later()
