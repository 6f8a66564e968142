"""Plain texts and feed entries → extractions."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from khabar.errors import EmptyBody
from khabar.feed import Enclosure, FeedEntry
from khabar_worker.extract import extract_entry, extract_text

NOW = datetime(2026, 4, 14, 9, 0, tzinfo=UTC)
LONG = "قال المتحدث باسم الوزارة إن الأعمال في الطريق الجديد ستنتهي قبل نهاية الشهر المقبل بحسب الخطة المعلنة."
MORE = "وأضاف أن فرق الصيانة تعمل ليلا ونهارا لإعادة فتح المسارات الثلاثة أمام حركة السيارات والحافلات، ويوضح:"


def test_a_plain_text_has_paragraphs_headings_and_lists() -> None:
    text = "\n".join(
        [
            LONG,
            "ماذا بعد الافتتاح؟",
            MORE,
            "- مسار للحافلات وحدها طوال اليوم.",
            "- مسار للدراجات.",
            "مراحل العمل",
            "• أولى",
            "• ثانية مع شرح طويل لما سيجري فيها",
        ]
    )

    extraction = extract_text(text, published="2026-04-13", now=NOW)

    assert [(block.id, block.type) for block in extraction.body] == [
        ("b1", "paragraph"),
        ("b2", "heading"),
        ("b3", "paragraph"),
        ("b4", "list"),
        ("b5", "heading"),
        ("b6", "list"),
    ]
    items = extraction.body[3]
    assert items.type == "list"
    assert [(item.id, item.text) for item in items.items] == [
        ("b4.i1", "مسار للحافلات وحدها طوال اليوم."),
        ("b4.i2", "مسار للدراجات."),
    ]
    assert extraction.published is not None
    assert extraction.published.detail.method == "manual"
    assert set(extraction.warnings) == {"headings_inferred", "date_precision_day"}
    assert extraction.headline is None


def test_numbered_lines_are_an_ordered_list() -> None:
    (block,) = extract_text("1. افتح الملف\n2. اقرأ السطر\n3. أغلقه", now=NOW).body

    assert block.type == "list"
    assert block.ordered
    assert [item.text for item in block.items] == ["افتح الملف", "اقرأ السطر", "أغلقه"]


@pytest.mark.parametrize("text", ["", " \n\t\n", "\u200f\n"])
def test_a_text_that_shows_nothing_is_refused(text: str) -> None:
    with pytest.raises(EmptyBody):
        extract_text(text, now=NOW)


def entry(**values: object) -> FeedEntry:
    return FeedEntry.model_validate({"title": "افتتاح الطريق", "link": "https://news.example.eg/a/1", **values})


def test_an_entry_with_its_content_is_a_whole_record_but_says_it_is_from_the_feed() -> None:
    extraction = extract_entry(
        entry(
            guid="g-1",
            summary_html="<p>ملخص قصير للخبر.</p>",
            content_html=f"<p>{LONG}</p><p>{LONG[:-1]}، كما أعلن.</p>",
            authors=("كتب: أحمد سالم",),
            published_raw="Mon, 13 Apr 2026 10:00:00 +0200",
            categories=("محليات", "طرق"),
            enclosures=(Enclosure(url="https://news.example.eg/i.jpg", type="image/jpeg"),),
        ),
        publisher=None,
        now=NOW,
    )

    assert extraction.headline == "افتتاح الطريق"
    assert len(extraction.body) == 2
    assert extraction.summary == "ملخص قصير للخبر."
    assert [author.name for author in extraction.authors] == ["أحمد سالم"]
    assert extraction.published is not None
    assert extraction.published.at == datetime(2026, 4, 13, 8, 0, tzinfo=UTC)
    assert extraction.published.detail.method == "feed"
    assert extraction.keywords == ("محليات", "طرق")
    assert extraction.media[0].role == "lead"
    assert extraction.warnings == ("feed_only",)
    assert {entry.method for entry in extraction.provenance.values()} == {"feed"}


def test_a_flash_is_its_title() -> None:
    extraction = extract_entry(entry(title="عاجل: هزة أرضية في الشمال"), publisher=None, now=NOW)

    assert extraction.body == ()
    assert extraction.headline == "عاجل: هزة أرضية في الشمال"


def test_a_cut_summary_says_that_the_source_is_cut() -> None:
    extraction = extract_entry(entry(summary_html=f"{LONG} [&#8230;]"), publisher=None, now=NOW)

    assert "truncated_source" in extraction.warnings


def test_an_empty_entry_is_refused() -> None:
    with pytest.raises(EmptyBody):
        extract_entry(FeedEntry(), publisher=None, now=NOW)
