"""A noun phrase read as a speaker: office and name, organisation, group, or a word for somebody named before.

Not here: where the phrase stands (`subjects.py`); who it is in the article (`khabar_worker/enrich/cast.py`).
"""

from __future__ import annotations

from khabar.arabic.conjugation import is_verb_form
from khabar.arabic.fold import fold
from khabar.arabic.lexicon import vocabulary
from khabar.arabic.speech.nouns import (
    COMMON,
    RARE,
    has_prefix,
    has_pronoun,
    is_addressed,
    is_circumstance,
    is_group,
    speaks,
)
from khabar.arabic.speech.office import CALLED, WHO_IS, OfficePhrase
from khabar.arabic.speech.particles import PRESCRIBES, SAYINGS, THAT
from khabar.arabic.speech.phrase import LONGEST_NAME
from khabar.arabic.speech.roles import (
    HONORIFICS,
    HONOURED,
    LAWS,
    ORGANISATIONS,
    ROLES,
    SAME,
    SAME_SPEAKER,
    SOME,
    TEXTS,
    TITLES,
    UNNAMED,
    is_given,
)
from khabar.arabic.speech.stops import ASKED, LINKS, TIMES, VENUES
from khabar.arabic.speech.subject import Subject, SubjectKind
from khabar.arabic.speech.verbs import CUES
from khabar.arabic.speech.words import word_set

_MARKED_BODY = 6  # words of a kind and its marked name
_ONE_OF_THEM = word_set("أحدهم أحدهما إحداهن إحداهما")  # what nobody is, who is named
_GOD = word_set("الله تعالى سبحانه")  # a verse is no statement in the news
_ISSUED = word_set(
    "صادر صدر صادرة صدرت رسمي مشترك صحفي صحافي آخر عن من لها له بحثية تحليلية سنوي دوري شهري أسبوعي مطول خاص جديد"
)


