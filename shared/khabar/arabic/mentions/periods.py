"""What the forms of months, years and other periods mean."""

from __future__ import annotations

from datetime import date, timedelta

from khabar.arabic.fold import fold
from khabar.arabic.hijri import hijri_span
from khabar.arabic.mentions import values
from khabar.arabic.mentions.context import after
from khabar.arabic.mentions.kinds import SIGNS
from khabar.arabic.mentions.reading import COUNT, HIJRI_YEARS, YEARS, Meaning, Method, Reading
from khabar.arabic.mentions.words import Token

_WEEKS = 4  # parts of a month that are told by «الأسبوع»
_LAST, _CENTURIES = 20, range(10, 22)  # «تسعينيات القرن الماضي», and the ones that news speak of
_WORDED = range(1800, 2061)
_ELEVEN = frozenset({fold("وإحدى"), fold("إحدى")})  # «ألفين وإحدى عشرة», which nobody writes elsewhere
_LONGEST_RANGE = 150  # years: a longer "range" is two numbers


def read_month(reading: Reading) -> Meaning | None:
    month = reading.match.values("MONTH")[0]
    year = reading.year(reading.match)
    if year is not None:
        return _of_month(reading, year[0], month, "absolute" if year[1] else "day_month", 0.97, None if year[1] else -1)
    step = reading.step(reading.match)
    if reading.base is None or step is None or reading.match.has("SAME"):
        return None
    if step == 0:
        told = reading.base.year
    elif step > 0:
        told = reading.base.year + (month < reading.base.month)
    else:
        told = reading.base.year - (month >= reading.base.month)
    return _of_month(reading, told, month, "day_month", 0.95, -1)


def read_bare_month(reading: Reading) -> Meaning | None:
    if reading.base is None or (reading.match.tokens[0].kind == "MONTH" and not _is_led(reading)):
        return None
    month = reading.match.values("MONTH")[0]
    base = reading.base.replace(day=1)
    days = [date(year, month, 1) for year in range(base.year - 1, base.year + 2)]
    near = values.nearest(days, base, future=reading.ahead())
    if reading.match.has("SINCE") and near > base:
        near = near.replace(year=near.year - 1)
    return _of_month(reading, near.year, month, "day_month", 0.75, -1)


def _is_led(reading: Reading) -> bool:
    """Whether a lone month is surely one: after «في», with its other name, or joined to one («مايو ويونيو»)."""
    if reading.sketched.text[reading.match.start - 1 : reading.match.start] != SIGNS["PLUS"]:
        return True
    last = reading.found[-1] if reading.found else None
    return reading.match.has("SLASH", "OPEN") or (
        last is not None and last.node == reading.place[0] and last.meaning.precision == "month"
    )


def _of_month(
    reading: Reading, year: int, month: int, method: Method, confidence: float, anchor: int | None
) -> Meaning:
    edge = reading.match.first("EDGE")
    if edge is None:
        return Meaning(values.month_value(year, month), "month", method, confidence, anchor)
    return Meaning(values.edge_of_month(year, month, edge.value), "day", method, confidence, anchor, "approx")


def read_portion_of_month(reading: Reading) -> Meaning | None:
    """«النصف الثاني من يونيو», «الأسبوع الأول من مايو», never a day: days of the month that is told."""
    told = read_month(reading) or read_bare_month(reading) if reading.match.has("MONTH") else _the_month(reading)
    if told is None or told.value is None:
        return None
    year, month = map(int, told.value.split("-"))
    parts = (reading.match.values("PORTION") or [_WEEKS])[0]
    number = (reading.match.values("ORDINAL") or [parts])[0]
    value = values.part_of_month(year, month, parts, number)
    return told._replace(value=value, precision="day", modifier="approx") if value else None


def read_month_range(reading: Reading) -> Meaning | None:
    first, last = reading.match.split("TO", "DASH", "PLUS") or (reading.match, reading.match)
    year = reading.year(last)
    if year is None:
        return None
    months = [part.values("MONTH")[0] for part in (first, last)]
    written = first.values(*YEARS)
    first_year = written[0] if written else year[0] - (months[0] > months[1])
    if (first_year, months[0]) >= (year[0], months[1]):
        return None
    value = values.interval(values.month_value(first_year, months[0]), values.month_value(year[0], months[1]))
    return Meaning(value, "month", "absolute" if year[1] else "day_month", 0.95, None if year[1] else -1)


