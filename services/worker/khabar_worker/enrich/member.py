"""Somebody who speaks in an article, and when a name, an office or a verb can be his. Rules over folded words.

Not here: choosing among several (`cast.py`).
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from khabar.arabic.fold import fold
from khabar.arabic.speech.roles import ORGANISATIONS, ROLES
from khabar.arabic.speech.subject import Subject, SubjectKind
from khabar.arabic.speech.verbs import Gender
from khabar.arabic.speech.words import word_set
from khabar.findings import Speaker

_SHORTEST_STEM = 3  # letters
# The child's name follows: أم سامر، أبو سامر.
PARENTS = frozenset({"ام", "ابو", "ابا", "ابي"})
_OF_NOBODY = word_set("باسم بلسان وزارة مجلس شؤون عام رسمي هيئة")  # in an office, words that tell nobody apart
_OF_A_LAND = ("يا", "يه", "ا", "ي")  # روسيا، الروسية، فرنسا، الفرنسي


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
        return _words(self.name) if self.name else ()

    def speaker(self) -> Speaker:
        return Speaker(name=self.name, role=self.role, org=self.org, type=self.kind, entity_id=self.entity_id)


@functools.lru_cache(maxsize=512)
def _words(name: str) -> tuple[str, ...]:
    return tuple(fold(name).split())


def complete(member: Member, subject: Subject, gender: Gender | None) -> None:
    """Add to `member` what the subject tells of it."""
    is_fuller = member.name is None or len((subject.name or "").split()) > len(member.name.split())
    if subject.name and is_fuller and (member.name is None or member.kind == "person"):
        member.name = subject.name
    if subject.kind == "organization" and member.name and member.kind == "person" and not member.role:
        member.kind = "organization"
    member.role = member.role or subject.role
    member.issued_statement = member.issued_statement or subject.has_issued
    member.org = member.org or subject.org
    member.gender = member.gender or gender
    if subject.alias:
        member.aliases.add(fold(subject.alias))


def agrees(member: Member, gender: Gender | None, is_plural: bool) -> bool:
    """Whether a verb of this gender and number may be the member's."""
    if gender is None or (member.kind != "person" and member.issued_statement):
        return True  # «البيان» is he, «الوزارة» she
    if is_plural:
        return member.kind == "group"
    if member.kind == "group":
        return gender == "f"
    return member.gender is None or member.gender == gender


def is_within(short: tuple[str, ...], full: tuple[str, ...]) -> bool:
    """Whether the words of `short` stand in `full`, next to each other, or as first and last.

    The child in a parent's name is somebody else: «أم حسين» is not «حسين».
    """
    if full and full[0] in PARENTS and short and short[0] not in PARENTS:
        return short == full[2:] or is_within(short, full[2:])
    if not short or len(short) >= len(full):
        return False
    if any(full[at : at + len(short)] == short for at in range(len(full) - len(short) + 1)):
        return True
    return len(short) == 2 and short == (full[0], full[-1])


def is_same_body(short: tuple[str, ...], full: tuple[str, ...]) -> bool:
    """«الوزارة» for «وزارة العمل», «الائتلاف» for «الائتلاف الوطني»; not «وزارة العدل»."""
    if not short or not full or len(short) >= len(full):
        return False
    if short == full[: len(short)]:
        return len(short) > 1 or short[0].startswith("ال")
    if len(short) == 1 and short[0].startswith("ال"):
        return short[0].removeprefix("ال") == full[0] and full[0] in ORGANISATIONS
    return False


def has_office(role: list[str], words: list[str]) -> bool:
    """Whether one of the offices in `role` is one of those in `words`; «المخرج ورئيس المركز» are two."""
    if not role or (len(words) == 1 and not words[0].startswith("ال")):
        return False
    return any(_is_office(told, wanted) for told in _offices(role) for wanted in _offices(words))


def _offices(words: list[str]) -> Iterator[list[str]]:
    """The offices that a phrase tells, each from its bare first word on."""
    further = [at for at, word in enumerate(words) if at and word[0] == "و" and word[1:] in ROLES]
    for start, end in pairwise([0, *further, len(words)]):
        yield [words[start][start > 0 :].removeprefix("ال"), *words[start + 1 : end]]


def _is_office(role: list[str], words: list[str]) -> bool:
    """Whether one office is meant by the words of another; a single word means whoever has an office of the kind."""
    if words[0] != role[0]:
        return False
    told, wanted = ([_bare(word) for word in one if word not in _OF_NOBODY] for one in (role, words))
    shared = set(wanted) & set(told)
    differ = (set(wanted) - shared, set(told) - shared)
    # «وزير الدفاع الأمريكي» is neither «وزير الخارجية الأمريكي» nor «وزير الدفاع الكندي»
    is_other = all(differ) and (wanted[1:2] != told[1:2] or max(map(len, differ)) == 1)
    return len(words) == 1 or (len(shared) * 2 > len(wanted) and not is_other)


def shares_word(words: Iterable[str], role: Iterable[str]) -> bool:
    """Whether one of an adjective's words is told of an office: «الكندي» of «السفير في كندا»."""
    return not set(map(_bare, words)).isdisjoint(map(_bare, role))


def _bare(word: str) -> str:
    """Without article and preposition, a land and its people as one: «الأردني», «للأردن»."""
    for prefix in ("لل", "ال", "بال", "ل"):
        if word.startswith(prefix) and len(word) > len(prefix) + _SHORTEST_STEM - 1:
            word = word.removeprefix(prefix)
            break
    ending = next((end for end in _OF_A_LAND if word.endswith(end)), "")
    return word.removesuffix(ending) if len(word) - len(ending) >= _SHORTEST_STEM else word


def head_of(role: str) -> str:
    """The first word of an office, folded, without its article."""
    return fold(role).partition(" ")[0].removeprefix("ال")
