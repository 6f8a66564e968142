"""Finds the element that holds the article, by where the Arabic sentences are. Not here: what in it is text."""

from __future__ import annotations

from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode

from khabar_worker.extract.beside import around_headline, short_item
from khabar_worker.extract.boilerplate import is_aside, is_label, words_of
from khabar_worker.extract.conventions import BODY_NAMES, rank_of
from khabar_worker.extract.weights import Candidate, Evidence, Key, Masses, squeeze

# Elements that don't end a sentence: their text belongs to the nearest block around them.
INLINE = frozenset(
    [
        "a",
        "abbr",
        "acronym",
        "b",
        "bdi",
        "bdo",
        "big",
        "cite",
        "code",
        "data",
        "del",
        "dfn",
        "em",
        "font",
        "i",
        "ins",
        "kbd",
        "label",
        "mark",
        "q",
        "ruby",
        "s",
        "samp",
        "small",
        "span",
        "strike",
        "strong",
        "sub",
        "sup",
        "time",
        "tt",
        "u",
        "var",
        "wbr",
        "nobr",
    ]
)
_SKIPPED = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "svg",
        "nav",
        "footer",
        "select",
        "option",
        "button",
        "textarea",
        "iframe",
        "title",
    ]
)
# Shorter pieces of text weigh nothing; menus are made of them.
_SHORTEST = 16
# So many letters a title has at least, and so many cards are a column.
_TITLE_LETTERS = 16
_CARDS = 3
_CARD_TITLES = ("h2", "h3", "h4", "h5")


# Longer than this is a story, whatever it begins with.
_SERVICE_LETTERS = 250
_FEW_LETTERS = 40
# Where a lead is looked for in a block: a dateline may stand before it.
_OPENING = 300


def find_article(tree: LexborHTMLParser, evidence: Evidence) -> Candidate | None:
    """The element that holds the article's sentences; None when the page has none."""
    body = tree.body
    if body is None:
        return None
    masses = _weigh(body, evidence)
    whole = masses.total.get(body.mem_id, 0.0)
    if whole <= 0:
        return _unweighed(tree)
    dense, kept = _descend(body, masses)
    own = around_headline(dense, kept, masses, evidence) or short_item(dense, kept, masses, evidence)
    if own is not None:
        return own
    named = _named(masses, kept)
    if named is not None:
        return named
    return Candidate(dense, kept, "density", 0.8 if masses.anchored else 0.65)


def _unweighed(tree: LexborHTMLParser) -> Candidate | None:
    """The element with a conventional name, where no line is long enough to weigh: verses, a line of news."""
    for _, names in BODY_NAMES:
        selectors = (name if name[0] in ".#" else f"[{name.replace('=', '~=')}]" for name in names.split())
        node = tree.css_first(", ".join(selectors).replace(":", "\\:"))
        if node is not None and len(node.text(strip=True)) >= _FEW_LETTERS:
            return Candidate(node, 0.0, "convention", 0.6)
    return None


@dataclass(slots=True)
class _Unit:
    """One block with its own text: letters outside and inside links, and whether the headline stands above it."""

    block: LexborNode
    is_behind: bool
    free: float = 0.0
    linked: float = 0.0
    text: str = ""


def _weigh(body: LexborNode, evidence: Evidence) -> Masses:
    units, cards = _units(body, evidence)
    units = [unit for unit in units if unit.free >= 20 and unit.linked <= 2 * unit.free]
    in_box: dict[Key, float] = {}
    for unit in units:
        for box in _boxes(unit.block):
            in_box[box] = in_box.get(box, 0.0) + unit.free
    masses = Masses()
    above: dict[Key, float] = {}
    for unit in units:
        factor = _region(unit.block, above) * (1.0 if unit.is_behind else 0.4)
        if not factor:
            continue
        weight, anchored = _worth(unit.text, unit.free, evidence)
        # A short text beside a linked heading is the card of another article.
        if unit.free < 250 and any(box in cards and in_box[box] < 600 for box in _boxes(unit.block)):
            weight *= 0.1
        if weight:
            _add(masses, unit.block, unit.free * factor * weight, anchored)
    return masses


