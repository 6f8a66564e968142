"""Whether what the tagger took for a person's name is one. Pure rules. Not here: where names begin and end."""

from __future__ import annotations

from khabar.arabic.lexicon import vocabulary
from khabar.arabic.names.clues import is_speech
from khabar.arabic.names.gazetteer import Match, kinds_of_word
from khabar.arabic.names.name_parts import COMMON_WITH_ARTICLE, is_rare_word
from khabar.arabic.names.proclitics import openings
from khabar.arabic.names.reading import Reading, Span, is_common_noun, is_object, is_several, is_verb
from khabar.arabic.names.roles import is_title, role_before, tells_of_noun
from khabar.arabic.names.tables import (
    bearing_names,
    given_names,
    honorifics,
    nationalities,
    small_words,
    surnames,
    titles,
    triggers,
    word_list,
)
from khabar.arabic.plurals import singulars

# A name of several words that neither a table nor a title speaks for must be this sure to the tagger.
_LEAST_ALONE = 0.6
_COMMON = 60
_SHRINES = frozenset({"ضريح", "مقام", "مزار", "زاويه", "قبه", "موسم"})
# One word alone that nothing proves must be this sure to it.
_LEAST_UNPROVED = 0.75


def fills_gap(reading: Reading, at: int, match: Match | None) -> bool:
    """Whether سد before token `at`, where `match` begins, is to fill and no dam: سد الذرائع، سد ميسي الفراغ."""
    text = reading.text(at)
    if text == '"':
        return False
    if match is not None:
        return not any(known.kind == "place" and known.sure for known in match.known)
    bare = text.removeprefix("ال")
    is_such = text == bare and text.endswith("ي")  # سد ترابي
    is_common = vocabulary().get(text, 0) > _COMMON or bool(singulars(bare))
    return is_such or is_common or reading.tag(at) == "P" or text in given_names()


def is_plausible(reading: Reading, span: Span) -> bool:
    """Whether a name that only the tagger saw is one: a common word alone is not."""
    texts = reading.texts[span.start : span.end]
    is_future = not reading.is_word(span.start - 1) and texts[0].startswith("س") and is_verb(texts[0][1:])  # سنربط
    is_verbal = _is_predicate(texts[0]) or _is_thing(texts[0]) or is_future
    is_sentence = span.source == "tagger" and is_verbal  # ندعو الله عز وجل
    has_mark = any(not reading.is_word(at) for at in range(span.start, span.end) if not reading.is_hyphen(at))
    has_mark = has_mark or texts[0][-1].isdigit()  # و29 ماي
    if is_sentence or has_mark or _opens_place(reading, span.start):
        return False
    if span.size > 1 or span.source == "rule":
        return texts[-1] not in word_list("particles") and _is_spoken_for(reading, span)
    word = texts[0][span.cut :]
    no_names = (titles(), honorifics(), nationalities(), small_words(), word_list("particles"))
    if len(word) < 3 or any(word in table for table in no_names) or tells_of_noun(reading, span.start):
        return False
    return any(known.kind == "person" for known in kinds_of_word(word)) or _may_be_alone(reading, span, word)


def is_phrase(reading: Reading, span: Span) -> bool:
    """Whether it is nobody's name: بتوفيق الله، شاهد عيان، مرسى المحاجر."""
    second = reading.text(span.start + 1)
    is_grace = span.cut > 0 and span.size == 2 and second == "الله"
    if reading.texts[span.start] == "باسم" and reading.text(span.start - 1) in word_list("speaking_for"):
        return True  # متحدث باسم بنتلي
    is_place = reading.texts[span.start] in triggers().place and second.startswith("ال") and second not in surnames()
    return is_grace or is_place or f"{reading.texts[span.start][span.cut :]} {second}" in word_list("no_names")


