"""Whom an office means in an article: «الوزير» after «وزير المالية فلان», «المدرب», «الوزير السابق». Rules.

Not here: names and pronouns (`cast.py`), when two offices are one (`member.py`).
"""

from __future__ import annotations

from khabar.arabic.fold import fold
from khabar.arabic.speech.particles import OF_SOMEBODY
from khabar.arabic.speech.roles import ANYBODY, ROLES, SINCE_WHEN, TRADES, UNNAMED, WITHOUT_OFFICE
from khabar.arabic.speech.subject import Subject
from khabar.arabic.speech.verbs import Gender
from khabar_worker.enrich.member import Member, agrees, has_office, head_of, shares_word
from khabar_worker.enrich.stage import FARTHEST_PRONOUN, Stage


def by_office(stage: Stage, subject: Subject, gender: Gender | None) -> Member | None:
    """The one of this office: «الوزير» after «وزير المالية فلان»; a body told by its kind: «الشركة»."""
    words = fold(subject.role or "").split()
    if len(words) == 1 and (named := next((m for m in stage.newest_first() if words[0] in m.tokens[1:]), None)):
        return named  # an office that is also a family name: «قاضي»
    if not words or subject.kind == "group" or (words[0] in UNNAMED and words[0] not in ROLES):
        return _same_role(stage, subject)
    head = words[0].removeprefix("ال")
    known = _holder(stage, words, gender) or _entity_of_office(stage, words)
    if known is None and words[-1] in SINCE_WHEN:  # «الوزير السابق»: told so only of somebody who is known by now
        return next((m for m in stage.recent[:1] if m.kind == "person" and m.name and agrees(m, gender, False)), None)
    if known is not None or not words[0].startswith("ال"):
        return known
    if OF_SOMEBODY.isdisjoint(words) and (head in TRADES or "ال" + head not in ROLES):
        return _of_trade(stage, head, words, gender)
    only = _only_person(stage, gender) if len(words) == 1 else None
    is_other = head in WITHOUT_OFFICE and only is not None and head_of(only.role or head) not in WITHOUT_OFFICE
    return None if is_other else only


def _holder(stage: Stage, words: list[str], gender: Gender | None) -> Member | None:
    holders = (
        member
        for member in stage.newest_first()
        if member.kind == "person"
        and member.role
        and agrees(member, gender, False)
        and has_office(fold(member.role).split(), words)
    )
    return next(holders, None)


def _entity_of_office(stage: Stage, words: list[str]) -> Member | None:
    """A person whom the article names with this office, and who has not spoken yet."""
    spoken = {member.entity_id for member in stage.members}
    holders = [known for known in stage.people.holders(words) if known.entity.id not in spoken]
    return stage.introduce(holders[0]) if len(holders) == 1 else None


def _of_trade(stage: Stage, head: str, words: list[str], gender: Gender | None) -> Member | None:
    """«الفاعل النقابي», «المدرب الألماني»: a word for somebody met before, when it fits what is known of him."""
    people = [m for m in stage.newest_first() if m.kind == "person" and m.name and agrees(m, gender, False)]
    recent = [member for member in stage.recent[:FARTHEST_PRONOUN] if member in people]
    same = [m for m in people if m.role and head_of(m.role) == head]
    if len(same) == 1:
        return same[0]
    if not people and (named := stage.people.of_trade(head)):
        return stage.introduce(named[0])
    if head in ANYBODY or head not in TRADES:
        return next(iter(recent), None) or _only_person(stage, gender)
    fitting = (
        m for m in recent if not m.role or head_of(m.role) in ANYBODY or shares_word(words[1:], fold(m.role).split())
    )
    return next(fitting, None) or _only_person(stage, gender)


def _only_person(stage: Stage, gender: Gender | None) -> Member | None:
    """The only person named so far, when his office is not known or he spoke last: «اللاعب»."""
    people = [member for member in stage.members if member.kind == "person" and member.name]
    if len(people) != 1 or not agrees(people[0], gender, False):
        return None
    return people[0] if not people[0].role or stage.recent[:1] == people else None


def _same_role(stage: Stage, subject: Subject) -> Member | None:
    role = fold(subject.role or "")
    return next((m for m in stage.newest_first() if m.name is None and fold(m.role or "") == role), None)
