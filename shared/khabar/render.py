"""A record's body as plain text, HTML or Markdown. A rule: pure, and derived from the blocks alone.

Not here: cleaning the HTML once more before it leaves (khabar_api.sanitise), and what a policy hides (khabar.policy).
"""

from __future__ import annotations

import html
import itertools
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

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
    Span,
    Table,
    TextBlock,
)


@dataclass(frozen=True)
class Mark:
    """A stretch of a node's text that a page points at: what it is, and the id of what it belongs to."""

    start: int
    end: int
    kind: Literal["entity", "statement", "reported", "date"]
    ref: str


Spanned = Span | Mark


@dataclass(frozen=True)
class _Style:
    """How one output language writes letters and the two ends of a span."""

    letters: Callable[[str], str]
    opens: Callable[[Spanned], str]
    closes: Callable[[Spanned], str]


def _runs(text: str, spans: Sequence[Spanned], style: _Style) -> str:
    """`text` with its spans, correctly nested: a span that crosses another one's end is closed and opened again."""
    wanted = [s for s in spans if s.start < s.end <= len(text) and _is_drawn(s)]
    cuts = sorted({0, len(text), *(s.start for s in wanted), *(s.end for s in wanted)})
    out: list[str] = []
    stack: list[Spanned] = []
    for start, end in itertools.pairwise(cuts):
        inside = (span for span in wanted if span.start <= start and end <= span.end)
        active = _one_link(sorted(inside, key=lambda span: (span.start, -span.end, span.kind)))
        keep = sum(1 for _ in itertools.takewhile(lambda pair: pair[0] is pair[1], zip(stack, active, strict=False)))
        out += [style.closes(span) for span in reversed(stack[keep:])]
        out += [style.opens(span) for span in active[keep:]]
        stack = active
        out.append(style.letters(text[start:end]))
    out += [style.closes(span) for span in reversed(stack)]
    return "".join(out)


def _is_drawn(span: Spanned) -> bool:
    return isinstance(span, Mark) or (span.kind != "mention" and (span.kind != "link" or bool(span.href)))


def _one_link(spans: Sequence[Spanned]) -> list[Spanned]:
    """`spans` with the outermost link only: a link inside a link is not HTML."""
    first = next((span for span in spans if span.kind == "link"), None)
    return [span for span in spans if span.kind != "link" or span is first]


# Plain text


def to_text(article: Article) -> str:
    """The body as plain text: blocks parted by an empty line, `- ` before list items. Pictures are left out.

    >>> from khabar.article import Paragraph
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


_HTML = _Style(_html_letters, _html_opens, _html_closes)


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
            return f"<h{block.level}{own}>{_runs(block.text, block.spans, _HTML)}</h{block.level}>"
        case Paragraph() | CorrectionNote():
            return f"<p{own}>{_runs(block.text, block.spans, _HTML)}</p>"
        case Quote():
            cite = f"<footer>{_html_letters(block.cite)}</footer>" if block.cite else ""
            return f"<blockquote{own}><p>{_runs(block.text, block.spans, _HTML)}</p>{cite}</blockquote>"
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
        f"<li{_anchor(item.id, anchors)}>{_runs(item.text, item.spans, _HTML)}"
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


_MARKDOWN = _Style(_markdown_letters, _markdown_opens, _markdown_closes)


def _markdown_runs(text: str, spans: Sequence[Spanned]) -> str:
    written = _MARKDOWN_LINE_START.sub(r"\1\\\2", _runs(text, spans, _MARKDOWN))
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
            return f"{'#' * block.level} {_runs(block.text.replace(chr(10), ' '), block.spans, _MARKDOWN)}"
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
