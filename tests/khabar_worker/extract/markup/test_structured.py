"""JSON-LD as it is found in the field → what it says."""

from __future__ import annotations

import pytest

from khabar_worker.extract.markup.structured import article_of, read_jsonld, string, types_of

ARTICLE = '{"@type":"NewsArticle","headline":"عنوان","datePublished":"2026-04-10"}'


@pytest.mark.parametrize(
    "script",
    [
        ARTICLE,
        f"[{ARTICLE}]",
        f'{{"@context":"https://schema.org","@graph":[{{"@type":"WebSite"}},{ARTICLE}]}}',
        f"//<![CDATA[\n{ARTICLE}\n//]]>",
        f"<![CDATA[ {ARTICLE} ]]>",
        f"<!-- {ARTICLE} -->",
        f"{ARTICLE};",
        f'{{"@type":"WebPage","mainEntity":{ARTICLE}}}',
        '{"@type":["NewsArticle","Article"],"headline":"عنوان","datePublished":"2026-04-10",}',
        '{"@type":"NewsArticle","headline":"عنوان","description":"سطر\nآخر","datePublished":"2026-04-10"}',
        '{"@type":"NewsArticle","headline":"عنوان","description":"قال "نعم" ثم","datePublished":"2026-04-10"}',
        '{"@type":"https://schema.org/NewsArticle","headline":"عنوان","datePublished":"2026-04-10"}',
        f"{ARTICLE},{ARTICLE}",
    ],
    ids=[
        "plain", "array", "graph", "commented CDATA", "CDATA", "comment", "semicolon", "main entity", "trailing comma",
        "raw line break", "bare quotes", "full type", "two objects",
    ],
)  # fmt: skip
def test_an_article_is_found_however_it_is_wrapped_or_broken(script: str) -> None:
    article = article_of(read_jsonld([script]))

    assert article is not None
    assert article["headline"] == "عنوان"
    assert article["datePublished"] == "2026-04-10"


@pytest.mark.parametrize("script", ["", "null", "[]", "{", "42", '{"@type":"Organization"}', "[" * 5_000])
def test_what_holds_no_article_gives_none(script: str) -> None:
    assert article_of(read_jsonld([script])) is None


def test_the_fullest_of_several_articles_is_the_page_s_own() -> None:
    teaser = '{"@type":"NewsArticle","headline":"خبر آخر"}'
    own = '{"@type":"NewsArticle","headline":"عنوان","datePublished":"2026-04-10","author":{"name":"ليلى"}}'

    article = article_of(read_jsonld([teaser, own]))

    assert article is not None
    assert article["headline"] == "عنوان"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("&quot;الجسر&quot; &amp;amp; النهر", '"الجسر" & النهر'),
        ("<p>نص</p>", "نص"),
        ({"@value": "قيمة"}, "قيمة"),
        ([{"name": ""}, {"name": "ثان"}], "ثان"),
        (None, None),
        (True, None),
    ],
)
def test_a_value_gives_its_text(value: object, text: str | None) -> None:
    assert string(value) == text


def test_types_lose_their_namespace() -> None:
    assert types_of({"@type": ["schema:NewsArticle", "http://schema.org/Report"]}) == {"NewsArticle", "Report"}


def test_only_the_beginning_of_broken_scripts_is_searched() -> None:
    late = '{"@type": "NewsArticle", "headline": "عنوان", "author": [{"name": "كاتبة", broken'

    assert string(article_of(read_jsonld([late]))["headline"]) == "عنوان"
    assert read_jsonld(["{" + "x" * 70_000, late]) == ()
