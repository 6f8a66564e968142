"""Lines around a story and sentences of it that begin with the same words."""

from __future__ import annotations

import pytest

from khabar_worker.extract.boilerplate import is_comments_label, is_label, is_pointer


@pytest.mark.parametrize(
    "text",
    [
        "شارك هذا الخبر :",
        "شارك",
        "شارك على فيسبوك",
        "تابعوا آخر أخبارنا المحلية والرياضية",
        "اشترك في نشرتنا لتصلك أهم الأخبار كل صباح مباشرة إلى بريدك الإلكتروني.",
        "تابع قناة المرفأ على تيليغرام",
        "انضم إلى قناتنا على الواتساب",
        "Google news",
        "رابط مختصر للخبر",
        "جميع الحقوق محفوظة",
        "إعلان ممول",
        "استمع إلى المقال 04:12",
        "هل كان هذا المحتوى مفيدا؟",
        "احصل على أهم الأخبار فور وقوعها.",
        "انضموا إلينا",
        "هل لديك خبر تريد نشره؟ أرسله إلينا",
        "يمنع نقل أي مادة من الموقع دون إذن مسبق",
    ],
)
def test_a_line_about_sharing_following_or_rights_is_a_label(text: str) -> None:
    assert is_label(text)


@pytest.mark.parametrize(
    "text",
    [
        "شارك الآلاف في مسيرة قرب الميناء القديم، مساء الجمعة.",
        "شارك المنتخب في البطولة للمرة الأولى",
        "تابع كل من الوزير والمحافظ أعمال الصيانة في الجسر.",
        "سجل في الدقيقة العاشرة هدف السبق لفريق شباب المرفأ.",
        "سجل الفريق هدفين",
        "اشترك في السباق عشرون زورقا من خمس مدن.",
        "استمع إلى تقرير من المهندسين عن سير العمل في الجسر.",
        "هل كان هذا القرار مفيدا؟ يسأل التجار في السوق القديم.",
        "انضم إلى الفريق لاعبان من أكاديمية الساحل.",
        "يحظر نقل البضائع الثقيلة على الجسر ليلا.",
        "حقوق النشر محور ندوة في معهد الموسيقى",
    ],
)
def test_a_sentence_that_begins_like_a_label_is_the_storys(text: str) -> None:
    assert not is_label(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("اقرأ أيضا: سباق زوارق شراعية يعيد الحياة إلى خليج المرجان بعد عشرين عاما من الغياب.", True),
        ("مواضيع ذات صلة", True),
        ("شاهد الفيديو: لحظة افتتاح الجسر الجديد", True),
        ("شاهد الفيديو أكثر من مليون زائر خلال يومين، وفق إدارة الموقع.", False),
        ("تفاصيل أكثر عبر الرابط", True),
        ("للمزيد من الأخبار", True),
        ("للمزيد من الشفافية، قررت الهيئة أن تنشر دراسات المشروع كلها على موقعها.", False),
        ("تقارير أخرى تحدثت عن تأخر السفينة الأولى يومين بسبب العاصفة في البحر.", False),
    ],
)
def test_a_pointer_is_told_from_a_sentence(text: str, *, expected: bool) -> None:
    assert is_pointer(text) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("التعليقات", True),
        ("تعليقات الزوار", True),
        ("التعليقات (3)", True),
        ("اترك تعليقاً", True),
        ("شارك برأيك", True),
        ("تعليقات القراء أثارت نقاشا في المجلس المحلي", False),
        ("التعليق الأول كان من الوزير", False),
    ],
)
def test_what_heads_the_readers_comments_is_known(text: str, *, expected: bool) -> None:
    assert is_comments_label(text) is expected
