"""Where speech begins behind the word that announces it, and where it ends. Pure; over one node.

Not here: the speaker (`subjects.py`), and which marked words are speech (`spoken.py`).
"""

from __future__ import annotations

from typing import Literal, NamedTuple

from khabar.arabic.speech.marks import Marked
from khabar.arabic.speech.particles import (
    ALOUD,
    ANNOUNCES,
    BUT_NOT,
    IN_IT,
    KANA,
    LEADS,
    LISTS,
    MEANWHILE,
    NARRATING,
    NEEDS,
    NEGATIONS,
    NOT_THAT,
    THAT,
    TO,
    TURNING_AWAY,
    TURNS,
    UPON,
    WITHIN,
)
from khabar.arabic.speech.reading import Reading
from khabar.arabic.speech.roles import TEXTS, is_given, kind_of_body
from khabar.arabic.speech.spoken import MarkedWords
from khabar.arabic.speech.standing import is_noun, is_of_eyes
from khabar.arabic.speech.stops import LISTING, NAMERS, OUTLETS

PARTICIPLE_REACH = 14  # words between «مؤكدا» and what was said
SHORT_NAME = 3  # marked words that can be a name: «وأشار "حمدان" إلى أن»


class Opener(NamedTuple):
    """Before which word speech begins, and with what.

    `that` is أن or إن; `dangling` a mark that this node does not close.
    """

    kind: Literal["that", "mark", "colon", "dangling"]
    word: int
    mark: Marked | None = None


