"""People in one node: given names and what follows them, titles and offices before and after them. Pure rules."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from khabar.arabic.lexicon import vocabulary
from khabar.arabic.names.clitics import is_likelier, openings
from khabar.arabic.names.gazetteer import kinds_of_word
from khabar.arabic.names.reading import Reading, Span, is_common_noun, is_inflected, is_several
from khabar.arabic.names.roles import is_title, role, role_before
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

_BEGINNING = frozenset({"ابو", "ابا", "ابي", "ابن", "عبد"})
_MOST_WORDS = 6
# A word seen this seldom in 19 million words of news is no common noun.
_RARE = 30
_COMMON_WITH_ARTICLE = 2500
_VERBAL_NOUN = re.compile("ت..ي.")  # تحفيظ، تنظيم
# والملحون and للتعليم are no names, والي may be one.
_LEAST_WITH_PROCLITIC = 5
# A name of several words that neither a table nor a title speaks for must be this sure to the tagger.
_LEAST_ALONE = 0.6


@functools.lru_cache(50_000)
def _given(folded: str) -> tuple[int, bool] | None:
    """(letters of proclitics, sure) when the word is a given name."""
    names = given_names()
    if folded in triggers().place:
        return None  # وادي is no «و + إدي»
    for opening in openings(folded):
        sure = None if opening.cut and opening.word in word_list("speech") else names.get(opening.word)
        if sure is not None and (not opening.cut or is_likelier(folded, opening.word)):
            return opening.cut, sure
    return None


def people(reading: Reading) -> list[Span]:
    """Names of people, none inside another. A tagged name and a name by rule that meet are one."""
    ruled = list(_ruled(reading))
    found: list[Span] = []
    for tagged in (span for span in reading.tagged if span.kind == "person"):
        grown = _grown(reading, tagged)
        for rule in [span for span in ruled if span.meets(grown)]:
            ruled.remove(rule)
            start, end = min(rule.start, grown.start), max(rule.end, grown.end)
            cut = rule.cut if rule.start <= grown.start else grown.cut
            grown = grown._replace(start=start, end=end, cut=cut, source="rule", confidence=0.93)
        if _is_plausible(reading, grown):
            found.append(grown)
    found += [rule for rule in ruled if not any(rule.meets(span) for span in found)]
    named = [span._replace(role=role(reading, span)) for span in sorted(found)]
    return [span for span in named if not _names_a_place(reading, span) and not _is_grace(reading, span)]


def _is_grace(reading: Reading, span: Span) -> bool:
    """Whether it is God's help and nobody's name: بتوفيق الله."""
    return span.cut > 0 and span.size == 2 and reading.texts[span.start + 1] == "الله"


def _names_a_place(reading: Reading, span: Span) -> bool:
    """Whether something is only named after the person: طريق الأمير ماجد."""
    first = span.role[0] if span.role is not None and span.role[0] < span.start else span.start
    return any(opening.word in word_list("bearing_names") for opening in openings(reading.text(first - 1)))


def _ruled(reading: Reading) -> Iterator[Span]:
    at = 0
    while at < len(reading.tokens):
        text = reading.texts[at]
        given = _given(text)
        if given is None and text not in _BEGINNING:
            at += 1
            continue
        cut, sure = given or (0, False)
        end = _end(reading, at)
        if text in word_list("times") and reading.text(at + 1).startswith("ال"):
            at += 1  # رمضان المبارك
            continue
        titled = is_title(reading.text(at - 1)) or reading.text(at - 1) in honorifics()
        size = end - at
        if size >= 2 and (sure or titled or reading.tag(at) == "P" or _is_proved(reading, at + 1, end)):
            yield Span(at, end, cut, "person", "rule", 0.85 if sure or titled else 0.75)
            at = end
        else:
            at += 1


def _is_proved(reading: Reading, start: int, end: int) -> bool:
    """Whether what follows a doubtful given name shows that it is one."""
    return any(
        (text := reading.texts[at]) in {"بن", "بنت", "ابن"}
        or given_names().get(text, False)
        or text in surnames()
        or (text.startswith("ال") and text.endswith("ي") and vocabulary().get(text, 0) < _COMMON_WITH_ARTICLE // 10)
        for at in range(start, end)
    )


def _end(reading: Reading, start: int) -> int:
    """The token after the last word of the name that begins at `start`."""
    at = start + 1
    if reading.texts[start] in word_list("particles") or reading.texts[start] == "عبد":
        if not reading.is_word(at) or reading.texts[at] in small_words():
            return start
        at += 1
    while at < start + _MOST_WORDS and reading.is_word(at):
        text = reading.texts[at]
        if text in word_list("particles") and reading.is_word(at + 1) and _may_follow_particle(reading, at):
            at += 2
        elif is_name_part(reading, at):
            at += 1
        else:
            break
    return at


def _may_follow_particle(reading: Reading, at: int) -> bool:
    text, following = reading.texts[at], reading.texts[at + 1]
    if following in small_words() or following in titles() or following in word_list("kin"):
        return False
    if text in {"ام", "لا", "لو", "او", "دو", "دا", "دي", "ابا", "ابي"}:
        return reading.tag(at) == "P" or reading.tag(at + 1) == "P"
    return True


def _is_preposition(reading: Reading, at: int) -> bool:
    """Whether علي is how the writer spells على: after it comes what is no name."""
    following = reading.text(at + 1)
    if following.startswith("ال"):
        return not following.endswith("ي") or following in nationalities()
    return following in small_words() or is_common_noun(following)


def is_name_part(reading: Reading, at: int) -> bool:
    """Whether the word may go on a person's name that began before it."""
    text = reading.texts[at]
    if text in word_list("name_endings"):
        return True
    if _is_no_part(reading, at):
        return False
    if reading.tags[at] == "I-P":
        return not is_title(text) or text in given_names()
    if text in given_names() or text in surnames():
        return text not in word_list("times") and reading.tag(at) in {"P", ""}
    return reading.tag(at) not in {"O", "L"} and _looks_like_surname(text)


