"""Everybody who speaks in an article, and who a short name, an office or a pronoun means.

Not here: how a phrase is read (`khabar.arabic.speech.subject`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from khabar.arabic.fold import fold
from khabar.arabic.speech.roles import ANYBODY, ORGANISATIONS, ROLES, STATEMENTS, TRADES, UNNAMED
from khabar.arabic.speech.subject import Subject, SubjectKind
from khabar.arabic.speech.verbs import Gender
from khabar.article import Entity, Speaker

_FARTHEST_PRONOUN = 3  # speakers back that a pronoun may mean, when the later ones do not agree
_STATEMENT = fold("بيان")


@dataclass(eq=False)
class Member:
    """Somebody who speaks, as known so far; `name` grows to the fullest form, `role` to the first one stated."""

    kind: SubjectKind
    name: str | None = None
    role: str | None = None
    org: str | None = None
    gender: Gender | None = None
    entity_id: str | None = None
    aliases: set[str] = field(default_factory=set)
    issued_statement: bool = False

    @property
    def tokens(self) -> tuple[str, ...]:
        return tuple(fold(self.name).split()) if self.name else ()

    def speaker(self) -> Speaker:
        return Speaker(name=self.name, role=self.role, org=self.org, type=self.kind, entity_id=self.entity_id)


class Cast:
    """The speakers of one article in the order they were met, and who spoke last in this section."""

    def __init__(self, entities: Iterable[Entity], offices: Mapping[str, str]) -> None:
        """`offices`: folded name → office, of people whose entity has none."""
        self._members: list[Member] = []
        self._recent: list[Member] = []
        self._entities: dict[str, Entity] = {}
        self._people: list[Entity] = []
        for entity in entities:
            if entity.type == "person":
                office = entity.role or offices.get(fold(entity.name))
                self._people.append(entity.model_copy(update={"role": office}))
            for name in (entity.name, *(alias.text for alias in entity.aliases)):
                self._entities.setdefault(fold(name), entity)

    def begin_section(self) -> None:
        """After a heading nobody goes on speaking who is not named again."""
        self._recent.clear()

    def note(self, member: Member, venue: str | None = None) -> None:
        """Make `member` the one whom a pronoun means."""
        self._recent = [member, *(other for other in self._recent if other is not member)]
        if venue is not None and _STATEMENT in fold(venue):
            member.issued_statement = True

    def resolve(
        self, subject: Subject | None, gender: Gender | None, *, is_plural: bool, needs_proof: bool
    ) -> Member | None:
        """Who a subject is; None when it cannot be told. `needs_proof`: a name nothing proves must be known already."""
        if subject is None:
            return next(self._agreeing(gender, is_plural), None)
        if subject.reference is not None:
            return self._referred(subject, gender, is_plural)
        known = self._by_name(subject) if subject.name else self._by_role(subject, gender)
        if known is None and needs_proof and not self._is_proved(subject):
            if not subject.name:
                self._recent.clear()  # somebody speaks whom the words do not tell apart from what he speaks of
            return None
        if known is None:
            return self._join(subject, gender)
        if subject.name:
            _complete(known, subject, gender)
            self._link(known)
        return known

    def _is_proved(self, subject: Subject) -> bool:
        if subject.name is None:
            return subject.is_whole
        return subject.is_sure or fold(subject.name) in self._entities

    def _agreeing(self, gender: Gender | None, is_plural: bool) -> Iterator[Member]:
        return (member for member in self._recent[:_FARTHEST_PRONOUN] if _agrees(member, gender, is_plural))

    def _join(self, subject: Subject, gender: Gender | None) -> Member:
        member = Member(subject.kind)
        _complete(member, subject, gender)
        self._link(member)
        self._members.append(member)
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
            return next((m for m in self._recent if m.kind == "person" and m.name), None)
        role = fold(subject.role or "")
        unnamed = [m for m in self._recent if m.name is None and m.role and role.removeprefix("ال") in fold(m.role)]
        found = next(iter(unnamed), None) or next(self._agreeing(gender, is_plural), None)
        return found or (self._join(subject, gender) if role else None)

    def _issuer(self, subject: Subject) -> Member | None:
        """Whose paper «البيان» is: the body that was said to have issued one."""
        words = fold(subject.role or "").split()
        if len(words) != 1 or not words[0].startswith("ال"):
            return None
        same = [m for m in self._members if m.role and words[0].removeprefix("ال") in fold(m.role).split()]
        if same:
            return same[-1]
        if words[0] not in STATEMENTS:
            return None
        issuers = [m for m in self._members if m.issued_statement]
        bodies = [m for m in self._members if m.kind == "organization" and m.name]
        return issuers[-1] if issuers else bodies[0] if len(bodies) == 1 else None

    def _by_name(self, subject: Subject) -> Member | None:
        """The latest member whose name holds this one's words, or is held by them."""
        wanted = tuple(fold(subject.name or "").split())
        for member in self._newest_first():
            have = member.tokens
            if not have and subject.role and member.role and fold(subject.role) == fold(member.role):
                return member
            if not have:
                continue
            if have == wanted or " ".join(wanted) in member.aliases:
                return member
            if member.kind == "organization" or subject.kind == "organization":
                if _is_same_body(wanted, have):
                    return member
            elif _is_within(wanted, have) or _is_within(have, wanted):
                return member
        return self._entity_member(subject, wanted)

    def _entity_member(self, subject: Subject, wanted: tuple[str, ...]) -> Member | None:
        """A person whom the article's entities name in full, and who has not spoken yet."""
        if subject.kind != "person":
            return None
        full = [entity for entity in self._people if _is_within(wanted, tuple(fold(entity.name).split()))]
        return self._introduce(full[0]) if len(full) == 1 else None

    def _by_role(self, subject: Subject, gender: Gender | None) -> Member | None:
        """The one of this office: «الوزير» after «وزير المالية فلان»; a body told by its kind: «الشركة»."""
        words = fold(subject.role or "").split()
        if len(words) == 1 and (named := next((m for m in self._newest_first() if words[0] in m.tokens[1:]), None)):
            return named  # an office that is also a family name: «قاضي»
        if not words or subject.kind == "group" or (words[0] in UNNAMED and words[0] not in ROLES):
            return self._same_role(subject)
        head = words[0].removeprefix("ال")
        known = self._holder(head, words, gender) or self._entity_of_office(head, words)
        if known is not None or not words[0].startswith("ال"):
            return known
        if head in TRADES:
            return self._of_trade(head, gender)
        return self._only_person(gender) if len(words) == 1 else None

    def _holder(self, head: str, words: list[str], gender: Gender | None) -> Member | None:
        holders = (
            member
            for member in self._newest_first()
            if member.kind == "person"
            and member.role
            and _agrees(member, gender, False)
            and _has_office(fold(member.role).split(), head, words)
        )
        return next(holders, None)

    def _entity_of_office(self, head: str, words: list[str]) -> Member | None:
        """A person whom the article names with this office, and who has not spoken yet."""
        holders = [
            entity
            for entity in self._people
            if entity.role and _has_office(fold(entity.role).split(), head, words) and not self._has_member(entity)
        ]
        return self._introduce(holders[0]) if len(holders) == 1 else None

    def _of_trade(self, head: str, gender: Gender | None) -> Member | None:
        """«الفاعل النقابي», «الناشط»: a word for whoever speaks, when it fits what is known of him."""
        people = [
            member
            for member in self._recent[:_FARTHEST_PRONOUN]
            if member.kind == "person" and member.name and _agrees(member, gender, False)
        ]
        if head in ANYBODY:
            return next(iter(people), None) or self._only_person(gender)
        fitting = (m for m in people if not m.role or len(people) == 1)
        return next(fitting, None) or self._only_person(gender)

    def _has_member(self, entity: Entity) -> bool:
        return any(member.entity_id == entity.id for member in self._members)

    def _introduce(self, entity: Entity) -> Member:
        member = Member("person", name=entity.name, role=entity.role, entity_id=entity.id)
        self._members.append(member)
        return member

    def _only_person(self, gender: Gender | None) -> Member | None:
        """The only person named so far, when his office is not known or he spoke last: «اللاعب»."""
        people = [member for member in self._members if member.kind == "person" and member.name]
        if len(people) != 1 or not _agrees(people[0], gender, False):
            return None
        return people[0] if not people[0].role or self._recent[:1] == people else None

    def _same_role(self, subject: Subject) -> Member | None:
        role = fold(subject.role or "")
        return next((m for m in self._newest_first() if m.name is None and fold(m.role or "") == role), None)

    def _newest_first(self) -> Iterator[Member]:
        yield from self._recent
        yield from (member for member in reversed(self._members) if member not in self._recent)


