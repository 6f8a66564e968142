"""One form of a date in its surroundings, and the parts that all forms share: its year, its direction, its day.

Not here: what each form means (`days.py`, `periods.py`, `offsets.py`).
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal, NamedTuple

from khabar.arabic.hijri import hijri_day, hijri_year_of
from khabar.arabic.mentions import values
from khabar.arabic.mentions.context import famous_year, is_name
from khabar.arabic.mentions.direction import looks_ahead, looks_back
from khabar.arabic.mentions.grammar import Match
from khabar.arabic.mentions.words import Sketch
from khabar.arabic.node import Node
from khabar.record import Calendar, Precision

Method = Literal["absolute", "day_month", "weekday", "offset", "duration"]
Modifier = Literal["approx", "before", "after", "since"]

DAY = ("DAY", "ORDINAL", "TEN", "THE_TENS")
COUNT = ("DAY", "COUNT", "HUNDRED", "NUMBER", "TENS", "TEN", "THE_NUMBER", "THE_TENS")
YEARS = ("YEAR", "DATED_YEAR")
HIJRI_YEARS = ("HIJRI_YEAR", "DATED_HIJRI_YEAR")
UNITS = ("UNITS", "ONE_UNIT", "PAIR", "THE_UNITS", "THE_PAIR")
WORD_UNITS = {"DAY_WORD": 3, "MONTH_WORD": 5, "YEAR_WORD": 6}
_NEAR_DAYS = 60
_WEEKDAY_REACH = 400  # days: a weekday fits the same date again after five or six years


class Published(NamedTuple):
    """When the article was published, as the publisher's clock shows it. `at` None: only the day is known."""

    day: date
    at: datetime | None = None


class Meaning(NamedTuple):
    """What a form means. `anchor` None: needs none; -1: the publication; else the number of an earlier mention."""

    value: str | None
    precision: Precision | None
    method: Method
    confidence: float
    anchor: int | None = None
    modifier: Modifier | None = None
    calendar: Calendar = "gregorian"
    duration: str | None = None


class Mention(NamedTuple):
    """One resolved mention: `start`..`end` are code points of node number `node`, proclitics left out."""

    node: int
    start: int
    end: int
    meaning: Meaning
    sentence: int


