"""Speakers told beside the words, not by a verb of speech: «بحسب فلان»، «ما وصفه بـ«…»»، «عن فلان قوله». Over one node.

Not here: verbs (`clauses.py`).
"""

from __future__ import annotations

from khabar.arabic.speech.nouns import is_definite
from khabar.arabic.speech.openers import SHORT_NAME
from khabar.arabic.speech.particles import FROM, OF, REPORTS, SAYINGS, THAT, THEN, WHATEVER
from khabar.arabic.speech.roles import ORGANISATIONS, ROLES, TITLES
from khabar.arabic.speech.scan import Scan
from khabar.arabic.speech.speech import Speech
from khabar.arabic.speech.subjects import main_subject, read_subject
from khabar.arabic.speech.verbs import OWN_WORDS, SAYING_OF, Cue, Gender, cue_without_object
from khabar.arabic.speech.words import word_set

_NOBODY = word_set("الحاجة الضرورة الطلب الظروف الإمكان الأصول")  # «حسب الحاجة»
_FROM_HIM = word_set("عنه عنها")
_NEAR_HIM = word_set("زوار مقربون مقربين أوساط مصادر مصدر أصدقاء نواب")  # «نقل زوار فلان عنه قوله»
_NEAR = word_set("مقرب مقربة مقربون مقربين قريبة من إلى")
_HEAD = 12  # words before the colon of «فلان: «…»»
_REACH = 7  # words between «قوله» or «وصفه» and what was said


