"""Where the subject of a verb of speech stands. Pure; over one node.

Not here: what is passed over to reach it (`circumstances.py`); how the phrase itself is read (`speaker.py`); who it is
in the article (`khabar_worker/enrich/cast.py`).
"""

from __future__ import annotations

from khabar.arabic.fold import fold
from khabar.arabic.lexicon import vocabulary
from khabar.arabic.speech.circumstances import is_behind_phrase, subject_start
from khabar.arabic.speech.nouns import (
    RARE,
    can_be_name,
    is_circumstance,
    is_definite,
    is_group,
    is_verb,
    speaks,
)
from khabar.arabic.speech.particles import (
    AUXILIARIES,
    CONNECTIVES,
    FROM,
    GOES_ON,
    KANA,
    NEGATIONS,
    RELATIVE,
    THAT,
    THEN,
    TURNS,
)
from khabar.arabic.speech.reading import Reading
from khabar.arabic.speech.roles import ORGANISATIONS, ROLES, SAME, STATEMENTS, TEXTS
from khabar.arabic.speech.speaker import SpeakerPhrase
from khabar.arabic.speech.stops import VENUES
from khabar.arabic.speech.subject import Subject
from khabar.arabic.speech.words import word_set

_LONGEST_ALIAS, _LONGEST_BYLINE = 3, 8  # words
_WHO_ALL, _WHO_SHE = fold("الذين"), fold("التي")
_YEARS = word_set("سنة عاما")
_BEFORE_SUBJECT = TURNS | CONNECTIVES | THEN | THAT
_NEW_CLAUSE = KANA | THAT | THEN | word_set("لكن ولكن")
_BEFORE_VERB = TURNS | CONNECTIVES | NEGATIONS
_LONGEST_ANTECEDENT, _LONGEST_MAKER, _LONGEST_CLAUSE = 8, 11, 15  # words
_WAS = word_set("كان كانوا يعرف يعرفه يعرفونه شهد حضر حضروا")
_KNEW = word_set("عرفه عرفها عرفوه رافقه رافقوه التقاه شاهده")


def read_subject(reading: Reading, start: int, stop: int, *, is_tight: bool, strip: int = 0) -> Subject | None:
    """The speaker in words `start`..`stop`, circumstances before him passed over; None when there is none.

    `is_tight`: what follows `stop` is the speech itself, so the phrase holds nothing but the speaker. `strip`: letters
    of a preposition on the first word (لوزارة).
    """
    if is_tight and not strip and (relative := _whoever(reading, start, stop)):
        return relative
    first = start if strip else subject_start(reading, start, stop)
    if first >= stop:
        return None
    subject = SpeakerPhrase(reading, first, stop, is_tight, strip).read()
    if subject is None or (not subject.is_sure and is_behind_phrase(reading, start, first)):
        return None
    return _with_alias(reading, subject, stop)


def _whoever(reading: Reading, start: int, stop: int) -> Subject | None:
    """«وقال من عرفوه في …»: a clause in the place of a name."""
    if start + 1 >= stop or reading.folded[start] != "من" or reading.breaks(start + 1):
        return None
    word = reading.folded[start + 1]
    if not (word.endswith(("وه", "ته", "وها")) or word in _WAS or word in _KNEW):
        return None
    end = next((at for at in range(start + 1, stop) if reading.breaks(at)), stop)
    return Subject(None, reading.slice(start, end), "group", end)


def _with_alias(reading: Reading, subject: Subject, stop: int) -> Subject:
    """The short name in marks behind a full one: «قيادة المنطقة الوسطى "سنتكوم"»."""
    mark = reading.mark_before(subject.end) if subject.end < stop else None
    if mark is None or reading.breaks(subject.end):
        return subject
    end = reading.at(mark.close)
    if end - subject.end > _LONGEST_ALIAS or end > stop:
        return subject
    is_whole = end >= stop or reading.breaks(end) or is_circumstance(reading.folded[end])
    return subject._replace(alias=reading.text[mark.start : mark.end], end=end, is_whole=is_whole)


def has_subject(reading: Reading, start: int, stop: int) -> bool:
    """Whether something stands in the subject's place in words `start`..`stop`, read or not."""
    return subject_start(reading, start, stop) < stop


