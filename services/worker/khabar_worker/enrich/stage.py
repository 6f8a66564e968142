"""Everybody who has spoken in an article so far, newest first, and the people whom it names. No rule of whose words.

Not here: who is meant (`cast.py`, `offices.py`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from khabar.arabic.speech.verbs import Gender
from khabar_worker.enrich.member import Member, agrees
from khabar_worker.enrich.named_people import NamedPerson, People

FARTHEST_PRONOUN = 3  # speakers back that a pronoun may mean, when the later ones do not agree


@dataclass
class Stage:
    """`members`: in the order they were met. `recent`: who spoke in this section, the last first."""

    people: People
    members: list[Member] = field(default_factory=list)
    recent: list[Member] = field(default_factory=list)

    def newest_first(self) -> Iterator[Member]:
        yield from self.recent
        yield from (member for member in reversed(self.members) if member not in self.recent)

    def agreeing(self, gender: Gender | None, is_plural: bool) -> Iterator[Member]:
        """Whom a pronoun of this gender and number may mean."""
        return (member for member in self.recent[:FARTHEST_PRONOUN] if agrees(member, gender, is_plural))

    def introduce(self, known: NamedPerson) -> Member:
        """Somebody whom the article names, and who has not spoken yet."""
        member = Member("person", name=known.entity.name, role=known.office, entity_id=known.entity.id)
        self.members.append(member)
        return member
