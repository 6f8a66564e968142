"""An office in a noun phrase, and the name of whoever holds it: behind it, set off by commas, or before it.

Not here: phrases that begin with anything else (`speaker.py`).
"""

from __future__ import annotations

from khabar.arabic.speech.nouns import hangs_on, has_prefix, has_pronoun, is_circumstance, is_group, is_no_adjective
from khabar.arabic.speech.particles import OF_SOMEBODY, THAT
from khabar.arabic.speech.phrase import LONGEST_NAME, Phrase
from khabar.arabic.speech.reading import Reading
from khabar.arabic.speech.roles import HONORIFICS, OFFICES_OF_THEIRS, ORGANISATIONS, ROLES, SAME, TITLES, is_given
from khabar.arabic.speech.stops import LINKS, NAMERS, OUTLETS
from khabar.arabic.speech.subject import Subject
from khabar.arabic.speech.words import word_set

_LONGEST_ROLE, _MARKED_NAME, _APPOSED, _FARTHEST_HOLDER, _BRACKETED = 16, 4, 4, 12, 4  # words
_SONS = word_set("بن ابن آل بنت")
_DIRECTIONS = word_set("جنوب شمال شرق غرب وسط جنوبي شمالي شرقي غربي")
_FORMERLY = word_set("سابقا حاليا")  # «لاعب الفريق سابقا الأستاذ فلان»
CALLED = word_set("يدعى تدعى اسمه اسمها يسمى تسمى", joined=True)  # «شاهد يدعى فلان»
WHO_IS = word_set("وهو وهي هو هي")
_COURTESIES = word_set("سي للا لالة مولاي")  # «أمين المخزن سي الحسين»; no titles where a phrase begins: «سي إن إن»


