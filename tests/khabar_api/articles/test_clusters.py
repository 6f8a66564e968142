from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from khabar.article import Article, Cluster, PublisherRef

Shelf = Callable[..., Article]


def test_groups_lead_to_their_articles_and_lists_show_each_report_once(api: httpx.Client, shelf: Shelf) -> None:
    first = shelf(1)
    group = Cluster(id=first.id, role="copy", similarity=0.97, nearest=first.id)
    copy = shelf(2, publisher=PublisherRef(id="other"), cluster=group)
    alone = shelf(3)

    (found,) = api.get("/v1/clusters").json()["data"]
    listed = api.get(found["articles_url"]).json()["data"]
    once = api.get("/v1/articles?duplicates=collapse").json()["data"]
    only = api.get("/v1/articles?duplicates=only&source=other").json()["data"]

    assert (found["id"], found["articles"], found["publishers"]) == (str(first.id), 2, ["other", "sahifa"])
    assert found["first"]["headline"] == first.headline
    assert [one["id"] for one in listed] == [str(copy.id), str(first.id)]
    assert listed[0]["cluster"] == {"id": str(first.id), "role": "copy", "similarity": 0.97, "nearest": str(first.id)}
    assert [one["id"] for one in once] == [str(alone.id), str(first.id)]
    assert [one["id"] for one in only] == [str(copy.id)]


@pytest.mark.parametrize("question", ["headlines?", "stats/articles?interval=month&", "stats/articles?interval=week&"])
def test_nothing_was_published_before_the_calendar_begins(api: httpx.Client, question: str) -> None:
    answer = api.get(f"/v1/{question}to=0001-01-01")

    assert (answer.status_code, answer.json()["data"]) == (200, [])


def test_headlines_are_of_the_last_day_unless_another_is_asked_for(api: httpx.Client, shelf: Shelf) -> None:
    today = shelf(1, published_at=datetime.now(UTC) - timedelta(hours=1))
    earlier = shelf(2, published_at=datetime.now(UTC) - timedelta(days=3))

    now = api.get("/v1/headlines").json()["data"]
    since = api.get("/v1/headlines?from=2020-01-01&limit=1").json()["data"]

    assert [one["id"] for one in now] == [str(today.id)]
    assert len(since) == 1
    assert since[0]["id"] in (str(today.id), str(earlier.id))


def test_a_wrong_choice_of_duplicates_is_refused(api: httpx.Client) -> None:
    answer = api.get("/v1/articles?duplicates=none")

    assert (answer.status_code, answer.json()["errors"][0]["parameter"]) == (400, "duplicates")
