"""Lines that are there for a date, and lines that tell of several."""

from __future__ import annotations

import pytest

from khabar_worker.extract.dating.stamps import is_date_line, undated
from khabar_worker.extract.drafts import Line, TextDraft


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("الأحد 19/9/1447 هـ - الموافق 8/3/2026 م (آخر تحديث) الساعة 11:52 (مكة المكرمة)، 8:52 (غرينتش) صباحا", True),
        ("الجلسات: 8/3/2026 الساعة 10:00، 9/3/2026 الساعة 11:00، 10/3/2026 الساعة 12:00 ظهر الثلاثاء", False),
        ("المواعيد: 19/9/1447 هـ الموافق 8/3/2026 م الساعة 10:00، 20/9/1447 هـ الموافق 9/3/2026 م مساء", False),
        ("السبت 10 أبريل 2026 الساعة 20:00: الأهلي - الزمالك، الأحد 11 أبريل 2026 الساعة 21:00: الهلال", False),
    ],
)
def test_a_long_line_is_a_date_only_when_it_has_one_day(text: str, *, expected: bool) -> None:
    assert len(text) >= 90
    assert is_date_line(TextDraft("paragraph", Line(text))) is expected


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("12 مارس 2026 16:00 أبها - سعود القرني", ["أبها - سعود القرني"]),
        ("الثلاثاء، 10 مارس 2026 10:23 ص كتبت منى شاكر ورامي عادل", ["كتبت منى شاكر ورامي عادل"]),
        ("فهد العتيبي - الرياض الأربعاء 22 رمضان 1447هـ - 11 مارس 2026م", ["فهد العتيبي - الرياض"]),
        ("منى شاكر", ["منى شاكر"]),
    ],
)
def test_a_byline_beside_a_date_is_cut_from_it(text: str, parts: list[str]) -> None:
    assert undated(text) == parts


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("بواسطة: سمر حداد في 10 مارس 2026", ["بواسطة: سمر حداد"]),
        ("من طرف سمر حداد في 12/03/2026 على الساعة 22:00", ["من طرف سمر حداد"]),
        ("سمر حداد من لقاء في 10 مدن", ["سمر حداد من لقاء", "مدن"]),
        ("سمر حداد بتاريخ: 2026/03/10 - 22:00", ["سمر حداد"]),
        ("نشر: كتاب الأنهار", ["نشر: كتاب الأنهار"]),
        ("10 مارس 2026 22:00", []),
    ],
)
def test_a_date_is_cut_out_with_its_preposition(text: str, rest: list[str]) -> None:
    assert undated(text) == rest
