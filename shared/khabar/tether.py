"""`python -m khabar.tether MODULE …` runs a module so that it ends with the process that started it. Linux only."""

from __future__ import annotations

import contextlib
import ctypes
import os
import runpy
import signal
import sys

PR_SET_PDEATHSIG = 1  # Source: prctl(2), PR_SET_PDEATHSIG


def main(arguments: list[str]) -> None:
    """Run the module named first with the other arguments. The second argument is the expected parent process.

    A supervisor that is killed outright stops nothing: without this its children would go on for ever. Other systems
    have no such call; there the children go on until they are stopped by hand.
    """
    module, parent = arguments[0], int(arguments[1])
    if sys.platform == "linux":
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:
        sys.exit(1)  # it died before the call above
    sys.argv = [module, *arguments[2:]]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main(sys.argv[1:])
