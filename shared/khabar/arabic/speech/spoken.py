"""Which marked words of a node are speech, and which are names, titles or words held at arm's length.

Not here: what the words before them tell to be a title (`titles.py`); who says them (`clauses.py`); where marks open
and close (`marks.py`).
"""

from __future__ import annotations

import itertools
from collections.abc import Collection

from khabar.arabic.conjugation import is_verb_form
from khabar.arabic.fold import fold
from khabar.arabic.lexicon import vocabulary
from khabar.arabic.speech.marks import Marked
from khabar.arabic.speech.nouns import (
    COMMON,
    RARE,
    has_prefix,
    has_pronoun,
    is_adverb,
    is_definite,
    is_described,
    is_description,
    is_listed_verb,
    speaks,
)
from khabar.arabic.speech.particles import (
    CLITICS,
    DENIALS,
    DENYING_VERB,
    FROM_ONE,
    FUNCTION,
    JUDGES,
    LEADS,
    NEGATIONS,
    THAT,
    TO,
    TOWARDS,
    WITHIN,
)
from khabar.arabic.speech.reading import Reading
from khabar.arabic.speech.roles import KINDS_OF_BODIES, ORGANISATIONS, TITLES, is_given
from khabar.arabic.speech.stops import LINKS, NAMERS
from khabar.arabic.speech.titles import is_amount, is_called, is_title

_FRAGMENT = 2  # so many marked words need a particle before them: «تحسبا لـ«عدوان وشيك»»
_CLAUSE = 7  # words before a marked predicate in which its أن or its verb stands
_JUDGED = THAT | JUDGES
_LIST = 3  # marked words in a row that are a list
_LONG_QUOTE = 5  # so many marked words are hardly ever a name
_LONGEST_TITLE = 7  # marked words
_SHORT_NAME = 3  # marked words that can be a name


