"""People, organisations and places of an article: every occurrence joined under its fullest name."""

from __future__ import annotations

from collections.abc import Sequence

from khabar.arabic.node import Node
from khabar.article import Entity


def find_entities(nodes: Sequence[Node]) -> tuple[Entity, ...]:
    """Entities in order of first mention, with aliases and all mentions."""
    return ()
