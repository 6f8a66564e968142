"""How far an organisation's name goes behind the word that opens it. Pure rules; not here: which words open one."""

from __future__ import annotations

import re

from khabar.arabic.conjugation import is_verb_form
from khabar.arabic.lexicon import vocabulary
from khabar.arabic.names.adjectives import is_addressed, may_tell_kind, opens_kind
from khabar.arabic.names.body_words import is_foreign, is_in_place, leaves_adjectives, leaves_name
from khabar.arabic.names.gazetteer import Match, kinds_of_word
from khabar.arabic.names.ministries import is_field_of_state, is_for_work, is_of_state
from khabar.arabic.names.proclitics import openings
from khabar.arabic.names.reading import Reading, is_common_noun, is_definite
from khabar.arabic.names.roles import is_title
from khabar.arabic.names.suffixes import is_owned
from khabar.arabic.names.tables import (
    given_names,
    nationalities,
    organisation_words,
    small_words,
    surnames,
    triggers,
    word_list,
)

_MOST_WORDS = 9
_RARE = 30
_SEEN = 3
_LEAST_KIND = 5  # letters
_SEVERAL = ("ات", "ون", "ين")
_PRONOUNS = ("ها", "هم")  # غرفة محركاتها is nobody's name


def construct_end(reading: Reading, start: int, inside: dict[int, Match]) -> int:
    """How far «وزارة …», «جامعة …» goes; `start + 1` when no name follows."""
    at = start + 1
    whole = named = False  # whether it is told what the body is of, and whether that is a name
    words = {opening.word for opening in openings(reading.texts[start])}
    fields, bearing = bool(words & organisation_words().fields), bool(words & organisation_words().bearing)
    while at < start + _MOST_WORDS and reading.is_word(at):
        text = reading.texts[at]
        match = inside.get(at)
        is_borne = bearing and at == start + 2 and _is_title_of_namesakes(reading.texts[at - 1])
        is_of_person = bearing and (not whole or named or is_borne) and _is_of_person(reading, at, named)
        if is_of_person or (is_borne and reading.tag(at) == "P"):
            at += 2 if text in word_list("particles") and reading.is_word(at + 1) else 1
            whole = named = True
            continue
        if match is not None and match.start == at and all(known.kind == "person" for known in match.known):
            break
        if match is not None and match.start == at and not match.cut and not whole:
            at, whole = match.end, True
            continue
        if text in triggers().place_label and not whole and _begins_place(inside.get(at + 1), at + 1):
            at, whole = inside[at + 1].end, True  # مجلس محافظة نينوى
            continue
        is_strange = _is_strange(reading, at)
        if (
            _goes_on(reading, start, at, whole, fields)
            or (named and is_strange)
            or (not whole and _is_of_place(reading, at, inside.get(at + 1)))
        ):
            named = named or (is_strange and not whole)
            whole = text.startswith("ال") or ((whole or named) and not _needs_more(reading, at))
            at += 1
        else:
            break
    is_purpose = bearing and named and at > start + 2 and reading.text(at).startswith("لل")
    is_house = bearing or not organisation_words().weak.isdisjoint(words)
    if is_purpose or (is_house and at > start + 1 and reading.text(at) in word_list("trades")):
        at = purpose_end(reading, at)  # معهد ماكس بلانك للكيمياء، مركز الأهرام للدراسات
    elif is_field_of_state(reading, start, at):
        at = purpose_end(reading, at)  # وزارة الدولة لشؤون البيئة
    return _trimmed(reading, start, at)


def _is_of_person(reading: Reading, at: int, named: bool) -> bool:
    """Whether the word is part of whom the body is called after; `named`: some of that stands before it."""
    text = reading.texts[at]
    is_particle = text in word_list("particles") and (text not in small_words() or reading.tag(at) in {"P", "O"})
    is_name = text in given_names() or text in surnames() or is_particle
    return is_name and not (named and reading.tags[at] == "B-P")  # جامعة كارنيغي ميلون | سليم الدبوسي


def _is_title_of_namesakes(text: str) -> bool:
    """Whether bodies are called after men with this title: جامعة القاضي عياض، مستشفى الملك فهد."""
    return text in word_list("titles_as_surnames") or text in word_list("regnal")


def _is_strange(reading: Reading, at: int) -> bool:
    """Whether the word is a foreign name rather than a rare noun, which is seen with its article too."""
    text = reading.texts[at]
    is_noun = vocabulary().get("ال" + text, 0) > _SEEN or text.endswith(_SEVERAL) or text.startswith("و")
    is_there = any(known.kind == "place" for one in openings(text)[1:] for known in kinds_of_word(one.word))  # بالظهران
    return not is_noun and not is_there and is_foreign(reading, at)