def _is_no_part(reading: Reading, at: int) -> bool:
    text = reading.texts[at]
    return (
        _ends_name(reading, at)
        or text in small_words()
        or text in nationalities()
        or text[:1].isdigit()
        or (text == "علي" and _is_preposition(reading, at))
    )


def _looks_like_surname(text: str) -> bool:
    """Whether a word that no table has is a name: it has the article and the ending of origin, or is rare."""
    if text in titles() or text in honorifics() or text in word_list("times"):
        return False
    count = vocabulary().get(text, 0)
    if text.startswith("ال"):
        bare = vocabulary().get(text[2:], 0)
        of_origin = text.endswith("ي") and bare < _COMMON_WITH_ARTICLE
        return len(text) > 4 and count < _COMMON_WITH_ARTICLE and (of_origin or (count < 150 and bare < 60))
    return len(text) > 2 and count < _RARE and not is_inflected(text) and not kinds_of_word(text)


def _grown(reading: Reading, span: Span) -> Span:
    """A tagged name with the words after it that belong to it, and without titles at its beginning."""
    start, cut = span.start, span.cut
    while start < span.end - 1 and _is_before_name(reading.texts[start]):
        start += 1
        cut = reading.cut(start)
    if start < span.end - 2 and cut and _given(reading.texts[start]) is None and _is_sure_given(reading, start + 1):
        start, cut = start + 1, 0  # مديرة التعليم بالرس فوزية الرميح
    if reading.text(start - 1) in {"ابن", "ابو", "ابي", "ابا"} and start == span.start:
        start, cut = start - 1, 0
    given = _given(reading.texts[start])
    if given is not None:
        cut = given[0]
    end = span.end
    end = next((at for at in range(start + 1, end) if _ends_name(reading, at)), end)
    while end > start + 1 and _is_trailing(reading.texts[end - 1], sure=given is not None and end == start + 2):
        end -= 1
    while end < start + _MOST_WORDS and reading.is_word(end):
        text = reading.texts[end]
        if text in word_list("particles") and reading.is_word(end + 1) and _may_follow_particle(reading, end):
            end += 2
        elif is_name_part(reading, end):
            end += 1
        else:
            break
    return span._replace(start=start, end=end, cut=cut)