class SpeakerPhrase(OfficePhrase):
    """A phrase that names a speaker."""

    def read(self) -> Subject | None:
        start = self.start
        while start < self.stop and self.word(start) in HONORIFICS and self._is_honorific(start):
            start += 1
        if start >= self.stop:
            return None
        end = self.segment_end(start)
        first = self.word(start)
        following = self.folded[start + 1] if start + 1 < end else ""
        if first in HONOURED:
            return Subject(None, self.text(start, start + 1), "person", start + 1, reference="honoured")
        if following in SAME or (first in SAME_SPEAKER and self._stands_single(start, end)):
            behind = start + 1 + (following in SAME)
            return Subject(None, self.text(start, start + 1), "person", behind, reference="same")
        again = next((at for at in range(start + 2, min(end, start + 4)) if self.folded[at] in SAME), None)
        if again is not None:  # «الفاعل المدني ذاته»
            return Subject(None, self.text(start, again), "person", again + 1, reference="same")
        return self._called(start, end) or self._titled(start, end) or self._of_kind(first, following, start, end)

    def _called(self, start: int, end: int) -> Subject | None:
        """«أحد الجيران ويدعى فلان», «شاهد اسمه فلان»: somebody told by what he is, and called by his name."""
        if not (self.word(start) in ROLES or self.word(start) in UNNAMED):
            return None
        called = (at for at in range(start + 1, end - 1) if self.folded[at] in CALLED)
        verb = next((at for at in called if at + 1 in self.reading.people or is_given(self.folded[at + 1])), None)
        if verb is None:
            return None
        last = self.name_end(verb + 1, end)
        role, org = self.text(start, verb), self.org_in(start, verb)
        return Subject(self.text(verb + 1, last), role, "person", last, org=org, is_whole=last == end)

    def _of_kind(self, first: str, following: str, start: int, end: int) -> Subject | None:
        """What the first word makes of the phrase: a text, a group, an office, a body; a name when it tells nothing."""
        if first in TEXTS or (first in LAWS and start and self.folded[start - 1] in PRESCRIBES):
            return self._text_that_speaks(start, end)
        is_surname = self.is_definite(start) and self.reading.people.get(start) == start + 1  # «الراعي»
        if first in ROLES and not is_surname:
            return self.office(start, end)
        if first in TITLES and (end == start + 1 or is_circumstance(following)):
            return Subject(None, self.text(start, start + 1), "person", start + 1)
        is_several = start not in self.reading.people and is_group(first)
        if is_several or first in UNNAMED:
            return self._unnamed(start, end, "group" if is_several else "person")
        return self._organisation(start, end) if first in ORGANISATIONS else self._named(start, end)

    def _unnamed(self, start: int, end: int, kind: SubjectKind) -> Subject | None:
        """Somebody told by what he is, or several; None where they can only be whom one spoke to: «حثت الطرفين»."""
        first, last = self.word(start), self.phrase_end(start, end, can_link=True)
        is_object = kind == "group" and is_addressed(first) and not self._is_genitive(start)
        if is_object or (last == start + 1 and first in SOME):
            return None
        is_named = end in self.reading.people or not CALLED.isdisjoint(self.folded[end : end + 1])
        if kind == "person" and last == end and is_named and (apposed := self._apposed_name(end)):
            role = None if first in _ONE_OF_THEM else self.text(start, last)
            return Subject(apposed[0], role, kind, apposed[1])
        return Subject(None, self.text(start, last), kind, last, is_whole=self.is_closed(last, end))

    def _is_honorific(self, index: int) -> bool:
        return self.word(index) != fold("صاحب") or (index + 1 < self.stop and self.folded[index + 1] == fold("السمو"))

    def _stands_single(self, start: int, end: int) -> bool:
        if end > start + 1:
            return is_circumstance(self.folded[start + 1]) or self._is_object(start + 1)
        return end >= self.stop or self._apposed_name(end) is None

    def _is_genitive(self, index: int) -> bool:
        """«بحسب المشاركين», «نقلا عن المشاركين»: whether a speaker in the oblique can stand here."""
        before = self.folded[index - 1] if index else ""
        cue = self.reading.cues[index - 1] if index else None
        is_told = cue is not None and cue.kind in ("according", "noun")
        return bool(self.strip) or before in LINKS or before in SAYINGS or is_told

    def _is_object(self, index: int) -> bool:
        """«لفت المصدر انتباه الوزير»: whether a word without the article can only be what a verb does something to."""
        return (
            self.is_bare(index)
            and not is_given(self.word(index))
            and index not in self.reading.people
            and vocabulary().get(self.word(index), 0) > RARE
        )

    def _text_that_speaks(self, start: int, end: int) -> Subject:
        last = start + 1 if self.is_definite(start) else self.phrase_end(start, end, can_link=False)
        last += last < end and self.folded[last].isdigit()  # «المادة 30»
        if (issuer := self._issuer(start, end)) is not None:
            return issuer
        role = self.text(start, last)
        return Subject(None, role, "organization", last, reference="text", org=self.org_in(start, last))

    def _issuer(self, start: int, end: int) -> Subject | None:
        """Whose paper it is, where that is told: «بيان المعهد», «بيان صادر عن الوزارة», «بيان للجمعية»."""
        index = start + 1
        while index < end and self.folded[index] in _ISSUED:
            index += 1
        if index >= end:
            return None
        first = self.folded[index]
        if index == start + 1 and self.is_definite(start) and not first.startswith("ل"):
            return None  # «طالب البيان الوزارة»
        strip = int(first.startswith("لل") or (first.startswith("ل") and speaks(first[1:])))
        body = SpeakerPhrase(self.reading, index, end, self.is_tight, strip)
        word = body.word(index)
        if speaks(word) or index in self.reading.others:
            found = body.read()
        elif self.folded[index - 1] == fold("عن") and body.is_definite(index):
            last = body.phrase_end(index, end, can_link=False)
            found = Subject(body.text(index, last), None, "organization", last)
        else:
            return None
        return found._replace(has_issued=True) if found is not None else None

    def _titled(self, start: int, end: int) -> Subject | None:
        """Titles and the name behind them; None when the title is an office («الرئيس الأمريكي …»)."""
        index = start
        while index < end and self.word(index) in TITLES:
            index += 1
        if (
            index in (start, end)
            or len(self.word(index)) == 1
            or has_pronoun(self.reading, index)
            or (self.word(index - 1) in ROLES and self.is_adjective(index))
        ):
            return None
        last = self.name_end(index, end)
        is_common = index < end and vocabulary().get(self.word(index), 0) > RARE and not is_given(self.word(index))
        if last == index or (is_common and self.word(index - 1) in ROLES and index not in self.reading.people):
            return None  # «اعتبر الوزير حصيلة …»
        role, org, behind = self.role_behind(last, end)
        return Subject(self.text(index, last), role, "person", behind, org=org, is_whole=behind >= end)

    def _organisation(self, start: int, end: int) -> Subject:
        if start + 1 < end and (marked := self._marked_body(start, start + 1)) is not None:
            return marked  # «حركة «الفجر»»
        last = self.phrase_end(start, end, can_link=False)
        begun = next((at for at in (start, start + 1) if at in self.reading.bodies), start)  # «حركة حماس»
        seen = self.reading.bodies.get(begun, last)
        if start < seen < last and self._is_object_of_name(seen):
            last = seen  # «اعتبرت حماس الخطة «…»»
        is_short = last - 1 > start and not self.is_definite(last - 1)
        if self.is_tight and is_short and (marked := self._marked_body(start, last)) is not None:
            return marked
        if (
            self.is_tight
            and last > start + (1 if self.is_definite(start) else 0)
            and last + 1 < end
            and self.folded[last] == fold("في")
            and self.is_definite(last + 1)
            and self.folded[last + 1] not in VENUES
            and self.folded[last + 1] not in TIMES
        ):
            last = next(
                (at for at in range(last + 1, end) if is_circumstance(self.folded[at]) or self.reading.mark_before(at)),
                end,
            )
        return Subject(self.text(start, last), None, "organization", last, is_whole=last == end)

    def _is_object_of_name(self, index: int) -> bool:
        """Whether a noun with the article, no adjective of origin, follows on a body's or land's name without one."""
        word = self.word(index)
        is_adjective = word.endswith(("ي", "يه")) or index in self.reading.others
        return self.is_definite(index) and not self.is_definite(index - 1) and not is_adjective

    def _marked_body(self, start: int, last: int) -> Subject | None:
        """«وكالة أنباء «الضفاف»»: a body whose name in marks ends the phrase."""
        mark = self.reading.mark_before(last) if last < self.stop and not self.reading.breaks(last) else None
        longest = _MARKED_BODY * (2 if last == start + 1 else 1)  # «تنسيقية «…»»: the kind and its name at once
        if mark is None or (behind := self.reading.at(mark.close)) - start > longest:
            return None
        name = self.reading.text[mark.start : mark.end]
        return Subject(name, None, "organization", behind, is_whole=behind >= self.stop)

    def _does(self, index: int) -> bool:
        """Whether the word tells what the one named before it did: «فلان حديثه …»، «فلانة مخاطبة …»."""
        cue = self.reading.cues[index]
        return has_pronoun(self.reading, index) or (cue is not None and cue.kind == "participle")

    def _may_begin_name(self, index: int) -> bool:
        first = self.word(index)
        if has_pronoun(self.reading, index):
            return False
        if (
            is_circumstance(first)
            or first in THAT
            or first in ASKED
            or (first in CUES and (CUES[first].prefix or not CUES[first].wary))
            or first.isdigit()
            or len(first) == 1
        ):
            return False
        if not self.strip and has_prefix(first):
            return False
        if index + 1 in self.reading.people and not self.reading.breaks(index + 1):
            return True
        return self.is_tight or is_given(first) or vocabulary().get(first, 0) <= COMMON

    def _is_described(self, start: int, end: int) -> bool:
        """«الفنانة الشابة», «الخبيرة الدولية»: a noun and its adjective where a name might stand."""
        if start in self.reading.people or is_given(self.word(start)) or start + 1 >= end:
            return False
        noun, adjective = self.word(start), self.word(start + 1)
        both = noun.startswith("ال") and adjective.startswith("ال") and not is_given(adjective)
        return both and (adjective in ROLES or (noun.endswith("ه") and adjective.endswith("ه")))

    def _may_be_name(self, start: int, end: int) -> bool:
        """Whether it is no verbal noun among common words: «لاحظ تغير لون المياه» names nobody."""
        words = [self.word(at) for at in range(start, end)]
        return not is_verb_form(words[0]) or any(vocabulary().get(word, 0) <= COMMON for word in words)

    def _named(self, start: int, end: int) -> Subject | None:
        first = self.word(start)
        if start in self.reading.bodies and not is_given(first):
            last = min(self.reading.bodies[start], end)
            return Subject(self.text(start, last), None, "organization", last, is_whole=self.is_closed(last, end))
        if start not in self.reading.people and (first in _GOD or not self._may_begin_name(start)):
            return None
        if self._is_described(start, end):
            last = self.phrase_end(start, end, can_link=False)
            return Subject(None, self.text(start, last), "person", last, is_whole=self.is_closed(last, end))
        is_rare = vocabulary().get(first, 0) < RARE
        last = self.name_end(start, end)
        if is_rare and not self.is_tight:
            rest = (at for at in range(start + 1, last) if vocabulary().get(self.word(at), 0) > COMMON)
            last = end = next(rest, last)
        if last - start > 1 and first.startswith("ال") and first.endswith(("ي", "يه")) and self.is_bare(start + 1):
            return Subject(
                self.text(start + 1, last), self.text(start, start + 1), "person", last, is_whole=last >= end
            )
        role, org, behind = self.role_behind(last, end)
        is_named = start in self.reading.people
        is_sure = is_named or is_given(first) or role is not None
        is_whole = self.is_closed(behind, end) or self._does(behind)
        is_verb = role and last == start + 1 < end and not (is_named or is_given(first) or is_rare)  # «دخل الناشط فلان»
        if is_verb or (
            not is_sure and not (is_whole and last - start <= LONGEST_NAME - 2 and self._may_be_name(start, last))
        ):
            return None
        return Subject(
            self.text(start, last),
            role,
            "person",
            behind,
            org=org,
            is_sure=is_sure,
            is_whole=is_whole,
            is_guess=not is_named
            and role is None
            and not is_given(first)
            and self.folded[last : last + 1] != ()
            and self.folded[min(last, len(self.folded) - 1)] not in WHO_IS,
            is_rare=is_rare,
        )