def is_sidi(reading: Reading, at: int) -> bool:
    """Whether سيدي is part of a man's name: القيادي سيدي أحمد ولد سليم; not ضريح سيدي أحمد ولد سليم."""
    if reading.text(at) != "سيدي" or reading.tag(at) != "P" or not given_names().get(reading.text(at + 1), False):
        return False
    role = role_before(reading, at)
    before = [*openings(reading.text(at - 1)), *(openings(reading.text(role[0] - 1)) if role else ())]
    opens = triggers()
    if role is None or any(opening.word in _SHRINES for opening in before):
        return False
    return not any(o.word in bearing_names() or o.word in opens.place or o.word in opens.place_label for o in before)


def names_a_thing(reading: Reading, span: Span) -> bool:
    """Whether something is only named after the person, or is a disease or storm: طريق الأمير ماجد، إعصار دانيال."""
    first = span.role[0] if span.role is not None and span.role[0] < span.start else span.start
    close = span.start - 1
    while is_title(reading.text(close)) and reading.text(close) not in bearing_names():
        close -= 1  # لواء الأمير ماجد
    return any(opening.word in bearing_names() for at in {first - 1, close} for opening in openings(reading.text(at)))


def _is_predicate(text: str) -> bool:
    """Whether the word is an imperfect, in the first person too, and no given name: أراجع."""
    return text not in given_names() and (is_verb(text) or (text.startswith("ا") and is_verb("ي" + text[1:])))


def _is_thing(text: str) -> bool:
    """Whether the word is a common noun with the ending of objects: ليس خبرا سارا."""
    return text not in given_names() and is_object(text) and is_common_noun(text[:-1])


def _may_be_alone(reading: Reading, span: Span, word: str) -> bool:
    """Whether one word that no table of people has, and only the tagger saw, is a name."""
    is_field = word.startswith("ال") and reading.text(span.start - 1) in titles()  # وزير الاقتصاد
    is_proved = (role_before(reading, span.start) is not None or _speaks(reading, span)) and not is_field
    is_sure = span.confidence >= _LEAST_ALONE and not is_field
    if word in surnames():
        return is_sure or is_proved
    if is_sure and is_proved and not is_several(word):
        return vocabulary().get(word, 0) < COMMON_WITH_ARTICLE * 2 and not any(k.sure for k in kinds_of_word(word))
    is_surer = span.confidence >= _LEAST_UNPROVED and not is_field and not is_proved
    return is_surer and is_rare_word(word) and not is_common_noun(word) and not is_several(word)


def _opens_place(reading: Reading, at: int) -> bool:
    """Whether the word begins a place that is called after somebody: أيت عبدالله."""
    return any(opening.cut and opening.word in triggers().place for opening in openings(reading.texts[at]))


def _is_spoken_for(reading: Reading, span: Span) -> bool:
    """Whether a rule, a table or a title proves a name of several words, or the tagger alone is sure enough."""
    texts = reading.texts[span.start : span.end]
    proved = any(
        given_names().get(text, False) or text in surnames() or text in word_list("particles") for text in texts
    )
    if proved or span.source == "rule":
        return True
    if _is_titled(reading, span):
        return not any(text.startswith("ال") and singulars(text[2:]) for text in texts)  # بطل طواف الكثبان
    if any(reading.has_pronoun(at) and is_common_noun(reading.texts[at][:-1]) for at in range(span.start, span.end)):
        return False  # أهله كارهين
    bare = [*(opening.word for opening in openings(texts[0])), *texts[1:]]  # بفيروس is a common noun too
    return span.confidence >= _LEAST_ALONE and not any(
        is_common_noun(text) or text in titles() or text == "الله" for text in bare
    )


def _is_titled(reading: Reading, span: Span) -> bool:
    """Whether a title stands right before the name, or before the nation there: والمخرج الهندي أدور دوبرسو."""
    before = span.start - 1
    return is_title(reading.text(before - (reading.text(before) in nationalities())))


def _speaks(reading: Reading, span: Span) -> bool:
    """Whether a verb of speech stands beside the name."""
    beside = (reading.text(span.start - 1), reading.text(span.end))
    return any(is_speech(text) for text in beside)
