"""How far an organisation's name goes behind the word that opens it. Pure rules; not here: which words open one."""

from __future__ import annotations

import re

from khabar.arabic.conjugation import is_verb_form
from khabar.arabic.lexicon import vocabulary
from khabar.arabic.names.clitics import openings
from khabar.arabic.names.clues import place_openings
from khabar.arabic.names.gazetteer import Match, kinds_of_word
from khabar.arabic.names.reading import Reading, is_common_noun, is_definite, is_inflected, is_object, is_several
from khabar.arabic.names.roles import is_title
from khabar.arabic.names.suffixes import has_pronoun_suffix
from khabar.arabic.names.tables import (
    given_names,
    nationalities,
    organisation_words,
    small_words,
    surnames,
    titles,
    triggers,
    word_list,
)
from khabar.arabic.plurals import singulars

_MOST_WORDS = 9
_RARE = 30
_SEEN = 3
_FEMININE = 20
_LEAST_KIND = 5  # letters
_ELATIVE = "الا"  # الهلال الأحمر، الشرق الأوسط
_PRONOUNS = ("ها", "هم")  # غرفة محركاتها is nobody's name


def construct_end(reading: Reading, start: int, inside: dict[int, Match]) -> int:
    """How far «وزارة …», «جامعة …» goes; `start + 1` when no name follows."""
    at, article = start + 1, False
    words = {opening.word for opening in openings(reading.texts[start])}
    fields, bearing = bool(words & organisation_words().fields), bool(words & organisation_words().bearing)
    while at < start + _MOST_WORDS and reading.is_word(at):
        text = reading.texts[at]
        match = inside.get(at)
        if bearing and not article and (text in given_names() or text in surnames() or text in word_list("particles")):
            at += 2 if text in word_list("particles") and reading.is_word(at + 1) else 1
            continue
        if match is not None and match.start == at and all(known.kind == "person" for known in match.known):
            break
        if match is not None and match.start == at and not match.cut and not article:
            at, article = match.end, True
            continue
        if _goes_on(reading, at, article, fields) or (not article and _is_of_place(reading, at, inside.get(at + 1))):
            article = article or text.startswith("ال")
            at += 1
        else:
            break
    if bearing and at > start + 2 and not article and reading.text(at).startswith("لل"):
        at = purpose_end(reading, at)  # معهد ماكس بلانك للكيمياء
    return _trimmed(reading, start, at)


def _goes_on(reading: Reading, at: int, article: bool, fields: bool) -> bool:
    """Whether the word belongs to a name whose words before it had the article or not."""
    text = reading.texts[at]
    is_whole = article and text in word_list("no_part")  # وزارة الصحة الليلة
    if is_whole or text in organisation_words().vague or text.endswith(_PRONOUNS) or leaves_name(text):
        return False
    if text.startswith("ال") and len(text) > 3:
        return _may_follow(reading, at, article)
    if article and text.startswith("و"):
        return is_further_work(reading, at) or _is_further_field(reading, at, fields)
    if text in small_words() or text[:1].isdigit() or is_owned(reading, at):
        return False
    if article or reading.tags[at] == "I-O":
        return text in nationalities() or (
            reading.tags[at] == "I-O"
            and not (article and (is_common_noun(text) or is_in_place(text) or is_verb_form(text)))
        )
    return text in triggers().organisation or text in triggers().place or _is_genitive(reading, at)


def _is_of_place(reading: Reading, at: int, following: Match | None) -> bool:
    """Whether the word tells what the body of a place is for: غرفة تجارة عمان، محكمة جنايات دمياط."""
    if following is None or following.start != at + 1 or following.cut or reading.texts[at] in small_words():
        return False
    is_place = any(known.kind == "place" and known.sure for known in following.known)
    return is_place and is_common_noun(reading.texts[at]) and not is_owned(reading, at)


def is_owned(reading: Reading, at: int) -> bool:
    """Whether the word ends in a pronoun: متحف تسلمته المديرية، تطبيق مقتضياته."""
    text = reading.texts[at]
    return text not in given_names() and (reading.has_pronoun(at) or has_pronoun_suffix(text))


def _may_follow(reading: Reading, at: int, article: bool) -> bool:
    """Whether a word with the article may go on a name that had one or not."""
    if reading.tag(at) == "O":
        return not is_addressed(reading, at) and not (article and _is_another(reading, at))
    text = reading.texts[at]
    is_noun = _opens_body(text) or (_is_no_adjective(text) and not is_further_work(reading, at - 1))
    return not (article and is_noun) and not is_title(text) and not is_addressed(reading, at)


