"""What a command of one service needs of another, found by name: services know the kernel, never each other."""

from __future__ import annotations

import importlib
from typing import Any, Protocol

from khabar.errors import BadSetup
from khabar.feed import ParsedFeed


class ParseFeed(Protocol):
    def __call__(self, body: bytes, *, url: str, http_charset: str | None) -> ParsedFeed: ...


def parse_feed() -> ParseFeed:
    """What reads a feed document; see khabar_ingest.parse."""
    function: ParseFeed = module("khabar_ingest.parse").parse_feed
    return function


def module(name: str) -> Any:
    """The module of this name.

    Raises:
        BadSetup: it is of a service whose libraries are not installed.
    """
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        package, missing = (full.partition(".")[0] for full in (name, error.name or "something"))
        if not package.startswith("khabar_"):
            raise
        extra = package.removeprefix("khabar_")
        raise BadSetup(
            f"This command needs the {extra} part of khabar ({missing} is missing). Run: pip install 'khabar[{extra}]'"
        ) from error
