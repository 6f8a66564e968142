"""A parser for tests of the pool: marked bodies kill or hang the process that parses them. A module, for children."""

from __future__ import annotations

import os
import signal
import time

from khabar.feed import ParsedFeed
from khabar_ingest.parse import parse_feed

MARK = b"<!-- this feed kills its parser -->"
ENDLESS = b"<!-- this feed is never parsed -->"


def parse(body: bytes, url: str, http_charset: str | None) -> ParsedFeed:
    """As parse_feed, for a body that is not marked."""
    if MARK in body:
        os.kill(os.getpid(), signal.SIGKILL)
    if ENDLESS in body:
        time.sleep(3600)
    return parse_feed(body, url=url, http_charset=http_charset)
