"""One story as its newsroom wrote it: the truth that an extracted record is compared with. Shapes only."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from khabar.article import Author
from khabar.record import Record


class Paragraph(Record):
    """Plain `text`, and the same as `markup` with `[words](address)` links and `**strong**` words."""

    kind: Literal["paragraph"] = "paragraph"
    text: str
    markup: str


class Heading(Record):
    kind: Literal["heading"] = "heading"
    text: str


class Bullets(Record):
    """A list. `dashes`: printed as lines that begin with «- », not as list markup."""

    kind: Literal["list"] = "list"
    items: tuple[str, ...]
    ordered: bool = False
    dashes: bool = False


class BlockQuote(Record):
    """A quotation set apart; `cite` is who said it, None when not printed."""

    kind: Literal["quote"] = "quote"
    text: str
    cite: str | None = None


class Image(Record):
    """`name` is the file under /media/."""

    kind: Literal["image"] = "image"
    name: str
    caption: str
    credit: str | None = None


class Table(Record):
    """The first of `rows` is the header."""

    kind: Literal["table"] = "table"
    rows: tuple[tuple[str, ...], ...]
    caption: str | None = None


class Embed(Record):
    """A post or player of another site. `text` is None for players."""

    kind: Literal["embed"] = "embed"
    provider: Literal["youtube", "x"]
    url: str
    text: str | None = None


class Related(Record):
    """«اقرأ أيضا» in mid-text: a link to another story, and no part of this one."""

    kind: Literal["related"] = "related"
    story_id: str


StoryBlock = Paragraph | Heading | Bullets | BlockQuote | Image | Table | Embed | Related


class Story(Record):
    """A story in one version.

    `path` is the address on its publisher's server, with its query when that names the story. `byline` is printed as it
    stands, `authors` is what it means. `dateline` is the place that opens the first paragraph's text.
    `published` and `modified` are aware, in the publisher's zone; `modified` is None until the first edit.
    `must_not_contain` are strings printed on the page around the story, no part of it.
    """

    id: str
    publisher_id: str
    number: int
    path: str
    headline: str
    kicker: str | None = None
    standfirst: str | None = None
    byline: str | None = None
    authors: tuple[Author, ...] = ()
    section: str | None = None
    tags: tuple[str, ...] = ()
    dateline: str | None = None
    published: datetime
    modified: datetime | None = None
    version: int = 1
    lead_image: Image | None = None
    blocks: tuple[StoryBlock, ...]
    must_not_contain: tuple[str, ...] = ()
    is_flash: bool = False
    is_private: bool = False

    @property
    def updated(self) -> datetime:
        """When it last changed."""
        return self.modified or self.published

    @property
    def texts(self) -> tuple[str, ...]:
        """Every text of the body in reading order: paragraphs, headings, items, quotes, captions, cells, posts.

        The lead image's caption comes first; «اقرأ أيضا» links and the names of a quotation's speaker are left out.
        """
        blocks = self.blocks if self.lead_image is None else (self.lead_image, *self.blocks)
        return tuple(text for block in blocks for text in texts_of(block))

    @property
    def word_count(self) -> int:
        return sum(len(text.split()) for text in self.texts)


def texts_of(block: StoryBlock) -> tuple[str, ...]:
    """The texts of one block, without markers and credits."""
    match block:
        case Paragraph() | Heading() | BlockQuote():
            return (block.text,)
        case Bullets():
            return block.items
        case Image():
            return (block.caption,)
        case Table():
            cells = tuple(cell for row in block.rows for cell in row)
            return cells if block.caption is None else (block.caption, *cells)
        case Embed():
            return () if block.text is None else (block.text,)
        case Related():
            return ()
