"""Which lines around a headline say who wrote the article."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from khabar_worker.extract import extract_page
from khabar_worker.extract.bylines.signatures import writer_in

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
