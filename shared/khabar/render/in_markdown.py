"""A body as Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from khabar.article import Article
from khabar.body import (
    BodyBlock,
    CorrectionNote,
    Embed,
    EmbedBlock,
    Heading,
    ListBlock,
    ListItem,
    Media,
    MediaBlock,
    Paragraph,
    Quote,
    Separator,
    Span,
    Table,
)
from khabar.render.runs import Spanned, Style, runs

_MARKDOWN_SPECIAL = re.compile(r"([\\`*_\[\]<>&~|])")
_MARKDOWN_LINE_START = re.compile(r"^(\s*)(#{1,6}(?=\s)|[-+](?=\s)|=+\s*$|-{2,}\s*$)", re.MULTILINE)
_MARKDOWN_NUMBERED = re.compile(r"^(\s*\d{1,9})([.)])(?=\s)", re.MULTILINE)


def _markdown_letters(text: str) -> str:
    return _MARKDOWN_SPECIAL.sub(r"\\\1", text).replace("\n", "  \n")


def _markdown_opens(span: Spanned) -> str:
    return {"link": "[", "strong": "**", "em": "*"}.get(span.kind, "")


def _markdown_closes(span: Spanned) -> str:
    if isinstance(span, Span) and span.kind == "link":
        return f"](<{(span.href or '').replace('<', '%3C').replace('>', '%3E').replace(chr(10), '')}>)"
    return _markdown_opens(span)


_MARKDOWN = Style(_markdown_letters, _markdown_opens, _markdown_closes)


def _markdown_runs(text: str, spans: Sequence[Spanned]) -> str:
    written = _MARKDOWN_LINE_START.sub(r"\1\\\2", runs(text, spans, _MARKDOWN))
    return _MARKDOWN_NUMBERED.sub(r"\1\\\2", written)


def to_markdown(article: Article) -> str:
    """The body as CommonMark with pipe tables; every letter with a meaning in Markdown is escaped."""
    media = {medium.id: medium for medium in article.media}
    embeds = {embed.id: embed for embed in article.embeds}
    return "\n\n".join(part for block in article.body if (part := _markdown_block(block, media, embeds)))


def _markdown_block(  # noqa: PLR0911  # one branch a block type
    block: BodyBlock, media: dict[str, Media], embeds: dict[str, Embed]
) -> str:
    match block:
        case Heading():
            return f"{'#' * block.level} {runs(block.text.replace(chr(10), ' '), block.spans, _MARKDOWN)}"
        case Paragraph() | CorrectionNote():
            return _markdown_runs(block.text, block.spans)
        case Quote():
            lines = [*_markdown_runs(block.text, block.spans).split("\n")]
            lines += ["", f"— {_markdown_letters(block.cite)}"] if block.cite else []
            return "\n".join(f"> {line}".rstrip() for line in lines)
        case ListBlock():
            return "\n".join(_markdown_items(block.items, ordered=block.ordered, indent=""))
        case Table():
            return _markdown_table(block)
        case MediaBlock():
            medium = media.get(block.media_id)
            return _markdown_medium(medium) if medium else ""
        case EmbedBlock():
            embed = embeds.get(block.embed_id)
            said = f"{_markdown_runs(embed.text, ())}\n\n" if embed and embed.text else ""
            return f"{said}<{embed.url}>" if embed else ""
        case Separator():
            return "---"


def _markdown_items(items: Iterable[ListItem], *, ordered: bool, indent: str) -> Iterator[str]:
    for number, item in enumerate(items, 1):
        marker = f"{number}." if ordered else "-"
        inner = indent + " " * (len(marker) + 1)
        yield f"{indent}{marker} {_markdown_runs(item.text, item.spans)}".replace("\n", f"\n{inner}")
        yield from _markdown_items(item.items, ordered=ordered, indent=inner)


def _markdown_table(table: Table) -> str:
    """A pipe table; a spanning cell is followed by empty ones, and a table without a header gets an empty one."""
    rows = []
    for row in table.rows:
        cells: list[str] = []
        for cell in row:
            cells += [_markdown_letters(cell.text.replace("\n", " ")), *[""] * (cell.colspan - 1)]
        rows.append(cells)
    width = max((len(row) for row in rows), default=0)
    if not width:
        return ""
    if not table.header_rows:
        rows.insert(0, [""] * width)
    lines = ["| " + " | ".join([*row, *[""] * (width - len(row))]) + " |" for row in rows]
    lines.insert(1, "|" + " --- |" * width)
    return "\n".join([*([f"{_markdown_letters(table.caption)}\n"] if table.caption else []), *lines])


def _markdown_medium(medium: Media) -> str:
    url = medium.url.replace("<", "%3C").replace(">", "%3E")
    shown = f"{'!' if medium.type == 'image' else ''}[{_markdown_letters(medium.alt or '')}](<{url}>)"
    words = " — ".join(_markdown_letters(part) for part in (medium.caption, medium.credit) if part)
    return f"{shown}\n{words}" if words else shown
