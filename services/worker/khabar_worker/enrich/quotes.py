"""Who said what: statements of an article with their speakers."""

from __future__ import annotations

from collections.abc import Sequence

from khabar.arabic.node import Node
from khabar.article import Entity, Statement


def find_quotes(nodes: Sequence[Node], entities: Sequence[Entity]) -> tuple[Statement, ...]:
    """Statements in reading order; a speaker who is one of `entities` names it."""
    return ()
