"""Organisations in one node that a word opens. Pure rules.

Not here: how far a name goes (`extents.py`), what the tagger alone saw (`tagged_bodies.py`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from khabar.arabic.lexicon import vocabulary
from khabar.arabic.names.adjectives import may_tell_kind
from khabar.arabic.names.body_words import is_foreign
from khabar.arabic.names.clues import body_openings, is_commune
from khabar.arabic.names.companies import holding_end, is_of_business
from khabar.arabic.names.counts import is_count, is_year
from khabar.arabic.names.extents import adjectives_end, construct_end, purpose_end
from khabar.arabic.names.gazetteer import Match, is_sure_body, kinds_of_word
from khabar.arabic.names.pairs import second_of_two
from khabar.arabic.names.proclitics import Opening, openings
from khabar.arabic.names.reading import (
    Reading,
    Span,
    is_common_noun,
    is_definite,
    is_inflected,
    is_of_noun,
    is_several,
    is_verb,
)
from khabar.arabic.names.suffixes import is_owned
from khabar.arabic.names.tables import (
    nationalities,
    organisation_words,
    small_words,
    triggers,
    word_list,
)

_MOST_QUOTED = 6
_NUMBER = re.compile(r"(ال)?\d{1,4}")  # القناة الـ12
_CHANNEL = "القناه"  # is never counted in: بثت القناة 14 تقريرا
_COMMON, _SELDOM = 300, 30
_GROUP, _TRADING = "مجموعه", "شركه"  # is named by its trade, too
_CLUB, _ORGANISATION = "نادي", "منظمه"
_INTEREST, _AUTHORITY = "مصلحه", "سلطه"
_BEFORE_VERBS = frozenset({"التي", "الذي", "الذين", "ما", "لا", "لم", "لن", "قد", "سوف", "ان", "كي", "حتي", "كانت"})


def bodies(reading: Reading) -> list[Span]:
    """Names of organisations that a word opens. They may hold known names; none holds another of these."""
    found: list[Span] = []
    inside = {i: match for match in reading.matches for i in range(match.start, match.end)}
    after = 0
    for at in reading.where("body"):
        is_free = at >= after and not reading.is_indefinite(at)
        span = (_numbered(reading, at) or _opened(reading, at, inside)) if is_free else None
        if span is not None:
            found.append(span)
            after = span.end
            if second := second_of_two(reading, span):
                found.append(second)
                after = second.end
    return found


def _opened(reading: Reading, at: int, inside: dict[int, Match]) -> Span | None:
    known = triggers()
    known_here = _is_known(inside.get(at), at)
    for opening in () if reading.has_pronoun(at) else body_openings(reading.texts[at]):
        word = opening.word
        is_place = is_commune(reading.texts[at], opening) and inside.get(at + 1) is None and reading.text(at + 1) != '"'
        if is_place or _is_common(reading, at, opening):
            continue
        if _stands_in_another(reading, at, word, inside.get(at + 1)):
            return None
        if word == "وكاله" and reading.text(at + 1) in {"الانباء", "انباء"}:
            end = construct_end(reading, at, inside)
            return None if known_here or end < at + 3 else Span(at, end, opening.cut, "organization", "rule", 0.9)
        if _is_label(reading, at, word, inside.get(at + 1)):
            span = _called(reading, at, opening, inside) or _labelled(reading, at, opening.cut, inside)
            if span is not None:
                return span
        if word in known.organisation and word not in known.place and word not in organisation_words().definite:
            end = construct_end(reading, at, inside)
            if end > at + 1 and not known_here and not _is_no_name(reading, at, end, word):
                entry = _sole_entry(inside.get(at + 1), at + 1, end) if word == _ORGANISATION else None
                return Span(at, end, opening.cut, "organization", "rule", 0.85, int(entry is not None), entry)
        if word.startswith("ال") and (word[2:] in known.organisation):
            end = adjectives_end(reading, at)
            several = reading.text(at - 1) in organisation_words().several
            if end > at + 1 and not known_here and not several and not _is_no_name(reading, at, end, word):
                return Span(at, end, opening.cut, "organization", "rule", 0.75)
    return None


def _sole_entry(match: Match | None, start: int, end: int) -> str | None:
    """The known organisation whose name is the tokens `start`..`end`: منظمة اليونسكو."""
    if match is None or (match.start, match.end) != (start, end):
        return None
    return next((known.entry for known in match.known if known.kind == "organization" and known.sure), None)


def _numbered(reading: Reading, at: int) -> Span | None:
    """A body that has a number for a name: القناة الـ12، اللواء 41; not كتيبة 3 جنود."""
    following = reading.text(at + 1)
    if not following[-1:].isdigit() or not _NUMBER.fullmatch(following):
        return None
    kinds = (one for one in openings(reading.texts[at]) if one.word.removeprefix("ال") in word_list("numbered"))
    kind = next(kinds, None)
    if kind is None or is_year(reading, at + 1) or (kind.word != _CHANNEL and is_count(reading, at + 1)):
        return None
    return Span(at, at + 2, kind.cut, "organization", "rule", 0.85)


def _is_no_name(reading: Reading, at: int, end: int, word: str) -> bool:
    """Whether the words only tell a kind of body: قوات الأمن، جامعة سودانية، القوات العراقية، مصلحة المتشددين."""
    known, rest = organisation_words(), reading.texts[at + 1 : end]
    head = word.removeprefix("ال")
    if " ".join([word, *rest]) in known.kinds or (word == "اداره" and f"{word} {rest[0]}" in known.kinds):
        return True
    is_rank = head == "مركز" and rest[0][-1:].isdigit()  # احتل المركز الـ12
    is_power = head == _AUTHORITY and rest[0] not in word_list("authorities")  # سلطة القانون
    if is_rank or is_power or (head == _INTEREST and kinds_of_word(rest[0])):  # مصلحة لبنان
        return True
    if all(text in nationalities() for text in rest):
        return (head in known.unnamed or rest[0][:2] != "ال") and not _is_of_land(word, rest)
    if head not in known.common or len(rest) > 1 or reading.tag(at) == "O" or kinds_of_word(rest[0]):
        return False
    if not is_definite(word) and is_common_noun(rest[0]):
        return True  # جهاز حاسب
    return vocabulary().get(rest[0], 0) > _COMMON and not (head == "اداره" and rest[0] in known.departments)


def _is_of_land(word: str, rest: Sequence[str]) -> bool:
    """Whether what looks like a nation's adjective is a land that is governed: حكومة مالي."""
    is_land = any(known.kind == "place" for known in kinds_of_word(rest[0]))
    return is_land and len(rest) == 1 and word in word_list("governing")


