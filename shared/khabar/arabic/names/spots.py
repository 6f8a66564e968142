"""Places in one node: known ones, and those that a word such as محافظة or مدينة announces. Pure rules."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

from khabar.arabic.conjugation import is_verb_form
from khabar.arabic.date_tables import MONTHS
from khabar.arabic.lexicon import vocabulary
from khabar.arabic.names.clues import is_commune, place_openings, saint
from khabar.arabic.names.gazetteer import Match
from khabar.arabic.names.pairs import second_of_two
from khabar.arabic.names.plausible import fills_gap
from khabar.arabic.names.proclitics import openings
from khabar.arabic.names.reading import (
    Reading,
    Span,
    is_common_noun,
    is_object,
    is_of_noun,
    is_several,
    is_verb,
    opening_cut,
)
from khabar.arabic.names.suffixes import has_pronoun_suffix, is_his
from khabar.arabic.names.tables import (
    given_names,
    nationalities,
    small_words,
    surnames,
    titles,
    triggers,
    word_list,
)

_RARE = 60
_UNHEARD = 6
_PARTICIPLE = re.compile("م..و.ه")  # مغمورة
_BESIDE = re.compile("م.ا..ه")  # محاذية لغزة
_COMMON = 3000
_MOST_IN_BRACKETS = 5  # words
_TOWNS = frozenset({"مدينه", "بلده", "قريه"})
_DIRECTION, _DAM = "اتجاه", "سد"
_LEAST_OWNED = 4  # letters; أيت باها
# A place that only the tagger saw must be this sure to it.
_LEAST_ALONE = 0.52


def spots(reading: Reading) -> list[Span]:
    """Places that a word announces, then those that only the tagger saw."""
    inside = {i: match for match in reading.matches for i in range(match.start, match.end)}
    found: list[Span] = []
    after = 0
    for at in reading.where("place"):
        span = _announced(reading, at, inside) if at >= after else None
        if span is not None:
            found.append(span)
            after = span.end
            if second := second_of_two(reading, span):
                found.append(second)
                after = second.end
    found += [span for span in _saints(reading) if not any(span.meets(other) for other in found)]
    for read in (_beside, _in_brackets):
        found += [span for span in read(reading) if not any(span.meets(other) for other in found)]
    found += [span for span in map(partial(_in_dateline, reading), reading.tagged) if _is_plausible(reading, span)]
    return found


def _in_dateline(reading: Reading, span: Span) -> Span:
    """What the tagger saw; a body that is a dateline is where the text was written."""
    is_place = span.kind == "organization" and reading.is_dateline(span.start, span.end)
    return span._replace(kind="place") if is_place else span


def _beside(reading: Reading) -> Iterator[Span]:
    """Words that no table has behind a direction or «near»: قرب ثول، غربي تلمنس."""
    for at in reading.where("near"):
        word, following = reading.text(at + 1), reading.text(at + 2)
        if not reading.is_word(at + 1) or reading.tag(at + 1) or is_of_noun(word) or is_several(word):
            continue  # اتجاه تصاعدي، باتجاه محطتين
        if (
            reading.texts[at].endswith(_DIRECTION)
            and max(vocabulary().get(one, 0) for one in (word, f"ال{word}")) > _UNHEARD
        ):
            continue  # باتجاه صيادين
        if not word.startswith("ال") and _is_part(reading, at + 1, first=True) and following not in surnames():
            yield Span(at + 1, at + 2, 0, "place", "rule", 0.7)


def _in_brackets(reading: Reading) -> Iterator[Span]:
    """Words that no table has, of which brackets tell where they lie: في برقاشيل (وسط السويد)."""
    for bracket in reading.where("bracket"):
        at = bracket - 1
        is_told = reading.text(bracket + 1) in word_list("directions_of_lands") and reading.tag(at) in {"", "L"}
        if not is_told or not reading.is_word(at) or reading.text(at - 1) not in word_list("before_places"):
            continue
        text = reading.texts[at]
        is_name = not text.startswith("ال") and vocabulary().get(text, 0) < _UNHEARD and text not in small_words()
        if is_name and ")" in reading.texts[bracket + 2 : bracket + 2 + _MOST_IN_BRACKETS]:
            yield Span(at, bracket, 0, "place", "rule", 0.7)


def _saints(reading: Reading) -> Iterator[Span]:
    """Places called after a saint, whose name is nobody's first name now: سيدي المختار; not سيدي محمد."""
    for at in reading.where("saint"):
        one, name = saint(reading.texts[at]), reading.text(at + 1)
        if one is None or (one.word == "لاله" and not _is_in(reading, at, one.cut)):
            continue
        is_phrase = f"{one.word} {name}" in word_list("no_names") or name.startswith("و")
        if reading.is_word(at + 1) and reading.tag(at) != "P" and not is_phrase and not _is_of_person(name):
            yield Span(at, at + 2, one.cut, "place", "rule", 0.7)


