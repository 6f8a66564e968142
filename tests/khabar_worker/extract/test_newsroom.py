"""The sample newsroom's pages, in eight systems' markup, against what its writers wrote."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from khabar.body import Embed as EmbedEntry
from khabar.body import Media
from khabar.decode import decode
from khabar.newsroom.archive import load_drafts, load_site, publisher_ids
from khabar.newsroom.desk import Desk
from khabar.newsroom.exchange import Request
from khabar.newsroom.story import BlockQuote, Bullets, Embed, Heading, Image, Paragraph, Story, Table
from khabar.publishers.record import Publisher
from khabar_worker.extract import extract_page
from khabar_worker.extraction import Extraction

NOW = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
Truth = tuple[Story, Extraction]


def written(story: Story) -> list[Any]:
    """The blocks as the newsroom wrote them; captions and speakers too."""
    found: list[Any] = []
    for block in story.blocks:
        match block:
            case Paragraph() | Heading():
                found.append([block.kind, block.text])
            case Bullets():
                found.append(["list", list(block.items)])
            case BlockQuote():
                found.append(["quote", block.text, block.cite])
            case Image():
                found.append(["image", block.caption, block.credit])
            case Table():
                found.append(["table", [list(row) for row in block.rows], block.caption])
            case Embed():
                found.append(["embed", block.url])
    return found


def extracted(extraction: Extraction) -> list[Any]:
    media: dict[str, Media] = {entry.id: entry for entry in extraction.media}
    embeds: dict[str, EmbedEntry] = {entry.id: entry for entry in extraction.embeds}
    found: list[Any] = []
    for block in extraction.body:
        match block.type:
            case "list":
                found.append(["list", [item.text for item in block.items]])
            case "quote":
                found.append(["quote", block.text, block.cite])
            case "table":
                found.append(["table", [[cell.text for cell in row] for row in block.rows], block.caption])
            case "embed":
                found.append(["embed", embeds[block.embed_id].url])
            case "image" | "video" | "audio":
                found.append([block.type, media[block.media_id].caption, media[block.media_id].credit])
            case "paragraph" | "heading" | "correction_note":
                found.append([block.type, block.text])
            case _:
                found.append([block.type])
    return found


def read_all(publisher_of: Callable[[Desk], Publisher | None]) -> list[Truth]:
    found: list[Truth] = []
    for name in publisher_ids():
        desk = Desk(load_site(name, f"https://{name}.example"), load_drafts(name), NOW)
        while desk.publish_next(NOW):
            pass
        for story in desk.stories():
            page = decode(desk.answer(Request(method="GET", target=story.path)).body, http_charset=None).text
            url = desk.site.url(story.path)
            found.append((story, extract_page(page, url=url, publisher=publisher_of(desk), now=NOW)))
    return found


@pytest.fixture(scope="module")
def known() -> list[Truth]:
    """Every story, read with its publisher's file in hand."""
    return read_all(lambda desk: desk.site.publisher)


@pytest.fixture(scope="module")
def unknown() -> list[Truth]:
    """Every story, read as by a publisher nobody has heard of."""
    return read_all(lambda desk: None)


def standfirst(extraction: Extraction) -> str | None:
    return next((entry.value for entry in extraction.descriptions if entry.role == "standfirst"), None)


def minute(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(second=0, microsecond=0)


FIELDS: dict[str, tuple[Callable[[Story], Any], Callable[[Extraction], Any]]] = {
    "headline": (lambda story: story.headline, lambda found: found.headline),
    "authors": (
        lambda story: [(author.name, author.type) for author in story.authors],
        lambda found: [(author.name, author.type) for author in found.authors],
    ),
    "standfirst": (lambda story: story.standfirst, standfirst),
    "dateline": (lambda story: story.dateline, lambda found: found.dateline),
    "blocks": (written, extracted),
}


@pytest.mark.parametrize("field", FIELDS)
def test_an_unknown_publishers_stories_are_read_as_they_were_written(field: str, unknown: list[Truth]) -> None:
    wanted, told = FIELDS[field]

    assert [(story.id, told(found)) for story, found in unknown] == [(story.id, wanted(story)) for story, _ in unknown]


def test_a_known_publishers_stories_have_their_moment(known: list[Truth]) -> None:
    told = [(story.id, found.published and minute(found.published.at)) for story, found in known]

    assert told == [(story.id, minute(story.published)) for story, _ in known]


def test_nothing_around_a_story_gets_into_it(unknown: list[Truth]) -> None:
    strays = [
        (story.id, text) for story, found in unknown for text in story.must_not_contain if text in str(extracted(found))
    ]

    assert strays == []


def test_most_sections_are_told_by_their_label_alone(unknown: list[Truth]) -> None:
    right = sum(found.section == story.section for story, found in unknown)

    # The other systems print a section nowhere but in their menus.
    assert right >= 0.6 * len(unknown)