def read_hijri_month(reading: Reading) -> Meaning | None:
    month = reading.match.values("HIJRI_MONTH")[0]
    year = reading.hijri_year(month, 1)
    if year is None:
        return None
    first, last = hijri_span(year[0], month)
    edge = reading.match.first("EDGE")
    if edge is not None:
        thirds = (first, first + timedelta(days=10), first + timedelta(days=20), last + timedelta(days=1))
        first, last = thirds[edge.value], thirds[edge.value + 1] - timedelta(days=1)
    return Meaning(
        values.interval(first, last), "day", "absolute" if year[1] else "day_month", 0.95 if year[1] else 0.85,
        None if year[1] else -1, "approx" if edge else None, "hijri",
    )  # fmt: skip


def read_year(reading: Reading) -> Meaning | None:
    token = reading.match.first(*YEARS, *HIJRI_YEARS)
    if token is None:
        return None
    if token.kind in HIJRI_YEARS:
        value = values.interval(*hijri_span(token.value, None))
        return Meaning(value, "day", "absolute", 0.93, calendar="hijri")
    return Meaning(f"{token.value:04}", "year", "absolute", 0.97 if reading.match.has("YEAR_WORD", "THE_YEAR") else 0.9)


def read_worded_year(reading: Reading) -> Meaning | None:
    """«عام ألفين وثلاثة», «سنة ألف وتسعمئة وخمس وتسعين»; None for what is no year of living memory or goes on."""
    year = sum(reading.match.values("THOUSAND", *COUNT))
    if year not in _WORDED or after(reading.node, reading.sketched, reading.match) in _ELEVEN:
        return None
    return Meaning(f"{year:04}", "year", "absolute", 0.95)


def read_year_range(reading: Reading) -> Meaning | None:
    years = [token for token in reading.match.tokens if token.kind in {*YEARS, *HIJRI_YEARS}]
    if len(years) != 2 or not 0 < years[1].value - years[0].value < _LONGEST_RANGE:
        return None
    are_hijri = [token.kind in HIJRI_YEARS for token in years]
    if all(are_hijri):
        ends = [hijri_span(token.value, None) for token in years]
        return Meaning(values.interval(ends[0][0], ends[1][1]), "day", "absolute", 0.9, calendar="hijri")
    if any(are_hijri):
        return None
    return Meaning(values.interval(*(f"{token.value:04}" for token in years)), "year", "absolute", 0.93)


def read_portion(reading: Reading) -> Meaning | None:
    year = reading.year(reading.match)
    if year is None or reading.match.has(*HIJRI_YEARS):
        return None
    parts = reading.match.values("PORTION")[0]
    value = values.part_of_year(year[0], parts, (reading.match.values("ORDINAL") or [parts])[0])
    anchor = None if year[1] else -1
    return Meaning(value, "month", "absolute" if year[1] else "offset", 0.95, anchor) if value else None


def read_bare_portion(reading: Reading) -> Meaning | None:
    """«أرباح الربع الثاني»: of the running year when it has begun or is announced; the last one of a year just over."""
    base = reading.base
    if base is None:
        return None
    parts, part = reading.match.values("PORTION")[0], reading.match.values("ORDINAL")[0]
    has_begun = (part - 1) * 12 // parts < base.month
    if not has_begun and not reading.ahead():
        if part != parts or base.month > 12 // parts:
            return None
        value = values.part_of_year(base.year - 1, parts, part)
    else:
        value = values.part_of_year(base.year, parts, part)
    return Meaning(value, "month", "offset", 0.75, -1) if value else None


