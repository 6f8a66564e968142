"""Finds the element that holds the article, by where the Arabic sentences are. Not here: what in it is text."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise

from selectolax.lexbor import LexborHTMLParser, LexborNode

from khabar_worker.extract.finding.beside import around_headline, short_item
from khabar_worker.extract.finding.units import boxes_of, read_units
from khabar_worker.extract.finding.weights import Candidate, Evidence, Key, Masses, squeeze
from khabar_worker.extract.markup.class_words import is_aside, words_of
from khabar_worker.extract.markup.conventions import BODY_NAMES, rank_of
from khabar_worker.extract.markup.elements import SILENT
from khabar_worker.extract.text.wordings import is_label

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
class _Surroundings:
    """The elements from each one outwards to the body, and the region that they make of it; walked once."""

    nodes: dict[Key, LexborNode] = field(default_factory=dict)
    known: dict[Key, tuple[tuple[Key, ...], float]] = field(default_factory=dict)

    def of(self, node: LexborNode) -> tuple[tuple[Key, ...], float]:
        """The path outwards, `node` first; 1 in the open, less inside asides and the like, 0 in what holds no text."""
        new: list[tuple[Key, LexborNode]] = []
        keys: tuple[Key, ...] = ()
        factor = 1.0
        current: LexborNode | None = node
        while current is not None and current.tag not in ("html", "-document"):
            key = current.mem_id
            if (known := self.known.get(key)) is not None:
                keys, factor = known
                break
            new.append((key, current))
            current = current.parent
        for key, element in reversed(new):
            keys = (key, *keys)
            factor *= _own_factor(element)
            self.nodes[key] = element
            self.known[key] = keys, factor
        return keys, factor


def _weigh(body: LexborNode, evidence: Evidence) -> Masses:
    units, cards = read_units(body, evidence.headline)
    weighty = [(unit, boxes_of(unit.block)) for unit in units if unit.free >= 20 and unit.linked <= 2 * unit.free]
    in_box: dict[Key, float] = {}
    for unit, boxes in weighty:
        for box in boxes:
            in_box[box] = in_box.get(box, 0.0) + unit.free
    around = _Surroundings()
    masses = Masses(around.nodes)
    for unit, boxes in weighty:
        path, factor = around.of(unit.block)
        factor *= 1.0 if unit.is_behind else 0.4
        if not factor:
            continue
        weight, is_anchored = _worth(unit.text, unit.free, evidence)
        # A short text beside a linked heading is the card of another article.
        if unit.free < 250 and any(box in cards and in_box[box] < 600 for box in boxes):
            weight *= 0.1
        if weight:
            _add(masses, path, unit.free * factor * weight, is_anchored=is_anchored)
    return masses


def _own_factor(node: LexborNode) -> float:
    tag = node.tag
    if tag in SILENT:
        return 0.0
    if tag in ("body", "main", "article"):
        return 1.0
    if tag in ("aside", "header"):
        return 0.2
    attributes = node.attributes
    if not attributes:
        return 1.0
    if attributes.get("aria-hidden") == "true" and tag not in ("div", "section"):
        return 0.2
    words = words_of(attributes.get("class") or "", attributes.get("id") or "")
    # «entry-content no-share»: the name of the article's own element outweighs the rest.
    return 0.15 if is_aside(words) and rank_of(attributes) is None else 1.0


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


def _add(masses: Masses, path: tuple[Key, ...], letters: float, *, is_anchored: bool) -> None:
    """Adds a block's letters to it and to all elements around it; `path` leads outwards from the block."""
    # The block behind those around it: of two elements with the same text the later one has its name heard.
    for key in (*path[1:], path[0]):
        if key not in masses.total:
            masses.total[key] = 0.0
            masses.children[key] = {}
        masses.total[key] += letters
    for below, key in pairwise(path):
        masses.children[key][below] = None
    if is_anchored:
        masses.anchored.update(path)


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
        rank = rank_of(node.attributes)
        if rank is None and node.tag == "article" and letters < kept:
            rank = len(BODY_NAMES) - 1
        # Elements come from the inside out: of two with the same text the outer one wins.
        if rank is not None and (best is None or (rank, -letters) <= (best[0], -best[1])):
            best = (rank, letters, node)
    if best is None or _is_one_of_several(best[2], best[1], kept, masses):
        return None
    selector = BODY_NAMES[best[0]][0]
    return Candidate(best[2], best[1], selector, 0.95 if "articleBody" in selector else 0.9)


def _is_one_of_several(node: LexborNode, letters: float, kept: float, masses: Masses) -> bool:
    """Whether boxes beside it with the same class hold the rest of the text: a page built of parts."""
    name, around = node.attributes.get("class"), node.parent
    if letters >= kept or not name or around is None:
        return False
    beside = (masses.nodes[key] for key in masses.children.get(around.mem_id, ()) if key != node.mem_id)
    return any(other.attributes.get("class") == name for other in beside)
