"""Whether a word that may be a verb of speech is one where it stands. Pure; over one node.

Not here: what such a verb opens (`clauses.py`).
"""

from __future__ import annotations

import itertools

from khabar.arabic.speech.nouns import is_circumstance, speaks
from khabar.arabic.speech.particles import (
    AS_FOR,
    COMES,
    COMES_BACK,
    FROM,
    FROM_ONE,
    HE,
    LEADS,
    NARRATING,
    NEGATIONS,
    RELATIVE,
    SAYINGS,
    SEES,
    THAT,
    THAT_HE,
    THESE_WORDS,
    THUS,
    TURNS,
    UNDONE,
    UPON,
    WHAT,
    WHEN,
    comes_in,
)
from khabar.arabic.speech.reading import Reading
from khabar.arabic.speech.roles import ROLES
from khabar.arabic.speech.stops import VENUE_LEADS
from khabar.arabic.speech.verbs import OWN_WORDS, TONGUE, Cue

_LONGEST_DATELINE = 8  # words
_LONG_QUOTE = 5  # marked words
_LONGEST_RETURN = 6  # words: «ويعود الكاتب … ليقول»
_LONGEST_CIRCUMSTANCE = 14  # words before a comma: «وردا على سؤال لأحد الصحفيين عن …، »


def stands_as_verb(reading: Reading, index: int, cue: Cue, start: int) -> bool:
    """Whether the cue at word `index` speaks, in a sentence that begins at word `start`."""
    before = reading.folded[index - 1] if index > start else ""
    if before in NEGATIONS and not (before == WHAT and (cue.kind == "describe" or is_this_what(reading, index, start))):
        return False
    is_unsaid = index > start + 1 and before == THAT_HE and reading.folded[index - 2] in UNDONE  # «دون أن يقول»
    if is_unsaid or is_noun(reading, index, cue) or is_of_eyes(reading, index):
        return False
    if cue.wary and cue.kind == "according":
        following = reading.folded[index + 1] if index + 1 < len(reading.folded) else ""
        return before == UPON and (reading.folded[index] == TONGUE or following in SAYINGS or following in OWN_WORDS)
    if cue.kind == "noun":
        return not cue.wary or (before not in VENUE_LEADS or before == FROM_ONE)  # «قال في تصريح»
    if not cue.wary or cue.kind in ("participle", "describe"):
        return True
    return _stands_for_certain(reading, index, cue, start)


def is_this_what(reading: Reading, index: int, start: int) -> bool:
    """««…» هذا ما قاله الوزير»: whether the verb tells of the words right before it."""
    return index > start + 1 and reading.folded[index - 2] in THUS and reading.folded[index - 1] == WHAT


def is_of_eyes(reading: Reading, index: int) -> bool:
    """«حين رأى مدربه يبكي»: whether somebody sees, and does not say what he thinks: «عندما يرى فلان أن»."""
    if not index or reading.folded[index] not in SEES or reading.folded[index - 1] not in WHEN:
        return False
    if index + 1 not in reading.people and not speaks("".join(reading.folded[index + 1 : index + 2])):
        return True
    clause = itertools.takewhile(lambda at: not reading.breaks(at), range(index + 2, len(reading.folded)))
    return all(reading.folded[at] not in THAT for at in clause)


def is_noun(reading: Reading, index: int, cue: Cue) -> bool:
    """«في مذكرة», «ناقلة نفط»: whether a participle is a noun of the same letters, by the word before or behind it."""
    if cue.kind != "participle":
        return False
    if reading.folded[index] in NARRATING:
        return reading.folded[index + 1 : index + 2] != (FROM,)
    return index > 0 and reading.folded[index - 1] in LEADS


