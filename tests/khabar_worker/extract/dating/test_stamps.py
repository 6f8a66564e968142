"""Lines that are there for a date, and lines that tell of several."""

from __future__ import annotations

import pytest

from khabar_worker.extract.dating.stamps import is_date_line
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
