from __future__ import annotations

from typing import Any

import httpx
import pytest
from bs4 import BeautifulSoup

from khabar_api.pages.reference import kind


def test_every_route_stands_on_the_page_with_its_parameters(api: httpx.Client) -> None:
    document = api.get("/openapi.json").json()
    wanted = {
        f"{method.upper()} {path}": {one["name"] for one in operation.get("parameters", ())}
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    }

    page = BeautifulSoup(api.get("/app/reference?lang=ar").text, "lxml")

    found = {
        str(route.summary.code.string): {str(name.string) for name in route.select("tbody th code")}
        for route in page.find_all("details")
        if route.summary and route.summary.code
    }
    assert found.keys() == wanted.keys()
    assert {name: wanted[name] - names for name, names in found.items() if wanted[name] - names} == {}


def test_keys_of_a_body_stand_there_too(api: httpx.Client) -> None:
    page = BeautifulSoup(api.get("/app/reference").text, "lxml")

    (route,) = page.select("#add_webhook")

    assert "url" in {name.string for name in route.select("tbody th code")}


def test_where_people_look_for_it_leads_to_it(api: httpx.Client) -> None:
    answer = api.get("/docs")

    assert (answer.status_code, answer.headers["location"]) == (307, "/app/reference")


@pytest.mark.parametrize(
    ("schema", "words"),
    [
        ({"type": "integer"}, "integer"),
        ({"type": "string", "format": "date-time"}, "date-time"),
        ({"type": "array", "items": {"enum": ["a", "b"]}}, "a | b, …"),
        ({"anyOf": [{"type": "string"}, {"type": "null"}]}, "string"),
        ({"$ref": "#/components/schemas/Feed"}, "Feed"),
        ({"const": True}, "True"),
        ({}, "any"),
    ],
)
def test_what_may_stand_there_is_told_in_words(schema: dict[str, Any], words: str) -> None:
    assert kind(schema) == words