class Openers:
    """The openers of one node."""

    def __init__(self, reading: Reading, marked: MarkedWords) -> None:
        self.r = reading
        self.f = reading.folded
        self.marked = marked

    def find(self, index: int, end: int, reach: int) -> Opener | None:
        """The first word or mark behind word `index` that begins speech."""
        at = index + 1
        while at < min(end, index + reach):
            if self.r.gap(at) != " ":
                mark = self.r.mark_before(at)
                if mark is not None and self.is_name(mark, index, at, end):
                    at = max(at + 1, self.r.at(mark.close))
                    continue
                if opener := self._marked(at, mark):
                    return opener
            if self.f[at] in ALOUD and self._is_turn_of_another(index, at):
                return None
            if self.f[at] in THAT:
                if self.f[at - 1] not in NOT_THAT and not self._is_proviso(at):
                    return Opener("that", at)
            elif self._is_parenthesis(index, at):
                at += 1  # «وأوضح فلان حسبما نقل عنه التلفزيون أن»: the verb in it is passed over too
            elif self._is_another_verb(index, at):
                return None
            at += 1
        return None

    def _is_turn_of_another(self, index: int, at: int) -> bool:
        """«وعندما اقترح عليه فلان …، رد المدير قائلا:»: whether a verb behind a comma leads to «قائلا», not `index`."""
        verbs = (self.r.cues[k] for k in range(index + 2, at) if self.r.breaks(k))
        return any(cue is not None and cue.kind == "say" for cue in verbs)

    def _is_proviso(self, at: int) -> bool:
        """«…، على أن تعقد الجمعية في يوليو»: a condition, no speech."""
        is_upon = self.f[at - 1] == UPON and self.r.breaks(at - 1) and at + 1 < len(self.f)
        return is_upon and self.f[at + 1][0] in "يت" and not is_given(self.f[at + 1])

    def _marked(self, at: int, mark: Marked | None) -> Opener | None:
        """The opener that punctuation before word `at` makes."""
        if mark is not None:
            return Opener("mark", at, mark)
        if self.dangles(at):
            return Opener("dangling", at)
        if self.r.has_colon(at) and self.f[at - 1] not in LISTING:
            return Opener("that" if self.f[at] in THAT else "colon", at)
        return None

    def dangles(self, at: int) -> bool:
        """Whether a mark that nothing closes opens right before word `at`."""
        dangling = self.r.marks.dangling_open
        return (
            dangling is not None and at < len(self.f) and self.r.words[at - 1].end < dangling <= self.r.words[at].start
        )

    def _is_parenthesis(self, index: int, at: int) -> bool:
        cue = self.r.cues[at]
        return cue is not None and cue.kind == "according" and at - index <= SHORT_NAME + 1

    def _is_another_verb(self, index: int, at: int) -> bool:
        """Whether a verb of its own stands before anything was said: «أعلن الوزير … مؤكدا أن»."""
        cue = self.r.cues[at]
        if cue is None or cue.wary or cue.kind == "object" or (cue.kind == "participle" and self.f[at] in ALOUD):
            return False
        return at > index + (cue.kind == "say") and not is_noun(self.r, at, cue)

    def is_name(self, mark: Marked, index: int, at: int, end: int) -> bool:
        """Whether marked words between a verb and its speech are a name: the subject, an outlet, a platform."""
        if ":" in self.r.gap(at):
            return False
        behind = self.r.at(mark.close)
        if self.marked.word_count(mark) > SHORT_NAME:
            is_of_paper = self.f[at - 1] in TEXTS and at - 1 > index  # «في ردها على رسالة «…»، إن»
            return self.f[at - 1] in NAMERS or (is_of_paper and self._opens_behind(behind, end))
        if (
            self.f[at - 1] == TO
            or self.f[at - 1] in NAMERS
            or self.f[at - 1] in OUTLETS
            or self.marked.is_known_name(mark)
        ):
            return True
        return self.f[at - 1] not in NEEDS and self._opens_behind(behind, end)

    def _opens_behind(self, behind: int, end: int) -> bool:
        """Whether speech opens soon behind a name in marks, by the verb before it."""
        for k in range(behind, min(end, behind + 8)):
            if self.r.cues[k] and (self.r.breaks(k) or (k == behind + 1 and self.f[behind] in TURNS)):
                return False  # what follows has a verb of its own: «شدد على «إنصاف القرى»، منبهة إلى أن»
            if self.f[k] in THAT or self.r.mark_before(k) is not None or self.r.has_colon(k):
                return True
        return False

    def announces_list(self, index: int, end: int) -> bool:
        """«حدد الوزير أولوياته في النقاط التالية:» at the node's end: what follows was said by the verb's subject."""
        is_last = end == len(self.f) and self.r.has_colon(end)
        return is_last and self.f[index] in LISTS and self.f[end - 1] in ANNOUNCES

    def position(self, opener: Opener) -> int:
        """The text position where the words that introduce speech end, a colon included."""
        if opener.kind == "mark" and opener.mark is not None:
            start = opener.mark.open
        elif opener.kind == "dangling":
            start = (self.r.marks.dangling_open or 1) - 1
        else:
            start = self.r.words[opener.word].start if opener.word < len(self.f) else len(self.r.text)
        return len(self.r.text[:start].rstrip())

    def before_preposition(self, index: int, stop: int) -> int:
        """`stop` without the preposition that leads to what was said: «أشار … إلى أن»."""
        return stop - 1 if stop - 1 > index and self.f[stop - 1] in LEADS else stop

    def cut(self, opener: int, end: int) -> int:
        """The first word behind an opener that is no longer the same speaker's clause."""
        for at in range(opener + 1, end):
            if at in self.r.inside:
                continue
            cue, before = self.r.cues[at], self.f[at - 1]
            if (cue is not None and self._says_in_it(at)) or (self.f[at] in TURNING_AWAY and self._turns_away(at)):
                return at
            if cue is None or before in NEGATIONS or is_noun(self.r, at, cue) or is_of_eyes(self.r, at):
                continue
            parted = self.r.breaks(at)
            after_mark = any(mark in self.r.gap(at) for mark in '»”"“')
            if cue.kind == "participle":
                is_next = parted or after_mark or self.f[at][0] == "و" or self.f[at] in ALOUD
                if self.f[at] in NARRATING or (is_next and self.find(at, end, PARTICIPLE_REACH)):
                    return at
            elif cue.kind == "according":
                if parted or after_mark:
                    return at
            elif cue.kind in ("say", "act"):
                turns = before in TURNS and not (before in KANA and not parted and at - opener < 3)
                is_parted = parted or (turns and self.r.breaks(at - 1))
                if cue.kind == "act" and not (
                    (cue.prefix or turns) and (is_parted or self.marked.among(at, end, adjacent=None))
                ):
                    continue
                if (after_mark and cue.prefix == 0 and not cue.wary) or (
                    turns and (not cue.wary or self.r.breaks(at - 1))
                ):
                    return at - (before in TURNS and at - 1 > opener)
                if cue.prefix and (not cue.wary or (parted and self.find(at, end, 12))):
                    return at
        return end

    def _turns_away(self, at: int) -> bool:
        """«…، في حين», «…، ولم يكشف»: whether the writer goes on by himself."""
        two = self.f[at : at + 2]
        is_not_said = self.f[at] in BUT_NOT and len(two) > 1 and self.r.cues[at + 1] is not None
        return (two in MEANWHILE or is_not_said) and self.r.breaks(at)

    def _says_in_it(self, at: int) -> bool:
        """«… تسجيلا لفلان قال فيه»: somebody else's words, whoever published them."""
        cue = self.r.cues[at]
        return cue is not None and cue.kind == "say" and at + 1 < len(self.f) and self.f[at + 1] in IN_IT

    def _opens_words(self, at: int) -> bool:
        """Whether marks open before word `at` that are no name: «حركة «الفجر»»."""
        mark = self.r.mark_before(at)
        if mark is None:
            return False
        is_short = self.marked.word_count(mark) <= SHORT_NAME
        if is_short and self.f[at - 1] in WITHIN and self.r.breaks(self.r.at(mark.close)):
            return False  # «مديرة الأصول في «الدانة»، فلانة، …»
        return not is_short or kind_of_body(self.f[at - 1]) is None

    def subject_stop(self, index: int, end: int) -> int:
        """Where the words after a verb that opens nothing stop being able to name its subject."""
        for at in range(index + 1, end):
            cue = self.r.cues[at]
            if self._opens_words(at) or (cue is not None and not cue.wary and at > index + 1):
                return at
        return end
