"""People, organisations and places of an article: every occurrence joined under its fullest name. The flow only.

read_nodes → names_of → with_last_names → joined → add_later_mentions → tell_aliases → entities
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from khabar.arabic.names.gazetteer import Kind
from khabar.arabic.names.model import shipped
from khabar.arabic.names.reading import read_nodes
from khabar.arabic.names.spans import names_of
from khabar.arabic.node import Node
from khabar.findings import Alias, Entity
from khabar_worker.enrich.found_names import Occurrence, Thing, occurrence
from khabar_worker.enrich.joining import joined
from khabar_worker.enrich.known_as import tell_aliases
from khabar_worker.enrich.last_names import with_last_names
from khabar_worker.enrich.met_again import add_later_mentions
from khabar_worker.enrich.short_forms import short_forms

_MOST_CONFIDENCE = 0.98
_MENTION_BONUS, _COUNTED_MENTIONS = 0.02, 3


def find_entities(nodes: Sequence[Node]) -> tuple[Entity, ...]:
    """Entities in order of first mention, with aliases and all mentions."""
    readings = read_nodes(nodes, shipped())
    found = with_last_names([(reading, names_of(reading)) for reading in readings])
    things = joined(
        occurrence(reading, order, name.span, nested=name.nested)
        for order, (reading, names) in enumerate(zip(readings, found, strict=True))
        for name in names
    )
    add_later_mentions(things, readings)
    tell_aliases(things, readings)
    ordered = sorted((thing for thing in things if thing.occurrences), key=lambda thing: thing.first)
    return _told_apart([_entity(thing, number) for number, thing in enumerate(ordered, 1)])


def _told_apart(entities: list[Entity]) -> tuple[Entity, ...]:
    """The entities without a short name that two of them would have: «البنك المركزي» in a text of two central banks."""
    times = Counter(alias.text for entity in entities for alias in entity.aliases if alias.kind == "short")
    if not any(count > 1 for count in times.values()):
        return tuple(entities)
    return tuple(
        entity.model_copy(update={"aliases": tuple(alias for alias in entity.aliases if times[alias.text] < 2)})
        for entity in entities
    )


def _entity(thing: Thing, number: int) -> Entity:
    occurrences = sorted(thing.occurrences, key=lambda one: one.order)
    fullest, kind = thing.fullest, thing.kind
    aliases: dict[str, Alias] = {}
    for alias in [*_printed_forms(occurrences, fullest, kind), *thing.aliases]:
        if alias.text != fullest.text:
            aliases.setdefault(alias.text, alias)
    roles = [one.role for one in occurrences if one.role] if kind == "person" else []
    return Entity(
        id=f"e{number}",
        type=kind,
        name=fullest.text,
        role=max(roles, key=len) if roles else None,
        aliases=tuple(aliases.values()),
        mentions=tuple(dict.fromkeys(one.at for one in occurrences)),
        confidence=_confidence(occurrences),
    )


def _printed_forms(occurrences: Sequence[Occurrence], fullest: Occurrence, kind: Kind) -> Iterator[Alias]:
    """How else the thing is printed: shorter, spelled otherwise, behind its label. Told aliases have no words here."""
    for one in occurrences:
        if one.words:
            if one.text != fullest.text:
                short = len(one.words) < len(fullest.words) and set(one.words) <= set(fullest.words)
                yield Alias(text=one.text, kind="short" if short else "variant", at=one.at)
            yield from short_forms(one, kind)
        if one.variant is not None:
            yield Alias(text=one.variant[0], kind="variant", at=one.variant[1])


def _confidence(occurrences: Sequence[Occurrence]) -> float:
    """The best proof, and a little more for each further mention."""
    best = max(one.confidence for one in occurrences)
    bonus = _MENTION_BONUS * min(len(occurrences) - 1, _COUNTED_MENTIONS)
    return round(min(_MOST_CONFIDENCE, best + bonus), 2)
