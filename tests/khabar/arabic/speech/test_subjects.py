"""Noun phrases read as speakers: office, name, body, group."""

from __future__ import annotations

import pytest

from khabar.arabic.node import Node
from khabar.arabic.speech.reading import Reading
from khabar.arabic.speech.subjects import read_subject


def read(text: str) -> tuple[str | None, str | None, str | None, str] | None:
    """(name, role, org, kind) of a phrase that speech follows at once."""
    reading = Reading(Node("b1", "paragraph", 0, text))
    subject = read_subject(reading, 0, len(reading.words), is_tight=True)
    return (subject.name, subject.role, subject.org, subject.kind) if subject else None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("رائد المنفلوطي", ("رائد المنفلوطي", None, None, "person")),
        ("الدكتورة سلمى البحيري", ("سلمى البحيري", None, None, "person")),
        ("وزير النقل سامر الحوراني", ("سامر الحوراني", "وزير النقل", None, "person")),
        ("مؤلف المسرحية نديم الصفدي", ("نديم الصفدي", "مؤلف المسرحية", None, "person")),
        (
            "سهى القاسمي مديرة مركز الأرصاد",
            ("سهى القاسمي", "مديرة مركز الأرصاد", "مركز الأرصاد", "person"),
        ),
        (
            "المتحدث باسم هيئة الموانئ، جابر اللاذقاني،",
            ("جابر اللاذقاني", "المتحدث باسم هيئة الموانئ", "هيئة الموانئ", "person"),
        ),
        (
            "الباحث في شؤون المناخ، كريم السوادي،",
            ("كريم السوادي", "الباحث في شؤون المناخ", None, "person"),
        ),
        (
            "مدير إدارة الطرق بالوزارة العقيد بندر الهاجري",
            ("بندر الهاجري", "مدير إدارة الطرق بالوزارة", "إدارة الطرق بالوزارة", "person"),
        ),
        ('مدير بناء "مرصد الضفاف" نديم الصفدي', ("نديم الصفدي", 'مدير بناء "مرصد الضفاف"', "مرصد الضفاف", "person")),
        ("د. ميساء الرشيدي", ("ميساء الرشيدي", None, None, "person")),
        ("معالي وزير الزراعة المهندس تامر عطية", ("تامر عطية", "وزير الزراعة", None, "person")),
        ("الفيزيائي ألكسندر دورمان", ("ألكسندر دورمان", "الفيزيائي", None, "person")),
        ("شيماء أول رباب لها", ("شيماء", None, None, "person")),
        ("كيف تعمل الشجرة", None),
        ("تغير لون المياه", None),
        ("الفريق، لرؤية خطوط العكارة،", (None, "الفريق", None, "person")),
        ("خبيران أسباب الانهيار", (None, "خبيران", None, "group")),
        ("خبيران دوليان", (None, "خبيران دوليان", None, "group")),
        ("جون ميلتون", ("جون ميلتون", None, None, "person")),
        ("هيئة الموانئ", ("هيئة الموانئ", None, None, "organization")),
        ("المرصد الوطني لحقوق الطفل", ("المرصد الوطني لحقوق الطفل", None, None, "organization")),
        ("مصادر أمنية", (None, "مصادر أمنية", None, "group")),
        ("شهود عيان", (None, "شهود عيان", None, "group")),
        ("مصدر مطلع", (None, "مصدر مطلع", None, "person")),
        ("العديد من السكان", (None, "العديد من السكان", None, "group")),
        ("أمس في تصريح صحفي", None),
        ("خلال مؤتمر في العاصمة", None),
    ],
)
def test_a_phrase_is_read(text: str, expected: tuple[str | None, ...] | None) -> None:
    assert read(text) == expected
