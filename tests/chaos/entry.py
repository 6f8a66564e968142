"""`python -m chaos.entry SERVICE MODULE …` runs a service's module with the fail-points of points.py in it."""

from __future__ import annotations

import os
import runpy
import sys
from pathlib import Path

from chaos.points import FOLDER, install

if __name__ == "__main__":
    service, module = sys.argv[1:3]
    sys.argv = [module, *sys.argv[3:]]
    if folder := os.environ.get(FOLDER):
        install(Path(folder), service)
    runpy.run_module(module, run_name="__main__", alter_sys=True)
