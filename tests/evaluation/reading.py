"""What a reader takes from one page: the same shape from a hand-made truth file and from a record.

Not here: any comparing (measures.py). Texts lose what no reader sees, and nothing else: see `visible`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal
from urllib.parse import unquote, urlsplit

from khabar.article import Article
from khabar.body import Cell, EmbedBlock, ListBlock, ListItem, MediaBlock, Separator, Table

Json = dict[str, Any]
Kind = Literal["paragraph", "heading", "quote", "list", "table", "image", "embed"]
Moment = datetime | date

# Tatweel (ـ), the stretching stroke; Arabic letter mark, zero-width space; bidi marks, embeddings, isolates; BOM.
_UNSEEN = dict.fromkeys([0x640, 0x61C, 0x200B, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFEFF])
# The offset of a date detail, as a whole date-time that the standard library can read.
_SOME_MIDNIGHT = "2000-01-01T00:00:00"


@dataclass(frozen=True)
class Unit:
    """One block of a body. `address` is a picture's file name or an embed's address without scheme and query.

    `text` of a picture is its caption; of a list, its items in a row; of a table, its cells.
    """

    kind: Kind
    text: str = ""
    items: tuple[str, ...] = ()
    address: str = ""

    @property
    def is_running_text(self) -> bool:
        return self.kind not in ("image", "embed")


@dataclass(frozen=True)
class Truth:
    """What stands on a page. A `moments` entry without a zone is the clock on the page; a date alone knows no time.

    `tolerated` texts and `pictures` (file names) may be in a predicted body or not. None: not known.
    """

    id: str
    url: str
    titles: frozenset[str]
    authors: frozenset[str]
    moments: tuple[Moment, ...]
    knows_time: bool
    body: tuple[Unit, ...]
    tolerated: tuple[str, ...] = ()
    pictures: frozenset[str] = frozenset()
    forbidden: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reading:
    """What a record says. `published` is a date alone where the record claims no time of day."""

    title: str
    authors: frozenset[str]
    published: Moment | None
    body: tuple[Unit, ...]


NOTHING = Reading(title="", authors=frozenset(), published=None, body=())


def visible(text: str | None) -> str:
    """`text` in NFC without tatweel and invisible controls, white space as single spaces.

    >>> visible("خـــبر\\u200f  عاجل")
    'خبر عاجل'
    """
    return " ".join(unicodedata.normalize("NFC", text or "").translate(_UNSEEN).split())


def read_truth(found: Json) -> Truth:
    """A truth file's content. Raises: KeyError when it has no `id`, `url` or `blocks`."""
    body = tuple(_units(_truth_unit(block) for block in found["blocks"]))
    running = visible("\n".join(unit.text for unit in body if unit.is_running_text))
    pictures = [entry if isinstance(entry, dict) else {"src": entry} for entry in found.get("other_images") or ()]
    pictures += [found["lead_image"]] if found.get("lead_image") else []
    in_body = [block for block in found["blocks"] if block["type"] == "image"]
    optional = [*found.get("optional_in_body", ()), *(entry.get("caption") for entry in [*pictures, *in_body])]
    return Truth(
        id=found["id"],
        url=found["url"],
        titles=_texts([found.get("title"), *found.get("alternative_titles", ())]),
        authors=_texts(found.get("authors") or ()),
        moments=tuple(
            moment
            for value in [found.get("published"), *found.get("published_alternatives", ())]
            if (moment := _moment(value)) is not None
        ),
        knows_time=found.get("published_precision") != "day",
        body=body,
        # Longest first, so that no part of a longer one is left standing.
        tolerated=tuple(sorted((t for t in _texts(optional) if t not in running), key=lambda t: (-len(t), t))),
        pictures=frozenset(_file_name(entry["src"]) for entry in pictures if entry.get("src")),
        forbidden=tuple(filter(None, map(visible, found.get("must_not_contain", ())))),
    )


