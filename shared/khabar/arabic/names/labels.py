"""What a known name begins with or stands beside: the word for its kind, another place. Pure rules."""

from __future__ import annotations

from khabar.arabic.lexicon import vocabulary
from khabar.arabic.names.gazetteer import Known, Match, match_at
from khabar.arabic.names.proclitics import openings
from khabar.arabic.names.reading import Reading, is_common_noun, is_verb
from khabar.arabic.names.roles import is_title
from khabar.arabic.names.tables import given_names, nationalities, surnames, triggers, word_list

# A word of news seen more often than this is a place only where the tagger says so.
_RARE, _UNHEARD = 60, 20


def is_beside_place(reading: Reading, match: Match) -> bool:
    """Whether an unsure place is one of two (تعز وإب), is governed (حكومة مالي), or is a rare word behind «in»."""
    before = {one.word for one in openings(reading.text(match.start - 1))}
    is_governed = not before.isdisjoint(word_list("governing")) and reading.texts[match.start] in nationalities()
    if is_governed and not reading.text(match.end).startswith("لل"):  # رئيس مالي للشركة
        return True
    return _is_joined(reading, match) or _is_rare_there(reading, match, before)


def _is_joined(reading: Reading, match: Match) -> bool:
    """Whether «and» joins it to a sure place, and it looks like a place itself."""
    joined = (
        other
        for other in reading.matches
        if (other.end == match.start and _is_and(reading, match))
        or (match.end == other.start and _is_and(reading, other))
    )
    others = [one for one in joined if any(known.kind == "place" for known in one.known)]
    if any(_is_ibb(reading, one) for one in [match, *others]):
        return bool(others)
    return any(known.sure for one in others for known in one.known) and _looks_like_place(reading, match)


def _is_ibb(reading: Reading, match: Match) -> bool:
    """Whether it is the town with its hamza: إب, not أب."""
    start, end = reading.printed(match.start, match.end, match.cut)
    return reading.node.text[start:end] == "إب"


def _looks_like_place(reading: Reading, match: Match) -> bool:
    text, following = reading.texts[match.start][match.cut :], reading.text(match.end)
    is_definite = text.startswith("ال")
    if following.startswith("ال") or (is_definite and following.startswith("بال")):
        return False  # القائم بالأعمال، العلم اللبناني، عشاق الكرة
    is_other = text in given_names() or text in surnames() or is_verb(text) or is_common_noun(text)
    is_unheard = vocabulary().get(text, 0) < _UNHEARD and not is_definite
    return (reading.tag(match.start) == "L" or is_unheard) and not is_other


def _is_rare_there(reading: Reading, match: Match, before: set[str]) -> bool:
    text = reading.texts[match.start]
    is_led_to = not match.cut and not before.isdisjoint(word_list("before_places"))
    is_there = match.cut == 1 and text[0] == "ب" and reading.tag(match.start) == "L"
    is_free = not text.startswith("ال") and reading.tag(match.start) in ({"L"} if "من" in before else {"", "L"})
    is_rare = vocabulary().get(text[match.cut :], 0) < _RARE and not is_common_noun(text[match.cut :])
    return is_rare and is_free and (is_there or is_led_to)


def _is_and(reading: Reading, match: Match) -> bool:
    return match.cut == 1 and reading.texts[match.start].startswith("و")


def is_labelled(reading: Reading, match: Match, known: Known) -> bool:
    """Whether a known name begins with what it is and is a name without it: صحيفة الأهرام، تنظيم داعش، الملك سلمان."""
    if match.end - match.start < 2:
        return False
    if known.kind == "place":
        return reading.texts[match.start][match.cut :] in word_list("states") and _is_same_inside(reading, match, known)
    if known.kind == "person":
        return is_title(reading.texts[match.start])
    first = {opening.word for opening in openings(reading.texts[match.start]) if opening.cut == match.cut}
    if not first & triggers().label:
        return False
    inner = match_at(reading.texts, match.start + 1)
    return inner is not None and inner.end == match.end and any(k.kind == "organization" for k in inner.known)


def _is_same_inside(reading: Reading, match: Match, known: Known) -> bool:
    """Whether the name without its first word means the same: دولة قطر; not سلطنة عمان."""
    inner = match_at(reading.texts, match.start + 1)
    return known.entry is not None and inner is not None and inner.end == match.end and known in inner.known
