"""Everybody who speaks in an article, and who a short name, an office or a pronoun means.

Not here: how a phrase is read (`khabar.arabic.speech.speaker`), when two names are one (`member.py`), whom an office
means (`offices.py`), whom the article names (`named_people.py`, `bodies.py`).
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence

from khabar.arabic.fold import fold
from khabar.arabic.speech.roles import STATEMENTS, UNNAMED
from khabar.arabic.speech.subject import Subject
from khabar.arabic.speech.verbs import Gender
from khabar.findings import Entity
from khabar.origin import Rejected
from khabar_worker.enrich.bodies import Bodies, Place
from khabar_worker.enrich.member import Member, agrees, complete, head_of, is_same_body, is_within
from khabar_worker.enrich.named_people import People
from khabar_worker.enrich.offices import by_office
from khabar_worker.enrich.stage import FARTHEST_PRONOUN, Stage

_STATEMENT, _SOURCE = fold("بيان"), fold("مصدر")


class Cast:
    """The speakers of one article in the order they were met, and who spoke last in this section."""

    def __init__(self, entities: Sequence[Entity], offices: Mapping[str, str], bodies: Bodies) -> None:
        """`offices`: folded name → office, of people whose entity has none."""
        self._bodies = bodies
        self._before: list[Member] = []  # who spoke last before the heading right before this node
        self._entities = {fold(entity.name): entity for entity in reversed(entities)}
        self._stage = Stage(People(entities, offices))
        for entity in entities:
            for alias in entity.aliases:
                self._entities.setdefault(fold(alias.text), entity)

    @property
    def names(self) -> Iterable[str]:
        """Folded names of everybody and everything that the article names."""
        return self._entities

    def begin_section(self) -> None:
        """After a heading nobody goes on speaking who is not named again, unless its first node says that he adds."""
        self._before, self._stage.recent = self._stage.recent[:1], []

    def leave_opening(self) -> None:
        """Behind a section's first node nobody of the section before goes on."""
        self._before = []

    def note(self, member: Member, venue: str | None = None) -> None:
        """Make `member` the one whom a pronoun means."""
        self._stage.recent = [member, *(other for other in self._stage.recent if other is not member)]
        if venue is not None and _STATEMENT in fold(venue):
            member.issued_statement = True

    def note_outlet(self, outlet: Subject, gender: Gender | None, place: Place, *, source: Member) -> None:
        """Make an outlet that passed on words of `source` one whom a pronoun may mean: before groups and bodies."""
        member = self.resolve(outlet, gender, place, is_plural=False, needs_proof=False, goes_on=False, opens=False)
        if member is None:
            return
        self.note(member)
        if source.kind == "person":
            self.note(source)

    def interviewee(self) -> Member | None:
        """Who answers the questions that follow: the person who spoke last, else the one whom the article is about."""
        known = next((m for m in (*self._stage.recent, *self._before) if m.kind == "person" and m.name), None)
        topic = None if known else self._stage.people.topic() or self._stage.people.only()
        return self._stage.introduce(topic) if topic else known

    def passed_over(self, member: Member) -> tuple[Rejected, ...]:
        """Who spoke later than `member`, and was not meant."""
        later = itertools.takewhile(lambda other: other is not member, self._stage.recent[:FARTHEST_PRONOUN])
        return tuple(
            Rejected(method="inferred", value=f"speaker:{other.name or other.role}", why="does not agree with the verb")
            for other in later
        )

    def resolve(
        self,
        subject: Subject | None,
        gender: Gender | None,
        place: Place,
        *,
        is_plural: bool,
        needs_proof: bool,
        goes_on: bool,
        opens: bool,
    ) -> Member | None:
        """Who a subject is; None when it cannot be told.

        `needs_proof`: a name nothing proves must be known already. `goes_on`: the verb is of somebody who spoke before.
        `opens`: it is a verb of speech that can be the first of an article.
        """
        if subject is None:
            before = (m for m in self._before if goes_on and not self._stage.recent and agrees(m, gender, is_plural))
            return next(itertools.chain(self._stage.agreeing(gender, is_plural), before), None) or self._topic(
                is_plural, opens, gender
            )
        if subject.reference is not None:
            return self._referred(subject, gender, is_plural)
        known = self._latest_of_kind(subject, place)
        if known is None:
            known = self._by_name(subject) if subject.name else by_office(self._stage, subject, gender)
        if known is None and subject.kind == "organization" and subject.name:
            known = self._of_kind(subject.name, place)
        if known is None and goes_on and subject.kind == "person" and not subject.name:
            known = next((m for m in self._stage.agreeing(gender, is_plural) if m.kind == "person" and m.name), None)
        if known is None and needs_proof and not self._is_proved(subject):
            if not subject.name:
                self._stage.recent.clear()  # somebody speaks whom the words do not tell apart from what he speaks of
            return None
        if known is None:
            return self._join(subject, gender)
        known.issued_statement = known.issued_statement or subject.has_issued
        if subject.name and not (known.entity_id and known.kind == subject.kind == "organization"):
            complete(known, subject, gender)
            self._link(known)
        return known

    def _topic(self, is_plural: bool, opens: bool, gender: Gender | None) -> Member | None:
        """Where nobody has spoken yet, or only men have: «وقالت لصحيفة …» in an article about one woman."""
        topic = None if is_plural or not opens else self._stage.people.topic()
        if topic is None or not topic.may_say(gender):
            return None
        if self._stage.members and not (gender == "f" and topic.is_woman):
            return None
        spoken = next((member for member in self._stage.members if member.entity_id == topic.entity.id), None)
        return spoken or self._stage.introduce(topic)

    def _is_proved(self, subject: Subject) -> bool:
        if subject.name is None:
            return subject.is_whole or subject.kind == "group"
        return subject.is_sure or fold(subject.name) in self._entities

    def _join(self, subject: Subject, gender: Gender | None) -> Member:
        member = Member(subject.kind)
        complete(member, subject, gender)
        self._link(member)
        self._stage.members.append(member)
        return member

    def _link(self, member: Member) -> None:
        """Fill in what the article's entities know of the member."""
        entity = next(
            (self._entities[name] for name in (fold(member.name or ""), *member.aliases) if name in self._entities),
            None,
        )
        if entity is None or entity.type in ("event", "product"):
            return
        member.entity_id = entity.id
        if entity.type in ("organization", "place"):
            member.kind = "organization"
        elif entity.type == "person" and len(fold(entity.name).split()) > len(member.tokens):
            member.name = entity.name
        member.role = member.role or (entity.role if entity.type == "person" else None)

    def _referred(self, subject: Subject, gender: Gender | None, is_plural: bool) -> Member | None:
        if subject.reference == "text":
            return self._issuer(subject) or self._join(subject, gender)
        if subject.reference == "honoured":
            return self._honoured(fold(subject.role or ""))
        role = fold(subject.role or "")
        unnamed = [
            m
            for m in self._stage.recent
            if m.name is None
            and m.role
            and (head_of(m.role) == head_of(role) or (head_of(role) == _SOURCE and head_of(m.role) in UNNAMED))
        ]
        found = next(iter(unnamed), None) or next(self._stage.agreeing(gender, is_plural), None)
        return found or (self._join(subject, gender) if role else None)

    def _honoured(self, word: str) -> Member | None:
        """«سموه»: whoever spoke last with this honour, else the one the article gives it, else whoever spoke last."""
        honour = word.removesuffix("ها").removesuffix("ه")
        titled = {known.entity.id: known for known in self._stage.people.honoured(honour)}
        recent = [member for member in self._stage.recent if member.kind == "person" and member.name]
        spoken = next((member for member in recent if member.entity_id in titled), None)
        if spoken is None and len(titled) == 1:
            (known,) = titled.values()
            met = next((m for m in self._stage.members if m.entity_id == known.entity.id), None)
            return met or self._stage.introduce(known)
        return spoken or next(iter(recent), None)

    def _issuer(self, subject: Subject) -> Member | None:
        """Whose paper «البيان» is: the body that was said to have issued one."""
        words = fold(subject.role or "").split()
        if len(words) != 1 or not words[0].startswith("ال"):
            return None
        same = [m for m in self._stage.members if m.role and words[0].removeprefix("ال") in fold(m.role).split()]
        if same:
            return same[-1]
        if words[0] not in STATEMENTS:
            return None
        issuer = next((m for m in self._stage.newest_first() if m.issued_statement), None)
        bodies = [m for m in self._stage.members if m.kind == "organization" and m.name]
        return issuer or (bodies[0] if len(bodies) == 1 else None)

    def _by_name(self, subject: Subject) -> Member | None:
        """The latest member whose name holds this one's words, or is held by them."""
        wanted = tuple(fold(subject.name or "").split())
        for member in self._stage.newest_first():
            have = member.tokens
            if not have and subject.role and member.role and fold(subject.role) == fold(member.role):
                return member
            if not have:
                continue
            if have == wanted or " ".join(wanted) in member.aliases:
                return member
            if member.kind == "organization" or subject.kind == "organization":
                if is_same_body(wanted, have) and not self._is_another(wanted, member):
                    return member
            elif is_within(wanted, have) or is_within(have, wanted):
                return member
        return self._entity_member(subject, wanted)

    def _is_another(self, name: tuple[str, ...], body: Member) -> bool:
        """Whether the article has a body of just this name apart from this one: «وزارة الخارجية» of another land.

        Of several lands' ministries it may be either: then it is whichever spoke last.
        """
        short = " ".join(name)
        named = self._entities.get(short)
        if named is None or fold(named.name) != short or body.entity_id in (None, named.id):
            return False
        return len({entity.id for entity in self._entities.values() if fold(entity.name).startswith(f"{short} ")}) == 1

    def _entity_member(self, subject: Subject, wanted: tuple[str, ...]) -> Member | None:
        """A person whom the article's entities name in full, and who has not spoken yet."""
        if subject.kind != "person":
            return None
        full = self._stage.people.with_words(wanted)
        return self._stage.introduce(full[0]) if len(full) == 1 else None

    def _latest_of_kind(self, subject: Subject, place: Place) -> Member | None:
        """«الصحيفة» right after «صحيفة «…»» spoke: that one, and no other that spoke before it."""
        last = self._stage.recent[0] if self._stage.recent and subject.kind == "organization" else None
        if last is None or last.entity_id is None:
            return None
        fitting = self._bodies.fitting(subject.name or "", place, {last.entity_id})
        return last if any(entity.id == last.entity_id for entity in fitting) else None

    def _of_kind(self, name: str, place: Place) -> Member | None:
        """«الحركة»: the body of this kind that spoke last, else the one that the article named last before `place`."""
        fitting = self._bodies.fitting(name, place, {member.entity_id for member in self._stage.members})
        ids = {entity.id for entity in fitting}
        known = next((member for member in self._stage.newest_first() if member.entity_id in ids), None)
        if known is None and fitting:
            known = Member("organization", name=fitting[0].name, entity_id=fitting[0].id)
            self._stage.members.append(known)
        return known