def read_record(article: Article) -> Reading:
    """What `article` says, less what the measures don't look at."""
    return Reading(
        title=visible(article.headline),
        authors=_texts(author.name for author in article.authors),
        published=_published(article),
        body=tuple(_units(_record_unit(block, article) for block in article.body)),
    )


def _record_unit(block: Any, article: Article) -> Unit:
    match block:
        case MediaBlock(type=kind, media_id=wanted):
            medium = next(medium for medium in article.media if medium.id == wanted)
            address = _file_name(medium.url) if kind == "image" else _place(medium.url)
            return Unit("image" if kind == "image" else "embed", visible(medium.caption), address=address)
        case EmbedBlock(embed_id=wanted):
            embed = next(embed for embed in article.embeds if embed.id == wanted)
            return Unit("embed", address=_place(embed.url))
        case ListBlock(items=items):
            return _list(list(_item_texts(items)))
        case Table(rows=rows):
            return _table(rows)
        case Separator():
            return Unit("paragraph")
        case _:
            return Unit(block.type if block.type in ("heading", "quote") else "paragraph", visible(block.text))


def _truth_unit(block: Json) -> Unit:
    match block["type"]:
        case "image":
            return Unit("image", visible(block.get("caption")), address=_file_name(block.get("src")))
        case "embed" | "video" | "audio":
            return Unit("embed", visible(block.get("caption")), address=_place(block.get("src") or block.get("url")))
        case "list":
            return _list(list(_item_texts(block["items"])))
        case "table":
            return _table(block["rows"])
        case kind:
            return Unit(kind if kind in ("heading", "quote") else "paragraph", visible(block["text"]))


def _list(items: list[str]) -> Unit:
    texts = tuple(filter(None, map(visible, items)))
    return Unit("list", " ".join(texts), items=texts)


def _item_texts(items: Iterable[ListItem | Json | str]) -> Iterator[str]:
    """Items in reading order, nested ones as items of their own."""
    for item in items:
        if isinstance(item, str):
            yield item
        elif isinstance(item, dict):
            yield item.get("text") or ""
            yield from _item_texts(item.get("items") or ())
        else:
            yield item.text
            yield from _item_texts(item.items)


def _table(rows: Iterable[Iterable[Cell | Json | str]]) -> Unit:
    cells = (cell for row in rows for cell in row)
    texts = (c if isinstance(c, str) else c.text if isinstance(c, Cell) else c.get("text") for c in cells)
    return Unit("table", visible(" ".join(text or "" for text in texts)))


def _units(units: Iterable[Unit]) -> Iterator[Unit]:
    return (unit for unit in units if unit.text or unit.address)


def _texts(values: Iterable[str | None]) -> frozenset[str]:
    return frozenset(filter(None, map(visible, values)))


def _place(url: str | None) -> str:
    parts = urlsplit(unquote(url or ""))
    return (parts.netloc.removeprefix("www.") + parts.path.rstrip("/")).lower()


def _file_name(url: str | None) -> str:
    return _place(url).rpartition("/")[2]


def _moment(value: str | None) -> Moment | None:
    """An ISO 8601 date-time or full date; None for anything else, a month or a year alone among them."""
    if value is None:
        return None
    is_date = re.fullmatch(r"\d{4}-\d\d-\d\d", value)
    try:
        return date.fromisoformat(value) if is_date else datetime.fromisoformat(value) if "T" in value else None
    except ValueError:
        return None


def _published(article: Article) -> Moment | None:
    """When the record says it was published, in the zone it found: a date alone where it claims no time."""
    detail, at = article.dates.published, article.published_at
    if detail is not None and detail.precision in ("day", "month", "year"):
        return _moment(detail.value) or at
    if at is not None and detail is not None and detail.offset:
        return at.astimezone(datetime.fromisoformat(_SOME_MIDNIGHT + detail.offset).tzinfo)
    return at
