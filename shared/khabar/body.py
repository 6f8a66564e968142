"""The body of an article: blocks, the spans over their text, and the media and links they name. Shapes only.

Every text-bearing unit is a node with an id (`b6`, `b7.i3`, `b9.r0c1`, `m1.caption`); a position is counted in
Unicode code points of that node's text, end exclusive.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from khabar.record import Record


class At(Record):
    """A stretch of one node's text, in code points, end exclusive."""

    node: str
    start: Annotated[int, Field(ge=0)]
    end: Annotated[int, Field(ge=0)]


class Span(Record):
    """A link, emphasis or mention over part of a node's text."""

    start: Annotated[int, Field(ge=0)]
    end: Annotated[int, Field(ge=0)]
    kind: Literal["link", "strong", "em", "mention"]
    href: str | None = None
    entity_id: str | None = None


class Block(Record):
    """Base of body blocks. `dir` and `lang` are set only where they differ from the article's."""

    id: str
    dir: Literal["rtl", "ltr"] | None = None
    lang: str | None = None


class TextBlock(Block):
    text: str
    spans: tuple[Span, ...] = ()


class Heading(TextBlock):
    type: Literal["heading"] = "heading"
    level: Annotated[int, Field(ge=2, le=6)] = 2


class Paragraph(TextBlock):
    type: Literal["paragraph"] = "paragraph"


class Quote(TextBlock):
    """A block quotation set apart by the publisher."""

    type: Literal["quote"] = "quote"
    cite: str | None = None


class CorrectionNote(TextBlock):
    type: Literal["correction_note"] = "correction_note"


class Separator(Block):
    type: Literal["separator"] = "separator"


class ListItem(Record):
    """One item without its marker; `items` holds a nested list."""

    id: str
    text: str
    spans: tuple[Span, ...] = ()
    items: tuple[ListItem, ...] = ()


class ListBlock(Block):
    type: Literal["list"] = "list"
    ordered: bool = False
    items: tuple[ListItem, ...]


class Cell(Record):
    id: str
    text: str
    colspan: Annotated[int, Field(ge=1)] = 1
    rowspan: Annotated[int, Field(ge=1)] = 1
    header: bool = False


class Table(Block):
    type: Literal["table"] = "table"
    caption: str | None = None
    header_rows: Annotated[int, Field(ge=0)] = 0
    rows: tuple[tuple[Cell, ...], ...]


class MediaBlock(Block):
    """Where an entry of `media[]` stands in the body."""

    type: Literal["image", "video", "audio"]
    media_id: str


class EmbedBlock(Block):
    type: Literal["embed"] = "embed"
    embed_id: str


BodyBlock = Annotated[
    Heading | Paragraph | Quote | CorrectionNote | Separator | ListBlock | Table | MediaBlock | EmbedBlock,
    Field(discriminator="type"),
]


class Rendition(Record):
    url: str
    width: int | None = None
    height: int | None = None


class Media(Record):
    """An image, video or audio. Its caption is the node `<id>.caption`."""

    id: str
    type: Literal["image", "video", "audio"] = "image"
    role: Literal["lead", "body", "gallery"] = "body"
    url: str
    renditions: tuple[Rendition, ...] = ()
    caption: str | None = None
    credit: str | None = None
    alt: str | None = None


class Embed(Record):
    """A post or player of another site: link and text, no script."""

    id: str
    provider: str
    url: str
    text: str | None = None


class Link(Record):
    href: str
    text: str
    internal: bool