def _stands_in_another(reading: Reading, at: int, word: str, following: Match | None) -> bool:
    """Whether it is only a part of the body that the next words name: مجلس إدارة نادي الأفق، إدارة النصر."""
    if word == "مجلس" and reading.text(at + 1) == "اداره":
        return True
    if word == "اداره" and reading.text(at - 1).endswith("مجلس"):
        return True
    is_weak = word.removeprefix("ال") in organisation_words().weak
    is_club = (
        following is not None
        and following.start == at + 1
        and not reading.text(following.end).startswith("لل")  # مركز الأهرام للدراسات
        and any(
            known.kind == "organization" and (known.sure or not is_definite(reading.text(following.end)))
            for known in following.known  # لجنة السياسة النقدية
        )
    )
    return is_weak and (is_club or _opens_body(reading.text(at + 1)) or reading.text(at + 1) in triggers().label)


def _is_common(reading: Reading, at: int, opening: Opening) -> bool:
    """Whether the word is no body here but an act or what moves (بقيادة فلان، حركة الطائرات), or has an adjective."""
    word, following = opening.word, reading.text(at + 1)
    if word in organisation_words().acts and opening.cut and reading.texts[at][opening.cut - 1] == "ب":
        return True
    if word == "حركه" and following.startswith("ال") and is_several(following):
        return True
    if word == "ديوان" and following == '"':
        return True  # a book of poems
    if not opening.cut and is_verb(word) and reading.tag(at) != "O" and _may_be_verb(reading, at):
        return True
    if not (word.endswith("ه") and following.endswith("ه") and reading.is_word(at + 1)):
        return False
    is_adjective = is_foreign(reading, at + 1) or is_of_noun(following)
    return is_adjective and not following.startswith("ال") and not kinds_of_word(following)  # رابطة فضفاضة


def _may_be_verb(reading: Reading, at: int) -> bool:
    """Whether a verb may stand there: first in its sentence, or behind a pronoun or a particle: التي تجمع جارين."""
    before = reading.text(at - 1)
    return not reading.is_word(at - 1) or before in _BEFORE_VERBS


def _is_label(reading: Reading, at: int, word: str, match: Match | None) -> bool:
    """Whether the word only says what the next words name: وكالة رويترز, not وكالة الطيران والفضاء."""
    known, following = triggers(), reading.text(at + 1)
    if word not in known.label:
        return word in known.organisation and following == '"'
    if word not in known.organisation:
        return following not in known.organisation  # موقع | وزارة الدفاع الكندية
    return not following.startswith("ال") or _is_known(match, at + 1)


def _is_known(match: Match | None, at: int) -> bool:
    """Whether a known organisation begins here: how far it goes is known too."""
    return match is not None and match.start == at and is_sure_body(match)


def _opens_body(text: str) -> bool:
    bare = text.removeprefix("ال")
    return bare in triggers().organisation or (bare != text and bare in triggers().label)


