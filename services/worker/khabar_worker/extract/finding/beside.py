"""The headline's own box, where the densest element holds more than one article. Rules only."""

from __future__ import annotations

from selectolax.lexbor import LexborNode

from khabar_worker.extract.finding.weights import Candidate, Evidence, Masses

# Letters of a flash of two or three sentences, and the share of them that its own box surely has.
_SHORT_ITEM = 500.0
_MOST = 0.6
# Letters that a text of its own has, beside another of the kind.
_LONG_TEXT = 100.0
# And beside other headlines' articles.
_LEAST = 150.0


def around_headline(dense: LexborNode, kept: float, masses: Masses, evidence: Evidence) -> Candidate | None:
    """The headline's own article element, when the densest element holds several articles (endless scrolling)."""
    box = _one_of_many(dense, masses, evidence.headline)
    if box is not None:
        return Candidate(box, masses.total[box.mem_id], "headline", 0.8)
    node = evidence.headline
    while node is not None and node.tag != "article":
        node = node.parent
    articles = dense.css("article") if node is not None else []
    if node is None or all(article.mem_id != node.mem_id for article in articles):
        return None
    inside = {article.mem_id for article in node.css("article")}
    others = [article for article in articles if article.mem_id not in inside and article.mem_id in masses.total]
    is_titled = any(article.css_first("h1") is not None for article in others)
    letters = masses.total.get(node.mem_id, 0.0)
    # Articles below it without a headline of the first rank are teasers, unless they have most of the text.
    least = min(_LEAST, 0.2 * kept) if is_titled else 0.5 * kept
    return Candidate(node, letters, "headline", 0.85) if others and letters >= least else None


def _one_of_many(dense: LexborNode, masses: Masses, headline: LexborNode | None) -> LexborNode | None:
    """The box of the headline below `dense`, beside boxes of the same class with headings and texts of their own."""
    node = headline
    while node is not None and node.parent is not None and node.parent.mem_id != dense.mem_id:
        node = node.parent
    if node is None or node.parent is None or masses.total.get(node.mem_id, 0.0) < _LONG_TEXT:
        return None
    name = node.attributes.get("class")
    if not name:
        return None
    for key in masses.children.get(dense.mem_id, {}):
        other = masses.nodes[key]
        if key == node.mem_id or other.tag != node.tag or other.attributes.get("class") != name:
            continue
        if masses.total[key] >= _LONG_TEXT and other.css_first("h1, h2") is not None:
            return node
    return None


def short_item(dense: LexborNode, kept: float, masses: Masses, evidence: Evidence) -> Candidate | None:
    """The box of the headline with most of the text, when that is so little that a note beside it weighs much."""
    if kept >= _SHORT_ITEM:
        return None
    node = evidence.headline
    while node is not None and masses.total.get(node.mem_id, 0.0) < _MOST * kept:
        node = node.parent
    if node is None or masses.total[node.mem_id] >= kept or node.tag in ("html", "body"):
        return None
    return Candidate(node, masses.total[node.mem_id], "headline", 0.75)
