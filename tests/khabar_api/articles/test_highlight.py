"""`highlight=true`: where a search matches, in the record's own letters."""

from __future__ import annotations

import html
import re
from collections.abc import Callable

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from khabar.arabic.search_query import search_query
from khabar.arabic.search_tree import highlights
from khabar.article import Access, Article
from khabar_api.articles.highlight import SNIPPET_CHARACTERS, snippet

Shelf = Callable[..., Article]
ARABIC = st.text(st.sampled_from("ابتثجحخدذرزسشصضطظعغفقكلمنهويةىءأإآئؤ ًُِّـ\u200c\u200f،.<&"), max_size=400)


def test_matches_are_told_by_field_node_and_code_points(api: httpx.Client, shelf: Shelf) -> None:
    stored = shelf(1, headline="افتتاح مِينـاء الصيد")

    answer = api.get("/v1/articles", params={"q": "ميناء", "highlight": "true"})

    (record,) = answer.json()["data"]
    headline, summary, body = record["highlights"]
    assert [(one["field"], one["node"]) for one in record["highlights"]] == [
        ("headline", None),
        ("summary", None),
        ("body", "b1"),
    ]
    (match,) = headline["matches"]
    assert str(stored.headline)[match["start"] : match["end"]] == "مِينـاء"
    assert headline["snippet"] == "افتتاح <mark>مِينـاء</mark> الصيد"
    assert "<mark>الميناء</mark>" in summary["snippet"]
    assert body["matches"] == [{"start": 17, "end": 24}]


def test_passages_come_although_the_body_is_not_asked_for(api: httpx.Client, shelf: Shelf) -> None:
    shelf(1)

    answer = api.get("/v1/articles", params={"q": "الصيادون", "highlight": "true", "fields": "id"})

    (record,) = answer.json()["data"]
    assert set(record) == {"id", "highlights"}
    assert [one["node"] for one in record["highlights"]] == ["b1"]


def test_what_a_policy_hides_is_not_shown_by_its_passages(api: httpx.Client, shelf: Shelf) -> None:
    shelf(1, access=Access(policy="headline_only"))

    answer = api.get("/v1/articles", params={"q": "الصيادون", "highlight": "true"})

    assert [record["highlights"] for record in answer.json()["data"]] == [[]]


def test_highlight_needs_words(api: httpx.Client) -> None:
    answer = api.get("/v1/articles", params={"highlight": "true"})

    assert answer.status_code == 400
    (error,) = answer.json()["errors"]
    assert (error["parameter"], error["detail"]) == ("highlight", "it needs q")


@pytest.mark.parametrize(
    ("query", "position"),
    [("ميناء (عدن", 6), ("ميناء AND", 6), ('"ميناء', 0)],
    ids=["bracket", "operator", "quotation"],
)
def test_a_wrong_query_is_told_with_its_place(api: httpx.Client, query: str, position: int) -> None:
    answer = api.get("/v1/articles", params={"q": query})

    (error,) = answer.json()["errors"]
    assert (answer.status_code, error["parameter"], error["position"]) == (400, "q", position)


@given(ARABIC, st.sampled_from(["مدرسة", "علي", "ابتث"]))
def test_a_snippet_is_a_stretch_of_whole_words_in_the_original_letters(text: str, word: str) -> None:
    text = f"{text} {word} {text}"
    spans = highlights(text, search_query(word))

    cut = snippet(text, spans)

    shown = html.unescape(re.sub("</?mark>", "", cut)).removeprefix("…").removesuffix("…")
    assert shown in text
    assert text[spans[0][0] : spans[0][1]] in html.unescape(cut.partition("<mark>")[2].partition("</mark>")[0])
    at = text.index(shown)
    assert at == 0 or text[at - 1].isspace() or not shown.strip()
    after = at + len(shown)
    assert after == len(text) or text[after].isspace() or not shown.strip()
    longest = max(len(one) for one in text.split())
    assert len(shown) <= SNIPPET_CHARACTERS + 2 * longest