def _is_of_person(text: str) -> bool:
    return text in small_words() or text in titles() or given_names().get(text, False)


def _announced(reading: Reading, at: int, inside: dict[int, Match]) -> Span | None:
    known = triggers()
    for opening in () if reading.has_pronoun(at) or reading.is_indefinite(at) else place_openings(reading.texts[at]):
        if opening.word in known.place or opening.word in known.place_label or is_commune(reading.texts[at], opening):
            label = 0 if opening.word in known.place else 1
            if f"{opening.word} {reading.text(at + 1)}" in word_list("no_names") or _is_any(reading, at + 1):
                continue
            if opening.word == _DAM and fills_gap(reading, at + 1, inside.get(at + 1)):
                continue
            if opening.word == "وادي" and reading.node.text[reading.tokens[at].start + 1] in "أآ":
                continue  # وأدى, led to
            end = _end(reading, at + 1, inside, word=opening.word)
            if end > at + 1:
                if reading.text(at + 1) == '"':
                    return Span(at, end, opening.cut, "place", "rule", 0.85, label=2)
                return Span(at, end, opening.cut, "place", "rule", 0.88, label=label)
    return None


def _is_any(reading: Reading, at: int) -> bool:
    """Whether the word only says which of its kind the place is: مسجد صغير، ملعب مدرسة، قرية طميها، ساحة وممرات."""
    text = reading.text(at)
    is_owned = not reading.tag(at) and (
        (len(text) > _LEAST_OWNED and text.endswith("ها"))
        or (text.endswith("اته") and reading.has_pronoun(at))  # سد ثغراته
        or has_pronoun_suffix(text)
        or is_his(reading, at)
    )
    is_beside = _BESIDE.fullmatch(text) is not None and reading.text(at + 1).startswith("ل")
    is_such = text in word_list("of_any_place") or is_object(text) or is_beside  # مرسى صغيرا
    is_further = text.startswith("و") and vocabulary().get(text[1:], 0) > max(_RARE, vocabulary().get(text, 0))
    return is_further or is_such or text in triggers().organisation or is_owned


def _end(reading: Reading, at: int, inside: dict[int, Match], *, word: str) -> int:
    """The token after the place's name that begins at `at`; `at` when none is seen there."""
    if reading.text(at) == '"':
        return at if word in word_list("any_country") else _quoted_end(reading, at)
    if not reading.is_word(at):
        return at
    match = inside.get(at)
    if match is not None and match.start == at and not match.cut and any(k.kind == "place" for k in match.known):
        following = reading.text(match.end)
        is_airport = word == "مطار" and following in word_list("of_airports")
        is_village = following in word_list("of_villages")
        return match.end + (
            is_airport or is_village or (following in word_list("directions") and reading.tag(match.end) == "L")
        )
    if word in word_list("any_country"):
        return at  # دولة راعية
    end = at
    if word in word_list("named_after"):
        while end < at + 6 and reading.is_word(end) and _is_after(reading, end, end == at):
            if (inner := inside.get(end)) is not None and inner.start == end and inner.cut:
                break  # حي المرسلات بالرياض
            end += 1
        return end
    while end < at + 4 and reading.is_word(end) and _is_part(reading, end, end == at):
        end += 1
    return end + (end > at and word == "قاعده" and reading.text(end) in word_list("of_bases"))


def _quoted_end(reading: Reading, at: int) -> int:
    """The closing mark of the quotation that begins at `at`; `at` when what it holds is too long for a name."""
    for end in range(at + 1, at + 6):
        if reading.text(end) == '"':
            return end if end > at + 1 else at
        if not reading.is_word(end):
            break
    return at


def _is_after(reading: Reading, at: int, first: bool) -> bool:
    """Whether the word goes on a street's or an airport's name: people, feasts, whatever has the article."""
    text = reading.texts[at]
    is_second = not first and reading.texts[at - 1] in word_list("compounds")  # ساحة نبع الصفا
    if is_second or (text == "بن" and reading.text(at + 1) in given_names()):
        return True
    is_beyond = not first and _is_beyond(reading, at)
    if is_beyond or text in small_words() or text in nationalities() or text[:1].isdigit():
        return False
    if any(opening.cut for opening in place_openings(text)):
        return False  # شارع … وشارع …
    if text.startswith("ال"):
        if text.removeprefix("ال") in triggers().organisation:
            return False
        return (
            first or (text not in titles() and reading.tag(at) in {"P", "L"}) or reading.texts[at - 1] in given_names()
        )
    return text in given_names() or reading.tag(at) in {"P", "L"} or (first and vocabulary().get(text, 0) < _RARE)


