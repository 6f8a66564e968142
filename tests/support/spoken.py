"""Invented articles as a few lines, and what is said in them."""

from __future__ import annotations

from dataclasses import dataclass

from khabar.arabic.node import Node, NodeKind
from khabar.findings import Entity, Statement
from khabar_worker.enrich.entities import find_entities
from khabar_worker.enrich.quotes import find_quotes

KINDS: dict[str, NodeKind] = {"#": "heading", "-": "item", ">": "quote"}


def nodes_of_lines(text: str) -> list[Node]:
    """A node a line: `# heading`, `- item` (neighbours are one list), `> block quotation`, else a paragraph."""
    nodes: list[Node] = []
    block = -1
    for number, line in enumerate(filter(None, map(str.strip, text.splitlines())), 1):
        kind = KINDS.get(line[0], "paragraph")
        if kind != "item" or not nodes or nodes[-1].kind != "item":
            block += 1
        nodes.append(Node(f"b{number}", kind, block, line if kind == "paragraph" else line[1:].strip()))
    return nodes


def statements_of(nodes: list[Node], entities: tuple[Entity, ...] = ()) -> list[Statement]:
    """Quoted and reported ones together, in reading order."""
    order = {node.id: number for number, node in enumerate(nodes)}
    found = find_quotes(nodes, entities)
    return sorted(
        (*found.quotes, *found.reported), key=lambda one: (order[one.parts[0].at.node], one.parts[0].at.start)
    )


def said(text: str, entities: tuple[Entity, ...] = ()) -> list[tuple[str | None, str]]:
    """(speaker, words) of each part."""
    statements = statements_of(nodes_of_lines(text), entities)
    return [(one.speaker.name or one.speaker.role, part.text) for one in statements for part in one.parts]


def quoted(text: str) -> tuple[tuple[str | None, str], ...]:
    """(speaker, words) of each part of a quotation, with the names that the text itself gives."""
    nodes = nodes_of_lines(text)
    found = find_quotes(nodes, find_entities(nodes))
    return tuple((one.speaker.name or one.speaker.role, part.text) for one in found.quotes for part in one.parts)


def told(text: str) -> list[tuple[str | None, str]]:
    """(speaker, words) of each part of everything said, with the names that the text itself gives."""
    return said(text, find_entities(nodes_of_lines(text)))


def only(text: str) -> Statement:
    (statement,) = statements_of(nodes_of_lines(text))
    return statement


@dataclass(frozen=True)
class Case:
    text: str
    expected: tuple[tuple[str | None, str], ...]
