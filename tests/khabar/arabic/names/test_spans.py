"""Names in one stretch of text, by tables, rules and tagger together. People and most bodies are invented."""

from __future__ import annotations

import pytest

from khabar.arabic.names.model import shipped
from khabar.arabic.names.reading import Reading, Span, read_node
from khabar.arabic.names.spans import names_of
from khabar.arabic.node import Node


def spans(text: str) -> list[tuple[Reading, Span]]:
    reading = read_node(Node("b1", "paragraph", 1, text), shipped())
    return [(reading, name.span) for name in names_of(reading) if not name.nested]


def named(text: str, kind: str) -> list[str]:
    """What is printed of each name of the kind, without proclitics and labels."""
    found = []
    for reading, span in spans(text):
        start, end = reading.printed(span.start + span.label, span.end, 0 if span.label else span.cut)
        if span.kind == kind:
            found.append(reading.node.text[start:end])
    return found


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("إن رجال سليم بن خالد تضرب بيد من حديد", ["سليم بن خالد"]),
        ("ألقى سلطان الدبوسي وميمونة الحوراني كلمتين", ["سلطان الدبوسي", "ميمونة الحوراني"]),
        ("قال هاشم بن سعد الدبوسي مساعد عميد الكلية", ["هاشم بن سعد الدبوسي"]),
        ("وافتتح الحفل عبد الكريم بن سليم آل الشيخ أمس", ["عبد الكريم بن سليم آل الشيخ"]),
        ("وقع في عهد ديفيد مورلاند اتفاق جديد", ["ديفيد مورلاند"]),
        ("حضر الزعيم الوطني، بنيتو مورلاندي، الحفل", ["بنيتو مورلاندي"]),
        ("شارك مهاجم الفريق، ويلفريد دوبرسو، أمس", ["ويلفريد دوبرسو"]),
        ("استقبل الملك تشارلز الثالث الوفد", ["تشارلز الثالث"]),
        ("زار البابا بيوس الحادي عشر المدينة", ["بيوس الحادي عشر"]),
        ("قال محمد المصري إنه سعيد", ["محمد المصري"]),
        ("قال عبد الله الدبسوعين إنه سعيد", ["عبد الله الدبسوعين"]),
        ("ظهرت ليلى حداد وسمير الدبوسي وغيرهم", ["ليلى حداد", "سمير الدبوسي"]),
        ("سجل الهدفين غابرييل دوبرسو وديكلان مورلاند", ["غابرييل دوبرسو", "ديكلان مورلاند"]),
        ("وصل المهاجم الغامبي موسى دوبرسو أمس", ["موسى دوبرسو"]),
        ("أوضحت الباحثة، رنلين فاطمة الدبوسي، أن العمل مستمر", ["رنلين فاطمة الدبوسي"]),
        ("سجل طارق السيد في مرمى الضيوف", ["طارق السيد"]),
        ("وقال ييتس دوبرسو إن العمل مستمر", ["ييتس دوبرسو"]),
    ],
)
def test_a_persons_name_begins_and_ends_where_it_should(text: str, people: list[str]) -> None:
    assert named(text, "person") == people


@pytest.mark.parametrize(
    "text",
    [
        "تراجع السفر بسبب جائحة كورونا والانتكاسات",
        "وهي التي رفعت شكوى ضده",
        "ضرب إعصار دانيال الساحل فجرا",
        "يدعو إلى البحث العربي الجماعي في مواجهة التحديات",
        "تقدم الدراسة رؤى ثاقبة في الموضوع",
        "عاد إلى قرية أيت عبدالله مساء",
        "قام قائد لواء الأمير ماجد بن سليم بجولة",
        "نحن ندعو الله عز وجل أن يحفظهم",
        "قال معالي وزير الاقتصاد إن الخطة جاهزة",
        "وقال شاهد عيان إن النار بدأت ليلا",
        "وذكر بيان صدر عن الوزارة أمس",
    ],
)
def test_what_is_only_called_so_is_no_person(text: str) -> None:
    assert named(text, "person") == []


@pytest.mark.parametrize(
    ("text", "bodies"),
    [
        ("أقرت وزارة المالية كافة التكاليف", ["وزارة المالية"]),
        ("قال عميد كلية التربية ببرقاش إن الحفل ناجح", ["كلية التربية"]),
        ("أوضحت لجنة وزارة الإسكان أن القرار جديد", ["وزارة الإسكان"]),
        ("قالت وكالة نورسال اليابانية إن السوق هادئة", ["نورسال"]),
        ("قالت وكالة الطيران والفضاء الأميركية إن القمر بعيد", ["وكالة الطيران والفضاء الأميركية"]),
        ('تظاهرت وحدات "الشباب الثائر" على الحدود', ["الشباب الثائر"]),
        ("انتقل إلى مختبر بروكفيلد الوطني", ["مختبر بروكفيلد الوطني"]),
        ("قالت الجمعية التونسية لحماية الغابات إن الحرائق كثيرة", ["الجمعية التونسية لحماية الغابات"]),
        ("نشر معهد فرانز دوبرسو للكيمياء نتائجه", ["معهد فرانز دوبرسو للكيمياء"]),
        ("قال مدافع نابولي الإيطالي إنه جاهز", ["نابولي"]),
        ("سقطوا في قتال مع المقاومة الشعبية أمس", ["المقاومة الشعبية"]),
        ("دعت وزارة الصحة المواطنين إلى أخذ اللقاح", ["وزارة الصحة"]),
    ],
)
def test_a_bodys_name_begins_and_ends_where_it_should(text: str, bodies: list[str]) -> None:
    assert named(text, "organization") == bodies


@pytest.mark.parametrize(
    "text",
    [
        "حدث فلكي لا يعد حدثا فلكيا نادرا",
        "سارت القوات بقيادة رابطة فضفاضة",
        "توقفت حركة الطائرات ساعتين",
        "القاهرة (رويترز) - أعلن المنظمون موعد الحفل",
        "عمان - د ب أ: أعلن المنظمون موعد الحفل",
        "أسر عشرات المقاتلين الحوثيين أمس",
        "انقطع التيار الكهربائي ساعتين",
    ],
)
def test_what_only_looks_like_a_body_is_none(text: str) -> None:
    assert named(text, "organization") == []


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("عاشت في مسقط رأسها عامين", []),
        ("زار مسقط مساء", ["مسقط"]),
        ("كانت مدينة مغمورة بالمياه", []),
        ("عبروا معبر إيرز الحدودي فجرا", ["معبر إيرز"]),
        ("فتح في سبتمبر ونيسان الجاري", []),
        ("هبط في مطار الأمير سليم بن عبدالعزيز أمس", ["مطار الأمير سليم بن عبدالعزيز"]),
        ("عمل في قطاع المقاولات", []),
        ("دخل قطاع غزة", ["قطاع غزة"]),
        ("هرب إلى قاعدة المبدعين", []),
        ("تقع القرية قرب برقاش", ["برقاش"]),
    ],
)
def test_a_places_name_begins_and_ends_where_it_should(text: str, places: list[str]) -> None:
    assert named(text, "place") == places
