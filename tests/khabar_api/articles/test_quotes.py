from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx

from khabar.article import Access, Article
from khabar.body import At, Paragraph
from khabar.findings import QuotePart, Speaker, Statement

Shelf = Callable[..., Article]


def said(number: int, speaker: str | None, text: str, *, direct: bool = True) -> Statement:
    at = At(node=f"b{number}", start=0, end=len(text))
    return Statement(
        id=f"q{number}", speaker=Speaker(name=speaker, role="خبير"), verb="قال", direct=direct, method="quote_marks",
        confidence=0.9, parts=(QuotePart(at=at, text=text),),
    )  # fmt: skip


def saying(*quotes: Statement) -> dict[str, Any]:
    body = tuple(Paragraph(id=f"b{n}", text=one.parts[0].text) for n, one in enumerate(quotes, 1))
    return {"quotes": quotes, "body": body}


def texts(answer: httpx.Response) -> list[str]:
    return [line["quote"]["parts"][0]["text"] for line in answer.json()["data"]]


def test_statements_are_found_by_speaker_words_and_kind(api: httpx.Client, shelf: Shelf) -> None:
    shelf(1, **saying(said(1, "سلمى الوادي", "الميناء مفتوح"), said(2, "كريم الساحلي", "الموسم واعد")))
    shelf(2, **saying(said(1, "سلمى الوادي", "الرصيف جديد", direct=False)))
    shelf(3)

    assert texts(api.get("/v1/quotes")) == ["الرصيف جديد", "الميناء مفتوح", "الموسم واعد"]
    assert texts(api.get("/v1/quotes", params={"speaker": "سلمي الوادى"})) == ["الرصيف جديد", "الميناء مفتوح"]
    assert texts(api.get("/v1/quotes", params={"q": "موسم"})) == ["الموسم واعد"]
    assert texts(api.get("/v1/quotes", params={"direct": "false"})) == ["الرصيف جديد"]


def test_reported_speech_is_given_to_those_who_ask_for_it(api: httpx.Client, shelf: Shelf) -> None:
    reported = said(2, "سلمى الوادي", "أن الرصيف جديد", direct=False)
    body = tuple(Paragraph(id=f"b{n}", text=text) for n, text in ((1, "الميناء مفتوح"), (2, "أن الرصيف جديد")))
    shelf(1, quotes=(said(1, "سلمى الوادي", "الميناء مفتوح"),), reported=(reported,), body=body)
    shelf(2, reported=(reported,), body=body)

    assert texts(api.get("/v1/quotes")) == ["الميناء مفتوح"]
    assert texts(api.get("/v1/quotes", params={"kind": "reported"})) == ["أن الرصيف جديد", "أن الرصيف جديد"]
    both = api.get("/v1/quotes", params={"kind": "all"})
    assert [line["kind"] for line in both.json()["data"]] == ["reported", "quoted", "reported"]
    assert api.get("/v1/quotes", params={"kind": "said"}).status_code == 400


def test_paging_through_statements_misses_and_repeats_none(api: httpx.Client, shelf: Shelf) -> None:
    for number in range(1, 8):
        shelf(number, **saying(*(said(n, "سلمى الوادي", f"قول {number} {n}") for n in range(1, 4))))
    seen, cursor = list[str](), ""
    for _ in range(20):
        page = api.get("/v1/quotes", params={"limit": 2, **({"cursor": cursor} if cursor else {})})
        seen += texts(page)
        cursor = page.json()["next"]
        if cursor is None:
            break

    assert cursor is None
    assert seen == [f"قول {number} {n}" for number in range(7, 0, -1) for n in range(1, 4)]


def test_what_a_publisher_does_not_allow_is_not_quoted(api: httpx.Client, shelf: Shelf) -> None:
    shelf(1, access=Access(policy="headline_only"), **saying(said(1, "سلمى الوادي", "الميناء مفتوح")))
    shelf(2, access=Access(policy="headline_only"), reported=(said(1, "سلمى الوادي", "أن الميناء مفتوح"),))

    assert texts(api.get("/v1/quotes", params={"kind": "all"})) == []
