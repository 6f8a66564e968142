"""Drafts → record blocks with their ids: blocks b1…, items b7.i1, cells b9.r0c1, media m1…, embeds x1…"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from khabar.body import (
    BodyBlock,
    Cell,
    CorrectionNote,
    Embed,
    EmbedBlock,
    Heading,
    Link,
    ListBlock,
    ListItem,
    Media,
    MediaBlock,
    Paragraph,
    Quote,
    Span,
    Table,
)
from khabar_worker.extract.drafts import Draft, EmbedDraft, ItemDraft, ListDraft, MediaDraft, TableDraft, TextDraft


@dataclass(frozen=True, slots=True)
class Numbered:
    body: tuple[BodyBlock, ...]
    media: tuple[Media, ...]
    embeds: tuple[Embed, ...]
    links: tuple[Link, ...]


def number(drafts: list[Draft], *, lead: MediaDraft | None = None, host: str = "") -> Numbered:
    """`lead` is the lead image, whether it stands in the body or not; `host` tells internal links from others."""
    media: list[Media] = []
    embeds: list[Embed] = []
    blocks: list[BodyBlock] = []
    if lead is not None and all(draft is not lead for draft in drafts):
        media.append(_media(lead, 1, "lead"))
    for draft in drafts:
        identity = f"b{len(blocks) + 1}"
        if isinstance(draft, TextDraft):
            blocks.append(_text(draft, identity))
        elif isinstance(draft, ListDraft):
            blocks.append(ListBlock(id=identity, ordered=draft.ordered, items=_items(draft.items, identity)))
        elif isinstance(draft, TableDraft):
            blocks.append(_table(draft, identity))
        elif isinstance(draft, MediaDraft):
            entry = _media(draft, len(media) + 1, "lead" if draft is lead else "body")
            media.append(entry)
            blocks.append(MediaBlock(id=identity, type=entry.type, media_id=entry.id))
        else:
            embeds.append(_embed(draft, len(embeds) + 1))
            blocks.append(EmbedBlock(id=identity, embed_id=embeds[-1].id))
    return Numbered(tuple(blocks), tuple(media), tuple(embeds), _links(blocks, host))


def _text(draft: TextDraft, identity: str) -> BodyBlock:
    line = draft.line
    if draft.kind == "heading":
        return Heading(id=identity, text=line.text, spans=line.spans, level=draft.level)
    if draft.kind == "quote":
        return Quote(id=identity, text=line.text, spans=line.spans, cite=draft.cite)
    if draft.kind == "correction_note":
        return CorrectionNote(id=identity, text=line.text, spans=line.spans)
    return Paragraph(id=identity, text=line.text, spans=line.spans)


def _items(items: list[ItemDraft], parent: str) -> tuple[ListItem, ...]:
    return tuple(
        ListItem(
            id=f"{parent}.i{index}",
            text=item.line.text,
            spans=item.line.spans,
            items=_items(item.items, f"{parent}.i{index}"),
        )
        for index, item in enumerate(items, 1)
    )


def _table(draft: TableDraft, identity: str) -> Table:
    rows = tuple(
        tuple(
            Cell(
                id=f"{identity}.r{row}c{column}",
                text=cell.text,
                colspan=cell.colspan,
                rowspan=cell.rowspan,
                header=cell.header or row < draft.header_rows,
            )
            for column, cell in enumerate(cells)
        )
        for row, cells in enumerate(draft.rows)
    )
    return Table(id=identity, caption=draft.caption, header_rows=draft.header_rows, rows=rows)


def _media(draft: MediaDraft, index: int, role: str) -> Media:
    return Media(
        id=f"m{index}",
        type=draft.kind,
        role=role,
        url=draft.url,
        renditions=draft.renditions,
        caption=draft.caption,
        credit=draft.credit,
        alt=draft.alt,
    )


def _embed(draft: EmbedDraft, index: int) -> Embed:
    return Embed(id=f"x{index}", provider=draft.provider, url=draft.url, text=draft.text)


def _links(blocks: list[BodyBlock], host: str) -> tuple[Link, ...]:
    found: dict[tuple[str, str], Link] = {}
    for block in blocks:
        for text, spans in _nodes(block):
            for span in spans:
                if span.kind == "link" and span.href:
                    words = text[span.start : span.end]
                    internal = _bare(urlsplit(span.href).hostname) == _bare(host)
                    found.setdefault((span.href, words), Link(href=span.href, text=words, internal=internal))
    return tuple(found.values())


def _nodes(block: BodyBlock) -> list[tuple[str, tuple[Span, ...]]]:
    if isinstance(block, Heading | Paragraph | Quote | CorrectionNote):
        return [(block.text, block.spans)]
    return _item_nodes(block.items) if isinstance(block, ListBlock) else []


def _item_nodes(items: tuple[ListItem, ...]) -> list[tuple[str, tuple[Span, ...]]]:
    found: list[tuple[str, tuple[Span, ...]]] = []
    for item in items:
        found += [(item.text, item.spans), *_item_nodes(item.items)]
    return found


def _bare(host: str | None) -> str:
    return (host or "").lower().removeprefix("www.").removeprefix("m.").removeprefix("amp.")