class MarkedWords:
    """The marked words of one node; `used` holds where those open that somebody was given already.

    `names`: folded marked words that the article uses as names.
    """

    def __init__(self, reading: Reading, names: Collection[str]) -> None:
        self.r = reading
        self.f = reading.folded
        self.names = names
        self.used: set[int] = set()

    def among(self, start: int, end: int, *, adjacent: Marked | None) -> list[Marked]:
        return [
            mark
            for mark in self.between(start, end)
            if mark.open not in self.used and self.is_speech(mark, adjacent=mark == adjacent)
        ]

    def is_speech(self, mark: Marked, *, adjacent: bool) -> bool:
        """Whether marked words are speech. `adjacent`: they follow the word that announces speech at once."""
        first = self.r.at(mark.start)
        before = self.f[first - 1] if first else ""
        count = self.word_count(mark)
        is_after_colon = ":" in self.r.gap(first)
        is_person = not is_after_colon and self.is_person(mark)
        is_named = is_title(self.r, mark, adjacent=adjacent) or is_called(self.r, mark)
        is_other = not adjacent and (is_amount(self.r, mark) or self._is_changed(mark))
        if count == 0 or is_named or is_other or is_person:
            return False
        if count >= _FRAGMENT and self.is_named_by_verb(mark):
            return not self.is_known_name(mark)
        if adjacent and (is_after_colon or count > _FRAGMENT or (count == _FRAGMENT and self.ends_clause(mark))):
            return is_after_colon or not (self.is_known_name(mark) or self._is_listed(mark))
        if is_after_colon or before in NAMERS or before in KINDS_OF_BODIES:
            return is_after_colon and count > 1
        if count == 1:
            return self._is_predicate(mark, first) or self._is_accusative(mark, first) or self._is_imperfect(first)
        return (
            (count >= _LONG_QUOTE and not self._is_row_of_titles(mark))
            or self._is_fragment(mark, first, before, count)
            or (count == _FRAGMENT and self._is_predicate(mark, first) and not self._is_listed(mark))
        )

    def _is_predicate(self, mark: Marked, first: int) -> bool:
        """«إن القصف «عدوان».», «معتبرا أنها «كارثية»،»: one marked word that ends what is said of a thing."""
        word, before = self.f[first], self.f[first - 1] if first else ""
        if is_definite(word) or not self.ends_clause(mark) or self.is_known_name(mark) or first in self.r.others:
            return False
        is_of_thing = is_definite(before) and before.removeprefix("ال") not in NAMERS
        is_judged = not _JUDGED.isdisjoint(self.f[max(0, first - _CLAUSE) : first])
        return ((is_of_thing and is_judged) or before in THAT) and vocabulary().get(word, 0) > RARE

    def _is_accusative(self, mark: Marked, first: int) -> bool:
        """«سيتطلب ردا «مناسبا» ضده»: one marked word that only an adjective or an adverb can be."""
        # «الوكالة «سانا»»
        is_named = is_definite(self.f[first - 1]) or self.is_known_name(mark) or self._is_listed(mark)
        return is_adverb(self.r, first) and vocabulary().get(self.f[first].removesuffix("ا"), 0) > RARE and not is_named

    def _is_imperfect(self, first: int) -> bool:
        """«إن الوفد «سيلتزم» بالمطالب», «إنه «يأمل» ألا»: one marked word that can only be a verb."""
        word = self.f[first].removeprefix("س")
        is_future = word != self.f[first] and word[:1] in ("ي", "ت")
        return (is_future or (word[:1] == "ي" and self.f[first - 1] in THAT)) and is_verb_form(word)

    def _is_fragment(self, mark: Marked, first: int, before: str, count: int) -> bool:
        """Whether two to four marked words in a clause are the speaker's, and no name."""
        is_explained = self.r.text[mark.close : mark.close + 2].lstrip().startswith("(")
        is_list = "،" in self.r.text[mark.start : mark.end]
        if is_explained or is_list or self.is_known_name(mark):
            return False
        if is_adverb(self.r, first):
            return True  # «هجوميا ودفاعيا»
        if self._is_full_name(mark, first, count):
            return False
        if count > _FRAGMENT:
            return True
        is_definite_name = before in CLITICS and self.f[first].startswith("ال")
        named_before = any(self.f[at] in NAMERS for at in range(max(0, first - 3), first))
        is_predicate = self.f[first] in DENYING_VERB or (self.f[first] in DENIALS and self.ends_clause(mark))
        is_predicate = is_predicate or self.is_clause(mark) or self._is_description(first, count)
        return (before.removeprefix("و") in FUNCTION and not is_definite_name and not named_before) or is_predicate

    def _is_description(self, first: int, count: int) -> bool:
        """«أمر مختلف», «خطوة واحدة»: a common noun and its adjective without the article name nothing."""
        words = self.f[first : first + count]
        is_told = is_description(words) or is_described(words)
        return is_told and not self.r.others.intersection(range(first, first + count))

    def _is_full_name(self, mark: Marked, first: int, count: int) -> bool:
        """«مهرجان الفيلم القصير», «باريس إيل دو فرانس»: a body, an event or a place by all its words."""
        words = self.f[first : first + count]
        is_judged = words[0].endswith("ه") and words[1].endswith("ه") and not is_definite(words[1])  # «مسرحية سيئة»
        if self._is_listed(mark) or ((words[0] in NAMERS or words[0] in ORGANISATIONS) and not is_judged):
            return True
        if LINKS.intersection(words) or any(map(has_prefix, words)):
            return False
        return all(at in self.r.others or vocabulary().get(self.f[at], 0) < RARE for at in range(first, first + count))

    def is_clause(self, mark: Marked) -> bool:
        """«حققت أهدافها», «فخرا للمدينة», «بعدم الرد»: whether marked words can be no name.

        They hold somebody's pronoun, begin in the accusative, or with a preposition.
        """
        first, end = self.r.at(mark.start), self.r.at(mark.end)
        is_hanging = (
            is_adverb(self.r, first) or has_prefix(self.f[first]) or (end > first + 1 and self.f[first] in LEADS)
        )
        return is_hanging or any(has_pronoun(self.r, at) for at in range(first + 1, end))

    def is_named_by_verb(self, mark: Marked) -> bool:
        """«من يسميهم «حراس الفراغ»»: whether the word before is a verb that gives names."""
        first = self.r.at(mark.start)
        cue = self.r.cues[first - 1] if first else None
        return cue is not None and cue.kind == "describe"

    def _is_listed(self, mark: Marked) -> bool:
        """One of three or more pairs that nothing but «و» and commas tie together: titles, names, kinds."""
        if len(self._row(mark)) >= _LIST:
            return True
        start, end = next(((a, b) for a, b in self.r.sentences if a <= self.r.at(mark.start) < b), (0, 0))
        return sum(self.word_count(other) < _LONG_QUOTE for other in self.between(start, end)) > _LIST

    def _is_row_of_titles(self, mark: Marked) -> bool:
        """«الكتب «…»، «…»، «…»»: three or more in a row, none longer than a title is."""
        row = self._row(mark)
        return len(row) >= _LIST and max(map(self.word_count, row)) <= _LONGEST_TITLE

    def _row(self, mark: Marked) -> list[Marked]:
        """A pair with those around it that nothing but «و» and commas tie to it."""
        pairs = self.r.marks.pairs
        first = last = pairs.index(mark)
        while first and self._is_tied(pairs[first - 1], pairs[first]):
            first -= 1
        while last + 1 < len(pairs) and self._is_tied(pairs[last], pairs[last + 1]):
            last += 1
        return list(pairs[first : last + 1])

    def _is_changed(self, mark: Marked) -> bool:
        """«من «متدرب» إلى «موظف دائم»»: whether a thing is called one thing, then another."""
        at = self.r.marks.pairs.index(mark)
        return any(
            fold(self.r.text[old.close : new.open].strip()) == TOWARDS and self.f[self.r.at(old.start) - 1] == FROM_ONE
            for old, new in itertools.pairwise(self.r.marks.pairs[max(0, at - 1) : at + 2])
        )

    def _is_tied(self, mark: Marked, following: Marked) -> bool:
        return not self.r.text[mark.close : following.open].strip(" ،,ـو.…")

    def between(self, start: int, end: int) -> list[Marked]:
        if start >= end:
            return []
        low = self.r.words[start - 1].end if start else 0
        high = self.r.words[end].start if end < len(self.f) else len(self.r.text)
        return [mark for mark in self.r.marks.pairs if low <= mark.open and mark.close <= high + 1 and mark.open < high]

    def ends_clause(self, mark: Marked) -> bool:
        if self.r.text[mark.end - 1] == ".":
            return True
        return self.r.text[mark.close :].lstrip()[:1] in ("", ".", "،", ",", "!", "؟", "؛")

    def is_known_name(self, mark: Marked) -> bool:
        return self.is_person(mark) or fold(self.r.text[mark.start : mark.end]) in self.names

    def is_person(self, mark: Marked) -> bool:
        """«وجّه "الأمير فلان"»: whether the marks hold names of people with no more than their titles."""
        at, end = self.r.at(mark.start), self.r.at(mark.end)
        while at < end and self.f[at] in TITLES:
            at += 1
        behind = self.r.people.get(at, end + 1)
        while behind < end and self.r.breaks(behind) and is_given(self.f[behind].removeprefix("و")):
            behind = next((at for at in range(behind + 1, end) if self.r.breaks(at)), end)
        return behind == end

    def is_uncommon(self, mark: Marked) -> bool:
        """Whether marked words can be a name: none of them is a common word, unless it names something."""
        words = range(self.r.at(mark.start), self.r.at(mark.end))
        return all(at in self.r.others or vocabulary().get(self.f[at], 0) <= COMMON for at in words)

    def word_count(self, mark: Marked) -> int:
        return self.r.at(mark.end) - self.r.at(mark.start)

    def joined_to(self, mark: Marked) -> list[Marked]:
        """A pair and those that nothing but «و» or dots tie to it: «…»، و«…»… «…»."""
        found = [mark]
        for other in self.r.marks.pairs:
            if other.open > found[-1].close and self._is_tied(found[-1], other) and self.word_count(other) > 1:
                found.append(other)
        return found

    def use(self, marks: list[Marked]) -> None:
        self.used.update(mark.open for mark in marks)

    def right_before(self, index: int) -> Marked | None:
        """The unused pair that closes right before word `index`, nothing but a comma or a dash between."""
        if not index or index - 1 not in self.r.inside:
            return None
        mark = self.r.inside[index - 1]
        between = self.r.text[mark.close : self.r.words[index].start].strip()
        is_plain = between in ("", "،", ",", "-", "–", "—")
        if not is_plain or mark.open in self.used or self.word_count(mark) < 2:
            return None
        begins = not self.r.text[: mark.open].strip() or self.r.text[: mark.open].rstrip()[-1] in ".:؟!\n"
        return mark if begins or self.is_speech(mark, adjacent=False) else None

    def speaks_itself(self, mark: Marked, index: int) -> bool:
        """««مدللة الأدب» تشكو من …»: whether a short name in marks is the subject of the verb at word `index`.

        Not in ««سنعود قريبا» يقول لنا فلان», where the subject stands behind the verb.
        """
        first = self.f[self.r.at(mark.start)]
        is_sentence = first in NEGATIONS or is_listed_verb(first) or self.is_clause(mark)
        is_next = not self.r.text[mark.close : self.r.words[index].start].strip()
        if not is_next or is_sentence or self.word_count(mark) > _SHORT_NAME:
            return False
        at = index + 1
        if self.f[at : at + 1] and (self.f[at][0] == TO or self.f[at] in WITHIN):  # «قال لنا فلان», «أكد في حديثه فلان»
            parts = range(at + 1, min(len(self.f), at + _CLAUSE))
            clause = itertools.takewhile(lambda k: not self.r.breaks(k) and self.f[k] not in THAT, parts)
            return not any(self._is_speaker(k) and self.f[k - 1] not in LEADS for k in clause)
        return not self._is_speaker(at)

    def _is_speaker(self, at: int) -> bool:
        word = "".join(self.f[at : at + 1])
        return at in self.r.people or speaks(word) or word in TITLES

    def next_behind(self, start: int, end: int) -> Marked | None:
        for at in range(start, end):
            if self.r.cues[at] and at > start + 1:
                return None
            if (mark := self.r.mark_before(at)) is not None:
                return mark if self.word_count(mark) > 1 and mark.open not in self.used else None
        return None
