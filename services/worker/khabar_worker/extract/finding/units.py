"""The blocks of a page that print text of their own, and the boxes of other stories' cards. Not here: their weight."""

from __future__ import annotations

from dataclasses import dataclass

from selectolax.lexbor import LexborNode

from khabar_worker.extract.finding.weights import Key
from khabar_worker.extract.markup.elements import INLINE, SILENT

# Shorter pieces of text weigh nothing; menus are made of them.
_SHORTEST = 16
# So many letters a title has at least, and so many cards are a column.
_TITLE_LETTERS = 16
_CARDS = 3
_CARD_TITLES = ("h2", "h3", "h4", "h5")
# How many elements around a block may be its card.
_BOXES = 2
# The page's large containers, which never are.
_CONTAINERS = ("body", "main", "article", "html")


@dataclass(slots=True)
class Unit:
    """One block with its own text: letters outside and inside links, and whether the headline stands above it."""

    block: LexborNode
    is_behind: bool
    free: float = 0.0
    linked: float = 0.0
    text: str = ""


def read_units(body: LexborNode, headline: LexborNode | None) -> tuple[list[Unit], set[Key]]:
    """Blocks with text in page order, and the boxes that hold the title of a card."""
    found: dict[Key, Unit] = {}
    cards: set[Key] = set()
    headline_key = headline.mem_id if headline is not None else None
    is_behind = headline is None
    for node in body.traverse(include_text=True, skip_empty=True):
        if not node.is_text_node:
            is_behind = is_behind or node.mem_id == headline_key
            continue
        holder = node.parent
        tag = holder.tag if holder is not None else None
        if holder is None or tag in SILENT:
            # Before its text is read: scripts are half of many pages.
            continue
        text = node.text_content
        if text is None or len(text) < _SHORTEST:
            continue
        block, is_linked = _block_of(holder) if tag in INLINE else (holder, False)
        if block is None:
            continue
        key = block.mem_id
        unit = found.get(key)
        if unit is None:
            unit = found[key] = Unit(block, is_behind)
            if block.tag in _CARD_TITLES and (is_linked or (block.parent is not None and block.parent.tag == "a")):
                cards.update(boxes_of(block))
        letters = len(text) - text.count(" ")
        if is_linked:
            unit.linked += letters
        else:
            unit.free += letters
            unit.text += text
    cards |= _repeated(found)
    return list(found.values()), cards


def boxes_of(block: LexborNode) -> tuple[Key, ...]:
    """The elements around a block that may be a card."""
    keys: list[Key] = []
    box = block.parent
    while box is not None and len(keys) < _BOXES and (tag := box.tag) not in _CONTAINERS:
        if tag != "a":
            keys.append(box.mem_id)
        box = box.parent
    return tuple(keys)


def _repeated(units: dict[Key, Unit]) -> set[Key]:
    """Boxes alike, side by side, each with a title that is a link: cards whose titles no tag marks."""
    alike: dict[tuple[Key, str, str], set[Key]] = {}
    for unit in units.values():
        if unit.free or unit.linked < _TITLE_LETTERS or unit.block.tag == "li":
            continue
        box = unit.block.parent
        for _ in range(_BOXES):
            if box is None or (around := box.parent) is None or not (name := box.attributes.get("class")):
                break
            alike.setdefault((around.mem_id, box.tag or "", name), set()).add(box.mem_id)
            box = around
    return {key for boxes in alike.values() if len(boxes) >= _CARDS for key in boxes}


def _block_of(holder: LexborNode) -> tuple[LexborNode | None, bool]:
    """The block around an inline element that holds text, and whether a link stands between."""
    node: LexborNode | None = holder
    is_linked = False
    while node is not None and (tag := node.tag) in INLINE:
        is_linked = is_linked or tag == "a"
        node = node.parent
    return node, is_linked
