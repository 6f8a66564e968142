"""Whether the words around a date mention say that it is none: a name, a count, a habit. Pure.

Not here: the words that tell (`cues.py`), the forms of dates (`grammar.py`) and their values (`resolve.py`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from khabar.arabic.fold import fold
from khabar.arabic.mentions import cues
from khabar.arabic.mentions.context import after, before, is_quoted, words_before
from khabar.arabic.mentions.direction import is_put_off, looks_ahead
from khabar.arabic.mentions.grammar import Match
from khabar.arabic.mentions.kinds import SKETCHED
from khabar.arabic.mentions.words import Sketch
from khabar.arabic.node import Node

_REPORT_REACH = 24
_FINAL = fold("الأخيرة")
_ACCUSATIVE = 3  # letters: «شخصا», not «ما»
_MILLENNIUM = 2000
_LIKELY_YEARS = (1800, 2060)


def is_veto(node: Node, sketched: Sketch, match: Match) -> bool:
    """Whether the words around say that this is no date."""
    veto = _VETOES.get(match.form)
    return veto is not None and veto(_Around(node, sketched, match))


class _Around(NamedTuple):
    node: Node
    sketched: Sketch
    match: Match

    @property
    def previous(self) -> str:
        return before(self.node, self.sketched, self.match)

    @property
    def following(self) -> str:
        return after(self.node, self.sketched, self.match)

    def word(self, kind: str) -> str:
        """The folded word of a kind in the match, "" without one."""
        token = self.match.first(kind)
        return "" if token is None else self.node.words[token.first].folded


def _is_other_day(around: _Around) -> bool:
    match = around.match
    if match.has("TODAY"):
        return _is_other_today(around)
    if match.has("THE_NIGHT"):
        return _is_other_night(around)
    if match.has("DAY_WORD", "PART", "WEEKDAY", "EARLIER"):
        return False
    # «خوارج الأمس», «أبناء الغد», and «الغد» is a newspaper; «بالأمس» and «غدا» are days.
    return around.word("BACK") == cues.YESTERDAY or around.word("AHEAD").endswith(cues.TOMORROW)


def _is_other_weekday(around: _Around) -> bool:
    """A name, a rite, opening hours («من الأحد إلى الخميس»)."""
    previous, following, match = around.previous, around.following, around.match
    if following in cues.WEEKDAY_BEFORE or _is_habit(around.sketched, match):
        return True
    if match.has("PART", "EARLIER", "PAST", "NEXT") or is_put_off(around.node, around.sketched, match):
        return False
    if previous in cues.UNTIL:
        return not _is_end(around.node, around.sketched, match)
    if match.has("DAY_WORD"):
        return previous in cues.WEEKDAY_RANGES
    if around.word("WEEKDAY").endswith(cues.MONDAY) and previous.endswith("ين"):
        return True  # «الشخصين الاثنين»: here it is "two"
    return previous in cues.WEEKDAY_AFTER or previous.startswith("عبد")


def _is_count(around: _Around) -> bool:
    """A number that looks like a year: «ارتفع إلى 1965 شخصا», «بين 1500 و2000 ريال»."""
    match, following = around.match, around.following
    if match.has("YEAR_WORD", "THE_YEAR", "THE_PAIR", "ERA", "DATED_YEAR", "DATED_HIJRI_YEAR"):
        return around.previous in cues.GENERALLY
    years = match.values("YEAR", "HIJRI_YEAR")
    if following in cues.COUNTED or (len(following) > _ACCUSATIVE and following.endswith("ا")):
        return True
    is_round = all(year % 100 == 0 and year != _MILLENNIUM for year in years)
    return is_round or (bool(match.values("YEAR")) and not _LIKELY_YEARS[0] <= years[0] <= _LIKELY_YEARS[1])


def _is_worded_count(around: _Around) -> bool:
    """«بلغ السعر في عام ألفين دولار», or a year of the Hijra, or one of two, or one that is not read whole."""
    following = around.following
    if following in cues.COUNTED or following in cues.OF_OTHER_ERAS or around.previous == cues.BETWEEN:
        return True
    return len(following) > _ACCUSATIVE and following.endswith(cues.COUNTED_ENDINGS)


def _is_lone_count(around: _Around) -> bool:
    return around.previous == fold("إلى") or _is_count(around)


def _is_general(around: _Around) -> bool:
    """«الأمين العام الحالي»"""
    return around.match.has("THE_YEAR") and around.previous in cues.GENERAL


def _is_other_period(around: _Around) -> bool:
    """«الليلة الأخيرة»: the final one, not last night."""
    return _is_general(around) or (around.match.has("THE_NIGHT") and around.word("PAST") == _FINAL)


def _is_no_business(around: _Around) -> bool:
    """«في الربع الثالث» of a match: only business counts by quarters and halves of a year."""
    if around.match.has("THE_YEAR"):
        return around.following.startswith("ال")  # «النصف الأول من العام الدراسي»
    return cues.BUSINESS.isdisjoint(word.folded for word in around.node.words)


def _is_that_day(around: _Around) -> bool:
    """«نفس اليوم الذي أعلنت فيه»: told later; «خطة اليوم التالي»: no day at all."""
    if around.match.has("DAY_AFTER"):
        is_time = around.previous in cues.BEFORE_DAY_AFTER and not is_quoted(around.sketched, around.match)
        return not is_time or around.following.startswith("ل")
    return around.following == fold("الذي")


def _is_other_month(around: _Around) -> bool:
    """«في إب»: the Yemeni town, written without its hamza. August has a madda where nothing else tells it."""
    token = around.match.first("MONTH")
    if token is None or around.match.has("MONTH_WORD", "SLASH", "OPEN", "EDGE"):
        return False
    word = around.node.words[token.first]
    return word.folded.endswith(cues.AUGUST) and "آ" not in around.node.text[word.start : word.end] and token.value == 8


_VETOES: dict[str, Callable[[_Around], bool]] = {
    "day": _is_other_day,
    "weekday": _is_other_weekday,
    "weekday_pair": _is_other_weekday,
    "worded_year": _is_worded_count,
    "year": _is_count,
    "year_range": _is_count,
    "lone_year": _is_lone_count,
    "bare_month": _is_other_month,
    "bare_portion": _is_no_business,
    "period": _is_other_period,
    "edge": _is_general,
    "same_day": _is_that_day,
}


def _is_habit(sketched: Sketch, match: Match) -> bool:
    """«من الأحد إلى الخميس»: opening hours, not two days."""
    return sketched.text[match.end : match.end + 2] == SKETCHED["TO"] + SKETCHED["WEEKDAY"]


def _is_end(node: Node, sketched: Sketch, match: Match) -> bool:
    """«تبقى المدارس مغلقة حتى الخميس»; not «من السبت حتى الخميس», and what ended then is told in many ways."""
    opening = sketched.tokens[match.start - 2].kind if match.start > 1 else ""
    return opening != "WEEKDAY" and looks_ahead(node, sketched, match)


def _is_other_today(around: _Around) -> bool:
    """«اليوم الوطني», «روسيا اليوم», and «اليوم» for nowadays: a day only in a report or an announcement."""
    node, sketched, match = around
    if match.has("WEEKDAY"):
        return False
    if match.has("PART", "EARLIER"):
        return around.following in cues.TODAY_BEFORE
    if around.following in cues.TODAY_BEFORE or around.previous in cues.TODAY_AFTER or is_quoted(sketched, match):
        return True
    is_all = match.start == 0 and match.end == len(sketched.tokens)
    return not (is_all or _reports(node, sketched, match) or looks_ahead(node, sketched, match))


def _is_other_night(around: _Around) -> bool:
    """«الليلة» is tonight in announcements alone, and never one that somebody spends."""
    node, sketched, match = around
    if match.has("WEEKDAY"):
        return False
    spent = any(word.endswith(cues.SPENDS) for word in words_before(node, sketched, match))
    return spent or around.previous in cues.TONIGHT_AFTER or not looks_ahead(node, sketched, match)


def _reports(node: Node, sketched: Sketch, match: Match) -> bool:
    """Whether its sentence opens like a report («قال الوزير اليوم إن»)."""
    return any(word in cues.REPORTING for word in words_before(node, sketched, match, _REPORT_REACH))
