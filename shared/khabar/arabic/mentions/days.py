"""What the forms of single days and stretches of days mean."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

from khabar.arabic.hijri import hijri_day
from khabar.arabic.mentions import values
from khabar.arabic.mentions.context import is_told
from khabar.arabic.mentions.kinds import SIGNS, SKETCHED
from khabar.arabic.mentions.reading import DAY, HIJRI_YEARS, YEARS, Meaning, Reading, known_day

_STEPS = {"PAST": -1, "NEXT": 1}
_WEEKDAY_AND = SKETCHED["WEEKDAY"] + SIGNS["PLUS"]


def read_date(reading: Reading) -> Meaning | None:
    month = reading.match.values("MONTH")[0]
    read = reading.dated(reading.day_of(reading.match), month, reading.match)
    if read is None:
        return None
    there, method, confidence, anchor = read
    return Meaning(there.isoformat(), "day", method, confidence, anchor)


def read_day_range(reading: Reading) -> Meaning | None:
    parts = reading.match.split("TO", "DASH", "PLUS")
    if parts is None:
        return None
    month = reading.match.values("MONTH")[0]
    last = reading.dated(reading.day_of(parts[1]), month, parts[1])
    if last is None:
        return None
    first = last[0].replace(day=reading.day_of(parts[0]))
    if first >= last[0]:
        return None
    return Meaning(values.interval(first, last[0]), "day", *last[1:])


def read_day_list(reading: Reading) -> Meaning | None:
    """«5 و6 و7 أبريل»; None where the days do not follow each other."""
    days = reading.match.values("DAY")
    last = reading.dated(days[-1], reading.match.values("MONTH")[0], reading.match)
    if last is None or any(following - day != 1 for day, following in pairwise(days)):
        return None
    return Meaning(values.interval(last[0].replace(day=days[0]), last[0]), "day", *last[1:])


def read_date_range(reading: Reading) -> Meaning | None:
    number = max(i for i, token in enumerate(reading.match.tokens) if token.kind in {"TO", "DASH"})
    first_part = reading.match.cut(0, number)
    last_part = reading.match.cut(number + 1, len(reading.match.tokens))
    last = reading.dated(reading.day_of(last_part), last_part.values("MONTH")[0], last_part)
    if last is None:
        return None
    month = first_part.values("MONTH")[0]
    day = reading.day_of(first_part)
    year = reading.year(first_part)
    first = date(year[0] if year else last[0].year, month, day)
    if year is None and first > last[0]:
        first = first.replace(year=first.year - 1)
    if first >= last[0]:
        return None
    return Meaning(values.interval(first, last[0]), "day", *last[1:])


def read_numeric(reading: Reading) -> Meaning | None:
    token = reading.match.first(*YEARS, *HIJRI_YEARS)
    days = reading.match.values("DAY", "DAY_OF_ERA")
    if token is None or len(days) != 2:
        return None
    year_first = token.first < next(t.first for t in reading.match.tokens if t.kind == "DAY")
    month, day = days if year_first else days[::-1]
    if token.kind in HIJRI_YEARS:
        there = hijri_day(token.value, month, day)
        return Meaning(there.isoformat(), "day", "absolute", 0.95, calendar="hijri")
    if month > 12 and day <= 12 and not year_first:
        day, month = month, day  # 11/22/2026: no other reading is left
    return Meaning(date(token.value, month, day).isoformat(), "day", "absolute", 0.97)


def read_hijri_date(reading: Reading) -> Meaning | None:
    month, day = reading.match.values("HIJRI_MONTH")[0], reading.day_of(reading.match)
    year = reading.hijri_year(month, day)
    if year is None:
        return None
    there = hijri_day(year[0], month, day)
    return Meaning(
        there.isoformat(), "day", "absolute" if year[1] else "day_month", 0.95 if year[1] else 0.85,
        None if year[1] else -1, calendar="hijri",
    )  # fmt: skip


def read_day_of_month(reading: Reading) -> Meaning | None:
    step = reading.step(reading.match)
    if reading.base is None or step is None:
        return None
    told = reading.told_month()
    parts = reading.match.split("TO", "DASH", "PLUS")
    if told is None:
        return None
    if parts is None or not (parts[0].has(*DAY) and parts[1].has(*DAY)):
        return Meaning(date(*told, reading.day_of(reading.match)).isoformat(), "day", "day_month", 0.97, -1)
    first, last = (date(*told, reading.day_of(part)) for part in parts)
    if first >= last:
        return None
    return Meaning(values.interval(first, last), "day", "day_month", 0.95, -1)


def read_day(reading: Reading) -> Meaning | None:
    if reading.base is None:
        return None
    token = reading.match.first("BACK", "AHEAD", "TODAY", "THE_NIGHT")
    if token is None:
        return None
    days = {"BACK": -token.value, "AHEAD": token.value}.get(token.kind, 0)
    there = reading.base + timedelta(days=days)
    weekday = reading.match.first("WEEKDAY")
    if weekday is None or weekday.value == there.weekday():
        return Meaning(there.isoformat(), "day", "offset", 0.97 if weekday else 0.93, -1)
    # Weekday and offset disagree: the publication date is a day or two off, and the weekday isn't.
    there = values.on_weekday(reading.base + timedelta(days=1) if days > 0 else there, weekday.value, after=days > 0)
    return Meaning(there.isoformat(), "day", "weekday", 0.75, -1)


def read_weekday(reading: Reading) -> Meaning | None:
    if reading.base is None:
        return None
    weekday = reading.match.values("WEEKDAY")[0]
    step = reading.step(reading.match)
    if step is None:
        step = _step_of_both(reading)
    one = timedelta(days=1)
    if step is None and (joined := _joined_day(reading, weekday)) is not None:
        there, confidence = joined, 0.85
    elif step == 1:
        there, confidence = values.on_weekday(reading.base + one, weekday, after=True), 0.96
    elif step == -1:
        there, confidence = values.on_weekday(reading.base - one, weekday, after=False), 0.96
    elif step == 0:
        there, confidence = values.day_in_week(reading.base, weekday), 0.85
    else:
        ahead = reading.ahead()
        there = values.on_weekday(reading.base, weekday, after=ahead)
        confidence = 0.8 if ahead else 0.9
    return Meaning(there.isoformat(), "day", "weekday", confidence, -1)


def _joined_day(reading: Reading, weekday: int) -> date | None:
    """The day behind the weekday to which «و» joins this one: «الثلاثاء والأربعاء»; None where it is another.

    None as well where it would be ahead and the sentence looks back.
    """
    last = reading.found[-1] if reading.found else None
    is_joined = reading.sketched.text[: reading.match.start].endswith(_WEEKDAY_AND)
    told = known_day(last.meaning) if is_joined and last is not None and last.node == reading.place[0] else None
    if told is None or reading.base is None:
        return None
    there = told + timedelta(days=1)
    return there if there.weekday() == weekday and (there <= reading.base or reading.ahead()) else None


def _step_of_both(reading: Reading) -> int | None:
    """-1 or 1 where this weekday and the next have one word: «السبت والأحد المقبلين»; None where they have none."""
    tokens = reading.sketched.tokens[reading.match.end : reading.match.end + 3]
    if [token.kind for token in tokens[:2]] != ["PLUS", "WEEKDAY"] or tokens[-1].kind not in _STEPS:
        return None
    return _STEPS[tokens[-1].kind] if reading.node.words[tokens[-1].first].folded.endswith("ين") else None


def read_weekday_of_week(reading: Reading) -> Meaning | None:
    step = reading.step(reading.match)
    if reading.base is None or step is None:
        return None
    there = values.day_in_week(reading.base + timedelta(days=7 * step), reading.match.values("WEEKDAY")[0])
    return Meaning(there.isoformat(), "day", "weekday", 0.85, -1)


def read_weekday_pair(reading: Reading) -> Meaning | None:
    first, last = reading.match.values("WEEKDAY")
    if reading.base is None or (last - first) % 7 != 1:
        return None
    end = values.on_weekday(reading.base, last, after=reading.ahead())
    return Meaning(values.interval(end - timedelta(days=1), end), "day", "weekday", 0.85, -1)


def read_same_day(reading: Reading) -> Meaning | None:
    if reading.match.has("DAY_AFTER"):
        return _day_after(reading)
    for number in range(len(reading.found) - 1, -1, -1):
        mention = reading.found[number]
        if mention.node < reading.place[0] - 1:
            return None
        if mention.meaning.precision == "day" and "/" not in (mention.meaning.value or "/"):
            return Meaning(mention.meaning.value, "day", "offset", 0.8, number)
    return None


def _day_after(reading: Reading) -> Meaning | None:
    """The day behind the last one named, unless that is the day of the report: «قال السبت إنه غادر في اليوم التالي»."""
    number, last = len(reading.found) - 1, reading.found[-1] if reading.found else None
    if last is None or last.node != reading.place[0] or last.meaning.precision != "day":
        return None
    is_from_today = last.meaning.anchor is not None
    if is_from_today and is_told(reading.node, reading.match):
        return None
    day = date.fromisoformat(last.meaning.value or "") + timedelta(days=1)
    if reading.base is not None and day > reading.base and not reading.ahead():
        return None
    return Meaning(day.isoformat(), "day", "offset", 0.8, number)
