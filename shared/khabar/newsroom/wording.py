"""How publishers print dates: weekday and month names of each region, and date words inside stories. Rules only."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Final, Literal

Months = Literal["egyptian", "levantine", "maghrebi"]

WEEKDAYS: Final = ("الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد")

# Source: Unicode CLDR 48, ar (Egypt and the Gulf), ar_LB (the Levant and Iraq), ar_MA (Morocco).
MONTHS: Final[dict[Months, tuple[str, ...]]] = {
    "egyptian": (
        *("يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو"),
        *("يوليو", "أغسطس", "سبتمبر", "أكتوبر", "نوفمبر", "ديسمبر"),
    ),
    "levantine": (
        *("كانون الثاني", "شباط", "آذار", "نيسان", "أيار", "حزيران"),
        *("تموز", "آب", "أيلول", "تشرين الأول", "تشرين الثاني", "كانون الأول"),
    ),
    "maghrebi": (
        *("يناير", "فبراير", "مارس", "أبريل", "ماي", "يونيو"),
        *("يوليوز", "غشت", "شتنبر", "أكتوبر", "نونبر", "دجنبر"),
    ),
}

_ARABIC_INDIC: Final = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
_DATE_WORD = re.compile(r"\{(weekday|date|month|year)(?::([+-]\d+))?\}")


def weekday(moment: datetime) -> str:
    return WEEKDAYS[moment.weekday()]


def day_and_month(moment: datetime, months: Months) -> str:
    """«22 تشرين الثاني»."""
    return f"{moment.day} {MONTHS[months][moment.month - 1]}"


def day_month_year(moment: datetime, months: Months) -> str:
    """«22 تشرين الثاني 2026»."""
    return f"{day_and_month(moment, months)} {moment.year}"


def arabic_indic(text: str) -> str:
    """The same with Arabic-Indic digits.

    >>> arabic_indic("14:30")
    '١٤:٣٠'
    """
    return text.translate(_ARABIC_INDIC)


def fill_dates(text: str, published: datetime, months: Months) -> str:
    """`text` with `{weekday:-1}`, `{date:-3}`, `{month}` and `{year}` written out; the number is days from `published`.

    >>> fill_dates("مساء {weekday:-1} {date:-1}", datetime(2026, 11, 23), "egyptian")
    'مساء الأحد 22 نوفمبر'
    """

    def written(found: re.Match[str]) -> str:
        moment = published + timedelta(days=int(found[2] or 0))
        match found[1]:
            case "weekday":
                return weekday(moment)
            case "date":
                return day_and_month(moment, months)
            case "month":
                return MONTHS[months][moment.month - 1]
            case _:
                return str(moment.year)

    return _DATE_WORD.sub(written, text)
