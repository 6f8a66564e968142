"""What stands around a date mention: whether it is one at all, and whether it looks back or ahead. Pure.

Not here: the words that tell (`cues.py`), the forms of dates (`grammar.py`) and their values (`resolve.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from khabar.arabic.fold import fold
from khabar.arabic.mentions import cues
from khabar.arabic.mentions.grammar import Match
from khabar.arabic.mentions.words import BREAK, SKETCHED, UNKNOWN, Sketch
from khabar.arabic.node import Node

# How far back a sentence is read for a word of the future; news sentences put it at their beginning.
_REACH = 14
_ONWARD = 5
_PLANNED_REACH = 4
_REPORT_REACH = 24
_FINAL = fold("الأخيرة")
_ACCUSATIVE = 3  # letters: «شخصا», not «ما»
_MILLENNIUM = 2000
_LIKELY_YEARS = (1800, 2060)


def before(node: Node, sketched: Sketch, match: Match) -> str:
    """The folded word before a mention, without «and»; "" at the text's beginning or after anything but a space."""
    place = match.start - 1
    if place > 0 and sketched.tokens[place].kind == "PLUS":
        place -= 1
    return _bare(_word(node, sketched, place))


def after(node: Node, sketched: Sketch, match: Match) -> str:
    """The folded word after a mention, "" at the text's end or before anything but a space."""
    return _word(node, sketched, match.end)


def _word(node: Node, sketched: Sketch, position: int) -> str:
    if not 0 <= position < len(sketched.tokens):
        return ""
    token = sketched.tokens[position]
    if token.last < token.first:
        return ""  # a sign
    return node.words[token.first].folded


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
    if match.has("DAY_WORD", "PART", "WEEKDAY", "EARLIER"):
        return False
    # «خوارج الأمس», «أبناء الغد», and «الغد» is a newspaper; «بالأمس» and «غدا» are days.
    return around.word("BACK") == cues.YESTERDAY or around.word("AHEAD").endswith(cues.TOMORROW)


def _is_other_weekday(around: _Around) -> bool:
    """A name, a rite, opening hours («من الأحد إلى الخميس»)."""
    previous, following, match = around.previous, around.following, around.match
    if following in cues.WEEKDAY_BEFORE or _is_habit(around.sketched, match):
        return True
    if match.has("PART", "EARLIER", "PAST", "NEXT"):
        return False
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


def _reports(node: Node, sketched: Sketch, match: Match) -> bool:
    """Whether its sentence opens like a report («قال الوزير اليوم إن»)."""
    return any(word in cues.REPORTING for word in _words_before(node, sketched, match, _REPORT_REACH))


def is_told(node: Node, match: Match) -> bool:
    """Whether somebody is said to tell it, anywhere before it in its paragraph."""
    return any(_bare(word.folded) in cues.TELLING for word in node.words[: match.tokens[0].first])


def is_quoted(sketched: Sketch, match: Match) -> bool:
    """Whether an odd number of quotation marks stand before it: words of another day, perhaps."""
    return sketched.text.count('"', 0, match.start) % 2 == 1


def is_name(node: Node, sketched: Sketch, match: Match) -> bool:
    """Whether a yearless day is the name of something («ثورة 25 يناير»)."""
    return before(node, sketched, match) in cues.DAY_NAMES


def famous_year(node: Node, sketched: Sketch, match: Match, day: int, month: int) -> int | None:
    """The year of a day that is known by its event."""
    return cues.FAMOUS.get((day, month), {}).get(before(node, sketched, match))


def looks_ahead(node: Node, sketched: Sketch, match: Match, *, announced: bool = True) -> bool:
    """Whether its sentence speaks of the future before it, or right after it («يوم 5 مايو ستنطلق»).

    The nearest clue before it decides. `announced` False: a verb in the present is no clue.
    """
    if _is_planned(node, sketched, match):
        return True
    for word in _words_before(node, sketched, match, _REACH):
        if word in cues.REPORTING:
            return False
        if _is_future(word) or (word == cues.WILL_BE and _is_of_its_clause(node, sketched, match)):
            return True
        if announced and word in cues.ANNOUNCING:
            return _onward(node, sketched, match) is not False
    return _onward(node, sketched, match) is True


def _is_planned(node: Node, sketched: Sketch, match: Match) -> bool:
    """«قبل جلسته المقررة الثلاثاء»; not «ألغت جلستها المقررة الثلاثاء», which may be over."""
    if before(node, sketched, match) not in cues.PLANNED:
        return False
    close = range(max(0, match.start - _PLANNED_REACH), match.start - 1)
    return any(sketched.tokens[at].kind == "BEFORE" and sketched.tokens[at + 1].kind == UNKNOWN for at in close)


def _is_of_its_clause(node: Node, sketched: Sketch, match: Match) -> bool:
    """Whether nothing between «سيكون» and the day leads to another clause or back in time."""
    for token in reversed(sketched.tokens[: match.start]):
        word = _bare(node.words[token.first].folded) if token.last >= token.first else ""
        if word == cues.WILL_BE:
            return not match.has("SINCE")
        if word in cues.BACKWARD:
            return False
    return False


def _onward(node: Node, sketched: Sketch, match: Match) -> bool | None:
    """Whether the words after it speak of the future (True) or report (False); None when they do neither."""
    for place in range(match.end, min(match.end + _ONWARD, len(sketched.tokens))):
        if sketched.text[place] in f"{BREAK}.":
            return None
        token = sketched.tokens[place]
        word = _bare(node.words[token.first].folded) if token.kind == UNKNOWN else ""
        if word in cues.REPORTING:
            return False
        if word and _is_future(word):
            return True
    return None


def _words_before(node: Node, sketched: Sketch, match: Match, reach: int) -> Iterator[str]:
    """The unknown words before it in its sentence, nearest first, without «and»."""
    for place in range(match.start - 1, max(match.start - 1 - reach, -1), -1):
        if sketched.text[place] in f"{BREAK}.":
            return
        token = sketched.tokens[place]
        if token.kind == UNKNOWN:
            yield _bare(node.words[token.first].folded)


def _bare(word: str) -> str:
    return word[1:] if len(word) > 3 and word[0] in "وف" and word not in cues.REPORTING else word


def _is_future(word: str) -> bool:
    if word in cues.FUTURE_WORDS:
        return True
    return len(word) > 4 and word.startswith(("سي", "ست")) and not word.startswith(cues.NO_FUTURE)
