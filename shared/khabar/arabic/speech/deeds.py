"""Verbs of what somebody did in speaking: «دعا إلى «…»», «أكده الوزير». Over one node.

Not here: verbs that take a statement (`clauses.py`), and speakers told beside the words (`asides.py`).
"""

from __future__ import annotations

from khabar.arabic.speech.asides import Asides
from khabar.arabic.speech.marks import Marked
from khabar.arabic.speech.openers import SHORT_NAME
from khabar.arabic.speech.particles import DESCRIBES, FUNCTION, PUBLISHES, RELATIVE, THAT
from khabar.arabic.speech.roles import TEXTS
from khabar.arabic.speech.speech import Speech
from khabar.arabic.speech.stops import VENUES
from khabar.arabic.speech.subject import Subject
from khabar.arabic.speech.subjects import read_subject, subject_before, subject_of_relative
from khabar.arabic.speech.verbs import Cue


class Deeds(Asides):
    """The part of the pass that reads verbs of which only marked words behind them are speech."""

    def _marked_subject(self, index: int, end: int) -> Subject | None:
        """«نشرت "سنتكوم" بيانا أكدت فيه أن …»: a marked name right behind its verb."""
        mark = self.r.mark_before(index + 1) if index + 1 < end else None
        if (
            mark is None
            or self.marked.word_count(mark) > SHORT_NAME
            or not self.marked.is_uncommon(mark)
            or not self.openers.is_name(mark, index, index + 1, end)
        ):
            return None
        return Subject(self.r.text[mark.start : mark.end], None, "person", self.r.at(mark.end))

    def done(self, index: int, cue: Cue, end: int) -> Speech | None:
        subject = None
        if index > self.position and self.f[index - 1] in RELATIVE:
            subject = subject_of_relative(self.r, index - 1)
        elif index > self.position and cue.prefix == 0:
            subject = subject_before(self.r, self.position, index)
        if subject is None or not subject.is_sure:
            stop = self.openers.subject_stop(index, end)
            behind = self._marked_subject(index, end) or read_subject(self.r, index + 1, stop, is_tight=False)
            subject = behind or subject
        if cue.kind == "object" and subject is None:
            return None
        first = subject.end if subject is not None and index < subject.end < end else index + 1
        cut = self.openers.cut(first, self._clause_end(index, end))
        marks = [
            mark
            for mark in self.marked.among(first, cut, adjacent=None)
            if self.marked.word_count(mark) > SHORT_NAME
            or (self.marked.ends_clause(mark) and self.f[self.r.at(mark.start) - 1] in FUNCTION)
            or self.marked.is_named_by_verb(mark)
            or self.marked.is_clause(mark)
        ]
        if self.f[index] in PUBLISHES and not self._is_paper(first, marks):
            marks = []
        if not marks and self.f[index] in DESCRIBES:
            marks = [mark for mark in self.marked.between(first, cut) if self._describes(mark)]
        is_sure = subject is not None and subject.is_sure
        if not marks and is_sure and self.openers.announces_list(index, end):
            self.position = end
            return self.make(index, cue, subject, "colon", [], opener=len(self.r.text.rstrip()), runs_on="colon")
        if not marks:
            return self.make(index, cue, subject, "verb_anna", []) if is_sure else None
        self.marked.use(marks)
        self.position = cut
        is_told = self.f[self.r.at(marks[0].start) - 1] in THAT  # «اتهم زعيم الحزب الحكومة بأنها «…»»
        return self.make(index, cue, subject, "quote_marks", marks, certain=is_told and is_sure)

    def _is_paper(self, first: int, marks: list[Marked]) -> bool:
        """«أصدرت الوزارة بيانا …: «…»», not «أصدرت الدار كتابا، عبارة عن «…»»: whether what was published speaks."""
        words = self.f[first : self.r.at(marks[0].start)] if marks else ()
        papers = (word.removesuffix("ا") for word in words)
        return not words or any(word in TEXTS or word in VENUES for word in papers)

    def _clause_end(self, index: int, end: int) -> int:
        """«الرسالة التي وجهت باسم «…»، دعت إلى»: where a relative clause ends and the main verb follows."""
        if self.f[index - 1] not in RELATIVE:
            return end
        verbs = ((at, self.r.cues[at]) for at in range(index + 1, end) if self.r.breaks(at))
        return next((at for at, cue in verbs if cue is not None and cue.kind in ("say", "act") and not cue.prefix), end)

    def _describes(self, mark: Marked) -> bool:
        """«وصف القرار بـ«المتسرع»»: what somebody calls a thing, one word or more."""
        first = self.r.at(mark.start)
        before = self.f[max(0, first - 2) : first]
        return any(word.startswith("ب") for word in before) or before[-1].removeprefix("و") in THAT
