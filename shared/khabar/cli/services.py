"""The services, found by name when a command needs one. The kernel may not import them; this is the one place."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from datetime import datetime
from types import ModuleType
from typing import Any, Protocol

from khabar.article import Article
from khabar.errors import BadSetup
from khabar.feed import ParsedFeed
from khabar.publishers.record import Publisher
from khabar.settings import Settings

Progress = Callable[[str, int, int], None]


class IngestSummary(Protocol):
    """What a single ingest run did; `failed` has each failing feed's URL and reason."""

    polled: int
    failed: dict[str, str]
    new_items: int
    changed_items: int
    pages: int
    refused: int


class ParseFeed(Protocol):
    def __call__(self, body: bytes, *, url: str, http_charset: str | None) -> ParsedFeed: ...


class Preview(Protocol):
    def __call__(
        self,
        body: bytes,
        *,
        url: str | None,
        published: str | None,
        is_text: bool,
        publisher: Publisher | None,
        http_charset: str | None,
        now: datetime,
    ) -> Article: ...


def ingest(settings: Settings, *, once: bool = False, progress: Progress | None = None) -> IngestSummary:
    """Run the ingester; see khabar_ingest.service.run."""
    summary: IngestSummary = _module("khabar_ingest.service", "ingest").run(settings, once=once, progress=progress)
    return summary


def work(settings: Settings, queue: str, *, burst: bool) -> None:
    """Run one worker; see khabar_worker.service.work."""
    _module("khabar_worker.service", "worker").work(settings, queue, burst=burst)


def serve(settings: Settings) -> None:
    """Run the API; see khabar_api.service.serve."""
    _module("khabar_api.service", "api").serve(settings)


def preview() -> Preview:
    """What makes a record of bytes in hand; see khabar_worker.preview."""
    function: Preview = _module("khabar_worker.preview", "worker").preview
    return function


def parse_feed() -> ParseFeed:
    """What reads a feed document; see khabar_ingest.parse."""
    function: ParseFeed = _module("khabar_ingest.parse", "ingest").parse_feed
    return function


def _module(name: str, extra: str) -> Any:
    try:
        module: ModuleType = importlib.import_module(name)
    except ModuleNotFoundError as error:
        raise BadSetup(
            f"This command needs the {extra} part of khabar ({error.name} is missing). "
            f"Run: pip install 'khabar[{extra}]'"
        ) from error
    return module
