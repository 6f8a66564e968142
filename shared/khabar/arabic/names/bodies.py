"""Organisations in one node: a word that opens such a name, and how far the name goes. Pure rules."""

from __future__ import annotations

import functools
from collections.abc import Iterator

from khabar.arabic.lexicon import vocabulary
from khabar.arabic.names.clitics import Opening, openings
from khabar.arabic.names.gazetteer import Match, kinds_of_word
from khabar.arabic.names.reading import Reading, Span, is_common_noun, is_inflected, is_of_noun, is_several
from khabar.arabic.names.roles import is_title
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

_MOST_WORDS = 9
_MOST_QUOTED = 6
_RARE = 30
_SEEN = 3
_PRONOUNS = ("ها", "هم")  # غرفة محركاتها is nobody's name
# An organisation that only the tagger saw must be this sure to it.
_LEAST_ALONE = 0.55


def bodies(reading: Reading) -> list[Span]:
    """Names of organisations that a word opens. They may hold known names; none holds another of these."""
    found: list[Span] = []
    inside = {i: match for match in reading.matches for i in range(match.start, match.end)}
    after = 0
    for at in [at for at, text in enumerate(reading.texts) if _opening_words(text)]:
        span = _opened(reading, at, inside) if at >= after else None
        if span is not None:
            found.append(span)
            after = span.end
    return found


@functools.lru_cache(100_000)
def _opening_words(folded: str) -> tuple[Opening, ...]:
    """The ways to read the word as one that opens an organisation's name."""
    opens = triggers().organisation | triggers().label
    return tuple(one for one in openings(folded) if one.word in opens or one.word.removeprefix("ال") in opens)


def _opened(reading: Reading, at: int, inside: dict[int, Match]) -> Span | None:
    known = triggers()
    known_here = _is_known(inside.get(at), at)
    for opening in () if reading.has_pronoun(at) else _opening_words(reading.texts[at]):
        word = opening.word
        if _is_common(reading, at, opening):
            continue
        if word.removeprefix("ال") in organisation_words().weak and _opens_body(reading.text(at + 1)):
            return None
        if word == "وكاله" and reading.text(at + 1) in {"الانباء", "انباء"}:
            end = _construct_end(reading, at, inside)
            return None if known_here or end < at + 3 else Span(at, end, opening.cut, "organization", "rule", 0.9)
        if _is_label(reading, at, word, inside.get(at + 1)):
            span = _labelled(reading, at, opening.cut, inside)
            if span is not None:
                return span
        if word in known.organisation and word not in known.place:
            end = _construct_end(reading, at, inside)
            if (
                end > at + 1
                and not all(text in nationalities() and text[:2] != "ال" for text in reading.texts[at + 1 : end])
                and not known_here
                and " ".join([word, *reading.texts[at + 1 : end]]) not in organisation_words().kinds
            ):
                return Span(at, end, opening.cut, "organization", "rule", 0.85)
        if word.startswith("ال") and (word[2:] in known.organisation):
            end = _adjectives_end(reading, at)
            is_kind = " ".join(reading.texts[at:end]) in organisation_words().kinds
            several = reading.text(at - 1) in organisation_words().several
            if end > at + 1 and not known_here and not several and not is_kind:
                return Span(at, end, opening.cut, "organization", "rule", 0.75)
    return None


def _is_common(reading: Reading, at: int, opening: Opening) -> bool:
    """Whether the word is no body here but an act or what moves (بقيادة فلان، حركة الطائرات), or has an adjective."""
    word, following = opening.word, reading.text(at + 1)
    if word in organisation_words().acts and opening.cut and reading.texts[at][opening.cut - 1] == "ب":
        return True
    if word == "حركه" and following.startswith("ال") and is_several(following):
        return True
    if not (word.endswith("ه") and following.endswith("ه") and reading.is_word(at + 1)):
        return False
    is_adjective = _is_foreign(reading, at + 1) or is_of_noun(following)
    return is_adjective and not following.startswith("ال") and not kinds_of_word(following)  # رابطة فضفاضة


