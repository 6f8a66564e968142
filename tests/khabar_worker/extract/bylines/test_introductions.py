"""What stands before a name: labels, verbs and callings, and sentences that begin with them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from khabar_worker.extract import extract_page
from khabar_worker.extract.bylines.byline import authors_of, is_byline
from khabar_worker.extraction import Extraction

NOW = datetime(2026, 4, 14, 9, 0, tzinfo=UTC)
ONE = "قال المتحدث باسم الوزارة إن الأعمال في الطريق الجديد ستنتهي قبل نهاية الشهر المقبل بحسب الخطة المعلنة."
TWO = "وأضاف أن فرق الصيانة تعمل ليلا ونهارا لإعادة فتح المسارات الثلاثة أمام حركة السيارات والحافلات."
THREE = "وكانت البلدية قد أعلنت في وقت سابق تحويل السير إلى الطريق الدائري طوال مدة الأشغال المقررة."


def extract(*lines: str) -> Extraction:
    body = "".join(f"<p>{line}</p>" for line in lines)
    html = f"<body><h1>افتتاح الطريق</h1><div class='article-body'>{body}</div></body>"
    return extract_page(html, url="https://news.example.jo/a/1", publisher=None, now=NOW)


def texts(extraction: Extraction) -> list[str]:
    return [block.text for block in extraction.body if block.type in ("paragraph", "heading")]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("الكاتب الصحفي أحمد سالم", ["أحمد سالم"]),
        ("الكاتبة والباحثة سلمى الوادي", ["سلمى الوادي"]),
        ("الإعلامي الدكتور أحمد سالم", ["أحمد سالم"]),
        ("حوار: الصحفي والكاتب أحمد سالم", ["أحمد سالم"]),
        ("تصوير: المصور الصحفي مراد عمر", ["مراد عمر"]),
        ("الكاتب والمحلل السياسي أحمد سالم", ["الكاتب والمحلل السياسي أحمد سالم"]),
        ("المحرر نت عربي", []),
    ],
)
def test_callings_are_left_out_before_a_known_name_alone(text: str, names: list[str]) -> None:
    assert [author.name for author in authors_of(text)] == names


@pytest.mark.parametrize(
    "text",
    [
        "المصور: مراد عمر",
        "المصورة: سلمى عبد الرحمن سالم",
        "أجرت الحوار: سلمى الوادي.",
        "كُتبت بواسطة: سلمى الوادي",
        "نشرها: الصحفي أحمد سالم",
        "بقلم المستشارة: سلمى الوادي",
    ],
)
def test_a_label_before_nothing_but_names_is_a_byline(text: str) -> None:
    assert is_byline(text)


@pytest.mark.parametrize(
    "text",
    [
        "الكاتب: نجيب محفوظ.",
        "تقديم: سلمى الوادي.",
        "حوار: أحمد سالم.",
        "ترجمة: منى عادل.",
        "المصور: نعم، كنت خائفا",
        "مصور: نجوت بأعجوبة",
        "المصور: أحمد سالم كان شجاعا",
        "المصور: رويترز",
        "نشرها الصحفي أحمد سالم",
        "كُتبت بواسطة شات جي بي تي",
        "كُتب بواسطة الوزارة",
        "بقلم المستشارة أنغيلا ميركل",
    ],
)
def test_a_credit_of_a_work_an_answer_and_a_report_are_no_bylines(text: str) -> None:
    assert not is_byline(text)


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("كتب سامي نور", ["سامي نور"]),
        ("كتب أحمد عبد الرحمن سالم", ["أحمد عبد الرحمن سالم"]),
        ("كتبت سلمى الوادي ومنى عادل", ["سلمى الوادي", "منى عادل"]),
        ("كتب التقرير أحمد سالم", ["أحمد سالم"]),
        ("كتب من القاهرة أحمد سالم", ["أحمد سالم"]),
        ("كتب أحمد سالم وتصوير منى عادل", ["أحمد سالم"]),
        ("كتب نجيب محفوظ الثلاثية", []),
        ("كتب نجيب محفوظ الثلاثية في عامين", []),
        ("أجرت الحوار: سلمى الوادي.", []),
    ],
)
def test_a_writer_inside_the_story_is_nothing_but_a_name(line: str, names: list[str]) -> None:
    extraction = extract(f"{ONE} {TWO}", TWO, line, THREE)

    assert [author.name for author in extraction.authors] == names
    assert (line in texts(extraction)) == (not names)


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("كتبت سلمى الوادي", ["سلمى الوادي"]),
        ("كتب غودرون شميت", ["غودرون شميت"]),
        ("كتب نجيب محفوظ الثلاثية في عامين", []),
    ],
)
def test_a_writer_may_stand_below_the_standfirst(line: str, names: list[str]) -> None:
    extraction = extract(f"{ONE} {TWO}", line, TWO, THREE)

    assert [author.name for author in extraction.authors] == names
    assert (line in texts(extraction)) == (not names)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("(شارك في التغطية سامي نجم - إعداد سلمى الوادي للنشرة العربية - تحرير منى عادل)", ["سلمى الوادي"]),
        ("رأس النور - سلمى الوادي / تصوير - مراد عمر", ["سلمى الوادي"]),
        ("كتب محمد سالم العطية", ["محمد سالم العطية"]),
        ("كتبت مزنة سالم الفهدية", ["مزنة سالم الفهدية"]),
        ("كتب شمسة الحارثية", ["شمسة الحارثية"]),
        ("كتب محمد سالم من الإسكندرية", ["محمد سالم"]),
        ("كتب خالد ديوان", ["خالد ديوان"]),
    ],
)
def test_a_line_names_those_who_wrote_before_those_who_helped(text: str, names: list[str]) -> None:
    assert is_byline(text)
    assert [author.name for author in authors_of(text)] == names


@pytest.mark.parametrize(
    "text",
    [
        "كتب نجيب محفوظ الثلاثية",
        "كتب نجيب محفوظ روايته الأولى",
        "كتب أحمد سالم رواية عن النهر",
        "الرواية التي ترجمها: صالح علماني",
        "ترجمها عن الإسبانية: صالح علماني",
        "سلمى الوادي ترجمه: مراد عمر",
        "شارك في التغطية: صحف كثيرة",
        "شارك في التغطية مراد عمر",
        "شارك في إعداد التقرير: سلمى الوادي ومراد عمر",
        "(أسهم في إعداد التقرير من الساحل: مراد عمر)",
        "ساهم في كتابة التقرير خبراء المدينة",
    ],
)
def test_what_somebody_wrote_or_took_part_in_is_no_byline(text: str) -> None:
    assert not is_byline(text)
    assert text in texts(extract(ONE, TWO, THREE, text, ONE.replace("الوزارة", "البلدية")))


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("كتب محمد سالم محرر الشؤون الخارجية", ["محمد سالم"]),
        ("كتب أحمد سالم محرر الأخبار الاقتصادية", ["أحمد سالم"]),
        ("شارك في إعداد الخطة: محمد سالم وسامي نور", ["محمد سالم", "سامي نور"]),
        ("شارك في كتابة السيناريو: محمد سالم", ["محمد سالم"]),
    ],
)
def test_a_byline_may_say_what_somebody_is_or_made(line: str, names: list[str]) -> None:
    html = f"<article><h1>افتتاح الطريق</h1><p class='byline'>{line}</p><div><p>{ONE}</p><p>{TWO}</p></div></article>"

    found = extract_page(html, url="https://news.example.eg/a/1", publisher=None, now=NOW)

    assert [author.name for author in found.authors] == names


@pytest.mark.parametrize("line", ["كتب نجيب محفوظ الثلاثية", "كتب نجيب محفوظ رواية أولاد النهر كلها"])
def test_the_first_line_may_tell_what_somebody_wrote(line: str) -> None:
    found = extract(line, ONE, TWO, THREE)

    assert not found.authors
    assert texts(found)[0] == line


def test_a_time_zone_is_nobody() -> None:
    assert authors_of("بتوقيت أبوظبي") == ()
