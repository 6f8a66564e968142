"""Which words go on a person's name and which end it. Pure rules. Not here: where a name begins (`people.py`)."""

from __future__ import annotations

import re

from khabar.arabic.conjugation import is_verb_form
from khabar.arabic.lexicon import vocabulary
from khabar.arabic.names.gazetteer import is_adverb, kinds_of_word
from khabar.arabic.names.proclitics import is_likelier, openings
from khabar.arabic.names.reading import Reading, is_common_noun, is_inflected, is_object, is_several, is_verb
from khabar.arabic.names.roles import is_title
from khabar.arabic.names.suffixes import has_pronoun_suffix, is_his
from khabar.arabic.names.tables import (
    given_names,
    honorifics,
    nationalities,
    organisation_words,
    small_words,
    surnames,
    titles,
    triggers,
    word_list,
)
from khabar.arabic.speech.verbs import is_verb_of_speech
from khabar.remembered import remembered

MOST_WORDS = 8
# A word seen this seldom in 19 million words of news is no common noun.
RARE = 30
COMMON_WITH_ARTICLE = 2500
_CACHED_WORDS = 25_000  # asked for what stands beside names
_VERBAL_NOUN = re.compile("ت..ي.")  # تحفيظ، تنظيم
# والملحون and للتعليم are no names, والي may be one.
_LEAST_WITH_PROCLITIC = 5
_COMMON_NOUN = 100
_INFLECTED = ("الم", "و", "ف", "ب", "ل", "ي", "ت", "ن", "م")
_ENDINGS = ("ها", "هم", "هما", "نا", "ات", "ون", "ين")


def name_end(reading: Reading, start: int, at: int) -> int:
    """The token after the last word of the name that begins at `start` and is known to go on to `at`."""
    if at == start + 1 and _is_nation_as_surname(reading, start):
        return at + 1
    while at < start + MOST_WORDS and reading.is_word(at):
        text = reading.texts[at]
        if text in word_list("particles") and reading.is_word(at + 1) and _may_follow_particle(reading, at):
            at += 2
        elif is_name_part(reading, at):
            at += 1
        else:
            break
    return ordinal_end(reading, start, at)


def _is_nation_as_surname(reading: Reading, start: int) -> bool:
    """Whether a nation is the only surname that a sure given name has: محمد المصري."""
    first, second = reading.texts[start], reading.text(start + 1)
    is_given = given_names().get(first, False) and not kinds_of_word(first)
    return is_given and second in nationalities() and second.startswith("ال") and second.endswith("ي")


def ordinal_end(reading: Reading, start: int, end: int) -> int:
    """The token after the ordinal of a king or pope: الملك عبد الله الثاني، البابا بيوس الحادي عشر."""
    ordinals = word_list("ordinals")
    first = next((at for at in range(start + 1, end + 1) if reading.text(at) in ordinals), None)
    if first is None or not is_regnal(reading, start):
        return end
    return max(end, first + 1 + (reading.text(first + 1) == "عشر"))


def is_regnal(reading: Reading, start: int) -> bool:
    """Whether a king's or pope's title stands before token `start`, or before one adjective there: الملك البريطاني."""
    before = start - 2 if reading.text(start - 1) in nationalities() else start - 1
    return any(one.word in word_list("regnal") for one in openings(reading.text(before)))


def _may_follow_particle(reading: Reading, at: int) -> bool:
    text, following = reading.texts[at], reading.texts[at + 1]
    if following in small_words():
        return False
    if text in {"ال", "ايت"}:
        return True  # آل الشيخ، أيت الطالب
    is_so_that = text == "كي" and is_verb(following)
    if (text == "ولد" and is_common_noun(following)) or is_conjunction(reading, at) or is_so_that:
        return False  # ولد عام 1970
    if following in titles() or following in word_list("kin"):
        return False
    if text in {"ام", "لا", "لو", "او", "دو", "دا", "دي", "ابا", "ابي", "كي"}:
        return reading.tag(at) == "P" or reading.tag(at + 1) == "P"
    return True