class Reading:
    """One match read in its surroundings."""

    def __init__(
        self,
        node: Node,
        sketched: Sketch,
        match: Match,
        published: Published | None,
        found: list[Mention],
        place: tuple[int, int],
    ) -> None:
        self.node, self.sketched, self.match = node, sketched, match
        self.base = published.day if published else None
        self.at = published.at if published else None
        self.found, self.place = found, place

    def ahead(self) -> bool:
        """Whether it looks ahead; what has gone on since a day never does."""
        if self.match.has("SINCE"):
            return False
        announced = self.match.form in {"weekday", "weekday_pair"}
        return looks_ahead(self.node, self.sketched, self.match, announced=announced)

    def step(self, part: Match) -> int | None:
        """-1, 0 or 1 for a word like «الماضي», «الجاري» or «هذا», «المقبل»; None without one."""
        for token in part.tokens:
            if token.kind in {"PAST", "NOW", "NEXT", "THIS"}:
                return {"PAST": -1, "NEXT": 1}.get(token.kind, 0)
        return None

    def year(self, part: Match) -> tuple[int, bool] | None:
        """The written or told Gregorian year, and whether it was written out."""
        written = part.values(*YEARS)
        if written:
            return written[-1], True
        if part.has("SAME"):
            return self._last_year()
        step = self.step(part)
        if step is None or self.base is None or not part.has("THE_YEAR"):
            return None
        return self.base.year + step, False

    def _last_year(self) -> tuple[int, bool] | None:
        near = [one for one in reversed(self.found) if one.node >= self.place[0] - 1]
        points = [one.meaning for one in near if one.meaning.value and "/" not in one.meaning.value]
        written = [meaning for meaning in points if meaning.anchor is None]
        return next(((int(one.value[:4]), False) for one in [*written, *points] if one.value), None)

    def day_of(self, part: Match) -> int:
        first = part.first("DAY", "ORDINAL", "THE_TENS")
        if first is None:
            raise ValueError("no day")
        return first.value if first.kind == "DAY" else sum(part.values("ORDINAL", "TEN", "THE_TENS"))

    def dated(self, day: int, month: int, tail: Match) -> tuple[date, Method, float, int | None] | None:
        """A day of a named month with what stands after it: the day, how, how surely, and its anchor."""
        year = self.year(tail)
        if year is not None:
            there = date(year[0], month, day)
            return (there, "absolute", 0.98, None) if year[1] else (there, "day_month", 0.95, -1)
        if tail.has("SAME") or self.base is None:
            return None
        base = self.base
        step = self.step(tail)
        days = values.possible_days(lambda y: date(y, month, day), range(base.year - 4, base.year + 5))
        same = self._with_weekday(days, base)
        if same:
            return values.nearest(same, base, future=self.ahead() or step == 1), "day_month", 0.95, -1
        if step == 0:
            return date(base.year, month, day), "day_month", 0.99 if month == base.month else 0.9, -1
        if step is not None:
            sided = [one for one in days if (one < base if step < 0 else one > base)]
            return (min(sided, key=lambda one: abs((one - base).days)), "day_month", 0.96, -1) if sided else None
        return self._yearless(days, base)

    def _with_weekday(self, days: list[date], base: date) -> list[date]:
        weekday = self.match.first("WEEKDAY")
        if weekday is None:
            return []
        return [one for one in days if one.weekday() == weekday.value and abs((one - base).days) < _WEEKDAY_REACH]

    def _yearless(self, days: list[date], base: date) -> tuple[date, Method, float, int | None] | None:
        """The likeliest of `days`, for a day with nothing that tells its year. ValueError where no year has it."""
        if not days:
            raise ValueError("31 April")
        famous = famous_year(self.node, self.sketched, self.match, days[0].day, days[0].month)
        if famous is not None and days[0].replace(year=famous) <= base:
            return days[0].replace(year=famous), "absolute", 0.9, None
        if is_name(self.node, self.sketched, self.match):
            return None
        possible = [one for one in days if one <= base] if self.match.has("SINCE") else days
        near = values.nearest(possible, base, future=self.ahead() or self._is_next(base))
        return near, "day_month", 0.9 if abs((near - base).days) < _NEAR_DAYS else 0.75, -1

    def _is_next(self, base: date) -> bool:
        """Whether it goes on from a day ahead in its sentence: «يبدأ في 23 أغسطس المقبل، وتكون الإجازة في 23 سبتمبر».

        Not where anything between looks back («بعدما كان مقررا في 15 ديسمبر»).
        """
        last = self.found[-1] if self.found else None
        if last is None or (last.node, last.sentence) != self.place or last.meaning.calendar != "gregorian":
            return False
        told = known_day(last.meaning) if last.meaning.method == "day_month" else None
        if told is None or told <= base:
            return False
        first = self.node.words[self.match.tokens[0].first].start
        return not any(looks_back(word.folded) for word in self.node.words if last.end <= word.start < first)

    def hijri_year(self, month: int, day: int) -> tuple[int, bool] | None:
        written = self.match.values(*HIJRI_YEARS)
        if written:
            return written[-1], True
        if self.base is None or self.match.has("SAME"):
            return None
        base, year = self.base, hijri_year_of(self.base)
        step = self.step(self.match)
        if step is not None and self.match.has("THE_YEAR"):
            return year + step, False
        if step == 0:
            return year, False
        starts = {hijri_day(y, month, day): y for y in (year - 1, year, year + 1)}
        sided = [one for one in starts if step is None or (one < base if step < 0 else one > base)]
        return (starts[values.nearest(sided, base, future=self.ahead() or step == 1)], False) if sided else None

    def told_month(self) -> tuple[int, int] | None:
        step = self.step(self.match)
        if self.base is None or step is None:
            return None
        months = self.base.year * 12 + self.base.month - 1 + step
        return months // 12, months % 12 + 1

    def unit(self) -> int | None:
        for token in reversed(self.match.tokens):
            if token.kind in UNITS:
                return token.value
            if token.kind in WORD_UNITS:
                return WORD_UNITS[token.kind]
        return None


def known_day(meaning: Meaning) -> date | None:
    """The one day that a meaning is, None when it is none or several."""
    if meaning.precision != "day" or meaning.value is None or "/" in meaning.value:
        return None
    return date.fromisoformat(meaning.value[:10])
