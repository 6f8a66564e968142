"""A noun phrase word by word: where a name, an office or a body in it begins and ends.

Not here: what the phrase says (`speaker.py`).
"""

from __future__ import annotations

from khabar.arabic.fold import fold
from khabar.arabic.lexicon import vocabulary
from khabar.arabic.plurals import singulars
from khabar.arabic.speech.nouns import (
    COMMON,
    RARE,
    hangs_on,
    has_prefix,
    has_pronoun,
    is_addressed,
    is_adverb,
    is_circumstance,
    is_definite,
    is_group,
    is_no_adjective,
    is_plural_verb,
)
from khabar.arabic.speech.particles import ASKS_BY, OF_SOMEBODY, SPEAKS_OF, THAT, WITHHOLDS
from khabar.arabic.speech.reading import Reading
from khabar.arabic.speech.roles import (
    FAMILY_NAMES,
    HEADS_OF_FIELDS,
    KINDS_OF_BODIES,
    OFFICES_OF_THEIRS,
    ORGANISATIONS,
    PLACES,
    ROLES,
    TITLES,
    UNNAMED,
    UPON_WHOM,
    is_given,
    leads_to_namesake,
)
from khabar.arabic.speech.stops import ASKED, LINKS, THESE, TIES, TIMES, TOLD, VENUES
from khabar.arabic.speech.words import word_set

LONGEST_NAME, _LONGEST_PHRASE = 6, 12  # words
_PLURALS = ("ين", "ون", "ات")
_OF_SEVERAL = (*_PLURALS, "ه", "ي")  # how an adjective of a group ends: الدوليين، المحلية
_SON = word_set("بن ابن آل بنت ولد أبو عبد الله الدين")
_WITHOUT = word_set("بلا بدون دون")  # «محامون بلا حدود»
_UPON = word_set("عليه عليها عليهم عليهما")
_MINISTER = (fold("وزير"), fold("الوزير"))
_ROYAL = word_set("الملك الأمير الملكة الشيخ الإمام")


