"""Headers as content systems print them → who wrote the story: one row for each habit."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from khabar_worker.extract import extract_page

NOW = datetime(2026, 4, 14, 9, tzinfo=UTC)
TITLE = "افتتاح الطريق الجديد شرق المدينة"
LONG = "قال المتحدث باسم الوزارة إن الأعمال في الطريق الجديد ستنتهي قبل نهاية الشهر المقبل بحسب الخطة المعلنة."
MORE = "وأضاف أن فرق الصيانة تعمل ليلا ونهارا لإعادة فتح المسارات الثلاثة أمام حركة السيارات والحافلات."

HEADERS = {
    "two links that a waw joins": (
        (
            "<div><span class='by'>حرر من طرف <i><a class='an' href='/auteur/1'>ياسر بنعمرو</a></i> و "
            "<i><a class='an' href='/auteur/2'>غيثة الفاسي</a></i></span></div>"
        ),
        ["ياسر بنعمرو", "غيثة الفاسي"],
    ),
    "a label without a colon": ("<div><span><span>الكاتب</span>أندرياس بيكر</span></div>", ["أندرياس بيكر"]),
    "two portraits and a line": (
        (
            "<a href='/author/1'><img src='/1.jpg' alt='سلمى الوادي'></a><a href='/author/2'><img src='/2.jpg' "
            "alt='أويس الدباغ'></a><h4 class='author-name'><a href='/author/1'>سلمى الوادي</a>, "
            "<a href='/author/2'>أويس الدباغ</a></h4>"
        ),
        ["سلمى الوادي", "أويس الدباغ"],
    ),
}


@pytest.mark.parametrize(("header", "names"), HEADERS.values(), ids=HEADERS)
def test_a_header_names_its_writers(header: str, names: list[str]) -> None:
    html = f"<title>{TITLE}</title><body><main><h1>{TITLE}</h1>{header}<div><p>{LONG}</p><p>{MORE}</p></div></main>"

    extraction = extract_page(html, url="https://news.example.eg/a/1", publisher=None, now=NOW)

    assert [author.name for author in extraction.authors] == names


def test_a_writers_portrait_is_not_the_lead_picture() -> None:
    header = "<img class='author-image' src='/w.jpg'><figure><img src='/road.jpg'></figure>"
    html = f"<title>{TITLE}</title><body><main><h1>{TITLE}</h1>{header}<div><p>{LONG}</p><p>{MORE}</p></div></main>"

    extraction = extract_page(html, url="https://news.example.eg/a/1", publisher=None, now=NOW)

    assert [medium.url for medium in extraction.media if medium.role == "lead"] == ["https://news.example.eg/road.jpg"]
