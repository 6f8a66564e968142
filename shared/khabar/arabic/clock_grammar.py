"""How a written time of day looks, with its zone: patterns over folded text. Pure; knows no clock.

Not here: the words of zones (`date_tables.py`); the days beside which they stand (`date_grammar.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import timedelta
from typing import NamedTuple

from khabar.arabic.date_tables import CITY_ZONES, HIJRI_MONTHS, MONTHS, WEEKDAYS, ZONES


class Clock(NamedTuple):
    """A time of day. `minute` None: only the hour was written. `zone` is a folded zone word, None when none was."""

    hour: int
    minute: int | None = None
    second: int | None = None
    microsecond: int = 0
    offset: timedelta | None = None
    zone: str | None = None


def any_of(words: Iterable[str]) -> str:
    """A pattern for any of `words`, longest first; a space in a word matches any white space."""
    ordered = sorted(words, key=len, reverse=True)
    return "(?:" + "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in ordered) + ")"


def one_space(words: str) -> str:
    """Words matched by `any_of` as the tables have them."""
    return " ".join(words.split())


# am, noon, pm: the half of the day that a word names. «ليلا» is worked out from the hour.
_HALVES = {
    "am": ("am", "a.m.", "a.m", "ص", "صباحا", "صباح", "فجرا", "ق.ظ"),
    "pm": ("pm", "p.m.", "p.m", "م", "مساء", "مسا", "عصرا", "ظهرا", "بعد الظهر", "ب.ظ"),
    "night": ("ليلا",),
}
_HALF_OF = {word: half for half, words in _HALVES.items() for word in words}
# Parts of a day that a weekday has before it.
_EVENING = {"مساء": "pm", "عصر": "pm", "ليل": "late"}
# «16:36-10 مارس»: a day, not ten hours west.
_NO_DAY = rf"(?!\d|\s*[/\-.]\s*\d|\s*(?:{any_of(MONTHS)}|{any_of(HIJRI_MONTHS)}))"
_OFFSET = rf"(?:(?:gmt|utc)\s*)?[+\-−]\s?\d{{1,2}}(?::?\d\d)?{_NO_DAY}"
_ZONE_WORDS = any_of([*ZONES, *CITY_ZONES, "ast"])
# «22:45», and as Algeria and Morocco write it, «22سا45» and «الساعة 22 و45 دقيقة»; not goals of «12 و35 د».
_TO_MINUTES = r"(?:\s?[:h٫]\s?|سا(?=\d\d(?!\d))|(?<=ساعه \d\d)\s?و\s?(?=\d\d\s?دقيقه(?!\w)(?!\s*[صم])))"
_CLOCK = re.compile(
    # «LOC14: 14/04/2026»: figures behind Latin letters are a name's.
    r"(?<![\d.:/\-+])(?<![a-z][a-z])(?:(?P<before>gmt|utc|ksa)\s+)?(?:(?P<hour>\d{1,2})"
    rf"{_TO_MINUTES}(?P<minute>\d\d)(?::(?P<second>\d\d)(?:[.,](?P<fraction>\d{{1,9}}))?)?"
    rf"(?:\s?(?P<half>{any_of(_HALF_OF)})(?![\w]))?"
    rf"|(?P<hour2>\d{{1,2}})(?:\.(?P<minute2>\d\d))?\s?(?P<half2>{any_of(_HALF_OF)})(?![\w]))"
    rf"(?:\s*\(?\s*(?P<offset>{_OFFSET})|\s*\(?(?:بتوقيت\s+)?(?P<zone>{_ZONE_WORDS})(?!\w))?"
    r"(?:\s*\([^)\d]{1,40}\))?"
)
# What may stand between a date and its time: «22 نوفمبر 2026 - الساعة 10:30», «10:30 بتاريخ 22/11/2026».
BETWEEN = re.compile(
    r"[\s\-–—|,،؛.:()«»•·/t]*"
    r"(?:(?:الساعه|الساعة|عند|في|تمام|تمام الساعه|بتاريخ|يوم|at|a|on|le|the|م|ه|الموافق|ل)(?!\w)[\s\-–—|,،؛.:()•·]*)*"
    rf"(?:(?:يوم\s+)?{any_of(WEEKDAYS)}(?!\w)[\s\-–—|,،؛.()•·]*)?"
)
# «10:30 من مساء الخميس»
_BETWEEN_BACK = re.compile(r"[\s,،]*(?:(?:من|يوم|مساء|صباح|في|,|،)(?!\w)[\s,،]*)*")
_MAY_HOLD_CLOCK = re.compile(rf"\d{_TO_MINUTES}\d|\d\s?(?:صباح|مساء|ظهر|عصر|فجر|ليل|بعد الظهر|[صم](?!\w))")


def clocks_in(folded: str) -> list[tuple[int, int, Clock]]:
    """Every time of day in `folded`: where it begins, where it ends, and what it says."""
    return [(match.start(), match.end(), clock) for match in _CLOCK.finditer(folded) if (clock := _clock(match))]


def read_clock(folded: str) -> Clock | None:
    """The first time of day in `folded`."""
    match = _CLOCK.search(folded)
    return _clock(match) if match else None


def clock_after(folded: str) -> tuple[Clock, int] | None:
    """The time of day that stands at the beginning of `folded`, right after a date, and where it ends.

    None without one, and when it is told for another zone than the reader's.
    """
    match = _CLOCK.search(folded) if _MAY_HOLD_CLOCK.search(folded) else None
    if match is None or not BETWEEN.fullmatch(folded, 0, match.start()):
        return None
    return _local(match, match.end())


def clock_before(folded: str) -> tuple[Clock, int] | None:
    """The time of day that stands at the end of `folded`, right before a date, and where it begins; None as above."""
    if not _MAY_HOLD_CLOCK.search(folded):
        return None
    match = next(iter([*_CLOCK.finditer(folded)][-1:]), None)
    if match is None or not _BETWEEN_BACK.fullmatch(folded, match.end()):
        return None
    return _local(match, match.start())


def _local(match: re.Match[str], place: int) -> tuple[Clock, int] | None:
    clock = _clock(match)
    return None if clock is None or clock.zone is not None or clock.offset is not None else (clock, place)


def _clock(match: re.Match[str]) -> Clock | None:
    hour = int(match["hour"] or match["hour2"])
    minute_text = match["minute"] or match["minute2"]
    minute = int(minute_text) if minute_text else None
    second = int(match["second"]) if match["second"] else None
    hour = _full_hour(hour, _HALF_OF.get(one_space(match["half"] or match["half2"] or "")))
    if hour > 23 or (minute or 0) > 59 or (second or 0) > 60:
        return None
    fraction = (match["fraction"] or "0")[:6].ljust(6, "0")
    written = match["zone"] or match["before"]
    zone = one_space(written) if written else None
    return Clock(
        hour, minute, None if second is None else min(second, 59), int(fraction), read_offset(match["offset"]), zone
    )


def of_part(clock: Clock, part: str) -> Clock:
    """A time of day beside the folded part of the day it lies in: «مساء الأربعاء عند الساعة 9:30» is 21:30.

    A written «مساء» or «ليلا» of its own is read already; by other parts, as «صباح», nothing changes.
    """
    return clock._replace(hour=_full_hour(clock.hour, _EVENING[part])) if part in _EVENING else clock


def _full_hour(hour: int, half: str | None) -> int:
    if half == "night":
        half = "pm" if 6 <= hour < 12 else "am"
    if half == "late":  # «ليل الجمعة 1:30» is left as written
        half = "pm" if 6 <= hour < 12 else None
    if half == "am" and hour == 12:
        return 0
    if half == "pm" and hour < 12:
        return hour + 12
    return hour


def read_offset(text: str | None) -> timedelta | None:
    """`+0300`, `+03:00`, `+3`, `GMT+3` as a difference from UTC; None when there is none or it is out of range."""
    match = re.search(r"(?P<sign>[+\-−])\s?(?P<hours>\d{1,2})(?::?(?P<minutes>\d\d))?$", text or "")
    if match is None:
        return None
    offset = timedelta(hours=int(match["hours"]), minutes=int(match["minutes"] or 0))
    if offset > timedelta(hours=15):
        return None
    return offset if match["sign"] == "+" else -offset
