"""People whose names no table has, told by what stands beside them: an office, a verb of speech, a list, a father.

Pure rules.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from khabar.arabic.lexicon import vocabulary
from khabar.arabic.names.gazetteer import is_sure_body
from khabar.arabic.names.name_parts import RARE, is_rare_word, name_end
from khabar.arabic.names.reading import Reading, Span, is_object, is_several
from khabar.arabic.names.roles import role_before
from khabar.arabic.names.tables import given_names, nationalities, surnames, word_list

_MOST_WORDS = 4


def apposed(reading: Reading) -> Iterator[Span]:
    """Names without a known word, between a title with its comma and the next mark: مهاجم الفريق، ويلفريد زاها،"""
    for comma in reading.where("comma"):
        start = end = comma + 1
        while end < start + _MOST_WORDS and reading.is_word(end) and _may_be_apposed(reading, end):
            end += 1
        is_cut_off = end > start + 1 and reading.text(end) in {"،", ".", '"', ":", ""}
        if is_cut_off and role_before(reading, start) is not None:
            yield Span(start, end, 0, "person", "rule", 0.75)


def _may_be_apposed(reading: Reading, at: int) -> bool:
    text = reading.texts[at]
    is_slave_of = text == "الله" and reading.texts[at - 1].endswith("عبد")  # بوعبد الله
    return is_slave_of or is_rare_word(text) or text in given_names() or text in surnames()


def speaking(reading: Reading) -> Iterator[Span]:
    """Two words that no table has, right behind a verb of speech: وقال ييتس دوفرين."""
    for at in reading.where("speech"):
        end = at + 1
        while reading.is_word(end) and end < at + _MOST_WORDS and _is_unheard(reading, end):
            end += 1
        if end > at + 2:
            yield Span(at + 1, end, 0, "person", "rule", 0.7)


def _is_unheard(reading: Reading, at: int) -> bool:
    text = reading.texts[at]
    is_rare = is_rare_word(text) and not text.startswith("ال") and not is_several(text)
    return is_rare and reading.tag(at) in {"P", ""} and text[0].isalpha()


def listed(reading: Reading, found: Sequence[Span]) -> Iterator[Span]:
    """Two or three words that no table has between two people of a list: سليم الدبوسي، ومونية لمكيمل، وسمير الخوري."""
    starts = {span.start for span in found}
    for start in (span.end + 1 for span in found if reading.text(span.end) == "،"):
        end, cut = start, int(reading.text(start).startswith("و"))
        while reading.is_word(end) and end < start + _MOST_WORDS and _is_unlisted(reading, end, cut):
            end, cut = end + 1, 0
        is_closed = end + 1 in starts and reading.text(end) == "،"
        if start + 1 < end < start + _MOST_WORDS and is_closed:
            yield Span(start, end, int(reading.texts[start].startswith("و")), "person", "rule", 0.7)


def _is_unlisted(reading: Reading, at: int, cut: int) -> bool:
    text = reading.texts[at][cut:]
    is_name = is_rare_word(text) or text in given_names() or text in surnames()
    return is_name and not text.startswith("ال") and reading.tag(at) in {"P", ""} and not is_several(text)


def by_father(reading: Reading) -> Iterator[Span]:
    """Names that no table has before «daughter of» and its like: السالكة بنت يمبا، بونا ولد الحسن."""
    for at in reading.where("father"):
        first, following = at - 1, reading.text(at + 1)
        if not reading.is_word(first) or not reading.is_word(at + 1) or reading.tag(first) in {"O", "L"}:
            continue
        name = reading.texts[first].removeprefix("ال")
        is_unknown = vocabulary().get(reading.texts[first], 0) < RARE and is_rare_word(name)
        is_father = following in given_names() or _may_be_father(following)
        if is_unknown and is_father and following not in word_list("kin"):
            yield Span(first, name_end(reading, first, at + 2), 0, "person", "rule", 0.75)


def _may_be_father(text: str) -> bool:
    is_thing = (
        is_object(text) or is_several(text) or text.endswith("ين") or text.startswith("ال")
    )  # بنت معبدا، بنت عمارتين
    return is_rare_word(text) and not is_thing


def members(reading: Reading) -> Iterator[Span]:
    """Whom the tagger takes for a part of the known body before: عضو مجلس النواب | ربيعة دبوسي."""
    for match in reading.matches:
        span = behind_body(reading, match.start) if is_sure_body(match) else None
        if span is not None and role_before(reading, span.start) is not None:
            yield span


def behind_body(reading: Reading, start: int) -> Span | None:
    """The two or three words that no table has behind the known body that begins at token `start`."""
    match = next((one for one in reading.matches if one.start == start and is_sure_body(one)), None)
    if match is None or reading.tags[match.end - 1] == "O":
        return None
    end = first = match.end
    while reading.is_word(end) and end < first + _MOST_WORDS and _is_strange(reading, end, first):
        end += 1
    return Span(first, end, 0, "person", "rule", 0.7) if first + 1 < end < first + _MOST_WORDS else None


def _is_strange(reading: Reading, at: int, first: int) -> bool:
    text = reading.texts[at]
    if reading.tags[at] != "I-O" or text in nationalities():
        return False
    if text.startswith("ال"):
        return at > first and text.endswith("ي") and vocabulary().get(text, 0) < RARE
    return is_rare_word(text) or text in given_names() or text in surnames()
