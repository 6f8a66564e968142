"""The truth file of a golden page: what a person read on it. The format is docs/extraction.md's. Shapes only."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from datetime import datetime
from typing import Any, Literal

from pydantic import ConfigDict, field_validator

from khabar.article import Article
from khabar.body import Cell, ListItem
from khabar.record import Record
from khabar_worker.extraction import Extraction

# Tatweel, Arabic letter mark, zero-width space, bidi marks, embeddings and isolates, BOM: no reader sees them.
_UNSEEN = dict.fromkeys([0x640, 0x61C, 0x200B, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFEFF])


class Truth(Record):
    """Only what a file names is compared; None and absent mean: not looked at. `published` without a zone is the
    clock on the page. `checked` False: written by `khabar publishers new`, and nobody has compared it with the page."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    url: str
    id: str | None = None
    checked: bool = True
    title: str | None = None
    alternative_titles: tuple[str, ...] = ()
    authors: tuple[str, ...] | None = None
    published: str | None = None
    published_precision: Literal["second", "minute", "hour", "day"] = "minute"
    published_alternatives: tuple[str, ...] = ()
    modified: str | None = None
    kicker: str | None = None
    standfirst: str | None = None
    section: str | None = None
    tags: tuple[str, ...] | None = None
    lead_image: dict[str, Any] | None = None
    other_images: tuple[Any, ...] = ()
    blocks: tuple[dict[str, Any], ...] | None = None
    optional_in_body: tuple[str, ...] = ()
    must_not_contain: tuple[str, ...] = ()

    @field_validator("published", "modified", "published_alternatives")
    @classmethod
    def _is_iso(cls, value: Any) -> Any:
        for text in (value,) if isinstance(value, str) else value or ():
            try:
                datetime.fromisoformat(text)
            except ValueError:
                raise ValueError(f"'{text}' is not a date: write it like 2026-03-05T12:00:00+04:00") from None
        return value


def visible(text: str | None) -> str:
    """`text` in NFC without what no reader sees, white space as single spaces.

    >>> visible("خـــبر  عاجل")
    'خبر عاجل'
    """
    return " ".join(unicodedata.normalize("NFC", text or "").translate(_UNSEEN).split())


def blocks_of(article: Article | Extraction) -> Iterator[dict[str, Any]]:
    """The body in the form of a truth file's `blocks`."""
    media = {medium.id: medium for medium in article.media}
    embeds = {embed.id: embed for embed in article.embeds}
    for block in article.body:
        match block.type:
            case "list":
                yield {"type": "list", "items": [_item(item) for item in block.items]}
            case "table":
                yield {"type": "table", "rows": [[_cell(cell) for cell in row] for row in block.rows]}
            case "image" | "video" | "audio":
                medium = media[block.media_id]
                yield {"type": block.type, "src": medium.url} | ({"caption": medium.caption} if medium.caption else {})
            case "embed":
                yield {"type": "embed", "url": embeds[block.embed_id].url}
            case "separator":
                pass
            case _:
                yield {"type": block.type, "text": block.text}


def _item(item: ListItem) -> Any:
    return {"text": item.text, "items": [_item(inner) for inner in item.items]} if item.items else item.text


def _cell(cell: Cell) -> str:
    return cell.text