def _goes_on(reading: Reading, start: int, at: int, whole: bool, fields: bool) -> bool:
    """Whether the word belongs to a name that is whole before it or not."""
    text = reading.texts[at]
    is_behind = whole and (is_for_work(reading, start, at) or text in word_list("no_part"))  # وزارة الصحة الليلة
    if is_behind or text in organisation_words().vague or text.endswith(_PRONOUNS) or leaves_name(text):
        return False
    if text.startswith("ال") and len(text) > 3:
        return _may_follow(reading, start, at, whole)
    if whole and text.startswith("و"):
        is_field = not _is_behind_place(reading, start, at) and _is_further_field(reading, at, fields)
        return is_field or is_further_work(reading, at)
    if text in small_words() or text[:1].isdigit() or is_owned(reading, at):
        return False
    if whole:
        return text in nationalities() or (reading.tags[at] == "I-O" and not _is_common(reading, at))
    return (
        reading.tags[at] == "I-O"
        or text in triggers().organisation
        or text in triggers().place
        or _is_genitive(reading, at)
    )


def _is_common(reading: Reading, at: int) -> bool:
    """Whether the word begins something else behind a whole name: سبل التعاون، لوكالة الأنباء، تواصل، بجدة."""
    text = reading.texts[at]
    if text.startswith("ل"):  # what it is for, unless a reader is told: هيئة الأركان العامة للجيش
        return any(one.cut and one.word in triggers().label for one in openings(text)) or is_common_noun(text)
    is_led = is_definite(reading.text(at + 1)) and vocabulary().get(text, 0) > _RARE
    return is_led or is_common_noun(text) or is_in_place(text) or is_verb_form(text)


def _is_of_place(reading: Reading, at: int, following: Match | None) -> bool:
    """Whether the word tells what the body of a place is for: غرفة تجارة عمان، محكمة جنايات دمياط."""
    text = reading.texts[at]
    is_court = reading.text(at - 1).endswith("محكمه") and text in word_list("of_courts")
    is_thing = is_court or (is_common_noun(text) and text not in small_words())
    return is_thing and _begins_place(following, at + 1) and not is_owned(reading, at)


def _begins_place(match: Match | None, at: int) -> bool:
    if match is None or match.start != at or match.cut:
        return False
    return any(known.kind == "place" and known.sure for known in match.known)


def _may_follow(reading: Reading, start: int, at: int, whole: bool) -> bool:
    """Whether a word with the article may go on a name that is whole before it or not."""
    if whole:
        return may_tell_kind(reading, start, at)
    is_free = reading.tag(at) == "O" or not is_title(reading.texts[at]) or is_of_state(reading, start)
    return is_free and not is_addressed(reading, at)


def _needs_more(reading: Reading, at: int) -> bool:
    """Whether the name is not whole with the word: وحماية المستهلك، لطباعة المصحف."""
    return is_further_work(reading, at) or re.match("ل[^ل]", reading.texts[at]) is not None


def _is_further_field(reading: Reading, at: int, fields: bool) -> bool:
    """Whether a word with و goes on a name: وزارة الموارد المائية والري; not وزارة الثقافة وشركة الأفق."""
    text = reading.texts[at]
    if not text.startswith("وال"):
        return reading.tags[at] == "I-O" and not (_opens_another(text) or is_common_noun(text))
    is_another = is_title(text) or _opens_another("و" + text[3:]) or text[3:] in organisation_words().several
    return not is_another and (reading.tag(at) == "O" or (fields and not text.endswith("ين")))


def _is_behind_place(reading: Reading, start: int, at: int) -> bool:
    """Whether a place ends the name so far, and what «و» adds is none: إمارة منطقة مكة | والأمن العام."""
    words = (one.word for text in reading.texts[start:at] for one in openings(text))
    if word_list("of_territory").isdisjoint(words):
        return False
    places = (match for match in reading.matches if match.end == at and _begins_place(match, match.start))
    return next(places, None) is not None and not any(k.kind == "place" for k in kinds_of_word(reading.texts[at][1:]))


def _opens_another(text: str) -> bool:
    """Whether a word with و opens the next body: وزارة الثقافة وشركة الأفق."""
    return text[:1] == "و" and (text[1:] in triggers().organisation or text[1:] in triggers().label)


def is_further_work(reading: Reading, at: int) -> bool:
    """Whether the word begins a further field of a body: وفيزياء الجسيمات، وحماية المستهلك."""
    text = reading.texts[at]
    return text[:1] == "و" and text[1:] in organisation_words().works and reading.text(at + 1).startswith("ال")


def _is_genitive(reading: Reading, at: int) -> bool:
    """Whether the word stands before one with the article (مكافحة الإرهاب), or is no word of the language."""
    following = reading.text(at + 1)
    if reading.texts[at] in organisation_words().works and not is_definite(following):
        return is_definite(reading.text(at + 2)) and is_common_noun(following)  # هيئة تنظيم قطاع الطاقة
    if reading.text(at + 1).startswith(("ال", "وال")) and reading.text(at + 1) not in organisation_words().vague:
        return vocabulary().get("ال" + reading.texts[at], 0) > _SEEN or is_foreign(reading, at)
    return is_foreign(reading, at)


def _trimmed(reading: Reading, start: int, end: int) -> int:
    while end > start + 1 and (
        reading.texts[end - 1] in organisation_words().vague or reading.texts[end - 1] in small_words()
    ):
        end -= 1
    return end