def is_conjunction(reading: Reading, at: int) -> bool:
    """Whether the word is «إن» behind a conjunction, which folds to the particle «فان»."""
    token = reading.tokens[at]
    return "إ" in reading.node.text[token.start + 1 : token.end] and reading.texts[at] in word_list("particles")


def is_name_part(reading: Reading, at: int) -> bool:
    """Whether the word may go on a person's name that began before it."""
    text = reading.texts[at]
    if text in word_list("name_endings") or _is_title_as_surname(reading, at):
        return True
    if _is_no_part(reading, at):
        return False
    if reading.tags[at] == "I-P":
        return not is_title(text) or text in given_names()
    if text in given_names() or text in surnames():
        return text not in word_list("times") and reading.tag(at) in {"P", ""}
    is_feminine = text.endswith("ه") and not text.startswith("ال") and reading.tag(at) != "P"  # رؤى ثاقبة
    # The tagger saw where the name ends.
    is_beyond = reading.tags[at - 1] == "I-P" and not reading.tag(at) and _looks_inflected(text)
    is_beyond = is_beyond and text.removeprefix("بن") not in given_names()  # بنعيسى
    if is_feminine or is_beyond:
        return False
    return reading.tag(at) not in {"O", "L"} and _looks_like_surname(text)


def _is_title_as_surname(reading: Reading, at: int) -> bool:
    """Whether a title is the surname of the given name before it: طارق السيد، وحسن الشيخ; not محمد الشيخ الجليل."""
    following = reading.text(at + 1)
    is_last = not reading.is_word(at + 1) or (
        not following.startswith(("ال", "ابو")) and following not in given_names() and following not in surnames()
    )
    before = reading.texts[at - 1]
    is_given = before not in honorifics() and any(one.word in given_names() for one in openings(before))
    return is_last and is_given and reading.texts[at] in word_list("titles_as_surnames")


def _is_no_part(reading: Reading, at: int) -> bool:
    text = reading.texts[at]
    return (
        ends_name(reading, at)
        or text in small_words()
        or text in nationalities()
        or text[:1].isdigit()
        or (text == "علي" and _is_preposition(reading, at))
    )


def _is_preposition(reading: Reading, at: int) -> bool:
    """Whether علي is how the writer spells على: after it comes what is no name."""
    following = reading.text(at + 1)
    if following.startswith("ال"):
        return not following.endswith("ي") or following in nationalities()
    return following in small_words() or is_common_noun(following)


def _looks_inflected(text: str) -> bool:
    """Whether a rare word has the beginning or the end of a noun or verb in use: تحديثات، شكرها، للذود، المنوم."""
    return text.startswith(_INFLECTED) or text.endswith(_ENDINGS)


def _looks_like_surname(text: str) -> bool:
    """Whether a word that no table has is a name: it has the article and the ending of origin, or is rare."""
    if text in titles() or text in honorifics() or text in word_list("times"):
        return False
    count = vocabulary().get(text, 0)
    if text.startswith("ال"):
        bare = vocabulary().get(text[2:], 0)
        of_origin = text.endswith("ي") and bare < COMMON_WITH_ARTICLE
        return len(text) > 4 and count < COMMON_WITH_ARTICLE and (of_origin or (count < 150 and bare < 60))
    return is_rare_word(text)


@remembered(_CACHED_WORDS)
def is_rare_word(text: str) -> bool:
    """Whether the word, without an article, is neither common nor an inflected common one nor a known name."""
    is_seldom = (
        len(text) > 2 and not text[-1].isdigit() and vocabulary().get(text, 0) < RARE and text not in small_words()
    )
    return is_seldom and not is_inflected(text) and not kinds_of_word(text)


def ends_name(reading: Reading, at: int) -> bool:
    """Whether a word inside a tagged name cannot belong to it: a preposition, or a word that opens another name."""
    text, before, following = reading.texts[at], reading.text(at - 1), reading.text(at + 1)
    if following in organisation_words().general and is_title(text):
        return True  # الأمين العام
    if text in titles() and not text.startswith("ال") and _is_told_after(before, following):
        return True
    if text in given_names() or text in surnames():
        return False
    if text in small_words():
        return text not in word_list("particles") or is_conjunction(reading, at)
    return (
        _is_no_name(text)
        or (text.startswith("و") and _opens_another(reading, at))
        or reading.has_tanween(at)
        or is_his(reading, at)
        or (following == "الله" and reading.has_pronoun(at))  # تغمده الله
    )


