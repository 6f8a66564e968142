"""Lines of the story's frame, and lines of the story that look like them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from khabar_worker.extract import extract_page
from khabar_worker.extraction import Extraction

NOW = datetime(2026, 4, 14, 9, 0, tzinfo=UTC)
ONE = "قال المتحدث باسم الوزارة إن الأعمال في الطريق الجديد ستنتهي قبل نهاية الشهر المقبل بحسب الخطة المعلنة."
TWO = "وأضاف أن فرق الصيانة تعمل ليلا ونهارا لإعادة فتح المسارات الثلاثة أمام حركة السيارات والحافلات."
OFFICE = ["المركز الإعلامي للاتحاد"]
TOLD = '<script type="application/ld+json">{"@type": "NewsArticle", "author": {"name": "Salma Wadi"}}</script>'
THREE = "وكانت البلدية قد أعلنت في وقت سابق تحويل السير إلى الطريق الدائري طوال مدة الأشغال المقررة."


def extract(body: str) -> Extraction:
    html = f"<html dir='rtl'><head><title>افتتاح الطريق</title></head><body>{body}</body></html>"
    return extract_page(html, url="https://news.example.jo/a/1", publisher=None, now=NOW)


def texts(extraction: Extraction) -> list[str]:
    return [block.text for block in extraction.body if block.type in ("paragraph", "heading", "verse")]


@pytest.mark.parametrize(
    ("line", "caption"),
    [
        ("<p><img src='/boats.jpg'></p><p>صورة أرشيفية</p>", "صورة أرشيفية"),
        ("<p>صورة أرشيفية</p>", None),
        ("<p>صورة أرشيفية</p><p><img src='/boats.jpg'></p>", "صورة أرشيفية"),
        (
            "<figure><img src='/boats.jpg'><figcaption>قوارب الميناء</figcaption></figure><p>صورة أرشيفية</p>",
            "قوارب الميناء (صورة أرشيفية)",
        ),
        (
            "<p><img src='/boats.jpg'></p><p>(صورة أرشيفية)</p><p>قوارب في الميناء القديم (رويترز)</p>",
            "قوارب في الميناء القديم (رويترز) (صورة أرشيفية)",
        ),
    ],
    ids=["below a picture", "below none", "above a picture", "below a caption", "above a caption"],
)
def test_what_a_picture_is_belongs_to_the_picture(line: str, caption: str | None) -> None:
    extraction = extract(
        f"<h1>افتتاح الطريق</h1><div class='article-body'><p>{ONE}</p><p>{TWO}</p>{line}<p>{THREE}</p></div>"
    )

    assert texts(extraction) == [ONE, TWO, THREE]
    assert [media.caption for media in extraction.media] == ([caption] if caption else [])


def test_a_line_about_an_archives_picture_is_text() -> None:
    line = "صورة أرشيفية نادرة للميناء القديم"

    extraction = extract(
        f"<h1>افتتاح الطريق</h1><div class='article-body'><p>{ONE}</p><p>{TWO}</p><p>{line}</p><p>{THREE}</p></div>"
    )

    assert line in texts(extraction)


def test_the_steps_of_a_guide_are_text() -> None:
    steps = "<ol><li>افتح التطبيق</li><li>انسخ الرابط</li><li>الصق الرابط في الموقع</li></ol>"

    extraction = extract(f"<h1>افتتاح الطريق</h1><div class='article-body'><p>{ONE}</p><p>{TWO}</p>{steps}</div>")

    lists = [block for block in extraction.body if block.type == "list"]
    assert [len(block.items) for block in lists] == [3]


def test_a_poem_may_name_places_and_people_in_its_middle() -> None:
    verses = [
        "على رصيف الصمت",
        "نامت سفينة",
        "وأنا أعد الموج",
        "بغداد",
        "محمود درويش",
        "معا",
        "قال لي البحر",
        "لا تنتظر",
        "كل المراسي",
    ]
    body = "<br>".join(verses)

    extraction = extract(f"<h1>قصيدة الميناء</h1><div class='entry-content'><p>دمشق - سانا</p><p>{body}</p></div>")

    kept = "\n".join(texts(extraction))
    assert [verse for verse in verses if verse not in kept] == []
    assert "سانا" not in kept


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        ("<a rel='author' href='/author/1'>Nahr Media</a>", OFFICE),
        ("Posted by <a rel='author' href='/author/1'>Salma Wadi</a> on 8 مايو 2025", OFFICE),
        (f"{TOLD}Posted by <a rel='author' href='/author/1'>Salma Wadi</a> on <time>8 مايو 2025</time>", OFFICE),
        (f"{TOLD}<p>المصدر</p>", ["Salma Wadi"]),
        ("<a rel='author' href='/author/1'>سلمى الوادي</a>", ["سلمى الوادي"]),
        ("<span class='author'>Yasmine Ben Ali</span>", ["Yasmine Ben Ali"]),
        ("<span class='author'>Salma Wadi، منى عادل</span>", ["Salma Wadi", "منى عادل"]),
        ("By Salma Wadi", ["Salma Wadi"]),
    ],
    ids=["an account", "who posted", "who posted, told", "told alone", "a writer", "in Latin letters", "in both", "by"],
)
def test_the_office_that_signs_a_statement_outweighs_an_account(byline: str, names: list[str]) -> None:
    byline = f"<div class='entry-meta'>{byline}</div>"
    body = f"<div class='entry-content'><p>{ONE}</p><p>{TWO}</p><p>المركز الإعلامي للاتحاد</p></div>"

    extraction = extract(f"<article><h1>بيان الاتحاد</h1>{byline}{body}</article>")

    assert [author.name for author in extraction.authors] == names