class OfficePhrase(Phrase):
    """A phrase as far as it tells an office."""

    def office(self, start: int, end: int) -> Subject:
        """An office, and its holder's name where one follows."""
        role_end, name_start = self._parted(start, end)
        if name_start == end and role_end < end and (holder := self._holder_at_end(role_end, end)):
            role_end, name_start = self._without_rank(start, holder), holder
        last = self.name_end(name_start, end)
        role, org = self.text(start, role_end), self.org_in(start, role_end)
        if last > name_start:
            return Subject(self.text(name_start, last), role, "person", last, org=org, is_whole=last == end)
        if role_end == start + 1 and is_given(self.word(start)):
            return Subject(role, None, "person", role_end, is_sure=False, is_whole=role_end == end)
        if role_end == end and (apposed := self._apposed_name(end)):
            name, behind = apposed
            return Subject(name, role, "person", behind, org=org)
        if self.reading.people.get(end, 0) and end < self.stop and "،" in self.reading.gap(end):
            last = min(self.reading.people[end], self.stop)
            return Subject(self.text(end, last), self.text(start, end), "person", last, org=org)
        if role_end == end and role_end > start + 1 and (named := self._marked_name(end)):
            name, behind = named
            return Subject(name, role, "person", behind, org=org)
        return Subject(None, role, "person", role_end, org=org, is_whole=self.is_closed(role_end, end))

    def _parted(self, start: int, end: int) -> tuple[int, int]:
        """Where an office ends and its holder's name begins; the name begins at `end` when there is none."""
        index, name_start = start + 1, end
        is_definite = self.is_definite(start)
        while index < end and index - start < _LONGEST_ROLE:
            word = self.word(index)
            if word.startswith("لل") and "ا" + word[1:] in TITLES:
                break  # «أعرب ملك … للشيخ فلان»
            if word in _FORMERLY and index + 1 < end and self.begins_name(index + 1, word):
                index += 1
                continue
            if word in SAME or self.is_second_noun(index) or (self.parts(index) and not self.links(start, index, end)):
                break
            is_several = self.is_definite(index) and is_group(word) and not word.endswith(("ين", "ون"))
            if is_definite and (
                is_several or has_pronoun(self.reading, index) or (has_prefix(word, "ب") and not hangs_on(word))
            ):
                break  # «وعد رئيس الوزراء النواب»
            if self.parts(index):
                is_definite, index = False, index + 1
                continue
            mark = self.reading.mark_before(index)
            if mark and index > start + 1 and not is_given(word):
                index, is_definite = max(index + 1, self.reading.at(mark.close)), True
                continue
            is_open = is_definite and self.is_bare(index) and not self.is_of(index, end)
            if self.begins_name(index, self.folded[index - 1]) or (is_open and self.fits_name(index, end)):
                name_start = index
                break
            if is_open and not self.is_tight:
                break
            is_definite = self.is_definite(index) and not word.startswith("و")
            index += 1
        role_end = self._without_rank(start, index)
        if name_start < end and self.word(name_start) in _SONS and name_start - 1 > start:
            name_start -= 1
            role_end = min(role_end, name_start)
        while name_start < end and self.word(name_start) in TITLES:
            name_start += 1
        return role_end, name_start

    def _holder_at_end(self, index: int, end: int) -> int | None:
        """Where a name that the article knows closes the phrase: «مدير فرع الهيئة بمنطقة الضفاف فلان الفلاني»."""
        if not self.is_tight:
            return None
        for at in range(index, min(end, index + _FARTHEST_HOLDER)):
            cue = self.reading.cues[at]
            word = self.word(at)
            is_aside = is_circumstance(word) and word not in LINKS  # «شيخ المعهد خلال لقاء الرئيس فلان»
            if word in THAT or word in OF_SOMEBODY or is_aside or (cue is not None and not cue.wary):
                return None
            last = self.reading.people.get(at, 0)
            if last >= end or (last and is_circumstance(self.folded[last])):
                return None if at == index or self.folded[at - 1] in LINKS else at
        return None

    def _without_rank(self, start: int, end: int) -> int:
        """The office's end without the rank that leads to its holder's name: «مدير الإدارة بالوزارة اللواء …»."""
        while end - 1 > start and (
            self.word(end - 1) in _COURTESIES or (self.word(end - 1) in TITLES and self.word(end - 2) not in ROLES)
        ):
            end -= 1
        return end

    def role_behind(self, index: int, end: int) -> tuple[str | None, str | None, int]:
        """An office behind a name, with or without a comma: (role, organisation, the word behind)."""
        start = index
        is_object = index < self.stop and self.folded[index] in OFFICES_OF_THEIRS and not self.reading.breaks(index)
        if is_object:  # «أبلغ فلان سفيرها أن»
            return None, None, index
        if index == end and index < self.stop and "،" in self.reading.gap(index) + "،":
            end = self.segment_end(index)
            if self.folded[start] in WHO_IS:
                start += 1
        if start >= end or self.word(start) not in ROLES or is_circumstance(self.word(start)):
            return None, None, index
        last = start + 1
        while last < end and last - start < _LONGEST_ROLE:
            if self.parts(last) and not self.links(start, last, end):
                break
            if not self.is_tight and (
                (self.is_definite(last - 1) and self.is_bare(last) and not self.is_of(last, end))
                or (has_prefix(self.word(last)) and not hangs_on(self.word(last)))
            ):
                break
            last += 1
        return self.text(start, last), self.org_in(start, last), last

    def _apposed_name(self, index: int) -> tuple[str, int] | None:
        """A name set off behind an office: «الباحث في …، أحمد سلطان، …», «المتحدث باسم الوزارة (الركن) سامر …»."""
        if index >= self.stop or self.folded[index] in OF_SOMEBODY:
            return None  # «أعرب السفير، باسم بلاده، عن»
        gap = self.reading.gap(index)
        if "(" in gap:
            closed = (at for at in range(index + 1, min(self.stop, index + _BRACKETED)) if ")" in self.reading.gap(at))
            index = next(closed, self.stop)
        if index == self.stop or not set(gap.strip()) & set("،,-–("):
            return None
        if self.folded[index] in CALLED and index + 1 < self.stop:
            index += 1  # «زوجة المجني عليه، وتدعى فلانة»
        if self.folded[index] in WHO_IS:
            return self._who_is(index + 1)
        if self.folded[index] in ROLES and self.folded[index] not in TITLES:
            index = self.segment_end(index)  # «الوزير المنتدب، الناطق باسم الحكومة، فلان»
        if index < self.stop and self.folded[index] in _DIRECTIONS:
            index = self.segment_end(index)  # «مسؤول في …، جنوب البلاد، فلان»
        while index < self.stop and (
            self.word(index) in TITLES or self.word(index) in HONORIFICS or self._is_nation(index)
        ):
            index += 1
        end = self.segment_end(index) if index < self.stop else index
        last = self.name_end(index, end) if index < end else index
        if last < end < self.stop and end - index <= _APPOSED and not any(map(self.parts, range(index, end))):
            last = end  # between two commas a name is whole: «الناشطة …، فلانة الفلانية، …»
        first = self.folded[index] if index < end else ""
        if (
            last == index
            or first in ROLES
            or self.reading.cues[index] is not None
            or (index not in self.reading.people and has_prefix(first))
            or (first in ORGANISATIONS and not is_given(first))
            or last - index >= LONGEST_NAME
        ):
            return None
        if last < end and not is_circumstance(self.folded[last]) and self.reading.cues[last] is None:
            return None
        return self.text(index, last), last

    def _who_is(self, index: int) -> tuple[str, int] | None:
        """The name in a clause that tells who somebody is: «المسؤول، وهو نائب المنسق فلان، …»."""
        end = self.segment_end(index) if index < self.stop else index
        if end >= self.stop or self.folded[index] not in ROLES:
            return None
        first = next((at for at in range(index + 1, end) if at in self.reading.people), end)
        behind = min(self.reading.people.get(first, first), end)
        return (self.text(first, behind), end) if first < behind == end else None

    def _is_nation(self, index: int) -> bool:
        """«البرتغالي جواو فيريرا»: whether the word is an adjective right before a name that the article knows."""
        return self.is_definite(index) and self.word(index).endswith(("ي", "يه")) and index + 1 in self.reading.people

    def _marked_name(self, index: int) -> tuple[str, int] | None:
        """The holder's name in marks behind his office: «مدير المكتب "فلان الفلاني"»."""
        mark = self.reading.mark_before(index)
        if mark is None or self.reading.breaks(index):
            return None
        last, before = self.reading.at(mark.end), self.word(index - 1)
        leads_to_title = before in NAMERS or before in ORGANISATIONS or before in OUTLETS
        if leads_to_title or not self.is_definite(index - 1) or not 1 < last - index <= _MARKED_NAME:
            return None
        return self.reading.text[mark.start : mark.end], last

    def is_closed(self, index: int, end: int) -> bool:
        """Whether the phrase that ends before word `index` is whole: speech, a circumstance or an object follows."""
        if index >= end or self.folded[index] in THAT or is_circumstance(self.folded[index]):
            return True
        return self.is_definite(index - 1) and is_no_adjective(self.folded[index])


def office_behind(reading: Reading, start: int, end: int) -> str | None:
    """The office told right behind a name in words `start`..`end`: «فلان مدير المركز»، «فلان، مدير المركز»."""
    if end >= len(reading.folded) or reading.folded[end] not in ROLES:
        return None
    phrase = OfficePhrase(reading, start, len(reading.folded), False, 0)
    return phrase.role_behind(end, phrase.segment_end(end))[0]