@remembered(_CACHED_WORDS)
def _is_no_name(text: str) -> bool:
    """Whether the word, which no list of names has, is none inside a name wherever it stands: an imperfect, وسليم."""
    if (
        (text.startswith(("وال", "لل", "بال")) and len(text) > _LEAST_WITH_PROCLITIC)
        or (text.startswith("و") and text.endswith(("نا", "ها", "هم")))
        or text in word_list("after_names")
        or text[-1].isdigit()  # أبناء سليم الـ3
        or (len(text) >= _LEAST_WITH_PROCLITIC and text[0] == "ف" and is_verb_form(text[1:]))  # أما فلان فدافع
        or is_several(text)
        or is_verb(text)
        or has_pronoun_suffix(text)
        or (is_adverb(text) and _is_common(text[:-1]))  # عينيا
        or (is_object(text) and (len(text) > _LEAST_WITH_PROCLITIC or is_common_noun(text[:-1])))  # متحفظا، بلاغا
        or (is_verb_form(text) and text not in titles())
        or is_verb_of_speech(text)
        or (text.startswith("الم") and _is_office(text))  # بوتين المغمور
    ):
        return True
    opens = triggers()
    return any(
        opening.cut
        and (
            opening.word in opens.place_label
            or opening.word in opens.place
            or opening.word in titles()
            or (text.startswith("و") and (opening.word in given_names() or _is_known_better(text, opening.word)))
            or (text.startswith("ل") and _is_noun(opening.word) and is_likelier(text, opening.word))
            or (text[0] in "بل" and any(known.sure and known.kind != "person" for known in kinds_of_word(opening.word)))
        )
        for opening in openings(text)
    )


def _is_common(text: str) -> bool:
    """Whether a common word stands there, and no small one behind a preposition: not لأي, as in لايا."""
    return vocabulary().get(text, 0) > RARE and not any(one.word in small_words() for one in openings(text))


def _opens_another(reading: Reading, at: int) -> bool:
    """Whether a word with و begins the next person's name: سلطان الدبوسي وميمونة الرواحي; not غافن ويليامسون."""
    text = reading.texts[at]
    return reading.tags[at] == "B-P" or (
        text[1:2] not in "يا" and reading.text(at - 1).startswith("ال") and reading.text(at + 1).startswith("ال")
    )


def _is_told_after(before: str, following: str) -> bool:
    """Whether a title stands behind the name and not in it: سعد الدبوسي مساعد المدير، ديفيد مورلاند أمين المتحف."""
    if before.startswith("ال"):
        return len(before) >= _LEAST_WITH_PROCLITIC
    return _is_office(following) and before not in given_names()


def _is_office(text: str) -> bool:
    """Whether a word with the article is too common for a surname."""
    is_common = vocabulary().get(text, 0) > _COMMON_NOUN and not text.endswith("ي")
    return is_common and text.startswith("ال") and text not in given_names() and text not in surnames()


def _is_known_better(text: str, rest: str) -> bool:
    """Whether the word without its و is a name and the whole none: مارتينيلي ورايس; not ويليامسون."""
    return rest in surnames() or (vocabulary().get(rest, 0) > vocabulary().get(text, 0) and not is_common_noun(rest))


def _is_noun(text: str) -> bool:
    return is_common_noun(text) or _VERBAL_NOUN.fullmatch(text) is not None


def is_trailing(text: str, *, sure: bool) -> bool:
    """Whether the last word of a tagged name is none of it; `sure`: the only other word is a given name."""
    if text in given_names() or text in surnames() or text in word_list("ordinals"):
        return False
    return text == "كي" or text in nationalities() or text in honorifics() or (text in titles() and not sure)