def adjectives_end(reading: Reading, start: int) -> int:
    """How far «المجلس …» goes over adjectives, and over what the tagger still sees as the name."""
    at = start + 1
    proved, has_field = False, _has_field(reading, start)
    while at < start + _MOST_WORDS and reading.is_word(at):
        text = reading.texts[at]
        if text in organisation_words().vague:
            break
        adjective = text.startswith("ال") and text.endswith(("ي", "يه", "ين", "ون", "ه", "ا"))
        tells_which = text in nationalities() or reading.tag(at) == "O" or text in organisation_words().general
        tells_kind = (
            _is_further_kind(reading, start, at, proved)
            or _is_pair_of_kinds(reading, start, at)
            or _is_first_kind(reading, start, at)
        )
        if (adjective and tells_which) or (has_field and tells_kind):
            proved = True
        elif (
            has_field
            and proved
            and text == "من"
            and reading.text(at + 1) == "اجل"
            and is_definite(reading.text(at + 2))
        ):
            at = purpose_end(reading, at + 2)  # الشبكة الأمازيغية من أجل المواطنة
            continue
        elif (proved and text.startswith("ل") and _may_have_purpose(reading, start, at, has_field)) or (
            text.startswith("لل") and proved and reading.tag(start) == "O"
        ):
            at = purpose_end(reading, at)
            continue
        elif reading.tags[at] == "I-O" and not leaves_adjectives(reading, at):
            if proved and is_definite(text) and not may_tell_kind(reading, start, at):
                break  # الهيئة الوطنية القرار
            if reading.texts[at - 1] in nationalities() and is_common_noun(text):
                break  # البنك المركزي اليمني صحة
            proved = True
        else:
            break
        at += 1
    return _trimmed(reading, start, at) if proved else start


def _has_field(reading: Reading, start: int) -> bool:
    """Whether the body is of a kind that is called by what it does: الهيئة، المجلس; not الحكومة."""
    return any(one.word.removeprefix("ال") in organisation_words().fields for one in openings(reading.texts[start]))


def _is_further_kind(reading: Reading, start: int, at: int, proved: bool) -> bool:
    """Whether the word is an adjective behind the body's nation: الجامعة السعودية الإلكترونية."""
    return proved and reading.texts[at - 1] in nationalities() and _is_kind_of(reading.texts[at], reading.texts[start])


def _is_first_kind(reading: Reading, start: int, at: int) -> bool:
    """Whether the word is the first of two adjectives, of which the second tells which: الهيئة الصحية الإسلامية."""
    body, following = reading.texts[start], reading.text(at + 1)
    tells_which = following in organisation_words().general or following in nationalities()
    return at == start + 1 and tells_which and _is_kind_of(reading.texts[at], body) and _is_kind_of(following, body)


def _is_pair_of_kinds(reading: Reading, start: int, at: int) -> bool:
    """Whether two adjectives joined by و begin or end here: المجلس الاقتصادي والاجتماعي."""
    body, text, following = reading.texts[start], reading.texts[at], reading.text(at + 1)
    first, second = (text, following) if at == start + 1 else (reading.texts[at - 1], text)
    return at <= start + 2 and second[:1] == "و" and _is_kind_of(first, body) and _is_kind_of(second[1:], body)


def _is_kind_of(text: str, body: str) -> bool:
    """Whether the word is an adjective of origin with the article, of the body's gender."""
    return text.startswith("ال") and len(text) > _LEAST_KIND and text.endswith("يه" if body.endswith("ه") else "ي")


def _may_have_purpose(reading: Reading, start: int, at: int, has_field: bool) -> bool:
    """Whether «ل…» behind an adjective belongs to the name: الهيئة العامة للطيران, الجمعية المغربية لحماية المال."""
    before = reading.texts[at - 1]
    if reading.texts[at].startswith("لل") and reading.tag(start) == "O":
        return True
    return before in organisation_words().general or (before in nationalities() and has_field)


def purpose_end(reading: Reading, at: int) -> int:
    """The token after «لحقوق الإنسان», «للمياه والغابات», «لشركات صناعة السيارات»."""
    start, whole = at, not _needs_more(reading, at)
    if not whole and not is_definite(reading.text(at + 1)):
        at += is_definite(reading.text(at + 2)) and _is_genitive(reading, at + 1)
    at += 1
    while reading.is_word(at) and not (is_title(reading.texts[at]) and reading.tag(at) != "O"):
        text = reading.texts[at]
        is_seen = reading.tags[at] == "I-O"
        is_other = not is_seen and (text in organisation_words().vague or text in word_list("no_part"))
        is_field = is_definite(text.removeprefix("و")) and not is_other and not opens_kind(text.removeprefix("و"))
        is_kind = is_field and (text[0] == "و" or not whole or may_tell_kind(reading, start, at))
        is_more = is_seen and not is_definite(text) and not leaves_name(text)
        if not (is_kind or is_further_work(reading, at) or is_more):
            break
        whole = not _needs_more(reading, at)
        at += 1
    is_work = f"{reading.texts[start]} {reading.text(at).replace('ى', 'ي')}" in word_list("works_upon")
    return at + 2 if is_work and is_definite(reading.text(at + 1)) else at  # للرقابة على المنشطات