def _stands_for_certain(reading: Reading, index: int, cue: Cue, start: int) -> bool:
    """Whether a form that is mostly another word stands where only a verb can."""
    folded = reading.folded
    if folded[index] in COMES and comes_in(folded, index):
        return True
    if cue.prefix and folded[index][0] == "ف" and folded[start] in AS_FOR:
        return True
    if (
        index == start
        or folded[index - 1] in TURNS
        or folded[index - 1] in THESE_WORDS
        or _ends_dateline(reading, index)
        or _tells_what_stood_before(reading, index)
        or (cue.kind == "say" and (_states_behind_pronoun(reading, index) or _announces(reading, index, cue)))
        or (folded[index][0] == "ل" and folded[start] in COMES_BACK and index - start <= _LONGEST_RETURN)
    ):
        return True
    is_told_of = index in reading.people.values() or (cue.kind == "say" and _is_behind_speaker(reading, index, start))
    if not cue.prefix and is_told_of:
        return True  # «الكاتب فلان وصف الموقف بأنه»
    if "\u0651" in reading.text[reading.words[index].start : reading.words[index].end]:
        return True
    return reading.breaks(index) and (cue.prefix > 0 or _is_behind_circumstance(reading, index, start))


def _announces(reading: Reading, index: int, cue: Cue) -> bool:
    """«نشر صورة له وكتب: «…»»: whether a colon and marked words follow on «و» and the verb."""
    is_followed = reading.mark_before(index + 1) is not None and reading.has_colon(index + 1)
    return is_followed and cue.prefix > 0


def _states_behind_pronoun(reading: Reading, index: int) -> bool:
    """«فلان، الذي كتب أن», «إلا أنه يعتبر أن»: between a word that means somebody and أن stands a verb."""
    before, following = reading.folded[index - 1], reading.folded[index + 1 : index + 2]
    is_pronoun = before in HE or (before in THAT and before[-1] in "ها" and len(before) > len(THAT_HE))
    return (is_pronoun or before in RELATIVE) and not THAT.isdisjoint(following)


def _tells_what_stood_before(reading: Reading, index: int) -> bool:
    """««…» يشرح فلان», ««…»، كتب فلان»: a verb right behind words in marks that open a sentence.

    A perfect must have its speaker behind it: «ذكر», «رد» are nouns too.
    """
    mark = reading.inside.get(index - 1)
    if mark is None or reading.at(mark.close) != index:
        return False
    is_followed = index + 1 in reading.people or speaks("".join(reading.folded[index + 1 : index + 2]))
    if reading.folded[index][0] not in "يت" and not (is_followed and reading.breaks(index)):
        return False
    return reading.at(mark.end) - reading.at(mark.start) >= _LONG_QUOTE and any(
        start == reading.at(mark.start) for start, _ in reading.sentences
    )


def _is_behind_speaker(reading: Reading, index: int, start: int) -> bool:
    """«وزارة النقل كشفت أن», «فلان، وزير النقل، كتب»: nothing but a speaker stands before the verb."""
    behind = reading.people.get(start, index)
    is_office = behind < index and reading.folded[behind] in ROLES and reading.breaks(index)
    parting = [at for at in range(start + 1, index) if reading.breaks(at)]
    return reading.bodies.get(start) == index or (is_office and parting == [behind])


def _is_behind_circumstance(reading: Reading, index: int, start: int) -> bool:
    """«وفي معرض رده، سجل الوزير أن», «من ناحيتها، ترى الخبيرة أن»: the first comma ended a circumstance."""
    is_near = index - start <= _LONGEST_CIRCUMSTANCE and is_circumstance(reading.folded[start].removeprefix("و"))
    parting = (at for at in range(start + 1, index) if reading.breaks(at))
    return is_near and all(reading.folded[at] in RELATIVE for at in parting)  # «وفي البيان، الذي صدر اليوم، جدد»


def _ends_dateline(reading: Reading, index: int) -> bool:
    """«القاهرة (الضفاف) -- وصف …»: where the text proper begins."""
    return index <= _LONGEST_DATELINE and any(mark in reading.gap(index) for mark in ("--", "—", "–", "- "))
