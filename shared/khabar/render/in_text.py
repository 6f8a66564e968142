"""A body as plain text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from khabar.article import Article
from khabar.body import (
    BodyBlock,
    CorrectionNote,
    Embed,
    EmbedBlock,
    Heading,
    ListBlock,
    ListItem,
    Paragraph,
    Quote,
    Table,
)


def to_text(article: Article) -> str:
    """The body as plain text: blocks parted by an empty line, `- ` before list items. Pictures are left out.

    >>> from khabar.body import Paragraph
    >>> to_text(Article.model_construct(body=(Paragraph(id="b1", text="رأى خبيران"),), embeds=()))
    'رأى خبيران'
    """
    embeds = {embed.id: embed for embed in article.embeds}
    return "\n\n".join(part for block in article.body if (part := _text_block(block, embeds)))


def _text_block(block: BodyBlock, embeds: dict[str, Embed]) -> str:
    match block:
        case Heading() | Paragraph() | Quote() | CorrectionNote():
            return block.text
        case ListBlock():
            return "\n".join(_text_items(block.items, ordered=block.ordered, indent=""))
        case Table():
            rows = ["\t".join(cell.text.replace("\n", " ") for cell in row) for row in block.rows]
            return "\n".join([*([block.caption] if block.caption else []), *rows])
        case EmbedBlock():
            embed = embeds.get(block.embed_id)
            return "\n".join(part for part in (embed.text, embed.url) if part) if embed else ""
        case _:
            return ""


def _text_items(items: Iterable[ListItem], *, ordered: bool, indent: str) -> Iterator[str]:
    for number, item in enumerate(items, 1):
        yield f"{indent}{f'{number}.' if ordered else '-'} {item.text}"
        yield from _text_items(item.items, ordered=ordered, indent=indent + "  ")


# HTML
