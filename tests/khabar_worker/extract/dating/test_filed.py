"""The date that a story's own text states, where nothing else on the page has one."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from khabar_worker.extract import extract_page

NOW = datetime(2026, 4, 14, tzinfo=UTC)
TEXT = "قال المتحدث باسم البلدية، اليوم، إن الأعمال في الطريق الجديد ستنتهي قبل نهاية الشهر المقبل بحسب الخطة."
MORE = "وأضاف أن فرق الصيانة تعمل ليلا ونهارا لإعادة فتح المسارات الثلاثة أمام حركة السيارات والحافلات."


def published(opening: str = "", above: str = "", below: str = "", url: str = "https://news.example.ly/a/1") -> str:
    story = f"<article><p>{opening}{TEXT} {MORE}</p><p>{MORE} {TEXT}</p>{below}</article>"
    html = f"<body><h1>افتتاح الطريق الجديد</h1>{above}{story}</body>"
    found = extract_page(html, url=url, publisher=None, now=NOW).published
    return "" if found is None else found.detail.value


@pytest.mark.parametrize(
    ("opening", "value"),
    [
        ("طرابلس 27 مارس 2026 م ( وال ) - ", "2026-03-27"),
        ("القاهرة في 12 مارس 2026 /أ ش أ/ ", "2026-03-12"),
        ("الرياض 23 رمضان 1447 هـ الموافق 12 مارس 2026 م واس ", "2026-03-12"),
        ("سلمى الوادي - القاهرة في الأحد 8 مارس 2026 10:28 مساءً - ", "2026-03-08T22:28"),
        ("بيروت 4 آب 2020: ", ""),
        ("بيروت 4 آب 2020 الساعة 18:07 - ", ""),
        ("القاهرة 12 مارس 2026 - ", ""),
        ("القاهرة 12 مارس 1988 معا ", ""),
        ("سلمى الوادي 12 مارس 1990 - ", ""),
    ],
    ids=[
        "an agency in brackets",
        "an agency between strokes",
        "two calendars",
        "a reporter and a clock",
        "a day that is remembered",
        "its hour",
        "a place alone",
        "a word that is an agency's name too",
        "a birthday",
    ],
)
def test_a_dateline_tells_the_day_that_an_agency_or_a_reporter_vouches_for(opening: str, value: str) -> None:
    assert published(opening) == value


def test_a_stamp_below_the_text_tells_when() -> None:
    assert published(below="<p>في الأحد 08 مارس-آذار 2026 04:08:27 ص</p>") == "2026-03-08T04:08:27"
    assert published(below="<p>وتنتهي الأعمال في 8 مارس 2027 الساعة 10:00 صباحا.</p>") == ""


def test_every_other_date_comes_before_that_of_the_text() -> None:
    opening = "طرابلس 27 مارس 2026 م ( وال ) - "

    assert published(opening, above="<p>28 مارس 2026 - 10:00</p>") == "2026-03-28T10:00"
    assert published(opening, url="https://news.example.ly/2026/03/28/a") == "2026-03-28"


def test_a_line_of_two_calendars_and_two_clocks_is_a_date() -> None:
    line = "الأحد 19/9/1447 هـ - الموافق 8/3/2026 م (آخر تحديث) الساعة 11:52 (مكة المكرمة)، 8:52 (غرينتش)"

    assert published(above=f"<p>{line}</p>") == "2026-03-08T11:52+03:00"


@pytest.mark.parametrize(
    ("line", "value", "precision"),
    [
        ("2026-04-10 00:00", "2026-04-10", "day"),
        ("10 أبريل 2026 | 00:00:00", "2026-04-10", "day"),
        ("2026-04-10 12:00 ص", "2026-04-10T00:00", "minute"),
        ("2026-04-10 00:05", "2026-04-10T00:05", "minute"),
        ("10 أبريل 2026 00:00 GMT", "2026-04-10T00:00+00:00", "minute"),
    ],
)
def test_a_printed_midnight_without_a_zone_is_no_clock(line: str, value: str, precision: str) -> None:
    html = f"<body><h1>افتتاح الطريق الجديد</h1><p>{line}</p><p>{TEXT}</p></body>"
    found = extract_page(html, url="https://news.example.eg/a/1", publisher=None, now=NOW).published

    assert found is not None
    assert (found.detail.value, found.detail.precision) == (value, precision)
