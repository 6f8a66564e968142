"""An article's text-bearing units in reading order: headline, body, captions. Not here: what is read in them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from khabar.arabic.node import Node, NodeKind
from khabar.body import BodyBlock, ListBlock, ListItem, Media, MediaBlock, Table, TextBlock

_KINDS: dict[str, NodeKind] = {"heading": "heading", "quote": "quote"}


def nodes_of(headline: str | None, body: Iterable[BodyBlock], media: Iterable[Media]) -> tuple[Node, ...]:
    """Every node with text, under the id by which the record's positions name it."""
    captions = {medium.id: medium.caption for medium in media if medium.caption}
    found = [Node("headline", "headline", -1, headline)] if headline else []
    for index, block in enumerate(body):
        found += _nodes(block, index, captions)
    found += (Node(f"{medium}.caption", "caption", -1, caption) for medium, caption in captions.items())
    return tuple(found)


def _nodes(block: BodyBlock, index: int, captions: dict[str, str]) -> Iterator[Node]:
    if isinstance(block, TextBlock):
        yield Node(block.id, _KINDS.get(block.type, "paragraph"), index, block.text)
    elif isinstance(block, ListBlock):
        yield from _item_nodes(block.items, index)
    elif isinstance(block, Table):
        yield from (Node(cell.id, "cell", index, cell.text) for row in block.rows for cell in row)
    elif isinstance(block, MediaBlock) and (caption := captions.pop(block.media_id, None)):
        yield Node(f"{block.media_id}.caption", "caption", index, caption)


def _item_nodes(items: tuple[ListItem, ...], index: int) -> Iterator[Node]:
    for item in items:
        yield Node(item.id, "item", index, item.text)
        yield from _item_nodes(item.items, index)
