"""Which body of an article a word for its kind means: «الحركة» after «حركة الفجر».

Not here: bodies that have spoken (`cast.py`), and finding bodies (`khabar.arabic.names`).
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence
from typing import NamedTuple

from khabar.arabic.fold import fold
from khabar.arabic.speech.reading import Reading
from khabar.arabic.speech.roles import KINDS_OF_BODIES, kind_of_body
from khabar.findings import Entity

Place = tuple[int, int]  # number of the node, position in its text


class _Named(NamedTuple):
    place: Place
    entity: Entity
    kinds: frozenset[str]


class Bodies:
    """The bodies that an article names, each with the kinds that it is told by, in order of mention."""

    def __init__(self, readings: Sequence[Reading], entities: Iterable[Entity]) -> None:
        numbers = {reading.node.id: number for number, reading in enumerate(readings)}
        found: list[_Named] = []
        for entity in entities:
            if entity.type != "organization":
                continue
            mentions = [(readings[numbers[at.node]], at) for at in entity.mentions if at.node in numbers]
            kinds = frozenset(kind for reading, at in mentions for kind in _kinds(reading, at.start))
            found += [_Named((numbers[at.node], at.start), entity, kinds) for _, at in mentions if kinds]
        self._named = sorted(found, key=lambda named: named.place)

    def fitting(self, name: str, before: Place, spoken: Container[str | None]) -> list[Entity]:
        """The bodies that «الشركة» may mean, named before a place or with their id in `spoken`, the last one first.

        «الشركة المصنعة» means one only where a single body of the kind is named, and not with that adjective.
        """
        kind, *adjectives = fold(name).split() or [""]
        bare = kind.removeprefix("ال")
        if bare == kind or bare not in KINDS_OF_BODIES or not all(word.startswith("ال") for word in adjectives):
            return []
        fitting = [
            named.entity
            for named in reversed(self._named)
            if bare in named.kinds and (named.place < before or named.entity.id in spoken)
        ]
        if not adjectives:
            return fitting
        others = {entity.id: entity for entity in fitting if not set(adjectives) & set(fold(entity.name).split())}
        return list(others.values()) if len(others) == 1 else []


def _kinds(reading: Reading, start: int) -> Iterator[str]:
    """The kind in the name that begins at `start`, or right before it: «شركة «الأفق»»."""
    first = reading.at(start)
    for index in (first - 1, first):
        if 0 <= index < len(reading.folded) and (kind := kind_of_body(reading.folded[index])):
            yield kind
