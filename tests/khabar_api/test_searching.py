"""Filters whose values are read before they are compared: domains as records show them, words too common to find."""

from __future__ import annotations

from collections.abc import Callable

import httpx
import pytest

from khabar.article import Article

Shelf = Callable[..., Article]


@pytest.mark.parametrize(
    ("url", "domain"),
    [
        ("https://www.sahifa-press.com/1", "sahifa-press.com"),
        ("https://www.sahifa-press.com/1", "News.Sahifa-Press.com"),
        ("https://sahifa-press.com/1", "sahifa-press.com:8443"),
        ("http://127.0.0.1:18400/1", "127.0.0.1:18400"),
        ("http://127.0.0.1:18400/1", "127.0.0.1"),
        ("https://xn--tgb.com/1", "خ.com"),
    ],
)
def test_a_domain_is_found_as_it_is_shown(api: httpx.Client, shelf: Shelf, url: str, domain: str) -> None:
    stored = shelf(1, url=url, canonical_url=url)
    shelf(2, url="https://elsewhere-press.com/2", canonical_url="https://elsewhere-press.com/2")

    found = api.get("/v1/articles", params={"domain": domain, "fields": "id"})
    others = api.get("/v1/articles", params={"domain_not": domain, "fields": "id"})

    assert [one["id"] for one in found.json()["data"]] == [str(stored.id)]
    assert len(others.json()["data"]) == 1


def test_what_is_no_domain_is_a_wrong_parameter(api: httpx.Client) -> None:
    answer = api.get("/v1/articles", params={"domain": "user:password@a b"})

    assert (answer.status_code, answer.json()["errors"][0]["parameter"]) == (400, "domain")


@pytest.mark.parametrize("query", ["من هو", '"من هو"', "من OR هو"])
@pytest.mark.parametrize("sort", ["first_seen", "relevance"])
def test_words_that_every_text_has_find_nothing(api: httpx.Client, shelf: Shelf, query: str, sort: str) -> None:
    shelf(1)

    answer = api.get("/v1/articles", params={"q": query, "sort": sort})

    assert (answer.status_code, answer.json()["data"]) == (200, [])


def test_a_query_that_only_excludes_is_refused(api: httpx.Client) -> None:
    answer = api.get("/v1/articles", params={"q": "-الميناء"})

    assert (answer.status_code, "only excludes" in answer.json()["detail"]) == (400, True)


@pytest.mark.parametrize(
    ("query", "parameter", "detail", "arabic"),
    [
        ("from=2026-11-23&to=2026-11-22", "to", "it is before from", "هو قبل from"),
        ("sort=relevance", "sort", "relevance needs q", "الترتيب بالصلة يحتاج إلى q"),
        (
            "from=yesterday", "from",
            "not a day, as 2026-11-22 is, nor an instant with a zone, as 2026-11-22T10:00:00+03:00 is (RFC 3339)",
            "ليس يومًا مثل 2026-11-22، ولا لحظة بمنطقة زمنية مثل 2026-11-22T10:00:00+03:00 (RFC 3339)",
        ),
    ],
)  # fmt: skip
def test_a_wrong_parameter_is_named_in_plain_words(
    api: httpx.Client, query: str, parameter: str, detail: str, arabic: str
) -> None:
    answer = api.get(f"/v1/articles?{query}")

    assert answer.status_code == 400
    assert answer.json()["errors"] == [{"parameter": parameter, "detail": detail, "detail_ar": arabic}]
