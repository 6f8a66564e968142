from __future__ import annotations

from collections.abc import Callable

import httpx
import pytest

from khabar.article import Article
from khabar.entities import entity_id
from khabar.findings import Entity

Shelf = Callable[..., Article]
PORT = Entity(id="e1", type="place", name="ميناء العقبة", confidence=1)


def test_a_list_counts_its_facets_and_each_value_is_a_filter(api: httpx.Client, shelf: Shelf) -> None:
    with_port, other = shelf(1, entities=(PORT,)), shelf(2, section="رياضة")

    page = api.get("/v1/articles?limit=1&facets=section,place").json()
    port = page["facets"]["counts"]["place"][0]
    narrowed = api.get("/v1/articles", params={"entity_id": port["value"]}).json()
    rest = api.get("/v1/articles", params={"entity_id_not": port["value"]}).json()

    assert page["facets"] == {
        "articles": 2,
        "is_capped": False,
        "counts": {
            "section": [
                {"value": "رياضة", "name": None, "articles": 1},
                {"value": "محليات", "name": None, "articles": 1},
            ],
            "place": [{"value": str(entity_id("place", PORT.name)), "name": PORT.name, "articles": 1}],
        },
    }
    assert [one["id"] for one in narrowed["data"]] == [str(with_port.id)]
    assert [one["id"] for one in rest["data"]] == [str(other.id)]
    assert "facets" not in rest


def test_facets_come_without_articles_where_none_are_asked_for(api: httpx.Client, shelf: Shelf) -> None:
    shelf(1)

    page = api.get("/v1/articles?limit=0&facets=section").json()

    assert (page["data"], page["next"], page["facets"]["articles"]) == ([], None, 1)


@pytest.mark.parametrize("query", ["facets=colour", "facets=", "facets=section&format=csv"])
def test_facets_that_can_not_be_counted_are_refused(refusing_api: httpx.Client, query: str) -> None:
    answer = refusing_api.get(f"/v1/articles?{query}")

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["parameter"] == "facets"


def test_names_are_listed_and_lead_to_their_articles(api: httpx.Client, shelf: Shelf) -> None:
    article = shelf(1, entities=(PORT,))
    shelf(2, language="en")

    names = api.get("/v1/entities", params={"q": "عقبة", "language": "ar", "from": "2026-11-01"}).json()["data"]
    one = api.get(f"/v1/entities/{names[0]['id']}").json()
    listed = api.get(one["articles_url"]).json()["data"]

    assert [(name["type"], name["name"], name["articles"]) for name in names] == [("place", PORT.name, 1)]
    assert one["first_at"] == one["last_at"] == article.published_at.isoformat().replace("+00:00", "Z")
    assert [row["id"] for row in listed] == [str(article.id)]


def test_names_of_no_time_at_all_are_refused(refusing_api: httpx.Client) -> None:
    answer = refusing_api.get("/v1/entities?from=2026-11-22&to=2026-11-01")

    assert (answer.status_code, answer.json()["errors"][0]["parameter"]) == (400, "to")


def test_an_unknown_name_is_not_found(api: httpx.Client) -> None:
    answer = api.get("/v1/entities/00000000-0000-0000-0000-000000000000")

    assert (answer.status_code, answer.json()["type"]) == (404, "/problems/not-found")
