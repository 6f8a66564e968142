"""The light markup of story texts becomes blocks, line by line."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from khabar.newsroom.script import blocks_of
from khabar.newsroom.story import (
    BlockQuote,
    Bullets,
    Embed,
    Heading,
    Image,
    Paragraph,
    Related,
    StoryBlock,
    Table,
)
from khabar.newsroom.wording import Months, fill_dates


@pytest.mark.parametrize(
    ("script", "block"),
    [
        pytest.param("خبر", Paragraph(text="خبر", markup="خبر"), id="paragraph"),
        pytest.param("[خبر](/a) **مهم**", Paragraph(text="خبر مهم", markup="[خبر](/a) **مهم**"), id="inline"),
        pytest.param("## عنوان", Heading(text="عنوان"), id="heading"),
        pytest.param("- أول\n- ثان", Bullets(items=("أول", "ثان")), id="list"),
        pytest.param("1. أول\n1. ثان", Bullets(items=("أول", "ثان"), ordered=True), id="ordered list"),
        pytest.param("* أول", Bullets(items=("أول",), dashes=True), id="dashes"),
        pytest.param("> قول -- قائل", BlockQuote(text="قول", cite="قائل"), id="quote"),
        pytest.param("> قول", BlockQuote(text="قول"), id="quote without speaker"),
        pytest.param("! a.png | شرح | مصور", Image(name="a.png", caption="شرح", credit="مصور"), id="image"),
        pytest.param("| أ | ب |\n| 1 | 2 |\n|= شرح", Table(rows=(("أ", "ب"), ("1", "2")), caption="شرح"), id="table"),
        pytest.param("@youtube http://y/1", Embed(provider="youtube", url="http://y/1"), id="player"),
        pytest.param("@x http://x/1 | نص", Embed(provider="x", url="http://x/1", text="نص"), id="post"),
        pytest.param("~ other", Related(story_id="other"), id="related"),
    ],
)
def test_a_run_of_lines_becomes_one_block(script: str, block: StoryBlock) -> None:
    assert blocks_of(script) == (block,)


def test_numbered_items_may_count() -> None:
    assert blocks_of("1. أول\n2. ثان\n10. عاشر") == (Bullets(items=("أول", "ثان", "عاشر"), ordered=True),)


def test_blocks_keep_their_order_and_blank_lines_do_not_count() -> None:
    kinds = [block.kind for block in blocks_of("## أ\n\nب\n- ج\nد")]

    assert kinds == ["heading", "paragraph", "list", "paragraph"]


@pytest.mark.parametrize(
    ("months", "written"),
    [("egyptian", "30 أغسطس"), ("levantine", "30 آب"), ("maghrebi", "30 غشت")],
)
def test_date_words_are_counted_from_publication_in_the_region_s_names(months: Months, written: str) -> None:
    filled = fill_dates("{weekday:-2} {date:-2} {year}", datetime(2026, 9, 1, 8, tzinfo=UTC), months)

    assert filled == f"الأحد {written} 2026"
