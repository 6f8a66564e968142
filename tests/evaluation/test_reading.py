"""Truth files and records, reduced to the same shape."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from evaluation.reading import Unit, read_record, read_truth, visible
from khabar_worker.preview import preview

NOW = datetime(2026, 4, 14, 9, 0, tzinfo=UTC)
PAGE = """<!doctype html><html lang="ar" dir="rtl"><head><title>افتتاح حديقة</title>
<meta property="article:published_time" content="2026-03-05T12:00:00+04:00"></head><body><article>
<h1>افتتاح حديقة عند ضفة النهر</h1>
<p>افتتح المجلس البلدي صباح اليوم حديقة عامة جديدة عند ضفة النهر، بعد عامين من العمل في الموقع القديم للميناء.</p>
<h2>أشجار من خمس قارات</h2>
<p>وتضم الحديقة أشجارا جلبت من خمس قارات، وممرات للمشي وأخرى للدراجات، ومكتبة صغيرة مفتوحة للزوار.</p>
<ul><li>شجر السدر</li><li>شجر الزيتون</li></ul>
<p>وقال رئيس المجلس إن الدخول سيكون مجانا طوال العام، وإن المرحلة التالية ستضيف ملعبا للأطفال وساحة للعروض.</p>
</article></body></html>"""


def truth(**fields: Any) -> dict[str, Any]:
    return {"id": "garden", "url": "https://example.org/garden", "blocks": [], **fields}


def test_invisible_signs_make_no_difference_and_letters_do() -> None:
    assert visible("خـــبر\u200f  عاجل\n") == "خبر عاجل"
    assert visible("أحمد") != visible("احمد")


def test_a_record_and_a_truth_file_of_the_same_page_have_the_same_body() -> None:
    url = "https://example.org/garden"
    article = preview(PAGE.encode(), url=url, published=None, is_text=False, publisher=None, http_charset=None, now=NOW)
    texts = [block.text for block in article.body if block.type == "paragraph"]
    blocks = [
        {"type": "paragraph", "text": texts[0]},
        {"type": "heading", "level": 2, "text": "أشجار من خمس قارات"},
        {"type": "paragraph", "text": texts[1]},
        {"type": "list", "ordered": False, "items": ["شجر السدر", "شجر الزيتون"]},
        {"type": "paragraph", "text": texts[2]},
    ]

    reading = read_record(article)

    assert reading.body == read_truth(truth(blocks=blocks)).body
    assert reading.title == "افتتاح حديقة عند ضفة النهر"
    assert reading.published == datetime.fromisoformat("2026-03-05T12:00:00+04:00")


def test_nested_items_stand_in_reading_order() -> None:
    items = ["الأول", {"text": "الثاني", "items": ["فرع"]}, "الثالث"]

    (unit,) = read_truth(truth(blocks=[{"type": "list", "items": items}])).body

    assert unit.items == ("الأول", "الثاني", "فرع", "الثالث")


@pytest.mark.parametrize(
    ("block", "unit"),
    [
        pytest.param(
            {"type": "image", "src": "https://img.example.org/a/%D8%AD.jpg?w=640", "caption": "شرح"},
            Unit("image", "شرح", address="ح.jpg"),
            id="picture-by-file-name",
        ),
        pytest.param(
            {"type": "embed", "url": "https://www.example.org/post/7/?utm=1"},
            Unit("embed", address="example.org/post/7"),
            id="embed-by-address",
        ),
        pytest.param(
            {"type": "table", "rows": [["المدينة", {"text": "السكان"}]]}, Unit("table", "المدينة السكان"), id="table"
        ),
    ],
)
def test_blocks_other_than_text_keep_what_they_are_compared_by(block: dict[str, Any], unit: Unit) -> None:
    (found,) = read_truth(truth(blocks=[block])).body

    assert found == unit


def test_an_optional_line_that_also_stands_in_the_body_is_still_asked_for() -> None:
    found = read_truth(
        truth(blocks=[{"type": "paragraph", "text": "قال الشاعر بيتا"}], optional_in_body=["قال الشاعر", "(وكالات)"])
    )

    assert found.tolerated == ("(وكالات)",)


def test_a_truth_that_knows_only_the_day_has_a_date_and_no_time() -> None:
    found = read_truth(truth(published="2026-03-05", published_precision="day", published_alternatives=["2026-03"]))

    assert found.moments == (date(2026, 3, 5),)
    assert not found.knows_time
