"""What is timed: khabar's own sample stories and golden pages, or a folder of the reader's. Nothing is fetched."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from khabar.newsroom.archive import load_drafts, load_site, publisher_ids
from khabar.newsroom.desk import Desk
from khabar.newsroom.exchange import Request
from khabar.publishers.record import Publisher

GOLDEN = Path(__file__).parents[1] / "golden"


@dataclass(frozen=True)
class Page:
    """A stored article page, as it came."""

    url: str
    body: bytes
    publisher: Publisher | None = None


@dataclass(frozen=True)
class FeedDocument:
    url: str
    body: bytes


def newsroom_desks(now: datetime) -> list[Desk]:
    """Every sample publisher, answering without a socket."""
    names = publisher_ids()
    return [Desk(load_site(name, f"https://{name}.example"), load_drafts(name), now) for name in names]


def newsroom_pages(desks: list[Desk]) -> list[Page]:
    """Every sample story as its publisher's system renders it."""
    return [
        Page(desk.site.url(story.path), _answer(desk, story.path), desk.site.publisher)
        for desk in desks
        for story in desk.stories()
    ]


def newsroom_feeds(desks: list[Desk]) -> list[FeedDocument]:
    return [FeedDocument(desk.site.feed_url, _answer(desk, desk.site.layout.feed_path)) for desk in desks]


def golden_pages() -> list[Page]:
    """The golden pages that are articles."""
    paths = [path for path in sorted(GOLDEN.glob("*/*.html")) if path.parent.name != "refused"]
    return [Page(f"https://golden.example/{path.parent.name}/{path.stem}", path.read_bytes()) for path in paths]


def stored_pages(folder: Path) -> list[Page]:
    """Every `*.html` of `folder`, by no publisher that is known."""
    return [Page(f"https://stored.example/{path.stem}", path.read_bytes()) for path in sorted(folder.glob("*.html"))]


def _answer(desk: Desk, target: str) -> bytes:
    return desk.answer(Request(method="GET", target=target)).body