def _complete(member: Member, subject: Subject, gender: Gender | None) -> None:
    is_fuller = member.name is None or len((subject.name or "").split()) > len(member.name.split())
    if subject.name and is_fuller and (member.name is None or member.kind == "person"):
        member.name = subject.name
    if subject.kind == "organization" and member.name and member.kind == "person" and not member.role:
        member.kind = "organization"
    member.role = member.role or subject.role
    member.org = member.org or subject.org
    member.gender = member.gender or gender
    if subject.alias:
        member.aliases.add(fold(subject.alias))


def _agrees(member: Member, gender: Gender | None, is_plural: bool) -> bool:
    if gender is None:
        return True
    if is_plural:
        return member.kind == "group"
    if member.kind == "group":
        return gender == "f"
    return member.gender is None or member.gender == gender


def _is_within(short: tuple[str, ...], full: tuple[str, ...]) -> bool:
    """Whether the words of `short` stand in `full`, next to each other, or as first and last."""
    if not short or len(short) >= len(full):
        return False
    if any(full[at : at + len(short)] == short for at in range(len(full) - len(short) + 1)):
        return True
    return len(short) == 2 and short == (full[0], full[-1])


def _is_same_body(short: tuple[str, ...], full: tuple[str, ...]) -> bool:
    """«الوزارة» for «وزارة العمل», «الائتلاف» for «الائتلاف الوطني»; not «وزارة العدل»."""
    if not short or not full or len(short) >= len(full):
        return False
    if short == full[: len(short)]:
        return len(short) > 1 or short[0].startswith("ال")
    if len(short) == 1 and short[0].startswith("ال"):
        return short[0].removeprefix("ال") == full[0] and full[0] in ORGANISATIONS
    return False


def _has_office(role: list[str], head: str, words: list[str]) -> bool:
    if not role or role[0].removeprefix("ال") != head:
        return False
    if len(words) == 1:
        return words[0].startswith("ال")
    return len({_bare(word) for word in words} & {_bare(word) for word in role}) * 2 > len(words)


def _bare(word: str) -> str:
    for prefix in ("لل", "ال", "بال", "ل"):
        if word.startswith(prefix) and len(word) > len(prefix) + 2:
            return word.removeprefix(prefix)
    return word
