"""What was said, from its opener on, while one node is read. The part that all kinds of verbs share.

Not here: the verbs themselves (`clauses.py`).
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Literal

from khabar.arabic.speech.marks import Marked
from khabar.arabic.speech.nouns import is_circumstance
from khabar.arabic.speech.openers import Opener, Openers
from khabar.arabic.speech.particles import ALOUD, DENIES, FIRST_PERSON, LEADS, OBJECTS, RUMOURED, THAT, TURNS, WORDINGS
from khabar.arabic.speech.reading import Reading
from khabar.arabic.speech.speech import Speech, SpeechMethod, intro_start, venue_between
from khabar.arabic.speech.spoken import MarkedWords
from khabar.arabic.speech.subject import Subject
from khabar.arabic.speech.verbs import Cue

_SHORTEST_CLAUSE = 3
_ANNOUNCED = OBJECTS | WORDINGS
_PARAGRAPH = 150  # words; a longer node is a whole article, and a sentence in it goes on only in the first person
_TURN = 5  # words between a verb and its own colon or marks
_OPENING = 3  # words before the verb of a sentence that opens with somebody's turn


class Scan:
    """One pass over a node. `position` is the first word that belongs to no speech yet."""

    def __init__(self, reading: Reading, names: Collection[str]) -> None:
        self.r = reading
        self.f = reading.folded
        self.marked = MarkedWords(reading, names)
        self.openers = Openers(reading, self.marked)
        self.spoken_in = -1  # the start of the last sentence in which somebody spoke
        self.position = 0

    def content(self, index: int, cue: Cue, subject: Subject | None, opener: Opener, end: int) -> Speech | None:
        if opener.kind == "that" and opener.word + 1 < end and self.f[opener.word + 1] in THAT:
            opener = opener._replace(word=opener.word + 1)  # «على لينكد إن أنه»
        if opener.kind == "that" and self.openers.dangles(opener.word + 1):
            opener = Opener("dangling", opener.word + 1)  # «أن «… », and nothing closes it
        intro_end = self.openers.position(opener)
        venue = venue_between(self.r, index, opener.word)
        if opener.kind == "dangling" and self._holds_pairs(opener.word):
            last = self.openers.cut(opener.word, end)  # a mark was forgotten: nothing tells where the words end
            self.position = last
            stop = self.r.sentence_stop(last) if last == end else self.r.words[last - 1].end
            span = self._stretch(self.r.marks.dangling_open or 0, stop)
            return self.make(index, cue, subject, "quote_marks", [], venue=venue, opener=intro_end, spans=(span,))
        if opener.kind == "dangling":
            last = next((at for at, _ in self.r.sentences if at > opener.word and self._opens_speech(at)), len(self.f))
            self.position = last
            part = self._stretch(self.r.marks.dangling_open or 0, self.r.sentence_stop(last))
            runs_on: Literal["marks"] | None = "marks" if last == len(self.f) else None
            return self.make(
                index, cue, subject, "quote_marks", [], venue=venue, opener=intro_end, runs_on=runs_on, spans=(part,)
            )
        if opener.kind == "colon":
            return self._after_colon(index, cue, subject, opener, venue)
        cut = self.openers.cut(opener.word, end)
        adjacent = opener.mark or (self.r.mark_before(opener.word + 1) if opener.word + 1 < len(self.f) else None)
        if opener.mark is not None and not self._follows(index, subject, opener.word):
            adjacent = None
        marks = [] if self._is_denied(index, opener) else self.marked.among(opener.word, cut, adjacent=adjacent)
        self.position = max(cut, index + 1)
        if marks:
            marks += [mark for mark in self.marked.joined_to(marks[-1])[1:] if mark.open not in self.marked.used]
            self.marked.use(marks)
            self.position = max(self.position, self.r.at(marks[-1].close))
            return self.make(index, cue, subject, "quote_marks", marks, venue=venue, opener=intro_end)
        if (
            opener.kind != "that"
            or cut - opener.word < _SHORTEST_CLAUSE
            or cue.kind == "act"
            or (cue.kind == "participle" and cue.wary)
        ):
            return None
        part = self._clause(opener.word, cut, end)
        return self.make(index, cue, subject, "verb_anna", [], venue=venue, opener=intro_end, spans=(part,))

    def _holds_pairs(self, word: int) -> bool:
        """Whether pairs of marks follow a mark before `word` that nothing closes."""
        return any(self.r.at(mark.start) > word for mark in self.r.marks.pairs)

    def _is_denied(self, index: int, opener: Opener) -> bool:
        """«نافيا ما تردد عن وجود «…»»: whether marked words are those of a rumour."""
        between = self.f[index + 1 : opener.word]
        return opener.kind == "mark" and self.f[index] in DENIES and not RUMOURED.isdisjoint(between)

    def _follows(self, index: int, subject: Subject | None, word: int) -> bool:
        """Whether marked words before `word` are what was said, and not the name of what a noun before them means."""
        if self.r.has_colon(word) or self.r.breaks(word):
            return True
        first = subject.end if subject is not None and index < subject.end <= word else index + 1
        return (
            first >= word or is_circumstance(self.f[first]) or self.f[word - 1] in ALOUD or self.f[first] in _ANNOUNCED
        )

    def _after_colon(
        self, index: int, cue: Cue, subject: Subject | None, opener: Opener, venue: str | None
    ) -> Speech | None:
        """Unmarked speech behind a colon: up to the next sentence that is another's, or the writer's."""
        intro_end = self.openers.position(opener)
        if opener.word >= len(self.f):
            self.position = len(self.f)
            intro_end = len(self.r.text.rstrip())
            return self.make(index, cue, subject, "colon", [], venue=venue, opener=intro_end, runs_on="colon")
        is_article = len(self.f) > _PARAGRAPH
        last = len(self.f)
        for start, end in self.r.sentences:
            if start > opener.word and (
                self._opens_speech(start) or (is_article and not FIRST_PERSON.intersection(self.f[start:end]))
            ):
                last = start
                break
        turn = next((at for at in range(opener.word + 1, last) if self._takes_turn(at, last)), None)
        self.position = last if turn is None else turn
        stop = self.r.sentence_stop(last) if turn is None else self.r.words[turn - 1].end
        part = self._without_bracket(*self._stretch(self.r.words[opener.word].start, stop))
        return self.make(index, cue, subject, "colon", [], venue=venue, opener=intro_end, spans=(part,))

    def _without_bracket(self, start: int, end: int) -> tuple[int, int]:
        """«وقال فلان: (…).»: a stretch without the brackets round all of it, and with both where it goes on behind."""
        text = self.r.text
        close = text.find(")", start, end) if start and text[start - 1] == "(" else -1
        if close < 0 or "(" in text[start:close]:
            return start, end
        return (start - 1, end) if text[close + 1 : end].strip(" .،") else self._stretch(start, close)

    def _takes_turn(self, at: int, end: int) -> bool:
        """«…، وأضافت: «…»»: whether speech of its own follows word `at` at once, inside what a colon opened."""
        cue = self.r.cues[at]
        if cue is None or cue.kind != "say" or not cue.prefix or not self.r.breaks(at) or at in self.r.inside:
            return False
        opener = self.openers.find(at, end, _TURN)
        return opener is not None and opener.kind != "that"

    def _opens_speech(self, start: int) -> bool:
        """Whether a sentence begins with somebody's speaking: «وأضاف …», «من جهته، أكد …»."""
        at = start
        while at < len(self.f) and at < start + _OPENING and (self.f[at] in TURNS or self.f[at] in LEADS):
            at += 1
        found = self.r.cues[at] if at < len(self.f) else None
        return found is not None and found.kind in ("say", "act")

    def _clause(self, start: int, cut: int, end: int) -> tuple[int, int]:
        stop = self.r.sentence_stop(cut) if cut == end else self.r.words[cut - 1].end
        holding = self.r.inside.get(cut - 1)
        return self._stretch(self.r.words[start].start, max(stop, holding.close if holding else 0))

    def _stretch(self, start: int, end: int) -> tuple[int, int]:
        text = self.r.text
        while start < end and text[start].isspace():
            start += 1
        while end > start and (text[end - 1].isspace() or text[end - 1] in "،,؛;"):
            end -= 1
        return start, end

    def make(
        self,
        index: int,
        cue: Cue,
        subject: Subject | None,
        method: SpeechMethod,
        marks: list[Marked],
        *,
        venue: str | None = None,
        opener: int | None = None,
        runs_on: Literal["colon", "marks"] | None = None,
        spans: tuple[tuple[int, int], ...] = (),
        verb: int | None = None,
        certain: bool = True,
    ) -> Speech:
        parts = spans or tuple((mark.start, mark.end) for mark in marks)
        word = self.r.words[index]
        written = self.r.text[word.start : word.end]
        last = marks[-1].close if marks else (parts[-1][1] if parts else 0)
        rest = self.r.text[last:].strip(' .،,\u200f\n»”"')
        clause = min(self.position, index)
        return Speech(
            subject=subject,
            gender=cue.gender,
            is_plural=cue.plural,
            verb=None
            if cue.kind == "according" and verb is None
            else written[cue.prefix if cue.kind != "noun" else 0 :],
            method=method,
            parts=parts,
            intro=(self.r.words[clause].start if opener is None else intro_start(self.r, index), opener or word.end),
            venue=venue,
            runs_on=runs_on,
            ends_node=bool(parts) and not rest,
            is_certain=certain,
        )
