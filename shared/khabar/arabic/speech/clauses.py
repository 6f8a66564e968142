"""Speech in one node: each word that opens it, its subject as written, and exactly which words were said.

Not here: who the subject is in the article, and what goes on over several nodes (`khabar_worker/enrich/quotes.py`).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterator

from khabar.arabic.speech.deeds import Deeds
from khabar.arabic.speech.marks import Marked
from khabar.arabic.speech.nouns import is_circumstance, is_definite, speaks
from khabar.arabic.speech.openers import PARTICIPLE_REACH, SHORT_NAME, Opener
from khabar.arabic.speech.particles import (
    ALOUD,
    AUXILIARIES,
    ELSEWHERE,
    FROM,
    HE,
    IMPERSONAL,
    IN_IT,
    ONLY_THAT,
    RELATIVE,
    REPORTS,
    STANDS_IN,
    THESE_WORDS,
    THUS,
    TO,
    TURNS,
    comes,
    comes_in,
)
from khabar.arabic.speech.reading import Reading
from khabar.arabic.speech.roles import TEXTS
from khabar.arabic.speech.sources import gender_of, is_outlet, may_be_source
from khabar.arabic.speech.speech import Speech
from khabar.arabic.speech.standing import is_this_what, stands_as_verb
from khabar.arabic.speech.stops import VENUES
from khabar.arabic.speech.subject import Subject
from khabar.arabic.speech.subjects import (
    has_subject,
    issuer_before,
    main_subject,
    maker_before,
    read_subject,
    subject_before,
    subject_behind_from,
    subject_of_relative,
)
from khabar.arabic.speech.verbs import Cue

_FARTHEST_OPENER = 45  # words between a verb and what was said: office, name, occasion and outlet fit in
_FARTHEST_PRONOUN = 16  # words between a verb without a subject and what was said: «وأكد في تصريح لصحيفة … أن»
_FARTHEST_THAT = 12  # words without a comma between a subject and its أن
_FARTHEST_WARY = 4  # the same for a verb that may be another word
_AFTER = ("نقلا", FROM)


def find_speech(reading: Reading, names: Collection[str] = ()) -> tuple[Speech, ...]:
    """Everything said in a node, in order of the words that open it. `names`: folded marked words that are names."""
    found: list[Speech] = []
    scan = _Verbs(reading, names)
    for start, end in reading.sentences:
        found += scan.sentence(start, end)
    return tuple(found)


class _Verbs(Deeds):
    """The pass, verb by verb."""

    def sentence(self, start: int, end: int) -> Iterator[Speech]:
        self.position = max(start, self.position)
        if self.position >= end:
            return
        if ":" in self.r.text and (headed := self.headed(start, end)) is not None:
            yield headed
        free, last = self.position, None
        for index in range(free, end):
            cue = self.r.cues[index]
            if cue is None or index < free or index in self.r.inside or not stands_as_verb(self.r, index, cue, start):
                continue
            speech = self._told_before(index, cue, start, end) or self._speech(index, cue, start, end)
            if speech is None:
                continue
            self.spoken_in = start
            free = self.position
            if last is not None and self._tells_whose(speech, last):
                last = dataclasses.replace(last, subject=speech.subject)
                continue
            if last is not None:
                yield last
            last = speech
        if last is not None:
            yield last
        self.position = max(self.position, end)

    def _tells_whose(self, speech: Speech, last: Speech) -> bool:
        """«وصفه بأنه «…»، بتعبير الوزير»: whether an aside behind words tells who said them, where no verb does."""
        is_aside = (
            speech.verb is None and not speech.parts and speech.subject is not None and speech.subject.kind == "person"
        )
        if not is_aside or last.subject is not None or not last.parts or last.method != "quote_marks":
            return False
        return not self.r.text[last.parts[-1][1] : speech.intro[0]].strip(' »”"،,-–')

    def _speech(self, index: int, cue: Cue, start: int, end: int) -> Speech | None:
        match cue.kind:
            case "say":
                return self._said(index, cue, start, end)
            case "act" | "object":
                return self.done(index, cue, end)
            case "participle":
                return self._continued(index, cue, start, end)
            case "noun":
                return self.reported(index, cue, start, end)
            case "describe":
                return self.described(index, cue, start, end)
            case "according":
                return self.according(index, cue, start, end)

    def _said(self, index: int, cue: Cue, start: int, end: int) -> Speech | None:
        opener = self.openers.find(index, end, _FARTHEST_OPENER)
        if opener is not None and opener.kind == "mark" and not self._hands_on(index, opener.word):
            return None
        if opener is None and end == len(self.f) and self.r.has_colon(end):
            opener = Opener("colon", end)
        if opener is None:
            subject = read_subject(self.r, index + 1, self.openers.subject_stop(index, end), is_tight=False)
            return self._silent(index, cue, subject)
        if (passed_on := self._passed_on(index, opener.word)) is not None:
            outlet, source = passed_on
            speech = self.content(index, cue._replace(gender=gender_of(source)), source, opener, end)
            return speech and dataclasses.replace(speech, outlet=(outlet, cue.gender))
        subject = self._subject(index, cue, opener.word, start)
        if self._is_no_speech(index, cue, opener, subject) or not self._fits(index, cue, subject, opener, start):
            return None
        return self.content(index, cue, subject, opener, end) or self._silent(index, cue, subject)

    def _passed_on(self, index: int, stop: int) -> tuple[Subject, Subject] | None:
        """«وقالت الوكالة، نقلا عن مسؤول، إن»: an outlet and whom it quotes; None for an outlet or a thing."""
        if index + 2 >= stop or not is_outlet(self.f[index + 1], self.f[index + 2]):
            return None
        first = next((at + 2 for at in range(index + 2, stop - 2) if self.f[at : at + 2] == _AFTER), stop)
        if first >= stop or not may_be_source(self.f[first], self.f[first + 1]):
            return None
        outlet = read_subject(self.r, index + 1, first - 2, is_tight=False)
        source = read_subject(self.r, first, self.openers.before_preposition(index, stop), is_tight=True)
        return (outlet, source) if outlet and source and source.is_sure else None

    def _hands_on(self, index: int, stop: int) -> bool:
        """Whether «نقل» before marks hands words on, by a عن: «نقلت الوكالة عن الوزير «…»», not «نقل جثته إلى «…»»."""
        return self.f[index] not in REPORTS or not {FROM, "عنه", "عنها"}.isdisjoint(self.f[index:stop])

    def _silent(self, index: int, cue: Cue, subject: Subject | None) -> Speech | None:
        """Somebody spoke, and his words can't be told: whoever goes on is he."""
        is_known = subject is not None and (subject.is_sure or subject.is_rare)
        return self.make(index, cue, subject, "verb_anna", []) if is_known else None

    def _is_no_speech(self, index: int, cue: Cue, opener: Opener, subject: Subject | None) -> bool:
        """«بين … و…», «يعتبر معرض …», «جاء القرار …»: forms that are speech in some places only."""
        word = self.r.words[index]
        if comes(self.f, index):
            return not comes_in(self.f, index)
        if opener.kind == "that" or self.f[index] not in ONLY_THAT or "\u0651" in self.r.text[word.start : word.end]:
            return False
        if opener.word <= index + 1 + (self.f[index + 1 : index + 2] != () and self.f[index + 1] in ALOUD):
            return cue.prefix == 0  # «وزاد: …»
        has_words = opener.mark is not None and (
            self.marked.word_count(opener.mark) >= SHORT_NAME or self.marked.is_speech(opener.mark, adjacent=False)
        )
        return not (has_words and subject is not None and subject.is_sure)

    def _fits(self, index: int, cue: Cue, subject: Subject | None, opener: Opener, start: int) -> bool:
        """Whether what begins at the opener was said by the verb's subject, and not by another clause's."""
        stop = opener.word
        if subject is not None:
            between = (
                range(self._behind_aside(subject.end, stop), stop)
                if index < subject.end and not self._is_set_off(index, stop)
                else range(0)
            )
            is_far = len(between) > _FARTHEST_THAT or any(self.f[at] in ELSEWHERE for at in between)
            return opener.kind != "that" or not is_far
        is_impersonal = opener.kind == "that" and stop <= index + 2 and self.f[index] in IMPERSONAL
        is_impersonal = is_impersonal and not (index > start and self.f[index - 1] in HE)
        turns = cue.prefix > 0 or (index > start and self.f[index - 1] in TURNS)
        is_doubtful = cue.wary and (not turns or stop - index > _FARTHEST_WARY)
        # Somebody speaks, and the words do not tell who: it is not whoever spoke before.
        is_unread = has_subject(self.r, index + 1, self.openers.before_preposition(index, stop))
        is_turned = (
            index == start
            or self.f[index - 1] in TURNS
            or self.f[index - 1] in RELATIVE
            or self.f[index - 1] in AUXILIARIES
            or not IN_IT.isdisjoint(self.f[index + 1 : index + 2])
            or is_circumstance(self.f[start].removeprefix("و"))
        )
        is_adrift = cue.prefix == 0 and self.spoken_in != start and not is_turned
        return not (is_impersonal or is_doubtful or is_unread or is_adrift or stop - index > _FARTHEST_PRONOUN)

    def _behind_aside(self, first: int, stop: int) -> int:
        """«قالت فلانة -التي تشرف على …- لوكالة … إن»: behind what is told of a subject that ends at word `first`."""
        parting = [at for at in range(first, stop) if self.r.breaks(at)]
        return parting[-1] if parting[:1] == [first] else first

    def _is_set_off(self, index: int, stop: int) -> bool:
        """Whether a comma stands before أن, or before the preposition that leads to it: «…، إلى أن»."""
        return self.r.breaks(stop) or self.r.breaks(self.openers.before_preposition(index, stop))

    def _subject(self, index: int, cue: Cue, stop: int, start: int) -> Subject | None:
        if self.f[index] in REPORTS:
            return subject_behind_from(self.r, index, stop)
        marked = self.r.mark_before(index + 1) if index + 1 < stop else None
        last = self.r.at(marked.end) if marked is not None else 0
        is_all = marked is not None and (marked.close <= self.r.words[stop - 1].end + 2 or self.r.breaks(last))
        if marked is not None and is_all and self.f[index + 1] != TO:
            inner = read_subject(self.r, index + 1, last, is_tight=True)
            if inner is not None and inner.name is None:
                return inner._replace(end=last)  # «وقال «المسؤول اليمني»:»
            return Subject(self.r.text[marked.start : marked.end], None, "person", last, is_sure=True)
        first = index + 1
        if comes(self.f, index):
            if STANDS_IN.isdisjoint(self.f[first : first + 1]):
                return issuer_before(self.r, start, index)
            first += 1
            is_speech = self.f[first] in VENUES and self.f[first] not in TEXTS
            first += is_speech and first + 1 < stop and speaks(self.f[first + 1])  # «جاء في كلمة الوزير أن»
        subject = read_subject(self.r, first, self.openers.before_preposition(index, stop), is_tight=True)
        if subject is None and not IN_IT.isdisjoint(self.f[index + 1 : index + 2]):
            subject = maker_before(self.r, start, index)
        if subject is None and index > start and self.f[index - 1] in RELATIVE:
            return subject_of_relative(self.r, index - 1)
        if subject is None and index > start and (cue.prefix == 0 or self.f[index][0] == "ف"):
            subject = subject_before(self.r, max(start, min(self.position, index)), index)
        if subject is None and index > start and self.spoken_in != start:
            subject = main_subject(self.r, start, index)
        return subject

    def _continued(self, index: int, cue: Cue, start: int, end: int) -> Speech | None:
        is_next = index + 1 < end and self.r.mark_before(index + 1) is not None
        if cue.wary and index > start and not (cue.prefix or is_next or self.r.breaks(index)):
            return None
        opener = self.openers.find(index, end, PARTICIPLE_REACH)
        if opener is None:
            return None
        subject = None
        if self.f[index] in REPORTS:
            subject = subject_behind_from(self.r, index, opener.word)
        elif self.position <= start and index > start + 1:
            subject = main_subject(self.r, start, index)
        elif self.spoken_in == start and not cue.prefix:
            cue = cue._replace(gender=None)  # «قالت الجمعية …، مشيرا إلى»: whoever speaks in the sentence, however told
        return self.content(index, cue, subject, opener, end)

    def _told_before(self, index: int, cue: Cue, start: int, end: int) -> Speech | None:
        """The words stand right before their verb: «…»، قال؛ «…»، هكذا لخص؛ «…»، بهذه الكلمات تصف."""
        before = self.f[index - 1] if index > start else ""
        is_what = cue.kind == "object" and is_this_what(self.r, index, start)
        thus = int(before in THUS)
        if before in THESE_WORDS or is_what:
            thus = 2
        elif index > start + 1 and is_definite(before) and self.f[index - 2] in THESE_WORDS:
            thus = 3  # «بهذه الكلمات المؤثرة»
        if cue.kind != "say" and not is_what and not (cue.kind == "act" and before in THESE_WORDS):
            return None
        mark = self.marked.right_before(index - thus)
        if mark is None or self.marked.speaks_itself(mark, index) or self._opens_another(index, end):
            return None
        return self._said_behind(index, cue, mark, end)

    def _said_behind(self, index: int, cue: Cue, mark: Marked, end: int) -> Speech | None:
        """«…»، قال فلان، «…»: the quotation stands before its verb, and may go on behind the speaker."""
        stop = self.openers.subject_stop(index, end)
        following = self.marked.next_behind(index + 1, end)
        if following is not None:
            stop = self.r.at(following.start)
        subject = read_subject(self.r, index + 1, stop, is_tight=following is not None)
        marks = [mark]
        if following is not None and subject is not None and self.r.at(following.start) - subject.end <= 1:
            marks.append(following)
        self.marked.use(marks)
        self.position = max(self.position, self.r.at(marks[-1].close), subject.end if subject else 0)
        return self.make(index, cue, subject, "quote_marks", marks)

    def _opens_another(self, index: int, end: int) -> bool:
        """Whether the verb has speech of its own behind it: «…» وأضاف أن …"""
        cue = self.r.cues[index]
        return cue is not None and cue.prefix > 0 and self.openers.find(index, end, _FARTHEST_OPENER) is not None