def _is_beyond(reading: Reading, at: int) -> bool:
    """Whether the word behind a name tells when, how many or what is done: صباح اليوم، فجرا، ألف زائر، طالبوا."""
    text = reading.texts[at]
    if text in word_list("no_part") or text in word_list("after_names"):
        return True
    is_name = text in given_names() or text in surnames()
    return not is_name and (is_object(text) or is_verb(text) or is_verb_form(text) or opening_cut(text) > 0)


def _is_part(reading: Reading, at: int, first: bool) -> bool:
    text = reading.texts[at]
    is_second = not first and reading.texts[at - 1] in word_list("compounds")  # نزلة الشيخ
    if text in small_words() or text[:1].isdigit() or (text in titles() and not is_second):
        return False
    is_of_two = first and text in word_list("compounds") and reading.is_word(at + 1)
    if is_second or is_of_two or (not first and text in word_list("of_villages")):
        return True
    if not first and text in nationalities():
        return False  # مدينة برقاش الأردنية
    if reading.tag(at) == "L":
        return first or reading.tags[at].startswith("I")
    is_town = first and reading.tags[at] == "I-O" and reading.texts[at - 1] in _TOWNS  # مدينة دوبرسالي
    if (reading.tag(at) in {"P", "O"} and not is_town) or text in nationalities():
        return False
    return _is_article_part(reading, at, first) if text.startswith("ال") else _is_bare_part(reading, at, first)


def _is_article_part(reading: Reading, at: int, first: bool) -> bool:
    """Whether a word with the article that nobody tagged is too rare for a common one: تلة الزنبقوط."""
    text = reading.texts[at]
    after_bare = first or not reading.texts[at - 1].startswith("ال")
    is_rare = vocabulary().get(text, 0) < _RARE and vocabulary().get(text[2:], 0) < _RARE
    return after_bare and is_rare and not is_several(text) and not is_of_noun(text[2:])


def _is_bare_part(reading: Reading, at: int, first: bool) -> bool:
    """The same of one without; behind another bare word it must never have been heard: ملعب لوفتس دوبرسو."""
    text = reading.texts[at]
    if not first and (reading.texts[at - 1].startswith("ال") or text.startswith(("و", "ب", "ل"))):
        return False
    is_rare = vocabulary().get(text, 0) < (_RARE if first else _UNHEARD) and not _PARTICIPLE.fullmatch(text)
    return is_rare and opening_cut(text) == 0 and text not in given_names() and text not in surnames()


def _is_plausible(reading: Reading, span: Span) -> bool:
    """Whether a place that only the tagger saw is one."""
    if span.kind != "place" or span.confidence < _LEAST_ALONE:
        return False
    if any(not reading.is_word(at) for at in range(span.start, span.end)):
        return False
    word = reading.texts[span.start][span.cut :]
    if word in MONTHS or f"{word} {reading.text(span.end)}" in word_list("no_names"):
        return False  # نيسان الجاري، مسقط رأسه
    if span.size == 1:
        return _may_be_alone(reading, span, word)
    if (word.startswith("ال") and word.endswith("ات")) or (
        word not in triggers().place and not titles().isdisjoint(reading.texts[span.start : span.end])
    ):
        return False  # الفلكلورات الشعبية، رجال الملك
    is_any = word in triggers().place and _is_any(reading, span.start + 1)
    # ابتدائية بقرية كوم العسل
    return not is_any and not any(_opens_place(text) for text in reading.texts[span.start + 1 : span.end])


def _may_be_alone(reading: Reading, span: Span, word: str) -> bool:
    """Whether one word that only the tagger saw is a place's name."""
    if len(word) < 3 or word in small_words() or word in nationalities() or word in titles():
        return False
    if span.cut and has_pronoun_suffix(reading.texts[span.start]):
        return False  # بابها
    if word in triggers().place or is_several(word) or is_common_noun(word) or _is_adjective(reading, span.start):
        return False
    return vocabulary().get(word, 0) < (_COMMON if _is_in(reading, span.start, span.cut) else _RARE * 5)


def _is_in(reading: Reading, at: int, cut: int) -> bool:
    """Whether a preposition of place leads to token `at`, or is written together with it."""
    return bool(cut) or any(one.word in word_list("before_places") for one in openings(reading.text(at - 1)))


def _opens_place(text: str) -> bool:
    opens = triggers()
    return any(one.cut and (one.word in opens.place or one.word in opens.place_label) for one in openings(text))


def _is_adjective(reading: Reading, at: int) -> bool:
    """Whether the word tells what a definite noun before it is like: السد "الغدير" الترابي."""
    text, before = reading.texts[at], reading.text(at - 1)
    return text.startswith("ال") and text.endswith("ي") and (before.startswith("ال") or before == '"')