class Asides(Scan):
    """The part of the pass that reads nouns and words for «according to»."""

    def reported(self, index: int, cue: Cue, start: int, end: int) -> Speech | None:
        """«نقلت … عن فلان قوله إن», «بقوله: …»."""
        opener = self.openers.find(index, end, _REACH)
        if opener is None:
            return None
        if self.f[index] in SAYING_OF:
            subject = read_subject(self.r, index + 1, opener.word, is_tight=True)
            return self.content(index, cue, subject, opener, end) if subject is not None and subject.is_sure else None
        if cue.wary:
            stop = self.openers.before_preposition(index, opener.word)
            subject = read_subject(self.r, index + 1, stop, is_tight=True) if opener.kind == "that" else None
            is_whose = subject is not None and subject.is_sure and subject.end == stop > index + 1
            return self.content(index, cue, subject, opener, end) if is_whose else None
        subject = None
        for at in range(index - 1, max(start, index - 20) - 1, -1):
            if self.f[at] == FROM and not REPORTS.isdisjoint(self.f[start:at]):
                subject = read_subject(self.r, at + 1, index, is_tight=True)
                if subject is None:
                    return None
                break
        else:
            if (holder := self._of_whom(index, start)) is not None:
                subject = read_subject(self.r, holder, index - 1, is_tight=True)
            elif self.spoken_in != start:
                subject = main_subject(self.r, start, index)
        return self.content(index, cue, subject, opener, end)

    def _of_whom(self, index: int, start: int) -> int | None:
        """Where the name begins in «ونقل زوار فلان عنه قوله»; None where others hand on words of who spoke before."""
        if self.f[index - 1] not in _FROM_HIM:
            return None
        told = (at for at in range(start, index - 2) if self.f[at] in REPORTS and self.f[at + 1] in _NEAR_HIM)
        verb = next(told, index)
        name = next((at for at in range(verb + 2, index) if self.r.people.get(at) == index - 1), index)
        is_near = all(self._is_of_holder(at, verb + 2) for at in range(verb + 2, name))
        return name if name < index and is_near else None  # not «ونقل نواب التقوا فلانا بحضور علان عنه»

    def _is_of_holder(self, at: int, first: int) -> bool:
        """Whether a word before the name belongs to its title or office: «زوار رئيس البرلمان فلان»."""
        word, previous = self.f[at], self.f[at - 1]
        if word in TITLES or word in ROLES or word in _NEAR:
            return True
        is_of_office = at > first and (previous in ROLES or previous in ORGANISATIONS)
        return is_of_office and (word in ORGANISATIONS or is_definite(word))

    def headed(self, start: int, end: int) -> Speech | None:
        """«فلان: «…»»: a sentence that is a name or an office, a colon and marked words."""
        if self.r.cues[start]:
            return None
        for at in range(start + 1, min(end, start + _HEAD)):
            mark = self.r.mark_before(at)
            if mark is None:
                if self.r.cues[at] or self.r.has_colon(at):
                    return None
                continue
            if not self.r.has_colon(at) or start in self.r.inside:
                return None
            subject = read_subject(self.r, start, at, is_tight=True)
            if (
                subject is None
                or not (subject.is_sure and subject.end == at)
                or self.marked.word_count(mark) <= SHORT_NAME
            ):
                return None
            marks = self.marked.joined_to(mark)
            self.marked.use(marks)
            self.position = self.r.at(marks[-1].close)
            return self.make(start, Cue("according"), subject, "quote_marks", marks)
        return None

    def described(self, index: int, cue: Cue, start: int, end: int) -> Speech | None:
        """«ما وصفه بـ«…»», «وصفه الوزير بأنه «…»», «اعتبره فلان، مدير المركز، «…»»."""
        holder = read_subject(self.r, index + 1, end, is_tight=False) if index + 1 in self.r.people else None
        first = holder.end if holder is not None and holder.role and holder.end < end else index + 1
        for at in range(first, min(end, first + _REACH - 1) + 1):
            mark = self.r.mark_before(at) if at < len(self.f) else None
            if mark is not None:
                break
            if at < end and (self.r.breaks(at) or self.r.cues[at]):
                return None
        else:
            return None
        is_named = self.marked.is_known_name(mark) or self.r.at(mark.start) in self.r.others
        is_one = self.marked.word_count(mark) < 2  # «ما سمته «إقصاء»», but not «وصفها «كارثة»»
        if mark.open in self.marked.used or is_named or (is_one and self.f[index - 1] not in WHATEVER):
            return None
        stop = at - 1 if at - 1 > index and (self.f[at - 1] in THAT or self.f[at - 1] in ("ب", "انه", "بانه")) else at
        subject = read_subject(self.r, index + 1, stop, is_tight=True) if stop > index + 1 else None
        if first > index + 1:
            subject = holder
        if subject is None and self.spoken_in != start:
            subject = main_subject(self.r, start, index)
        marks = self.marked.joined_to(mark)
        self.marked.use(marks)
        self.position = max(self.position, self.r.at(marks[-1].close))
        return self.make(index, cue, subject, "quote_marks", marks, certain=False)

    def according(self, index: int, cue: Cue, start: int, end: int) -> Speech | None:
        """«…»، بحسب فلان; «وبحسب فلان فإن «…»»; «وفق ما أفاد به فلان»; «على حد قول فلان», «وفق تعبيره»."""
        if index + 1 < end and (gender := OWN_WORDS.get(self.f[index + 1])):
            return self._in_own_words(index, gender)
        if gender := OWN_WORDS.get(self.f[index].removeprefix("ب")):
            return self._in_own_words(index - 1, gender)  # «…»، بتعبيره
        at, verb = self._behind_according(index, end)
        strip = 0
        if at >= end or self.f[at] in _NOBODY:
            return None
        if (
            verb is None
            and self.f[index].endswith(("وفقا", "طبقا"))
            and self.f[at].startswith("ل")
            and self.f[at - 1] != "ل"
        ):
            strip = 1
        stop = next((k for k in range(at, end) if self.f[k] in THAT or self.f[k] in THEN or self.r.mark_before(k)), end)
        is_tight = stop == end or self.r.mark_before(stop) is None
        subject = read_subject(self.r, at, stop, is_tight=is_tight, strip=strip)
        if subject is None:
            return None
        gender_cue = (cue_without_object(self.f[verb]) if verb is not None else None) or cue
        behind = [m for m in self.marked.between(self.position, index) if m.open not in self.marked.used]
        marks = [
            m
            for m in behind
            if self.marked.is_speech(m, adjacent=False)
            and (self.marked.word_count(m) > SHORT_NAME or self.r.at(m.close) == index)
        ]
        follows = subject.end < end and self.r.mark_before(subject.end) is not None  # «التي -وفقا لفلان- «…»»
        if not marks and (follows or index - self.position <= 2):
            cut = self.openers.cut(at, end)
            marks = [] if self._is_told_by_verb(subject.end, cut) else self.marked.among(at, cut, adjacent=None)
            self.position = cut if marks else max(self.position, subject.end)
        else:
            self.position = max(self.position, subject.end)
        if not marks and not subject.is_sure:
            return None
        self.marked.use(marks)
        return self.make(verb if verb is not None else index, gender_cue, subject, "quote_marks", marks, verb=verb)

    def _behind_according(self, index: int, end: int) -> tuple[int, int | None]:
        """Where the speaker begins, and the verb before him: «وفق ما أفاد به فلان»."""
        at, verb = index + 1, None
        for words in (SAYINGS, WHATEVER):
            at += at < end and self.f[at] in words
        if (
            at < end
            and (found := cue_without_object(self.f[at]))
            and found.kind in ("say", "act", "describe", "object")
        ):
            verb, at = at, at + 1
        while at < end and self.f[at] in (OF, FROM, "عنه", "لـ", "ل"):
            at += 1
        return at, verb

    def _in_own_words(self, index: int, gender: Gender) -> Speech | None:
        """«…»، على حد تعبيره: marked words that were given to nobody are whoever spoke last's."""
        marks = [
            mark
            for mark in self.marked.between(self.position, index)
            if mark.open not in self.marked.used and self.marked.is_speech(mark, adjacent=False)
        ]
        if not marks:
            return None
        self.marked.use(marks)
        self.position = index + 2
        return self.make(index, Cue("according", gender), None, "quote_marks", marks)

    def _is_told_by_verb(self, start: int, end: int) -> bool:
        """«ووفق التقرير، فإن الوزير قال إن «…»»: whether a verb of speech stands before the first marked words."""
        for at in range(start, end):
            if self.r.mark_before(at):
                return False
            cue = self.r.cues[at]
            if cue is not None and cue.kind == "say" and not cue.wary:
                return True
        return False
