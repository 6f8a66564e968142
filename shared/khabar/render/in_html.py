"""A body as HTML."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence

from khabar.article import Article
from khabar.body import (
    BodyBlock,
    Cell,
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
    Table,
    TextBlock,
)
from khabar.render.runs import Mark, Spanned, Style, runs


def _html_letters(text: str) -> str:
    return html.escape(text).replace("\n", "<br>\n")


def _html_opens(span: Spanned) -> str:
    if isinstance(span, Mark):
        return f'<mark class="{span.kind}" data-ref="{html.escape(span.ref)}">'
    return f'<a href="{html.escape(span.href or "")}">' if span.kind == "link" else f"<{span.kind}>"


def _html_closes(span: Spanned) -> str:
    if isinstance(span, Mark):
        return "</mark>"
    return "</a>" if span.kind == "link" else f"</{span.kind}>"


_HTML = Style(_html_letters, _html_opens, _html_closes)


def to_html(article: Article, marks: Mapping[str, Sequence[Mark]] | None = None) -> str:
    """The body as one `<div>` with the article's language and direction; all text escaped.

    `marks` by node id: stretches to be marked; with it, also with an empty one, every node has its id as an anchor.
    Addresses are written as they stand in the record: clean the result before a browser sees it.
    """
    media = {medium.id: medium for medium in article.media}
    embeds = {embed.id: embed for embed in article.embeds}
    body = article.body if marks is None else [_marked(block, marks) for block in article.body]
    parts = [part for block in body if (part := _html_block(block, media, embeds, marks is not None))]
    language = f' lang="{html.escape(article.language)}"' if article.language else ""
    return f'<div{language} dir="{article.direction}">\n' + "".join(part + "\n" for part in parts) + "</div>"


def _marked(block: BodyBlock, marks: Mapping[str, Sequence[Mark]]) -> BodyBlock:
    """`block` with `marks` among its spans; a copy that is only drawn."""
    if isinstance(block, ListBlock):
        return block.model_copy(update={"items": _marked_items(block.items, marks)})
    if isinstance(block, TextBlock) and block.id in marks:
        return block.model_copy(update={"spans": (*block.spans, *marks[block.id])})
    return block


def _marked_items(items: tuple[ListItem, ...], marks: Mapping[str, Sequence[Mark]]) -> tuple[ListItem, ...]:
    return tuple(
        item.model_copy(
            update={"spans": (*item.spans, *marks.get(item.id, ())), "items": _marked_items(item.items, marks)}
        )
        for item in items
    )


def _html_block(  # noqa: PLR0911  # one branch a block type
    block: BodyBlock, media: dict[str, Media], embeds: dict[str, Embed], anchors: bool
) -> str:
    own = f' id="{block.id}"' if anchors else ""
    own += f' dir="{block.dir}"' if block.dir else ""
    own += f' lang="{html.escape(block.lang)}"' if block.lang else ""
    match block:
        case Heading():
            return f"<h{block.level}{own}>{runs(block.text, block.spans, _HTML)}</h{block.level}>"
        case Paragraph() | CorrectionNote():
            return f"<p{own}>{runs(block.text, block.spans, _HTML)}</p>"
        case Quote():
            cite = f"<footer>{_html_letters(block.cite)}</footer>" if block.cite else ""
            return f"<blockquote{own}><p>{runs(block.text, block.spans, _HTML)}</p>{cite}</blockquote>"
        case ListBlock():
            return _html_list(block.items, ordered=block.ordered, anchors=anchors, own=own)
        case Table():
            return _html_table(block, own)
        case MediaBlock():
            medium = media.get(block.media_id)
            return _html_figure(medium, own) if medium else ""
        case EmbedBlock():
            embed = embeds.get(block.embed_id)
            return _html_embed(embed, own) if embed else ""
        case Separator():
            return f"<hr{own}>"


def _html_list(items: Sequence[ListItem], *, ordered: bool, anchors: bool, own: str = "") -> str:
    tag = "ol" if ordered else "ul"
    inner = "".join(
        f"<li{_anchor(item.id, anchors)}>{runs(item.text, item.spans, _HTML)}"
        f"{_html_list(item.items, ordered=ordered, anchors=anchors) if item.items else ''}</li>"
        for item in items
    )
    return f"<{tag}{own}>{inner}</{tag}>"


def _anchor(node: str, anchors: bool) -> str:
    return f' id="{node}"' if anchors else ""


def _html_table(table: Table, own: str) -> str:
    caption = f"<caption>{_html_letters(table.caption)}</caption>" if table.caption else ""
    rows = [
        "<tr>" + "".join(_html_cell(cell, header=cell.header or number < table.header_rows) for cell in row) + "</tr>"
        for number, row in enumerate(table.rows)
    ]
    head, body = rows[: table.header_rows], rows[table.header_rows :]
    thead = f"<thead>{''.join(head)}</thead>" if head else ""
    return f"<table{own}>{caption}{thead}<tbody>{''.join(body)}</tbody></table>"


def _html_cell(cell: Cell, *, header: bool) -> str:
    tag = "th" if header else "td"
    size = (f' colspan="{cell.colspan}"' if cell.colspan > 1 else "") + (
        f' rowspan="{cell.rowspan}"' if cell.rowspan > 1 else ""
    )
    return f"<{tag}{size}>{_html_letters(cell.text)}</{tag}>"


def _html_figure(medium: Media, own: str) -> str:
    url = html.escape(medium.url)
    if medium.type == "image":
        shown = f'<img src="{url}" alt="{html.escape(medium.alt or "")}">'
    else:
        shown = f'<a href="{url}">{html.escape(medium.alt or medium.url)}</a>'
    words = " — ".join(html.escape(part) for part in (medium.caption, medium.credit) if part)
    return f"<figure{own}>{shown}{f'<figcaption>{words}</figcaption>' if words else ''}</figure>"


def _html_embed(embed: Embed, own: str) -> str:
    said = f"<p>{_html_letters(embed.text)}</p>" if embed.text else ""
    url = html.escape(embed.url)
    return f'<blockquote{own}>{said}<p><a href="{url}">{url}</a></p></blockquote>'


# Markdown
