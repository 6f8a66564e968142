"""Records as NDJSON, compressed by gzip. A rule over stored JSON text."""

from __future__ import annotations

import gzip
from collections.abc import Sequence

from khabar.article import Article
from khabar.policy import is_shown_whole, shown
from khabar.storage.exports import Part


def part(records: Sequence[str], _: int) -> Part:
    """Records as far as their policies let them be shown, one a line. Members of gzip, put together, are one file."""
    return Part(gzip.compress(b"".join(map(_line, records)), mtime=0))


def end(_: Sequence[bytes]) -> bytes:
    """Nothing: the last member ends the file."""
    return b""


def _line(record: str) -> bytes:
    if not is_shown_whole(record):
        record = shown(Article.model_validate_json(record)).model_dump_json(by_alias=True)
    return record.encode() + b"\n"
