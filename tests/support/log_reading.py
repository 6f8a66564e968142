"""Reading what a piece of work says in its log."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import structlog

from khabar.log import configure
from khabar.settings import Settings


@contextmanager
def log_lines(settings: Settings) -> Iterator[list[dict[str, Any]]]:
    """The lines that were written inside, as objects, once the block has ended."""
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    out, lines = io.StringIO(), list[dict[str, Any]]()
    configure(settings, "tests", stream=out)
    try:
        yield lines
    finally:
        structlog.reset_defaults()
        root.handlers[:] = before
        root.setLevel(level)
    lines += [json.loads(line) for line in out.getvalue().splitlines()]
