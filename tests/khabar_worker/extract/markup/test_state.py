"""Which text of a page's embedded data is the page's own story."""

from __future__ import annotations

import json
from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser

from khabar_worker.extract.markup.state import held_article

URL = "https://news.example.eg/news/a1"
HEADLINE = "افتتاح الطريق الجديد أمام السيارات"
SHORT = "<p>" + "قال المتحدث إن الطريق افتتح اليوم. " * 9 + "</p>"
LONG = "<p>" + "خسر الفريق مباراته الثالثة هذا الموسم. " * 30 + "</p>"


def held(*stories: dict[str, Any], headline: str | None = HEADLINE) -> str | None:
    data = json.dumps({"props": {"stories": stories}})
    tree = LexborHTMLParser(f"<script id='__NEXT_DATA__' type='application/json'>{data}</script>")
    found = held_article(tree, URL, lambda title: headline is not None and headline in title)
    return found.body if found is not None else None


@pytest.mark.parametrize(
    "own",
    [
        {"title": "عنوان آخر تماما للخبر", "slug": "news/a1"},
        {"title": "عنوان آخر تماما للخبر", "url": "https://news.example.eg/news/a1/"},
        {"title": f"{HEADLINE} اليوم", "slug": "news/a1-new"},
        {"title": HEADLINE},
        {"title": "عنوان آخر تماما للخبر"},
    ],
)
def test_a_longer_text_of_another_address_is_another_story(own: dict[str, Any]) -> None:
    other = {"title": "الفريق يخسر مباراته", "slug": "sports/b2", "content": LONG}

    assert held(other, own | {"content": SHORT}) == SHORT


def test_its_address_tells_a_story_from_one_with_a_like_title() -> None:
    other = {"title": f"{HEADLINE} والحافلات", "slug": "news/b2", "content": LONG}

    assert held(other, {"title": HEADLINE, "slug": "news/a1", "content": SHORT}) == SHORT


def test_a_list_of_stories_with_their_texts_holds_none_of_the_page() -> None:
    stories = [{"title": f"خبر {slug}", "slug": slug, "content": LONG} for slug in ("b2", "c3")]

    assert held(*stories, headline="رياضة") is None


@pytest.mark.parametrize("slug", ["", "http://[", None])
def test_a_text_that_says_nothing_of_its_address_may_be_the_pages(slug: str | None) -> None:
    assert held({"title": "عنوان آخر تماما للخبر", "slug": slug, "content": LONG}, headline=None) == LONG


def test_a_writer_and_a_text_in_rows_of_their_own_belong_to_their_story() -> None:
    rows = (
        {"20": [{"type": "p", "content": "قال المتحدث إن الطريق افتتح اليوم. " * 5}] * 2},
        {"2": {"slug": "news/a1", "title": HEADLINE, "author": ["$85"], "content": "$20"}},
        {"85": {"name": "سمر الحداد"}},
        {"21": [{"type": "p", "content": "خسر الفريق مباراته الثالثة هذا الموسم. " * 20}] * 2},
        {"3": {"slug": "sports/b2", "title": "الفريق يخسر مباراته", "content": "$21"}},
    )
    stream = "".join(f"{name}:{json.dumps(value)}\n" for row in rows for name, value in row.items())
    tree = LexborHTMLParser(f"<script>self.__next_f.push({json.dumps([1, stream])})</script>")

    found = held_article(tree, URL, lambda title: title == HEADLINE)

    assert found is not None
    assert "المتحدث" in found.body
    assert found.facts["author"] == ["سمر الحداد"]