def _labelled(reading: Reading, at: int, cut: int, inside: dict[int, Match]) -> Span | None:
    """«تنظيم X»: X is the name when it is quoted, known, tagged as one, or no common word."""
    begin = at + 1
    quoted = _quoted_end(reading, begin)
    if quoted is not None:
        return Span(at, quoted, cut, "organization", "rule", 0.9, label=2)
    if not reading.is_word(begin) or reading.texts[begin] in small_words() or is_owned(reading, begin):
        return None
    match = inside.get(begin)
    if match is not None and match.start == begin and any(k.kind == "organization" for k in match.known):
        entry = next(k.entry for k in match.known if k.kind == "organization")
        return Span(at, match.end, cut, "organization", "known", 0.95, label=1, entry=entry)
    if _is_of_trade(reading, begin):
        return Span(at, purpose_end(reading, begin + 1), cut, "organization", "rule", 0.85, label=1)
    end, is_whole = begin, False
    is_of_two = reading.texts[at][cut:] in word_list("labels_of_two")
    while (
        end < begin + 4
        and reading.is_word(end)
        and not reading.texts[end].lstrip("و").isdigit()  # شهرية ويومية و128 عبوة
        and (is_foreign(reading, end) or (reading.tag(end) == "O" and not _is_trailing(reading.texts[end])))
    ):
        if (
            reading.tag(end) == "P"
            or (end > begin and _is_latin(reading.texts[end]) != _is_latin(reading.texts[begin]))
            or (end > begin and reading.tags[end].startswith("B"))
            or (end > begin and reading.texts[end] in nationalities())
            or (is_definite(reading.texts[end]) and is_whole and not may_tell_kind(reading, at, end))
            or (end > begin and reading.texts[end] in organisation_words().vague)
            or (end > begin and is_of_two and reading.texts[end].startswith("و"))
        ):
            break
        is_whole = is_whole or is_definite(reading.texts[end])
        end += 1
    if (end > begin and match is None) or end > begin + 1:
        return Span(at, end, cut, "organization", "rule", 0.8, label=1)
    return None


def _called(reading: Reading, at: int, opening: Opening, inside: dict[int, Match]) -> Span | None:
    """«قناة النيل», «شركة كهرباء حلب»: what would be something else without the word for its kind."""
    match, end = inside.get(at + 1), at + 1
    if opening.word == _CLUB and match is None and _is_club(reading, end):
        end += 1
    elif (holding := holding_end(reading, end)) is not None:
        end = holding
    elif opening.word in {_TRADING, _GROUP} and match is None and is_of_business(reading, end):
        end += 2
    elif opening.word in word_list("called_after") and match is not None and match.start == end:
        is_other = all(known.kind != "organization" for known in match.known) and inside.get(at) is None
        end = match.end if is_other and not match.cut and not _goes_on(reading, match.end) else end
        if end == match.end and reading.text(end) == ("الدوليه" if opening.word.endswith("ه") else "الدولي"):
            end += 1  # إذاعة فرنسا الدولية
    elif opening.word == _TRADING and is_common_noun(reading.text(end).removeprefix("ال")) and match is None:
        named = construct_end(reading, at, inside)
        last = reading.texts[named - 1]
        is_one = last in nationalities() or last in organisation_words().general or kinds_of_word(last)
        end = named if named > end + 1 and (is_one or reading.tag(at) == "O") else end
    return Span(at, end, opening.cut, "organization", "rule", 0.85) if end > at + 1 else None


def _is_club(reading: Reading, at: int) -> bool:
    """Whether a text of sport names a club with the common word at token `at`: نادي النجوم; not نادي الدرجة الثانية."""
    text = reading.text(at)
    is_sport = not (word_list("sport") - {_CLUB, "ال" + _CLUB}).isdisjoint(reading.every_word)
    no_names = (organisation_words().vague, word_list("of_any_club"))
    return is_sport and is_definite(text) and not any(text in table for table in no_names)


def _goes_on(reading: Reading, at: int) -> bool:
    """Whether a foreign name goes on behind a known one: لوس أنجلوس تايمز."""
    is_bare = reading.is_word(at) and not is_definite(reading.texts[at])
    return is_bare and (reading.tags[at] == "I-O" or is_foreign(reading, at))


def _is_of_trade(reading: Reading, at: int) -> bool:
    """Whether a company's name of one word stands before its trade: شركة النور للاتصالات."""
    text = reading.texts[at]
    is_adjective = text in word_list("of_any_place") or text in nationalities() or is_of_noun(text)
    is_feminine = text.endswith("ه") and vocabulary().get(text[:-1], 0) > _SELDOM  # شركة رائدة للاتصالات
    is_common = is_adjective or is_feminine or text.endswith("يه") or is_several(text) or is_common_noun(text)
    is_name = text.startswith("ال") or not is_common
    return is_name and reading.text(at + 1) in word_list("trades")


def _is_trailing(text: str) -> bool:
    """Whether the tagger, seeing the word as part of a name, sees too much: an inflected verb, a small word."""
    return text in small_words() or is_inflected(text)


def _quoted_end(reading: Reading, at: int) -> int | None:
    """The token after the last word of a quotation that begins at `at`, if it is short enough to be a name."""
    if reading.text(at) != '"':
        return None
    for end in range(at + 1, min(at + 2 + _MOST_QUOTED, len(reading.texts))):
        if reading.texts[end] == '"':
            return end if end > at + 1 else None
        if not reading.is_word(end):
            return None
    return None


def _is_latin(text: str) -> bool:
    return text[:1].isascii()