def _is_another(reading: Reading, at: int) -> bool:
    """Whether a noun with the article is what the body acts on, behind its whole name: اتهمت هيئة الآثار الوزارة."""
    text = reading.texts[at]
    is_in_purpose = reading.texts[at - 1].startswith("ل")  # مجمع النور لطباعة المصحف
    if is_in_purpose or text in given_names() or text in surnames() or text in word_list("ordinals"):
        return False
    return _opens_body(text) or (not text.startswith(_ELATIVE) and _is_no_adjective(text))


def _opens_body(text: str) -> bool:
    """Whether a word with the article tells a kind of body: الوزارة، الفريق."""
    is_kind = text[2:] in triggers().organisation or text[2:] in triggers().label
    return is_kind and text not in organisation_words().general  # البلدية


def _is_further_field(reading: Reading, at: int, fields: bool) -> bool:
    """Whether a word with و goes on a name: وزارة الموارد المائية والري; not وزارة الثقافة وشركة الأفق."""
    text = reading.texts[at]
    if not text.startswith("وال"):
        return reading.tags[at] == "I-O" and not (_opens_another(text) or is_common_noun(text))
    return text[3:] not in triggers().organisation and (reading.tag(at) == "O" or fields)


def _opens_another(text: str) -> bool:
    """Whether a word with و opens the next body: وزارة الثقافة وشركة الأفق."""
    return text[:1] == "و" and (text[1:] in triggers().organisation or text[1:] in triggers().label)


def _is_no_adjective(text: str) -> bool:
    """Whether a word with the article can't tell of which kind the noun before it is: جهاز الأمن الوطني القبض."""
    if text.endswith(("ي", "ه", "ا", "ين", "ون")) or text in organisation_words().general:
        return False
    return vocabulary().get(text + "ه", 0) * _FEMININE < vocabulary().get(text, 0)


def is_further_work(reading: Reading, at: int) -> bool:
    """Whether the word begins a further field of a body: وفيزياء الجسيمات، وحماية المستهلك."""
    text = reading.texts[at]
    return text[:1] == "و" and text[1:] in organisation_words().works and reading.text(at + 1).startswith("ال")


def leaves_name(text: str) -> bool:
    """Whether the word tells how or where, or who heads the body: انكماشا، بالهفوف، شمالي، الدكتور."""
    if text.startswith("بال") or text in word_list("near") or text in word_list("of_people"):
        return True
    return is_object(text)


def is_addressed(reading: Reading, at: int) -> bool:
    """Whether a plural in ـين can be no adjective of the word before it: دعت وزارة الصحة المواطنين."""
    text, before = reading.texts[at], reading.texts[at - 1]
    is_of_several = before.endswith(("ين", "ون", "ات")) or text.endswith("يين") or bool(singulars(before[2:]))
    is_of_one = before.endswith(("ه", "ي")) or not is_of_several
    return text.endswith("ين") and is_several(text) and before.startswith("ال") and is_of_one


def is_in_place(text: str) -> bool:
    """Whether the word tells where a body is: كلية التربية بعبري، النادي الأدبي بجدة."""
    if not text.startswith("ب"):
        return False
    where = any(k.kind == "place" for k in kinds_of_word(text[1:])) or text[1:] in triggers().place_label
    return where or vocabulary().get(text, 0) < _RARE


def _is_genitive(reading: Reading, at: int) -> bool:
    """Whether the word stands before one with the article (مكافحة الإرهاب), or is no word of the language."""
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
        tells_kind = _is_further_kind(reading, start, at, proved) or _is_pair_of_kinds(reading, start, at)
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
        elif reading.tags[at] == "I-O" and not leaves_name(text) and not place_openings(text):
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
    if re.match("ل[^ل]", reading.texts[at]) and not is_definite(reading.text(at + 1)):
        at += is_definite(reading.text(at + 2)) and _is_genitive(reading, at + 1)
    at += 1
    while (
        reading.is_word(at)
        and not (is_title(reading.texts[at]) and reading.tag(at) != "O")
        and (
            (
                (is_definite(reading.text(at)) or reading.texts[at].startswith("وال"))
                and reading.texts[at] not in organisation_words().vague
                and reading.texts[at] not in word_list("no_part")
                and not _opens_body(reading.texts[at].removeprefix("و"))
            )
            or is_further_work(reading, at)
            or reading.tags[at] == "I-O"
        )
    ):
        at += 1
    return at


def is_foreign(reading: Reading, at: int) -> bool:
    """Whether the word is none that Arabic texts are made of: in a name of an organisation it is a name."""
    text = reading.texts[at]
    return (
        len(text) > 1
        and not text.startswith("ال")
        and text not in small_words()
        and text not in given_names()
        and text not in titles()
        and vocabulary().get(text, 0) < _RARE
        and not is_inflected(text)
    )
