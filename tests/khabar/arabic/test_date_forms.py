"""Written forms of many sites, and what is never made of them: a first of January, a first of the month."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khabar.arabic.dates import find_dates, read_date

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
RIYADH = "Asia/Riyadh"


def read(text):
    return read_date(text, now=NOW, time_zone=RIYADH)


def find(text):
    return find_dates(text, now=NOW, time_zone=RIYADH)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("22 تشرين2 2026", "2026-11-22"),
        ("GMT 9:30 2026 الأحد 22 نوفمبر", "2026-11-22T09:30+00:00"),
        ("٥ كانون2 ٢٠٢٦", "2026-01-05"),
        ("5 ك1 2025", "2025-12-05"),
        ("12 أي النار 2009", "2009-01-12"),
        ("12 النوار 2009", "2009-02-12"),
        ("12 الطير 2009", "2009-04-12"),
        ("12 ناصر (يوليو) 2009", "2009-07-12"),
        ("12 هانيبال 2009 - 10:30 ص", "2009-08-12T10:30"),
        ("LOC14: 14/04/2026 LOC14 : 11:41", "2026-04-14T11:41"),
        ("الخميس 19 نوفمبر 2026 - 22سا45د", "2026-11-19T22:45"),
        ("19 نوفمبر 2026 على الساعة 22 و45 دقيقة", "2026-11-19T22:45"),
        ("19 نوفمبر 2026، 3 و20 شخصا", "2026-11-19"),
        ("19 نوفمبر 2026 بهدفين (12 و35 د)", "2026-11-19"),
        ("19 نوفمبر 2026، استغرقت 3 و45 دقيقة", "2026-11-19"),
        ("19 نوفمبر 2026 10سا 2026", "2026-11-19"),
        ("19 نوفمبر 2026 الساعة 10 و20 دقيقة مساء", "2026-11-19"),
        ("19/11/2026 10:45:30.000 PM", "2026-11-19T22:45:30"),
        ("19 نوفمبر 2026 22:45:30.123 GMT", "2026-11-19T22:45:30+00:00"),
        ("الأول من نوفمبر 2026", "2026-11-01"),
        ("الثاني والعشرون من نونبر 2026", "2026-11-22"),
        ("الحادي عشر من شهر رمضان 1447", "2026-02-28"),
        ("الثلاثين من أيلول/سبتمبر 2026", "2026-09-30"),
        ("كانون الثاني - يناير 2024", "2024-01"),
        ("منذ 3 س", "2026-11-22T12"),
        ("منذ 5 د", "2026-11-22T14:55"),
        ("3h ago", "2026-11-22T12"),
        ("نشر في: الأحد ٢٢ نوفمبر ٢٠٢٦ ١٠:٣٠ م", "2026-11-22T22:30"),
        ("الأحد 1448/6/12 هـ - 22/11/2026 م", "2026-11-22"),
        ("\u200f22\u200f نـوفـمـبـر \u200e2026", "2026-11-22"),
        ("۲۲ نوفمبر ۲۰۲۶ | ۱۸:۴۵", "2026-11-22T18:45"),
        ("السبت، ٢١ نوفمبر / تشرين ثاني ٢٠٢٦ - ١٨:٤٥", "2026-11-21T18:45"),
        ("10:30 | 22.11.2026", "2026-11-22T10:30"),
        ("1795341600000", "2026-11-22T10:00:00+00:00"),
    ],
)
def test_forms_of_many_sites_are_read(text, value):
    found = read(text)

    assert found is not None
    assert found.value == value


@pytest.mark.parametrize("word", ["ناصر", "الصيف", "الماء", "الفاتح", "الربيع"])
def test_a_libyan_month_is_an_everyday_word_outside_a_date(word):
    assert find(f"وقال 12 شخصا من {word} إن المشروع جاهز في {word}") == []


MONTH_NAMES = st.sampled_from(["نوفمبر", "تشرين الثاني", "جوان", "غشت", "كانون الأول", "آذار/مارس", "رمضان", "شوال"])


@given(
    st.integers(1995, 2026),
    st.sampled_from(
        ["{}", "عام {}", "سنة {}م", "© {}", "{} م", "العام {}", "حقوق النشر {}", "منذ {}", "{}/", "- {} -"]
    ),
)
def test_a_year_alone_is_never_its_first_of_january(year, form):
    found = read(form.format(year))

    assert found is None or not found.value.startswith(f"{year}-01")


@given(st.integers(1995, 2026), MONTH_NAMES, st.sampled_from(["{} {}", "{}، {}", "شهر {} {}", "{} - {}", "{} عام {}"]))
def test_a_month_is_never_its_first_day(year, month, form):
    found = read(form.format(month, year))

    assert found is None or found.precision in {"month", "year"}