class Phrase:
    """Words `start`..`stop` of a node while they are read, left to right."""

    def __init__(self, reading: Reading, start: int, stop: int, is_tight: bool, strip: int) -> None:
        self.reading, self.start, self.stop = reading, start, stop
        self.is_tight, self.strip = is_tight, strip
        self.folded = reading.folded

    def word(self, index: int) -> str:
        word = self.folded[index]
        if index != self.start or not self.strip:
            return word
        return "ا" + word[1:] if word.startswith("لل") else word[self.strip :]

    def text(self, start: int, end: int) -> str:
        text = self.reading.slice(start, end)
        if start != self.start or not self.strip:
            return text
        return "ا" + text[1:] if text.startswith("لل") else text[self.strip :].lstrip("\u0640")

    def segment_end(self, start: int) -> int:
        """The first word behind `start` that punctuation parts off, or the stop."""
        return next((index for index in range(start + 1, self.stop) if self.reading.breaks(index)), self.stop)

    def parts(self, index: int) -> bool:
        """Whether word `index` begins something other than the phrase it stands in."""
        word = self.word(index)
        if word.startswith("بال") and self._is_object_by(index):
            return True
        if word in _UPON and index > self.start and self.word(index - 1) in UPON_WHOM:
            return False
        cue = self.reading.cues[index]
        return (
            is_circumstance(word)
            or word in THAT
            or word in WITHHOLDS
            or (cue is not None and (not cue.wary or cue.prefix > 0))
        )

    def _is_object_by(self, index: int) -> bool:
        """«طالب التنظيم بالإفراج»: whether a verb that asks with ب stands before the phrase."""
        bare = self.word(index)[1:]
        is_place = index in self.reading.others or bare.removeprefix("ال") in PLACES or bare in ORGANISATIONS
        return not is_place and self.start > 0 and self.folded[self.start - 1] in ASKS_BY

    def is_definite(self, index: int) -> bool:
        """Whether the word has the article; in «ألكسندر» the letters only look like it."""
        word, is_hamza = self.word(index), self.reading.text[self.reading.starts[index]] in "أإآ"
        return (is_definite(word) and not is_hamza) or word in OFFICES_OF_THEIRS

    def is_bare(self, index: int) -> bool:
        word = self.word(index)
        return not (
            index in self.reading.others
            or word in _UPON
            or has_pronoun(self.reading, index)
            or self.is_definite(index)
            or hangs_on(word)
            or word in ROLES
            or word in ORGANISATIONS
            or word.isdigit()
            or word in THAT
            or word in _WITHOUT
            or has_prefix(word, "بلو")
        )

    def is_second_noun(self, index: int) -> bool:
        """«الوزير الحكومة», «الرئيس الحرب»: whether a noun, no adjective, follows on a noun with the article."""
        word = self.word(index)
        is_body = word.startswith("ال") and word[2:] in KINDS_OF_BODIES and word not in TITLES
        return (is_body or is_no_adjective(word)) and self.is_definite(index) and self.is_definite(index - 1)

    def is_of(self, index: int, end: int) -> bool:
        """«المرصد السوري لحقوق الإنسان»: ل and a noun that the next word makes definite."""
        return self.folded[index].startswith("ل") and index + 1 < end and self.is_definite(index + 1)

    def name_end(self, start: int, end: int) -> int:
        """Behind the last word of a name that begins at `start`."""
        index = min(end, self.reading.people.get(start, start))
        while index > start + 1 and (
            is_adverb(self.reading, index - 1)
            or has_pronoun(self.reading, index - 1)
            or self.reading.mark_before(index - 1)
        ):
            index -= 1  # «فلان ضاحكا», «فلان رفضه», «فلان «نكتة» …»
        longest = LONGEST_NAME + sum(word in _SON for word in self.folded[start : start + LONGEST_NAME])
        while index < end and index - start < longest:
            word = self.word(index)
            if is_circumstance(word) or word in THAT or word in WITHHOLDS or word.isdigit():
                break
            if index > start and self.ends_name(index, start, end):
                break
            index += 1
        return index

    def ends_name(self, index: int, start: int, end: int) -> bool:
        word = self.word(index)
        joins = word.startswith("و") and (is_given(word[1:]) or word[1:] in ROLES or word.startswith("وال"))
        is_marked = self.reading.mark_before(index) and self.folded[index - 1] not in TITLES  # «فلان «نكتة» …»
        is_seen = start in self.reading.people and index >= self.reading.people[start]
        is_his = is_seen and self.reading.text[self.reading.words[index].end - 1] == "ه"  # «أبدى فلان رضاه»
        if (
            is_marked
            or is_his
            or index in self.reading.others
            or has_pronoun(self.reading, index)
            or is_adverb(self.reading, index)
        ):
            return True
        if self.is_second_noun(index):
            return True
        if not is_given(word) and (word.startswith(("بال", "لل")) or word[1:] in THESE or has_prefix(word)):
            return True
        if (
            joins
            or word in TOLD
            or word in ASKED
            or (is_definite(word) and is_group(word))
            or is_plural_verb(word)
            or self.begins_office(index, end)
        ):
            return True
        cue = self.reading.cues[index]
        if cue is not None and (not cue.wary or cue.kind == "participle"):
            return not is_given(word)
        return not self.is_tight and self.is_past_name(index, start)

    def is_past_name(self, index: int, start: int) -> bool:
        """Where more than the speaker may follow: whether the word is none of the name any more."""
        word = self.word(index)
        is_seen = start in self.reading.people and index >= self.reading.people[start]
        if is_seen and not is_given(word) and vocabulary().get(word, 0) > RARE:
            return True  # «رفض أوزين الخوض»
        if word[0] in "يت" and not is_given(word) and vocabulary().get(word, 0) > RARE:
            return True
        if self.is_definite(index):
            if word.endswith(_PLURALS) and not is_given(word) and vocabulary().get(word, 0) > RARE:
                return True
            common = RARE if self.is_definite(index - 1) else COMMON
            return vocabulary().get(word, 0) > common and index > start + 1
        return self.is_definite(index - 1) and index - 1 > start and not is_given(word) and word not in _SON

    def begins_office(self, index: int, end: int) -> bool:
        """Whether an office follows a name («فلان مدير المركز»); the family name قاضي is none."""
        word = self.word(index)
        if is_given(word) or not (word in ROLES or word in ORGANISATIONS):
            return False
        if word in FAMILY_NAMES and not (index + 1 < end and self.is_definite(index + 1)):
            return False
        following = self.folded[index + 1] if index + 1 < end else ""
        return bool(following) and (following in LINKS or not is_circumstance(following))

    def links(self, start: int, index: int, end: int) -> bool:
        """Whether the preposition at `index` goes on with the office («الباحث في شؤون…»)."""
        if self.folded[index] not in LINKS or index + 1 >= end:
            return False
        if is_group(self.word(start)):
            return self.folded[index] == "من"
        if self.folded[index] == fold("لدى") or (self.folded[index] == "مع" and self.word(index - 1) in TIES):
            return True
        if self.folded[index] == fold("عن") and (index > start + 1 or (start and self.folded[start - 1] in SPEAKS_OF)):
            return False
        following = self.folded[index + 1]
        if following in VENUES or is_circumstance(following) or following.isdigit() or following in TIMES:
            return False
        return self.word(start) in HEADS_OF_FIELDS or (not self.is_definite(start) and index - start < 3)

    def phrase_end(self, start: int, end: int, *, can_link: bool) -> int:
        is_definite = self.is_definite(start)
        index = start + 1
        while index < end and index - start < _LONGEST_PHRASE:
            word = self.word(index)
            if self.parts(index):
                if not (can_link and word != fold("عن") and self.links(start, index, end)):
                    break
                is_definite = False
            elif (
                (index > start + 1 and self.reading.mark_before(index))
                or word in TOLD
                or (is_definite and is_addressed(word) and not is_group(self.word(index - 1)))
                or is_plural_verb(word)
                or has_pronoun(self.reading, index)
            ):
                break
            elif is_definite and is_given(word) and self.folded[index - 1] in _ROYAL:
                pass
            elif (
                self.is_second_noun(index)
                or self._is_no_adjective(start, index)
                or self._is_behind_nun(index)
                or (is_definite and self.is_bare(index) and word not in PLACES and not self.is_of(index, end))
                or (is_definite and (word in ROLES or word in KINDS_OF_BODIES) and not self.is_definite(index))
            ):
                break
            else:
                is_definite = is_definite or self.is_definite(index)
            index += 1
        return index

    def _is_behind_nun(self, index: int) -> bool:
        """«يوضح خبيران أسباب الانهيار»: what keeps its ن has no genitive, so that an object follows."""
        word, before = self.word(index), self.word(index - 1)
        keeps_nun = before.endswith(("ان", "ون")) and is_group(before) and not before.startswith("ال")
        return keeps_nun and self.is_bare(index) and not word.endswith((*_OF_SEVERAL, "ان"))

    def _is_no_adjective(self, start: int, index: int) -> bool:
        """«سلط القادة الضوء»: whether a singular noun follows where a group's adjective would stand in the plural."""
        word, before = self.word(index), self.word(index - 1)
        is_of_group = (is_group(self.word(start)) or self.word(start) in UNNAMED) and is_group(before)
        is_singular = not (word.endswith(_OF_SEVERAL) or singulars(word.removeprefix("ال")))
        return is_of_group and self.is_definite(index - 1) and self.is_definite(index) and is_singular

    def org_in(self, start: int, end: int) -> str | None:
        """The body that an office belongs to, as written in its words."""
        if self.word(start).startswith(_MINISTER):
            return None  # «وزير الخارجية»: the ministry is not named
        for index in range(start, end):
            word = self.word(index)
            if word in OF_SOMEBODY and index + 1 < end:
                return self.text(index + 1, end)
            if index > start and word in ORGANISATIONS:
                return self.text(index, end)
            if index > start and word[:1] in "لب" and word[1:] in ORGANISATIONS:
                return self.text(index, end)[1:].lstrip("\u0640")
        return None

    def begins_name(self, index: int, before: str) -> bool:
        word = self.word(index)
        if index == self.start + 1 and self.word(self.start) not in TITLES and not self.is_definite(self.start):
            return False  # «محامي فلان», «صديق فلان»: his, not he
        if index in self.reading.others and self.is_definite(index):
            return False  # «الاتحاد العربي»
        if index in self.reading.people and index > self.start:
            return not leads_to_namesake(before) and before not in LINKS
        if (word in TITLES and word not in ROLES) or (
            word in TITLES and index + 1 < self.stop and is_given(self.folded[index + 1])
        ):
            return not (index >= 1 and leads_to_namesake(self.folded[index - 1]))
        if word in ROLES:
            return False  # «مدير الهيئة أمين عام المجلس فلان»
        return is_given(word) and before not in TITLES and not leads_to_namesake(before) and not word.startswith("ل")

    def fits_name(self, index: int, end: int) -> bool:
        """Whether the rest up to `end` can be a name: short, and followed by the speech or a comma."""
        last = self.name_end(index, end)
        return (
            last - index <= LONGEST_NAME - 1
            and (self.is_tight or (last < self.stop and self.reading.breaks(last)))
            and last == end
        ) or (last < end and self.is_tight and is_circumstance(self.folded[last]))

    def is_adjective(self, index: int) -> bool:
        word = self.word(index)
        return not is_given(word) and (is_definite(word) or is_circumstance(word) or hangs_on(word))
