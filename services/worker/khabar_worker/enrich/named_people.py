"""People whom an article names, with their offices. Not here: who of them speaks (`cast.py`), finding people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from khabar.arabic.fold import fold
from khabar.arabic.speech.roles import HONORIFICS, MEN, MEN_AND_WOMEN, MEN_IN_TEH, ROLES, TITLES, WOMEN
from khabar.arabic.speech.verbs import Gender
from khabar.arabic.speech.words import word_set
from khabar.findings import Entity
from khabar_worker.enrich.member import has_office, is_within

_TOPIC = 4  # mentions
# Men's first names with the ending of a woman's.
_NAMES_IN_TEH = word_set(
    """أسامة حمزة طلحة عبيدة معاوية قتيبة خليفة حذيفة عطية عقبة عروة جمعة شحاتة سلامة رفاعة خزيمة عكرمة ربيعة حنظلة
    مسلمة سراقة قتادة ميسرة عبادة جبارة دحية حمادة عرفة عطوة علاوة حميدة بركة شحادة حارثة ثعلبة جنادة نعمة أمية عنترة"""
)


class NamedPerson(NamedTuple):
    """A person among the article's entities: the folded words of the name, and the office where the text tells one."""

    entity: Entity
    words: tuple[str, ...]
    office: str | None

    @property
    def is_woman(self) -> bool:
        """Whether her office, or else her first name before another, has a woman's ending: «الوزيرة», «فاطمة».

        «أسامة», «عبدالله» and «سماحة المفتي» only look like it.
        """
        if self.office:
            head = fold(self.office).partition(" ")[0]
            is_office = head in ROLES or head in TITLES
            return is_office and head.endswith("ه") and head.removeprefix("ال") not in MEN_IN_TEH
        first = self.entity.name.partition(" ")[0]
        return self.words[0] in WOMEN or (len(self.words) > 1 and first.endswith("ة") and not self._has_mans_name)

    @property
    def is_man(self) -> bool:
        """Whether the first name is a man's; an office tells it of nobody: «عضو المجلس فلانة»."""
        return self._has_mans_name and not self.is_woman

    @property
    def _has_mans_name(self) -> bool:
        first = self.words[0]
        return (first in MEN and first not in MEN_AND_WOMEN) or first in _NAMES_IN_TEH or first.startswith("عبدال")

    def may_say(self, gender: Gender | None) -> bool:
        """Whether a verb of this gender can be the person's, as far as the name tells."""
        return not (self.is_man if gender == "f" else gender == "m" and self.is_woman)


class People:
    """The people of one article, in the order of its entities."""

    def __init__(self, entities: Iterable[Entity], offices: Mapping[str, str]) -> None:
        """`offices`: folded name → office, of people whose entity has none."""
        self._people = [_named(entity, offices) for entity in entities if entity.type == "person"]

    def topic(self) -> NamedPerson | None:
        """The one whom the article is about: named again and again, and far more often than anybody else."""
        counted = sorted(self._people, key=lambda person: -len(person.entity.mentions))
        most, next_most = ([len(person.entity.mentions) for person in counted] + [0, 0])[:2]
        return counted[0] if most >= _TOPIC and most > 2 * next_most else None

    def only(self) -> NamedPerson | None:
        """The one person named, if no other is."""
        return self._people[0] if len(self._people) == 1 else None

    def with_words(self, short: tuple[str, ...]) -> list[NamedPerson]:
        """Those whose full name holds the words of a shorter one."""
        return [person for person in self._people if is_within(short, person.words)]

    def honoured(self, honour: str) -> list[NamedPerson]:
        """Those whose role, as the text has it, holds the honour."""
        return [person for person in self._people if honour in fold(person.entity.role or "")]

    def of_trade(self, head: str) -> list[NamedPerson]:
        """Those whose office tells the trade and more: «مدرب» of «مدرب الاتحاد»; a title alone tells nobody apart."""
        offices = ((person, fold(person.office or "").split()) for person in self._people)
        return [person for person, office in offices if len(office) > 1 and office[0].removeprefix("ال") == head]

    def holders(self, words: list[str]) -> list[NamedPerson]:
        """Those whose office is that of `words`."""
        return [person for person in self._people if person.office and has_office(fold(person.office).split(), words)]


def _named(entity: Entity, offices: Mapping[str, str]) -> NamedPerson:
    folded = fold(entity.name)
    is_office = entity.role and not _is_to_somebody(entity.role) and not _is_honour(entity.role)
    names = (folded, *(fold(alias.text) for alias in entity.aliases))
    told = next((offices[name] for name in names if name in offices), None) or _title(entity, folded)
    return NamedPerson(entity, tuple(folded.split()), entity.role if is_office else told)


def _title(entity: Entity, name: str) -> str | None:
    """The title with which the text has a known name: «الملك» of «الملك فلان»."""
    titled = (alias.text for alias in entity.aliases if fold(alias.text).endswith(f" {name}"))
    return next((text.partition(" ")[0] for text in titled if fold(text).partition(" ")[0] in TITLES), None)


def _is_to_somebody(role: str) -> bool:
    """«أعرب الملك للشيخ فلان»: an office and to whom its holder spoke, not the office of the one named behind it."""
    words = fold(role).split()
    return len(words) > 1 and words[0].startswith("ال") and words[-1].startswith("لل") and "ا" + words[-1][1:] in TITLES


def _is_honour(role: str) -> bool:
    """«معالي الدكتور»: whether nothing in a role tells an office."""
    return all(word in HONORIFICS or (word in TITLES and word not in ROLES) for word in fold(role).split())
