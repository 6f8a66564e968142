"""Which lines around a headline say who wrote the article."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from khabar_worker.extract import extract_page
from khabar_worker.extract.bylines.titled import writer_in

NOW = datetime(2026, 4, 14, tzinfo=UTC)
TEXT = "قال المتحدث باسم الوزارة إن الأعمال في الطريق الجديد ستنتهي قبل نهاية الشهر المقبل بحسب الخطة المعلنة."


@pytest.mark.parametrize(
    ("below", "names"),
    [
        ("<p>حوار</p><p>ثقافة وفنون</p>", []),
        ("<p>تقرير</p><p>سوق العمل</p>", []),
        ("<p>ترجمة</p><p>أدب عالمي</p>", []),
        ("<p>حوار</p><p>سلمى الوادي</p>", ["سلمى الوادي"]),
        ("<p>تقرير</p><p class='author'>غودرون شميت</p>", ["غودرون شميت"]),
        ("<p>📅 نُشر: ٤ أبريل ٢٠٢٦</p><p>✍️ سلمى الوادي</p>", ["سلمى الوادي"]),
        ("<p>✍️ دفتر المدينة</p>", []),
        ("<p>✍️ سلمى الوادي - 4 أبريل 2026</p>", ["سلمى الوادي"]),
        ("<p>✍️ سلمى الوادي</p>", []),
        ("<p>✍️ سامي نور</p><p>✍️ سلمى الوادي</p><p>4 أبريل 2026</p>", []),
        ("<p>📅 نُشر: ٤ أبريل ٢٠٢٦</p><p>✍️ سامي المنار</p>", []),
        ("<p>سلمى الوادي | نشر: 04/04/2026 10:12</p>", ["سلمى الوادي"]),
        ("<p>كُتب بواسطة: رنيم الحديد بتاريخ: 2026/04/04 - 18:22</p>", ["رنيم الحديد"]),
        ("<p>سلمى الوادي | سامي المنار | نشر: 04/04/2026 10:12</p>", ["سلمى الوادي", "سامي المنار"]),
        ("<p>سلمى الوادي | مراد عمر | نشر: 04/04/2026 10:12</p>", ["سلمى الوادي", "مراد عمر"]),
        ("<p>رويترز</p><p><a href='/n/9'>سامي المنار</a></p><p>04/04/2026</p>", ["سامي المنار"]),
        ("<p>رويترز</p><p><a href='/tag/9'>سلمى الوادي</a></p><p>04/04/2026</p>", ["سلمى الوادي"]),
        ("<p><a href='/n/9'>سلمى الوادي</a></p><p>04/04/2026</p>", ["سلمى الوادي"]),
        ("<p class='byline'><a href='/tag/1'>مراد عمر</a> <a href='/tag/2'>ليلى حسن</a></p>", ["مراد عمر", "ليلى حسن"]),
        ("<p class='byline'><a href='/w/1'>مراد عمر</a> <a href='/tag/2'>ليلى حسن</a></p>", ["مراد عمر", "ليلى حسن"]),
        ("<p class='author'><a href='/tag/1'>مراد عمر</a></p>", ["مراد عمر"]),
        ("<p><span class='by'>برعاية بنك الساحل</span></p><p>سلمى الوادي</p>", ["سلمى الوادي"]),
        ("<ul><li class='user'><img src='/u.png' alt='مراد عمر'></li></ul>", []),
        ("<div class='writer'><img src='/w.png' alt='مراد عمر'></div><p>سلمى الوادي</p>", ["سلمى الوادي"]),
        ("<p>ترجمة: مراد عمر</p><p class='author'>رويترز</p>", ["مراد عمر"]),
    ],
)
def test_a_section_below_the_name_of_a_genre_is_nobody(below: str, names: list[str]) -> None:
    head = "<head><title>سامي المنار يفتتح الطريق الجديد</title></head>"
    body = f"<h1>سامي المنار يفتتح الطريق الجديد</h1>{below}<div><p>{TEXT}</p><p>{TEXT}</p></div>"
    html = f"{head}<body><article>{body}</article></body>"

    found = extract_page(html, url="https://news.example.eg/a/1", publisher=None, now=NOW)

    assert [author.name for author in found.authors] == names


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("سلمى الوادي تكتب: مدينة بلا أرصفة", "سلمى الوادي"),
        ("حديث الصباح | سلمى الوادي:تكتب..مدينة بلا أرصفة", "سلمى الوادي"),
        ("مدينة بلا أرصفة ... بقلم : Salma Wadi - جريدة المنارة", "Salma Wadi"),
        ("مدينة بلا أرصفة.. بقلم سلمى الوادي", "سلمى الوادي"),
        ("سلمى الوادي تكتب رواية عن البحر", None),
        ("سامي نور يكتب.. التاريخ في ملعب النهر", None),
        ("سامي نور يكتب... فصلا جديدا", None),
        ("سامي نور يكتب.. تاريخ النهر المنسي", "سامي نور"),
        ("سامي نور يكتب: التاريخ لا يعيد نفسه", "سامي نور"),
        ("سامي نور يكتب.. التاريخ", None),
        ("سامي نور يكتب.. التاريخ في برقاشيل للمرة العاشرة", None),
        ("سامي نور يكتب... التاريخ لا يعيد نفسه", "سامي نور"),
        ("سامي نور يكتب.. شهادة على العصر", "سامي نور"),
        ("سامي نور يكتب.. المجد للشهداء", "سامي نور"),
        ("سلمى الوادي تكتب.. نهاية اللعبة", "سلمى الوادي"),
        ("صدور ديوان بقلم سلمى الوادي", None),
        ("معرض لوحات: بقلم رصاص", None),
        ("الوزير يكتب: خطة جديدة للمدارس", None),
        (None, None),
    ],
)
def test_a_title_may_say_who_wrote_it(title: str | None, name: str | None) -> None:
    assert writer_in(title) == name


@pytest.mark.parametrize(
    ("printed", "names"),
    [("وكالات", ["AFP"]), ("وكالة الأناضول", ["وكالة الأناضول"]), ("سلمى الوادي", ["سلمى الوادي"])],
    ids=["any agencies", "an agency", "a person"],
)
def test_whom_the_page_prints_outweighs_an_agency_that_machines_are_told(printed: str, names: list[str]) -> None:
    told = '<script type="application/ld+json">{"@type": "NewsArticle", "author": {"name": "AFP"}}</script>'
    html = (
        f"<html><head>{told}</head><body><article><h1>افتتاح الطريق الجديد</h1><p class='author'>{printed}</p>"
        f"<div><p>{TEXT}</p><p>{TEXT}</p></div></article></body></html>"
    )

    found = extract_page(html, url="https://news.example.eg/a/1", publisher=None, now=NOW)

    assert [author.name for author in found.authors] == names


@pytest.mark.parametrize(
    ("opening", "site", "names"),
    [
        ("عمون - لقمان الوادي - ", "وكالة عمون الاخبارية", ["لقمان الوادي"]),
        ("عمون - لقمان الوادي - مراد عمر - ", "وكالة عمون الاخبارية", []),
        ("عمون - لقمان الوادي: ", "وكالة عمون الاخبارية", []),
        ("الهلالي - سالم الوادي: ", "صحيفة الهلالي", []),
        ("يلاكورة: سامي نور - مراد عمر - ", "موقع يلاكورة", []),
        ("اليوم - سامي نور - ", "وكالة اليوم الاخبارية", []),
    ],
)
def test_a_reporter_may_stand_behind_the_short_name_of_the_newsroom(opening: str, site: str, names: list[str]) -> None:
    head = f"<head><meta property='og:site_name' content='{site}'></head>"
    html = f"{head}<body><article><h1>افتتاح الطريق</h1><p>{opening}{TEXT}</p><p>{TEXT} {TEXT}</p></article></body>"

    found = extract_page(html, url="https://news.example.eg/a/1", publisher=None, now=NOW)

    assert [author.name for author in found.authors] == names


@pytest.mark.parametrize("line", ["<p>✍️ سامي نور</p>", "<h3>🖋️ محمود درويش</h3>", "<h2>✍️ سامي نور</h2>"])
@pytest.mark.parametrize("is_above", [True, False])
def test_whom_the_text_has_behind_a_pen_is_its_own(line: str, is_above: bool) -> None:
    more = TEXT.replace("الوزارة", "البلدية")
    body = f"{line if is_above else ''}<p>{TEXT}</p><p>{more}</p>{'' if is_above else line}"
    html = f"<body><article><h1>النهر يجدد عقد نجمه</h1><div class='text'>{body}</div></article></body>"

    found = extract_page(html, url="https://news.example.eg/a/1", publisher=None, now=NOW)

    assert not found.authors


@pytest.mark.parametrize(
    "title",
    [
        "مراد عمر: لماذا نخسر الحروب؟ | النهر",
        "نهاية الحرب الطويلة بقلم مراد عمر",
        "مقال مراد عمر عن نهاية الحرب",
        "مراد عمرو يفتتح الطريق",
    ],
)
@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("<p><a href='/w/12'>مراد عمر</a></p><p>04/04/2026</p>", ["مراد عمر"]),
        ("<p>مراد عمر | سلمى الوادي | 04/04/2026 10:12</p>", ["مراد عمر", "سلمى الوادي"]),
    ],
)
def test_a_writer_may_be_named_by_the_title(title: str, line: str, names: list[str]) -> None:
    html = f"<head><title>{title}</title></head><article><h1>نهاية الحرب</h1>{line}<p>{TEXT}</p><p>{TEXT}</p></article>"

    found = extract_page(html, url="https://news.example.eg/a/1", publisher=None, now=NOW)

    assert [author.name for author in found.authors] == names


@pytest.mark.parametrize(("title", "who"), [("بالصور.. غزة تحت المطر", "رويترز"), ("كاريكاتير", "وكالات")])
def test_a_photographer_signs_pictures_that_an_agency_publishes(title: str, who: str) -> None:
    head = f"<head><meta name='author' content='{who}'></head>"
    html = f"{head}<article><h1>{title}</h1><p>عدسة: مراد عمر</p><div><p>{TEXT}</p><p>{TEXT}</p></div></article>"

    found = extract_page(html, url="https://news.example.eg/a/1", publisher=None, now=NOW)

    assert [author.name for author in found.authors] == ["مراد عمر"]
