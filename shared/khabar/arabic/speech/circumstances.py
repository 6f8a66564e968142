"""What stands between a verb of speech and its subject: when, where, to whom and on what occasion. Pure; over one node.

Not here: the subject (`subjects.py`).
"""

from __future__ import annotations

from khabar.arabic.conjugation import perfects_of
from khabar.arabic.fold import fold
from khabar.arabic.speech.nouns import has_prefix, has_pronoun, is_adverb, is_circumstance, is_definite, speaks
from khabar.arabic.speech.particles import IN
from khabar.arabic.speech.reading import Reading
from khabar.arabic.speech.roles import SAME, TITLES, is_given
from khabar.arabic.speech.stops import ADJUNCTS, IN_THIS, LINKS, OTHER, SETTINGS, SKIPPED, THESE, THIS
from khabar.arabic.speech.words import word_set

_SAYING = fold("قول")
_OF_PRESS, _MEETINGS = word_set("الصحفي الصحافي الإعلامي"), word_set("المؤتمر اللقاء الإيجاز البيان التصريح الاجتماع")
_LOOK_FOR_NAME = 10  # words that a circumstance before the subject may have, when no comma ends it


def subject_start(reading: Reading, start: int, stop: int) -> int:
    """Where the subject may begin in words `start`..`stop`, circumstances passed over; `stop` where it does not."""
    folded = reading.folded
    index = start
    while index < stop:
        word = folded[index]
        # «ذلك المسؤول», «نفس المصدر»
        points = (word in THESE or word in THIS) and index + 1 < stop and is_definite(folded[index + 1])
        if word in SKIPPED or word == _SAYING or points or is_adverb(reading, index) or _tells_how(reading, index):
            index += 1
        elif word == "من" and index + 1 < stop and folded[index + 1][:3] in ("جهت", "جان", "ناح"):
            index += 2
        elif word == "ل" and (mark := reading.mark_before(index + 1)):
            index = reading.at(mark.close)
        elif index in reading.people:
            return index
        elif (behind := _behind_set_phrase(reading, index, stop)) is not None:
            index = behind
        elif is_circumstance(word) or has_prefix(word):
            index = _behind_circumstance(reading, index, stop)
        else:
            return index
    return stop


def _tells_how(reading: Reading, index: int) -> bool:
    """«أضاف متسائلا»: a participle in the accusative right behind the verb."""
    cue = reading.cues[index]
    return cue is not None and cue.kind == "participle" and reading.folded[index].endswith("ا")


def _behind_circumstance(reading: Reading, start: int, stop: int) -> int:
    """Behind the next comma, or where an office or a first name follows on a word that ended the circumstance."""
    closing = start
    for index in range(start + 1, min(stop, start + _LOOK_FOR_NAME)):
        if "(" in reading.gap(index):
            closing = next((at for at in range(index, stop) if ")" in reading.gap(at)), stop)
        if index <= closing:
            continue  # what stands in brackets is never the subject: «من الضفة (شمال الجزر)»
        if reading.breaks(index):
            return index
        if index in reading.people and index > start + 1 and _ends_circumstance(reading, _before_title(reading, index)):
            return index
        if _is_second_of_two(reading, index):
            return index
    for index in range(start + 2, min(stop, start + _LOOK_FOR_NAME)):
        word = reading.folded[index]
        is_of_press = word in _OF_PRESS and reading.folded[index - 1] in _MEETINGS  # «في المؤتمر الصحفي»
        if is_of_press and index + 1 < stop and speaks(reading.folded[index + 1]):
            return index + 1
        if word in TITLES and not is_of_press and _ends_circumstance(reading, index - 1):
            return index
    return stop


def _does_to_it(reading: Reading, index: int) -> bool:
    """Whether the name behind a word is the subject of its clause, not of the sentence: «برنامج يقدمه فلان».

    A word with ت is a verbal noun behind a preposition: «خلال تفقده فلان».
    """
    word = reading.folded[index]
    if word[0] == "ت" and index and is_circumstance(reading.folded[index - 1]):
        return False
    verb = word.removesuffix("ها").removesuffix("ه")
    return verb != word and word[0] in "يت" and bool(perfects_of(verb))


def _is_second_of_two(reading: Reading, index: int) -> bool:
    """«في لقاء يقدمه فلان الفلاني علان العلاني»: whether a full name stands behind that of a clause's subject."""
    first = index - 2
    is_led_to = first > 0 and reading.people.get(first) == index + 2 and _does_to_it(reading, first - 1)
    return is_led_to and is_given(reading.folded[index])


def _before_title(reading: Reading, name: int) -> int:
    """The word before a name, or before the title that stands before it: «على تحدي اللاعبة السابقة …»."""
    index = name - 1
    while index and is_definite(reading.folded[index]):
        index -= 1
        if reading.folded[index + 1] in TITLES:
            return index
    return name - 1


def _ends_circumstance(reading: Reading, index: int) -> bool:
    """Whether nothing can hang on word `index`: a name behind it is the subject. «في تصريح لهسبريس سامر …»."""
    word = reading.folded[index]
    ends = is_definite(word) or index in reading.others or is_circumstance(word) or has_pronoun(reading, index)
    return word not in LINKS and ends and not _does_to_it(reading, index)


def _behind_set_phrase(reading: Reading, start: int, stop: int) -> int | None:
    """Behind «في هذا الصدد», «في السياق نفسه», «من جهة أخرى»; None when none stands there."""
    words = reading.folded[start : min(stop, start + 3)]
    if len(words) < 2:
        return None
    if words[1] in THIS and words[0] == IN and len(words) == 3 and words[2] in SETTINGS:
        return start + 3
    if words[0] in IN_THIS and words[1] in SETTINGS:
        return start + 2
    if words[0] == IN and words[1] in SETTINGS:
        return start + 2 + (len(words) == 3 and (words[2] in SAME or words[2] in OTHER))
    return None


def is_behind_phrase(reading: Reading, start: int, first: int) -> bool:
    """Whether a circumstance was passed over before the subject, other than the outlet spoken to."""
    words = [word for word in reading.folded[start:first] if word not in SKIPPED]
    return bool(words) and words[0] in ADJUNCTS and words[0] != "ل" and words[1:2] != [fold("جهته")]
