"""The terms an article is about, from its nodes and the names found in them. Flow."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from khabar.arabic.key_terms import Named, key_terms
from khabar.arabic.node import Node
from khabar.findings import Entity, KeyTerm


def find_key_terms(nodes: Sequence[Node], entities: Sequence[Entity]) -> tuple[KeyTerm, ...]:
    """The terms of an Arabic article, the most telling first."""
    named: dict[str, list[Named]] = defaultdict(list)
    for entity in entities:
        for at in entity.mentions:
            named[at.node].append(Named(at.start, at.end, entity.id, entity.name))
    return tuple(
        KeyTerm(text=term.text, relevance=term.relevance, count=term.count, entity_id=term.entity_id)
        for term in key_terms(nodes, named)
    )