def _is_label(reading: Reading, at: int, word: str, match: Match | None) -> bool:
    """Whether the word only says what the next words name: وكالة رويترز, not وكالة الطيران والفضاء."""
    known, following = triggers(), reading.text(at + 1)
    if word not in known.label:
        return word in known.organisation and following == '"'
    return word not in known.organisation or not following.startswith("ال") or _is_known(match, at + 1)


def _is_known(match: Match | None, at: int) -> bool:
    """Whether a known organisation begins here: how far it goes is known too."""
    return match is not None and match.start == at and any(k.kind == "organization" and k.sure for k in match.known)


def _opens_body(text: str) -> bool:
    bare = text.removeprefix("ال")
    return bare in triggers().organisation or (bare != text and bare in triggers().label)


def _labelled(reading: Reading, at: int, cut: int, inside: dict[int, Match]) -> Span | None:
    """«تنظيم X»: X is the name when it is quoted, known, tagged as one, or no common word."""
    begin = at + 1
    quoted = _quoted_end(reading, begin)
    if quoted is not None:
        return Span(at, quoted, cut, "organization", "rule", 0.9, label=2)
    if not reading.is_word(begin) or reading.texts[begin] in small_words():
        return None
    match = inside.get(begin)
    if match is not None and match.start == begin and any(k.kind == "organization" for k in match.known):
        entry = next(k.entry for k in match.known if k.kind == "organization")
        return Span(at, match.end, cut, "organization", "known", 0.95, label=1, entry=entry)
    end = begin
    while (
        end < begin + 4
        and reading.is_word(end)
        and (_is_foreign(reading, end) or (reading.tag(end) == "O" and not _is_trailing(reading.texts[end])))
    ):
        if (
            reading.tag(end) == "P"
            or (end > begin and _is_latin(reading.texts[end]) != _is_latin(reading.texts[begin]))
            or (end > begin and reading.tags[end].startswith("B"))
            or (end > begin and reading.texts[end] in nationalities())
        ):
            break
        end += 1
    if (end > begin and match is None) or end > begin + 1:
        return Span(at, end, cut, "organization", "rule", 0.8, label=1)
    return None


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


def _is_foreign(reading: Reading, at: int) -> bool:
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


def _construct_end(reading: Reading, start: int, inside: dict[int, Match]) -> int:
    """How far «وزارة …», «جامعة …» goes; `start + 1` when no name follows."""
    at, article = start + 1, False
    words = {opening.word for opening in openings(reading.texts[start])}
    fields, bearing = bool(words & organisation_words().fields), bool(words & organisation_words().bearing)
    while at < start + _MOST_WORDS and reading.is_word(at):
        text = reading.texts[at]
        match = inside.get(at)
        if bearing and not article and (text in given_names() or text in surnames() or text in word_list("particles")):
            at += 1
            continue
        if match is not None and match.start == at and all(known.kind == "person" for known in match.known):
            break
        if match is not None and match.start == at and not match.cut and not article:
            at, article = match.end, True
            continue
        if _goes_on(reading, at, article, fields):
            article = article or text.startswith("ال")
            at += 1
        else:
            break
    if bearing and at > start + 2 and not article and reading.text(at).startswith("لل"):
        at = _purpose_end(reading, at)  # معهد ماكس بلانك للكيمياء
    return _trimmed(reading, start, at)


def _goes_on(reading: Reading, at: int, article: bool, fields: bool) -> bool:
    """Whether the word belongs to a name whose words before it had the article or not."""
    text = reading.texts[at]
    if text in organisation_words().vague or text.endswith(_PRONOUNS):
        return False
    if text.startswith("ال") and len(text) > 3:
        return not is_title(text) or reading.tag(at) == "O"
    if text.startswith("وال") and article:
        return text[3:] not in triggers().organisation and (reading.tag(at) == "O" or fields)
    if text in small_words() or text[:1].isdigit():
        return False
    if article or reading.tags[at] == "I-O":
        return text in nationalities() or (
            reading.tags[at] == "I-O" and not (article and (is_common_noun(text) or _is_in_place(text)))
        )
    return text in triggers().organisation or text in triggers().place or _is_genitive(reading, at)