def subject_before(reading: Reading, start: int, index: int) -> Subject | None:
    """The subject that stands before its verb: «أحمد سلطان قال», «أما الائتلاف، فقد دعا»."""
    start = _behind_byline(reading, start, index + 1)
    begin, verb = start, index
    while index > start + 1 and (reading.folded[index - 1] in AUXILIARIES or reading.folded[index - 1] in KANA):
        index -= 1
    for at in range(index - 2, max(start, index - _LONGEST_CLAUSE), -1):
        if reading.folded[at] in _NEW_CLAUSE:  # «…، وكان فلان قد قال»، «… فإن فلانا قال»، «لكن فلانا، …، قال»
            start = at
            break
    while start < index and reading.folded[start] in _BEFORE_SUBJECT:
        start += 1
    while index > start and reading.folded[index - 1] in AUXILIARIES:
        index -= 1
    is_framed = start > begin and reading.folded[start - 1] in KANA and index < verb  # «وكان فلان قد …»
    if start >= index or is_circumstance(reading.folded[start].removeprefix("و")):
        return None
    word = reading.folded[start]
    strip = int(word.startswith("وال") and (word[1:] in STATEMENTS or word[1:] in ROLES))  # «والبيان قال إن»
    subject = read_subject(reading, start, index, is_tight=True, strip=strip)
    if subject is None or not (start in reading.people or can_be_name(reading.folded[start])):
        return None
    if subject.end < index:
        goes_on = reading.breaks(subject.end) or reading.folded[subject.end] in GOES_ON
        is_of_another = subject.end < index - 1 and reading.folded[index - 1] in RELATIVE
        is_byline = any(reading.has_colon(at) for at in range(subject.end, verb + 1))
        if not goes_on or is_of_another or is_byline or not (subject.is_sure or subject.is_rare):
            return None
    return subject._replace(is_sure=subject.is_sure or is_framed)


def main_subject(reading: Reading, start: int, stop: int) -> Subject | None:
    """The subject of a sentence whose verb is none of speech: «والتقى وزير التعليم …، مؤكدا أن»."""
    start = _behind_turns(reading, _behind_byline(reading, start, stop), stop)
    if start < stop and is_circumstance(reading.folded[start].removeprefix("و")):
        start = next((at for at in range(start + 1, stop) if reading.breaks(at)), stop)
        start = _behind_turns(reading, start, stop)
    if stop - start < 2:
        return None
    was = reading.folded[start - 1] in KANA if start else False  # «وكان الوزير انتقد …»
    leads = reading.cues[start] is None and _is_noun_of_speaker(reading, start)  # «عميد المعهد، وإن …، إلا أنه قال»
    subject = read_subject(reading, start + (not (was or leads)), stop, is_tight=False)
    if subject is None or (leads and "-" in reading.gap(subject.end)):
        return None  # «فلان الفلاني- الضفاف- متابعة: …»
    return subject if subject.is_sure and not subject.is_guess else None


def _is_noun_of_speaker(reading: Reading, index: int) -> bool:
    word = reading.folded[index]
    is_verb_too = vocabulary().get(word + "ت", 0) > RARE  # «حكم», «شاهد»
    return index in reading.people or (speaks(word) and not (is_verb(word) or is_verb_too))


def subject_of_relative(reading: Reading, index: int) -> Subject | None:
    """Whom «الذي» at `index` means: the name or office right before it; None where that is no speaker."""
    if (holder := _name_before_office(reading, index)) is not None:
        return read_subject(reading, holder, index, is_tight=True)
    again = index - 1 - (reading.folded[index - 1] in SAME)  # «للتقرير ذاته الذي أشار»
    for first in range(again, max(-1, index - _LONGEST_ANTECEDENT), -1):
        word = reading.folded[first]
        if any(start < first < end for start, end in reading.people.items()):
            continue  # an office that is a family name: «فلان الخطيب الذي دعا»
        strip = int((word[:1] in "ول" and word[1:] in ORGANISATIONS) or (word[:2] == "لل" and "ا" + word[1:] in ROLES))
        is_several = reading.folded[index] == _WHO_ALL and is_group(word)  # «عدد من المعلقين الذين»
        if strip or is_several or word in ORGANISATIONS or word in ROLES or first in reading.people:
            subject = read_subject(reading, first, index, is_tight=True, strip=strip)
            if subject is not None and subject.end >= index:
                return subject
        if reading.breaks(first):
            return None
    return None