def _units(body: LexborNode, evidence: Evidence) -> tuple[list[_Unit], set[Key]]:
    """Blocks with text in page order, and the boxes that hold a linked heading."""
    found: dict[Key, _Unit] = {}
    cards: set[Key] = set()
    headline = evidence.headline.mem_id if evidence.headline is not None else None
    behind_headline = headline is None
    for node in body.traverse(include_text=True, skip_empty=True):
        if not node.is_text_node:
            behind_headline = behind_headline or node.mem_id == headline
            continue
        holder = node.parent
        tag = holder.tag if holder is not None else None
        if holder is None or tag in _SKIPPED:
            # Before its text is read: scripts are half of many pages.
            continue
        text = node.text_content
        if text is None or len(text) < _SHORTEST:
            continue
        block, linked = _block_of(holder) if tag in INLINE else (holder, False)
        if block is None:
            continue
        key = block.mem_id
        unit = found.get(key)
        if unit is None:
            unit = found[key] = _Unit(block, behind_headline)
            if block.tag in _CARD_TITLES and (linked or (block.parent is not None and block.parent.tag == "a")):
                cards.update(_boxes(block))
        letters = len(text) - text.count(" ")
        if linked:
            unit.linked += letters
        else:
            unit.free += letters
            unit.text += text
    cards.update(_repeated(found))
    return list(found.values()), cards


def _repeated(units: dict[Key, _Unit]) -> set[Key]:
    """Boxes alike, side by side, each with a title that is a link: cards whose titles no tag marks."""
    alike: dict[tuple[Key, str, str], set[Key]] = {}
    for unit in units.values():
        if unit.free or unit.linked < _TITLE_LETTERS or unit.block.tag == "li":
            continue
        box = unit.block.parent
        for _ in range(2):
            if box is None or box.parent is None or not (name := box.attributes.get("class")):
                break
            alike.setdefault((box.parent.mem_id, box.tag or "", name), set()).add(box.mem_id)
            box = box.parent
    return {key for boxes in alike.values() if len(boxes) >= _CARDS for key in boxes}


def _boxes(block: LexborNode) -> tuple[Key, ...]:
    """The two elements around a block that may be a card; the page's large containers never are."""
    keys: list[Key] = []
    box = block.parent
    while box is not None and len(keys) < 2 and box.tag not in ("body", "main", "article", "html"):
        if box.tag != "a":
            keys.append(box.mem_id)
        box = box.parent
    return tuple(keys)


def _block_of(holder: LexborNode) -> tuple[LexborNode | None, bool]:
    """The block around an element that holds text, and whether a link stands between."""
    node: LexborNode | None = holder
    linked = False
    while node is not None and node.tag in INLINE:
        linked = linked or node.tag == "a"
        node = node.parent
    return node, linked


def _region(block: LexborNode, above: dict[Key, float]) -> float:
    """1 in the open, less inside asides, comments and the like, 0 in what holds no text. Memoised by element."""
    path: list[Key] = []
    node: LexborNode | None = block
    factor = 1.0
    while node is not None and node.tag not in ("html", "-document"):
        known = above.get(node.mem_id)
        if known is not None:
            factor = known
            break
        path.append(node.mem_id)
        node = node.parent
    node = block
    local: list[float] = []
    for _ in path:
        assert node is not None
        local.append(_own_factor(node))
        node = node.parent
    for key, own in zip(reversed(path), reversed(local), strict=True):
        factor *= own
        above[key] = factor
    return factor