def _is_in_place(text: str) -> bool:
    """Whether the word tells where a body is: كلية التربية بعبري، النادي الأدبي بجدة."""
    if not text.startswith("ب"):
        return False
    where = any(k.kind == "place" for k in kinds_of_word(text[1:])) or text[1:] in triggers().place_label
    return where or vocabulary().get(text, 0) < _RARE


def _is_genitive(reading: Reading, at: int) -> bool:
    """Whether the word stands before one with the article (مكافحة الإرهاب), or is no word of the language."""
    if reading.text(at + 1).startswith(("ال", "وال")) and reading.text(at + 1) not in organisation_words().vague:
        return vocabulary().get("ال" + reading.texts[at], 0) > _SEEN or _is_foreign(reading, at)
    return _is_foreign(reading, at)


def _trimmed(reading: Reading, start: int, end: int) -> int:
    while end > start + 1 and (
        reading.texts[end - 1] in organisation_words().vague or reading.texts[end - 1] in small_words()
    ):
        end -= 1
    return end


def _adjectives_end(reading: Reading, start: int) -> int:
    """How far «المجلس …» goes over adjectives, and over what the tagger still sees as the name."""
    at = start + 1
    proved = False
    while at < start + _MOST_WORDS and reading.is_word(at):
        text = reading.texts[at]
        if text in organisation_words().vague:
            break
        adjective = text.startswith("ال") and text.endswith(("ي", "يه", "ين", "ون", "ه", "ا"))
        if adjective and (text in nationalities() or reading.tag(at) == "O" or text in organisation_words().general):
            proved = True
        elif proved and text.startswith("ل") and _may_have_purpose(reading, start, at):
            at = _purpose_end(reading, at)
            continue
        elif reading.tags[at] == "I-O" or (text.startswith("لل") and proved and reading.tag(start) == "O"):
            proved = True
        else:
            break
        at += 1
    return _trimmed(reading, start, at) if proved else start


def _may_have_purpose(reading: Reading, start: int, at: int) -> bool:
    """Whether «ل…» behind an adjective belongs to the name: الهيئة العامة للطيران, الجمعية المغربية لحماية المال."""
    before = reading.texts[at - 1]
    has_field = any(
        opening.word.removeprefix("ال") in organisation_words().fields for opening in openings(reading.texts[start])
    )
    return before in organisation_words().general or (before in nationalities() and has_field)


def _purpose_end(reading: Reading, at: int) -> int:
    """The token after «لحقوق الإنسان», «للمياه والغابات»."""
    at += 1
    while (
        reading.is_word(at)
        and not (is_title(reading.texts[at]) and reading.tag(at) != "O")
        and (
            (reading.texts[at].startswith(("ال", "وال")) and reading.texts[at] not in organisation_words().vague)
            or reading.tags[at] == "I-O"
        )
    ):
        at += 1
    return at


def tagged_bodies(reading: Reading) -> Iterator[Span]:
    """Organisations that the tagger alone saw and whose words are no common ones; the tagger alone proves no other."""
    for span in reading.tagged:
        if span.kind != "organization" or span.confidence < _LEAST_ALONE:
            continue
        texts = reading.texts[span.start : span.end]
        if organisation_words().vague.intersection(texts) or reading.has_pronoun(span.start):
            continue
        if any(m.start > span.start and m.end == span.end and _is_known(m, m.start) for m in reading.matches):
            continue  # أفرع داعش: the known name is there for itself
        if " ".join(texts) in organisation_words().kinds or _is_in_place(texts[-1]):
            continue
        if texts[-1] in nationalities() and any(o.word in triggers().label for o in openings(texts[0])):
            continue  # وكالة كيودو اليابانية
        rare = sum(1 for at in range(span.start, span.end) if reading.is_word(at) and _is_foreign(reading, at))
        opened = any(o.word.removeprefix("ال") in triggers().organisation for o in openings(texts[0]))
        if (
            texts[0] not in small_words()
            and all(reading.is_word(at) for at in range(span.start, span.end))
            and (rare * 2 >= len(texts) or (opened and len(texts) > 1))
        ):
            yield span