def _name_before_office(reading: Reading, index: int) -> int | None:
    """Where the name begins in «فلان، مدير المركز في …، الذي قال»; None where no office stands between commas."""
    clause = range(index - 2, max(0, index - _LONGEST_CLAUSE), -1)
    asides = [at for at in clause if reading.breaks(at)]
    if not asides:
        return None
    is_office = reading.folded[asides[0]] in ROLES
    place = asides[0] if is_office and asides[0] in reading.people.values() else _before_age(reading, index, asides)
    return next((start for start, end in reading.people.items() if end == place), None)


def _before_age(reading: Reading, index: int, asides: list[int]) -> int | None:
    """Where the name ends in «فلانة، 38 سنة، ربة منزل، التي»; None where more than two words on her stand between."""
    said = asides[0] if not reading.folded[asides[0]].isdigit() else index
    age = said - 2
    is_age = age in asides and reading.folded[age].isdigit() and reading.folded[age + 1] in _YEARS
    if not (is_age and reading.breaks(index)):
        return None
    if said == index:
        return age
    is_hers = reading.folded[index] == _WHO_SHE and reading.text[reading.words[said].end - 1] == "ة"
    is_bare = all(at not in reading.people and not is_definite(reading.folded[at]) for at in range(said, index))
    return age if is_bare and said + 2 >= index and (is_hers or reading.folded[said] in ROLES) else None


def issuer_before(reading: Reading, start: int, index: int) -> Subject | None:
    """Whose paper something stands in: «في بيان للجمعية ورد فيه: …»; else the subject of the sentence."""
    for at in range(index - 1, start, -1):
        if reading.folded[at].endswith("ا") and reading.folded[at][:-1] in TEXTS:
            return main_subject(reading, start, at)  # «أصدرت الوزارة بيانا جاء فيه»
        if reading.folded[at] in TEXTS or reading.folded[at] in VENUES:
            issuer = read_subject(reading, at, index, is_tight=False)
            return issuer if issuer is not None and issuer.name else main_subject(reading, start, at)
    return None


def maker_before(reading: Reading, start: int, index: int) -> Subject | None:
    """Whose words «قال فيها» means: «تغريدة لفلان قال فيها»; None where it is not told."""
    for at in range(index - 1, max(start, index - _LONGEST_MAKER), -1):
        word = reading.folded[at]
        strip = int(word.startswith("ل") and (speaks(word[1:]) or (word[1:2] == "ل" and speaks("ا" + word[1:]))))
        if strip and (maker := read_subject(reading, at, index, is_tight=False, strip=strip)):
            return maker
        if reading.breaks(at) and word not in ROLES and word not in RELATIVE:
            return None  # «نسبت لفلان، رئيس المجلس، والتي قال فيها» goes on
    return None


def _behind_turns(reading: Reading, start: int, stop: int) -> int:
    while start < stop and reading.folded[start] in _BEFORE_VERB:
        start += 1
    return start


def _behind_byline(reading: Reading, start: int, stop: int) -> int:
    """The first word behind «فلان- الضفاف: …» or «عدن (الضفاف) -- …»; `start` where neither stands."""
    for at in range(start + 1, min(stop, start + _LONGEST_BYLINE)):
        if reading.has_colon(at) or any(mark in reading.gap(at) for mark in ("--", "—", "–")):
            return at
    return start


def subject_behind_from(reading: Reading, index: int, stop: int) -> Subject | None:
    """«نقلت الوكالة عن فلان …»: the speaker behind عن; without one the outlet itself speaks."""
    for at in range(index + 1, stop):
        if reading.folded[at] == FROM:
            return read_subject(reading, at + 1, stop, is_tight=True)
    return read_subject(reading, index + 1, stop, is_tight=True)
