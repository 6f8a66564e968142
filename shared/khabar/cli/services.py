"""The services, found by name when a command needs one. The kernel may not import them; this is the one place."""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from datetime import datetime
from types import ModuleType
from typing import Any, Protocol
from uuid import UUID

from khabar.article import Article
from khabar.cli.show import Step
from khabar.discovery import Discovery
from khabar.errors import BadContent, BadSetup
from khabar.feed import ParsedFeed
from khabar.item import FurtherPage, IngestSummary, Page, Wanted
from khabar.publishers.loader import Catalogue
from khabar.publishers.record import CatalogueFeed, Publisher
from khabar.settings import Settings
from khabar.storage.database import Connection


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


class Previewed(Protocol):
    """A record, and pages that it wants; `article` None: one of them may have it, `empty` says why this one has not."""

    article: Article | None
    wanted: tuple[Wanted, ...]
    empty: BadContent | None


class PreviewPage(Protocol):
    def __call__(
        self,
        page: Page,
        further: Sequence[FurtherPage],
        *,
        published: str | None,
        publisher: Publisher | None,
        now: datetime,
        most_pages: int,
    ) -> Previewed: ...


class Revised(Protocol):
    """The revision that extracting again would store; `article` None: none."""

    article: Article | None
    changed: tuple[str, ...]


class Attempt(Protocol):
    """What extracting an article again gives."""

    outcome: str
    stored: Article
    revision: Revised | None


class AttemptAgain(Protocol):
    def __call__(
        self, db: Connection, article_id: UUID, catalogue: Catalogue, settings: Settings
    ) -> Attempt | None: ...


class Golden(Protocol):
    """The module that compares golden pages; see khabar_worker.study.golden."""

    def read_truth(self, text: str, file: str) -> Any: ...
    def compare(self, body: bytes, truth: Any, publisher: Publisher, now: datetime) -> Any: ...
    def unreadable(self, publisher: Publisher) -> list[tuple[str, str]]: ...
    def truth_of(self, sample: Any) -> str: ...


class Study(Protocol):
    """The package that proposes publisher files; see khabar_worker.study."""

    def read_sample(self, body: bytes, *, name: str, url: str | None, charset: str | None, now: datetime) -> Any: ...
    def propose(self, samples: list[Any], catalogue: Catalogue, now: datetime) -> Any: ...
    def draft(self, proposal: Any, feeds: tuple[CatalogueFeed, ...]) -> Any: ...


def ingest(
    settings: Settings, *, once: bool = False, polls: bool = True, progress: Step | None = None
) -> IngestSummary:
    """Run the ingester; see khabar_ingest.service.run."""
    run = _module("khabar_ingest.service", "ingest").run
    summary: IngestSummary = run(settings, once=once, polls=polls, progress=progress)
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


def preview_page() -> PreviewPage:
    """What makes a record of a fetched page and its further ones; see khabar_worker.preview."""
    function: PreviewPage = _module("khabar_worker.preview", "worker").preview_page
    return function


def reextract(settings: Settings, ids: Sequence[int]) -> dict[str, int]:
    """Extract the articles of ledger rows again, in this process; see khabar_worker.again.run."""
    outcomes: dict[str, int] = _module("khabar_worker.again", "worker").run(settings, ids)
    return outcomes


def attempt_again() -> AttemptAgain:
    """What tells how an article would change if it was extracted again; see khabar_worker.again.attempt."""
    function: AttemptAgain = _module("khabar_worker.again", "worker").attempt
    return function


def parse_feed() -> ParseFeed:
    """What reads a feed document; see khabar_ingest.parse."""
    function: ParseFeed = _module("khabar_ingest.parse", "ingest").parse_feed
    return function


def golden() -> Golden:
    """What compares golden pages with their truth; see khabar_worker.study.golden."""
    module: Golden = _module("khabar_worker.study.golden", "worker")
    return module


def study() -> Study:
    """What proposes publisher files from sample pages; see khabar_worker.study."""
    package: Study = _module("khabar_worker.study", "worker")
    return package


def robots_allow(robots: str | None, url: str, user_agent: str) -> bool:
    """Whether a robots.txt allows `url`; see khabar_ingest.robots.is_allowed."""
    return bool(_module("khabar_ingest.robots", "ingest").is_allowed(robots, url, user_agent))


def discover(settings: Settings, url: str) -> Discovery:
    """Look for the feeds of a site; see khabar_ingest.discover.run."""
    found: Discovery = _module("khabar_ingest.discover", "ingest").run(settings, url)
    return found


def _module(name: str, extra: str) -> Any:
    try:
        module: ModuleType = importlib.import_module(name)
    except ModuleNotFoundError as error:
        raise BadSetup(
            f"This command needs the {extra} part of khabar ({error.name} is missing). "
            f"Run: pip install 'khabar[{extra}]'"
        ) from error
    return module
