"""What is named in texts, as tests of entities ask for it."""

from __future__ import annotations

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
