"""Reads the light markup of story texts into blocks. Rules only; files are read in archive.py.

One line is one block; lines of one list or table follow each other:

    ## heading          - item          * item printed as a «- » line       1. ordered item (any number)
    > quote -- speaker  | cell | cell   |= caption of the table above       ~ id of a story to «read also»
    ! file.png | caption | credit       @youtube address                    @x address | text of the post
"""

from __future__ import annotations

import re
from itertools import groupby

from khabar.newsroom.story import BlockQuote, Bullets, Embed, Heading, Image, Paragraph, Related, StoryBlock, Table

_LINK = re.compile(r"\[([^\]]+)\]\([^)\s]+\)")
_STRONG = re.compile(r"\*\*([^*]+)\*\*")
_NUMBER = re.compile(r"^\d+\. ")
_MARKERS = ("## ", "- ", "* ", "1. ", "> ", "|", "~ ", "! ", "@youtube ", "@x ")


def plain(markup: str) -> str:
    """The words a reader sees.

    >>> plain("قال [الموقع](/a) إنه **مهم**")
    'قال الموقع إنه مهم'
    """
    return _STRONG.sub(r"\1", _LINK.sub(r"\1", markup))


def blocks_of(script: str) -> tuple[StoryBlock, ...]:
    """The blocks of a story's text, in order."""
    lines = [_NUMBER.sub("1. ", line.strip()) for line in script.splitlines() if line.strip()]
    runs = groupby(lines, key=_marker)
    return tuple(block for marker, run in runs for block in _blocks(marker, [line[len(marker) :] for line in run]))


def _marker(line: str) -> str:
    return next((marker for marker in _MARKERS if line.startswith(marker)), "")


def _blocks(marker: str, lines: list[str]) -> list[StoryBlock]:  # noqa: PLR0911  # one row for each kind
    """The blocks of lines that share one marker, which is already cut off."""
    match marker:
        case "- " | "* " | "1. ":
            return [Bullets(items=tuple(lines), ordered=marker == "1. ", dashes=marker == "* ")]
        case "|":
            return [_table(lines)]
        case "## ":
            return [Heading(text=line) for line in lines]
        case "> ":
            return [_quote(line) for line in lines]
        case "! ":
            return [_image(line) for line in lines]
        case "~ ":
            return [Related(story_id=line) for line in lines]
        case "@youtube ":
            return [Embed(provider="youtube", url=line) for line in lines]
        case "@x ":
            return [_post(line) for line in lines]
        case _:
            return [Paragraph(text=plain(line), markup=line) for line in lines]


def _table(lines: list[str]) -> Table:
    captions = [line[1:].strip() for line in lines if line.startswith("=")]
    rows = [line for line in lines if not line.startswith("=")]
    return Table(
        rows=tuple(tuple(cell.strip() for cell in row.strip().strip("|").split("|")) for row in rows),
        caption=captions[0] if captions else None,
    )


def _quote(line: str) -> BlockQuote:
    text, _, cite = line.partition(" -- ")
    return BlockQuote(text=text, cite=cite or None)


def _image(line: str) -> Image:
    name, caption, *credit = (part.strip() for part in line.split("|"))
    return Image(name=name, caption=caption, credit=credit[0] if credit else None)


def _post(line: str) -> Embed:
    url, text = (part.strip() for part in line.split("|", 1))
    return Embed(provider="x", url=url, text=text)
