"""What a known name begins with or stands beside: the word for its kind, another place. Pure rules."""

from __future__ import annotations

from khabar.arabic.lexicon import vocabulary
from khabar.arabic.names.gazetteer import Known, Match, match_at
from khabar.arabic.names.proclitics import openings
from khabar.arabic.names.reading import Reading, is_common_noun
from khabar.arabic.names.roles import is_title
from khabar.arabic.names.tables import nationalities, triggers, word_list

# A word of news seen more often than this needs a better proof than its neighbours.
_COMMON, _RARE = 1000, 60


def is_beside_place(reading: Reading, match: Match) -> bool:
    """Whether an unsure place is one of two (تعز وإب), is governed (حكومة مالي), or is a rare word behind «in»."""
    before = {one.word for one in openings(reading.text(match.start - 1))}
    if not before.isdisjoint(word_list("governing")) and reading.texts[match.start] in nationalities():
        return True
    text, (start, _) = reading.texts[match.start], reading.printed(match.start, match.end, match.cut)
    seen = vocabulary().get(text[match.cut :], 0)
    is_common = is_common_noun(text[match.cut :]) or seen > _COMMON
    joined = (
        (other, later)
        for one in reading.matches
        for other, first, later in ((one, one, match), (one, match, one))
        if first.end == later.start
    )
    is_written = reading.node.text[start] == "إ"  # إب, not أب
    if (is_written or not is_common) and any(_is_and(reading, later) and _is_sure_place(one) for one, later in joined):
        return True
    is_there = match.cut == 1 and text[0] == "ب"
    is_led_to = not before.isdisjoint(word_list("before_places"))
    is_free = not text.startswith("ال") and reading.tag(match.start) in {"", "L"}
    return seen < _RARE and is_free and not is_common and (is_there or (is_led_to and not match.cut))


def _is_and(reading: Reading, match: Match) -> bool:
    return match.cut == 1 and reading.texts[match.start].startswith("و")


def _is_sure_place(match: Match) -> bool:
    return any(known.kind == "place" for known in match.known)


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
