"""What is named in texts, as tests of entities ask for it."""

from __future__ import annotations

from khabar.arabic.names.model import shipped
from khabar.arabic.names.reading import read_nodes
from khabar.arabic.names.spans import names_of
from khabar.arabic.node import Node
from khabar.findings import Entity
from khabar_worker.enrich.entities import find_entities


def nodes(*texts: str) -> list[Node]:
    return [Node(f"b{number}", "paragraph", number, text) for number, text in enumerate(texts, 1)]


def found(*texts: str) -> dict[str, str]:
    """Name → type."""
    return {entity.name: entity.type for entity in find_entities(nodes(*texts))}


def named(name: str, *texts: str) -> Entity:
    return next(entity for entity in find_entities(nodes(*texts)) if entity.name == name)


def printed(entity: Entity, *texts: str) -> list[str]:
    by_id = {node.id: node.text for node in nodes(*texts)}
    return [by_id[at.node][at.start : at.end] for at in entity.mentions]


def named_in(text: str, kind: str) -> list[str]:
    """What one stretch of text prints of each name of the kind, without proclitics and labels; none inside another."""
    (reading,) = read_nodes(nodes(text), shipped())
    spans = [name.span for name in names_of(reading) if not name.nested and name.span.kind == kind]
    places = [reading.printed(span.start + span.label, span.end, 0 if span.label else span.cut) for span in spans]
    return [text[start:end] for start, end in places]
