"""Dates inside running text as values: each against the day of publication, or against another mention. Pure.

sketch → read_mentions → is_veto → what its form means → the clock beside it → Hijri dates joined with their twins

What is vague («مؤخرا», «قبل أيام») has no value and is left out. Not here: what each form means (`days.py`,
`periods.py`, `offsets.py`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from khabar.arabic.clock_grammar import clock_after, clock_before, of_part
from khabar.arabic.fold import fold, fold_with_offsets, source_span
from khabar.arabic.mentions import days, offsets, periods
from khabar.arabic.mentions.grammar import Match, read_mentions
from khabar.arabic.mentions.kinds import BREAK
from khabar.arabic.mentions.reading import Meaning, Mention, Modifier, Published, Reading, known_day
from khabar.arabic.mentions.vetoes import is_veto
from khabar.arabic.mentions.words import sketch
from khabar.arabic.node import Node

_FORMS: dict[str, Callable[[Reading], Meaning | None]] = {
    "numeric": days.read_numeric,
    "date_range": days.read_date_range,
    "day_list": days.read_day_list,
    "day_range": days.read_day_range,
    "date": days.read_date,
    "hijri_date": days.read_hijri_date,
    "day_of_month": days.read_day_of_month,
    "month_range": periods.read_month_range,
    "month": periods.read_month,
    "hijri_month": periods.read_hijri_month,
    "bare_month": periods.read_bare_month,
    "bare_hijri_month": periods.read_hijri_month,
    "year_range": periods.read_year_range,
    "portion_of_month": periods.read_portion_of_month,
    "portion": periods.read_portion,
    "bare_portion": periods.read_bare_portion,
    "edge": periods.read_edge,
    "decade": periods.read_decade,
    "worded_year": periods.read_worded_year,
    "year": periods.read_year,
    "lone_year": periods.read_year,
    "weekday_of_week": days.read_weekday_of_week,
    "counted": periods.read_counted,
    "period": periods.read_period,
    "weekday_pair": days.read_weekday_pair,
    "same_day": days.read_same_day,
    "day": days.read_day,
    "weekday": days.read_weekday,
    "offset": offsets.read_offset,
    "duration": offsets.read_duration,
}
_SIDES: dict[str, Modifier] = {"SINCE": "since", "BEFORE": "before", "AFTER": "after"}
_CLOCK_REACH = 60  # code points: «الخميس، عند الساعة 10:30 صباحا»
_TWIN_DAYS = 2  # a civil Hijri calendar differs from Umm al-Qura by a day or two
_TWIN_REACH = len(" هـ (الموافق ")


# «في يناير من كل عام» is every year's, «العام قبل الماضي» the one before the last.
_GOES_ON = re.compile(r"\s*(?:من )?كل (?:عام|سنة|شهر|أسبوع)|\s*قبل الماضي")


def resolve_mentions(nodes: Sequence[Node], published: Published | None) -> list[Mention]:
    """Every mention with a value, in reading order.

    Without `published` only dates that need no anchor have one.

    >>> from datetime import date
    >>> text = Node("b1", "paragraph", 0, "وصل الوفد أمس")
    >>> resolve_mentions([text], Published(date(2023, 7, 9)))[0].meaning.value
    '2023-07-08'
    """
    found: list[Mention] = []
    for number, node in enumerate(nodes):
        sketched = sketch(node)
        before: Mention | None = None
        for match in read_mentions(sketched):
            if _is_amid_other(node, match) or is_veto(node, sketched, match):
                continue
            sentence = sketched.text.count(BREAK, 0, match.start) + sketched.text.count(".", 0, match.start)
            reading = Reading(node, sketched, match, published, found, (number, sentence))
            meaning = _meaning(reading)
            if meaning is not None:
                plain = Mention(number, *_span(node, match), meaning, sentence)
                if before is not None and found[-1].end > plain.start:
                    found[-1] = before  # the time of day behind this one is its own
                part = match.first("PART")
                part_of_day = node.words[part.first].folded if part else ""
                found.append(_with_clock(node.text, plain, part_of_day, taken=found[-1].end if before else 0))
                before = plain
                _join_twins(found)
    return found


def _meaning(reading: Reading) -> Meaning | None:
    form, side = reading.match.form, reading.match.tokens[0].kind
    try:
        meaning = _FORMS[form](reading)
    except (ValueError, OverflowError):
        return None  # a day that does not exist
    if meaning is not None and meaning.modifier is None and side in _SIDES and form != "offset":
        return meaning._replace(modifier=_SIDES[side])
    return meaning


def _with_clock(text: str, mention: Mention, part_of_day: str, *, taken: int) -> Mention:
    """A day with the time of day printed beside it, in the publisher's zone; a time of another zone is left out.

    What stands before `taken` belongs to the mention before.
    """
    _, start, end, meaning, _ = mention
    if known_day(meaning) is None or meaning.duration is not None:
        return mention
    after, back = fold_with_offsets(text[end : end + _CLOCK_REACH])
    found = clock_after(after)
    if found is not None:
        end += source_span(text[end : end + _CLOCK_REACH], back, 0, found[1])[1]
    else:
        floor = max(taken, start - _CLOCK_REACH)
        before, back = fold_with_offsets(text[floor:start])
        found = clock_before(before)
        if found is None:
            return mention
        start = floor + back[found[1]]
    clock = of_part(found[0], part_of_day)
    if clock.minute is None:
        timed = meaning._replace(value=f"{meaning.value}T{clock.hour:02}", precision="hour")
    else:
        timed = meaning._replace(value=f"{meaning.value}T{clock.hour:02}:{clock.minute:02}", precision="minute")
    return mention._replace(start=start, end=end, meaning=timed)


def _is_amid_other(node: Node, match: Match) -> bool:
    """Whether it stands in an address of the web, or what goes on behind it makes it mean another time."""
    start, end = node.words[match.tokens[0].first].start, node.words[match.tokens[-1].last].end
    return "://" in node.text[:start].rpartition(" ")[2] or _GOES_ON.match(node.text, end) is not None


def _span(node: Node, match: Match) -> tuple[int, int]:
    """Code points of a match: without its proclitics, with the bracket it closes."""
    words = [token for token in match.tokens if token.last >= token.first]
    opening, last = words[0], words[-1]
    start, left = node.words[opening.first].start, opening.cut
    while left > 0 or (opening.cut and not fold(node.text[start])):
        left -= len(fold(node.text[start]))
        start += 1
    end = node.words[last.last].end
    if match.tokens[-1].kind == "CLOSE":
        closing = node.text.find(")", end)
        end = closing + 1 if closing >= 0 else end
    return start, end


def _join_twins(found: list[Mention]) -> None:
    """A Hijri day printed beside its Gregorian twin takes the twin's value: civil calendars differ by a day."""
    if len(found) < 2:
        return
    first, second = found[-2], found[-1]
    if first.node != second.node or second.start - first.end > _TWIN_REACH:
        return
    for hijri, other, place in ((first, second, -2), (second, first, -1)):
        is_of_other = other.meaning.anchor not in {None, -1}  # «1 شوال، وفي اليوم التالي»
        if hijri.meaning.calendar != "hijri" or other.meaning.calendar != "gregorian" or is_of_other:
            continue
        days = [known_day(one.meaning) for one in (hijri, other)]
        if days[0] and days[1] and abs((days[0] - days[1]).days) <= _TWIN_DAYS:
            found[place] = hijri._replace(
                meaning=hijri.meaning._replace(value=other.meaning.value, confidence=other.meaning.confidence)
            )