def _own_factor(node: LexborNode) -> float:
    tag = node.tag
    if tag in _SKIPPED:
        return 0.0
    if tag in ("body", "main", "article"):
        return 1.0
    attributes = node.attributes
    if tag in ("aside", "header"):
        return 0.2
    if not attributes:
        return 1.0
    if attributes.get("aria-hidden") == "true" and tag not in ("div", "section"):
        return 0.2
    words = words_of(attributes.get("class") or "", attributes.get("id") or "")
    # «entry-content no-share»: the name of the article's own element outweighs the rest.
    return 0.15 if is_aside(words) and rank_of(node) is None else 1.0


def _worth(text: str, letters: float, evidence: Evidence) -> tuple[float, bool]:
    """How much a block's letters count, and whether it is the lead that the metadata quotes."""
    if letters < _SERVICE_LETTERS and is_label(text.strip()):
        return 0.0, False
    weight = 1.0 if letters >= 80 else 0.6
    if evidence.lead is None and evidence.body is None:
        return weight, False
    opening = squeeze(text[:_OPENING])
    start = opening[:40]
    if len(start) < 20:
        return weight, False
    anchored = evidence.lead is not None and (start in evidence.lead or evidence.lead[:40] in opening)
    if evidence.body is not None:
        weight *= 2.0 if start in evidence.body else 0.5
    return weight * (3.0 if anchored else 1.0), anchored


def _add(masses: Masses, block: LexborNode, letters: float, anchored: bool) -> None:
    """Adds a block's letters to it and to all elements around it."""
    parent = block.parent
    path = _path(masses, parent) if parent is not None else ()
    below = block.mem_id
    if below not in masses.nodes:
        _enter(masses, block, below)
    masses.total[below] += letters
    if anchored:
        masses.anchored.add(below)
        masses.anchored.update(path)
    for key in path:
        masses.children[key][below] = None
        masses.total[key] += letters
        below = key


def _path(masses: Masses, node: LexborNode) -> tuple[Key, ...]:
    """The identities of an element and those around it; walked once, for paragraphs have many neighbours."""
    start = node.mem_id
    known = masses.paths.get(start)
    if known is not None:
        return known
    keys: list[Key] = []
    current: LexborNode | None = node
    while current is not None and current.tag not in ("html", "-document"):
        key = current.mem_id
        if (rest := masses.paths.get(key)) is not None:
            keys += rest
            break
        if key not in masses.nodes:
            _enter(masses, current, key)
        keys.append(key)
        current = current.parent
    path = masses.paths[start] = tuple(keys)
    return path


def _enter(masses: Masses, node: LexborNode, key: Key) -> None:
    masses.nodes[key] = node
    masses.total[key] = 0.0
    masses.children[key] = {}


# What a container may lose when one of its parts is taken: less than this share is a caption or a stray line.
_KEPT = 0.85


def _descend(body: LexborNode, masses: Masses) -> tuple[LexborNode, float]:
    key = body.mem_id
    while True:
        below = masses.children.get(key, {})
        if not below:
            break
        best = max(below, key=lambda child: masses.total[child])
        if masses.total[best] < _KEPT * masses.total[key]:
            break
        key = best
    node = masses.nodes[key]
    # One sentence is no container: its neighbours (headings, pictures, lists) belong to the article too.
    while node.tag in ("p", "h1", "h2", "h3", "h4", "li", "blockquote", "ul", "ol") and node.parent is not None:
        node = node.parent
    return node, masses.total.get(node.mem_id, masses.total[key])


def _named(masses: Masses, kept: float) -> Candidate | None:
    """The element that a convention names, when the sentences agree that it is the article."""
    best: tuple[int, float, LexborNode] | None = None
    for key, letters in masses.total.items():
        if letters < 0.7 * kept or letters <= 0:
            continue
        node = masses.nodes[key]
        rank = rank_of(node)
        # Elements come from the inside out: of two with the same text the outer one wins.
        if rank is not None and (best is None or (rank, -letters) <= (best[0], -best[1])):
            best = (rank, letters, node)
    if best is None:
        return None
    selector = BODY_NAMES[best[0]][0]
    return Candidate(best[2], best[1], selector, 0.95 if "articleBody" in selector else 0.9)