def _is_sure_given(reading: Reading, at: int) -> bool:
    return given_names().get(reading.texts[at], False)


def _is_before_name(text: str) -> bool:
    """Whether a tagged name's first word is none of it: a title, a small word."""
    return text not in given_names() and (text in titles() or text in honorifics() or text in small_words())


def _ends_name(reading: Reading, at: int) -> bool:
    """Whether a word inside a tagged name cannot belong to it: a preposition, or a word that opens another name."""
    text = reading.texts[at]
    following = reading.text(at + 1)
    if following in organisation_words().general and is_title(text):
        return True  # الأمين العام
    if text in given_names() or text in surnames():
        return False
    if text in small_words():
        return text not in word_list("particles")
    if (
        (text.startswith(("وال", "لل", "بال")) and len(text) > _LEAST_WITH_PROCLITIC)
        or (text.startswith("و") and text.endswith(("نا", "ها", "هم")))
        or text in word_list("after_names")
        or reading.has_tanween(at)
        or is_several(text)
        or (following == "الله" and reading.has_pronoun(at))  # تغمده الله
    ):
        return True
    opens = triggers()
    return any(
        opening.cut
        and (
            opening.word in opens.place_label
            or opening.word in opens.place
            or opening.word in titles()
            or (text.startswith("و") and opening.word in given_names())
            or (text.startswith("ل") and _is_noun(opening.word) and is_likelier(text, opening.word))
        )
        for opening in openings(text)
    )


def _is_noun(text: str) -> bool:
    return is_common_noun(text) or _VERBAL_NOUN.fullmatch(text) is not None


def _is_trailing(text: str, *, sure: bool) -> bool:
    """Whether the last word of a tagged name is none of it; `sure`: the only other word is a given name."""
    if text in given_names() or text in surnames():
        return False
    return text in nationalities() or text in honorifics() or (text in titles() and not sure)


def _is_plausible(reading: Reading, span: Span) -> bool:
    """Whether a name that only the tagger saw is one: a common word alone is not."""
    texts = reading.texts[span.start : span.end]
    if any(not reading.is_word(at) for at in range(span.start, span.end)):
        return False
    if span.size > 1 or span.source == "rule":
        return texts[-1] not in word_list("particles") and _is_spoken_for(reading, span)
    word = texts[0][span.cut :]
    if len(word) < 3 or word in titles() or word in honorifics() or word in nationalities() or word in small_words():
        return False
    if any(known.kind == "person" for known in kinds_of_word(word)) or word in surnames():
        return True
    if span.confidence < _LEAST_ALONE or not (role_before(reading, span.start) or _speaks(reading, span)):
        return False
    return vocabulary().get(word, 0) < _COMMON_WITH_ARTICLE * 2 and not any(k.sure for k in kinds_of_word(word))


def _is_spoken_for(reading: Reading, span: Span) -> bool:
    """Whether a rule, a table or a title proves a name of several words, or the tagger alone is sure enough."""
    texts = reading.texts[span.start : span.end]
    proved = any(
        given_names().get(text, False) or text in surnames() or text in word_list("particles") for text in texts
    )
    if proved or span.source == "rule" or is_title(reading.text(span.start - 1)):
        return True
    bare = [*(opening.word for opening in openings(texts[0])), *texts[1:]]  # بفيروس is a common noun too
    return span.confidence >= _LEAST_ALONE and not any(
        is_common_noun(text) or text in titles() or text == "الله" for text in bare
    )


def _speaks(reading: Reading, span: Span) -> bool:
    """Whether a verb of speech stands beside the name."""
    beside = (reading.text(span.start - 1), reading.text(span.end))
    return any(opening.word in word_list("speech") for text in beside for opening in openings(text))