def read_edge(reading: Reading) -> Meaning | None:
    edge = reading.match.values("EDGE")[0]
    is_running = not reading.match.has(*YEARS) and reading.step(reading.match) is None  # «مطلع العام»
    if reading.base is not None and is_running:
        return _running_edge(reading, reading.base, edge)
    if reading.match.has("THE_MONTH"):
        told = reading.told_month()
        if told is None:
            return None
        return Meaning(values.edge_of_month(*told, edge), "day", "offset", 0.85, -1, "approx")
    year = reading.year(reading.match)
    if year is None:
        return None
    method: Method = "absolute" if year[1] else "offset"
    return Meaning(values.edge_of_year(year[0], edge), "month", method, 0.85, None if year[1] else -1, "approx")


def _running_edge(reading: Reading, base: date, edge: int) -> Meaning | None:
    if after(reading.node, reading.sketched, reading.match).startswith("ال"):
        return None  # «بداية العام الدراسي»
    if reading.match.has("THE_MONTH"):
        return Meaning(values.edge_of_month(base.year, base.month, edge), "day", "offset", 0.75, -1, "approx")
    return Meaning(values.edge_of_year(base.year, edge), "month", "offset", 0.75, -1, "approx")


def read_decade(reading: Reading) -> Meaning | None:
    first, century = reading.match.values("DECADE", "THE_DECADE")[0], reading.match.values("THE_TENS", "DAY") or [_LAST]
    if century[0] not in _CENTURIES:
        return None
    first += (century[0] - _LAST) * 100
    return Meaning(values.interval(f"{first}", f"{first + 9}"), "year", "absolute", 0.85, modifier="approx")


def read_period(reading: Reading) -> Meaning | None:
    season = reading.match.first("THE_SEASON", "SEASON")
    if season is not None:
        return _season(reading, season)
    step = reading.step(reading.match)
    if reading.base is None or step is None:
        return None
    if reading.match.has("THE_NIGHT", "THE_WEEK"):
        return _night_or_week(reading.base, step, is_night=reading.match.has("THE_NIGHT"))
    if reading.match.has("THE_MONTH"):
        return _the_month(reading)
    return Meaning(f"{reading.base.year + step:04}", "year", "offset", 0.96, -1)


def _the_month(reading: Reading) -> Meaning | None:
    told = reading.told_month()
    return Meaning(values.month_value(*told), "month", "offset", 0.96, -1) if told else None


def _night_or_week(base: date, step: int, *, is_night: bool) -> Meaning | None:
    if not is_night:
        value = values.interval(*values.week_of(base + timedelta(days=7 * step)))
        return Meaning(value, "day", "offset", 0.85, -1, "approx")
    if step != -1:
        return None
    return Meaning(values.interval(base - timedelta(days=1), base), "day", "offset", 0.9, -1, "approx")


def _season(reading: Reading, season: Token) -> Meaning | None:
    year = reading.year(reading.match)
    step = reading.step(reading.match)
    if year is None and (reading.base is None or step is None):
        return None
    if season.value == 0:  # of football, of theatres: from August to May
        if reading.base is None or step is None:
            return None
        first = values.season_start(reading.base, step)
        if first is None:
            return None
        return Meaning(f"{first:04}-08/{first + 1:04}-05", "month", "offset", 0.6, -1, "approx")
    if year is None and reading.base is not None and step is not None:
        there = reading.base.year
        has_been, is_ahead = reading.base.month > season.value + 2, reading.base.month < season.value
        there += {-1: 0 if has_been else -1, 0: 0, 1: 0 if is_ahead else 1}[step]
        year = there, False
    if year is None:
        return None
    value = values.interval(values.month_value(year[0], season.value), values.month_value(year[0], season.value + 2))
    return Meaning(value, "month", "absolute" if year[1] else "offset", 0.85, None if year[1] else -1, "approx")


def read_counted(reading: Reading) -> Meaning | None:
    step = -1 if reading.match.has("LATEST") else reading.step(reading.match)
    if reading.base is None or not step:
        return None
    pair = reading.match.first("THE_PAIR", "PAIR")
    number = 2 if pair else sum(reading.match.values(*COUNT))
    unit = reading.unit()
    if unit is None or number < 1:
        return None
    read = values.stretch(reading.base, unit, step * number)
    return Meaning(read[0], read[1], "offset", 0.85, -1, "approx") if read else None
