from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import httpx

from khabar.article import Article

Shelf = Callable[..., Article]


def test_articles_are_counted_by_time_and_property(api: httpx.Client, shelf: Shelf) -> None:
    days = [datetime(2026, 11, day, 10, tzinfo=UTC) for day in (20, 20, 21)]
    for number, (day, language) in enumerate(zip(days, ("ar", "en", "ar"), strict=True), 1):
        shelf(number, published_at=day, language=language)

    together = api.get("/v1/stats/articles", params={"from": "2026-11-01"}).json()
    apart = api.get("/v1/stats/articles", params={"from": "2026-11-01", "by": "language", "interval": "month"}).json()

    assert [(line["at"][:10], line["name"], line["articles"]) for line in together["data"]] == [
        ("2026-11-20", None, 2),
        ("2026-11-21", None, 1),
    ]
    assert [(line["at"], line["name"], line["articles"]) for line in apart["data"]] == [
        ("2026-11-01T00:00:00Z", "ar", 2),
        ("2026-11-01T00:00:00Z", "en", 1),
    ]
    assert (together["from"], together["truncated"]) == ("2026-11-01T00:00:00Z", False)


def test_without_a_beginning_the_chart_ends_where_asked_and_begins_with_a_whole_stretch(
    api: httpx.Client, shelf: Shelf
) -> None:
    shelf(1, published_at=datetime(2026, 3, 2, 1, tzinfo=UTC))

    found = {
        interval: api.get("/v1/stats/articles", params={"to": "2026-03-31T10:30:00Z", "interval": interval}).json()
        for interval in ("day", "week", "month")
    }
    hours = api.get("/v1/stats/articles?interval=hour&to=2026-03-02T22:30:00Z").json()
    twice = [api.get("/v1/stats/articles").headers["etag"] for _ in range(2)]

    assert [found[interval]["from"][:10] for interval in found] == ["2026-03-01", "2025-09-29", "2025-03-01"]
    assert hours["from"] == "2026-03-01T22:00:00Z"
    assert [line["articles"] for answer in (*found.values(), hours) for line in answer["data"]] == [1, 1, 1, 1]
    assert twice[0] == twice[1]


def test_filters_narrow_the_count(api: httpx.Client, shelf: Shelf) -> None:
    shelf(1, published_at=datetime(2026, 11, 20, 10, tzinfo=UTC))
    shelf(2, published_at=datetime(2026, 11, 20, 10, tzinfo=UTC), headline="حفل", summary=None, body=(), keywords=())

    found = api.get("/v1/stats/articles", params={"from": "2026-11-01", "q": "ميناء"}).json()["data"]
    wrong = api.get("/v1/stats/articles", params={"interval": "decade"})

    assert [line["articles"] for line in found] == [1]
    assert (wrong.status_code, wrong.json()["errors"][0]["parameter"]) == (400, "interval")
