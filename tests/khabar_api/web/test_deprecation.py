"""Deprecated routes, by an entry of the tests' own: the table is passed the way the shipped one is."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime

import httpx
import pytest

from khabar.settings import Settings
from khabar_api.__main__ import description
from khabar_api.app import create_app
from khabar_api.web import deprecation
from khabar_api.web.deprecation import Deprecated

SINCE, SUNSET = datetime(2026, 11, 22, 10, 5, 1, tzinfo=UTC), datetime(2027, 5, 22, 10, 5, 1, tzinfo=UTC)
OLD = Deprecated("GET", "/v1/sources", SINCE, "Use /v1/publishers.", SUNSET)
OLD_POST = Deprecated("POST", "/v1/searches", SINCE, "Use PUT.")
Serving = Callable[..., AbstractContextManager[httpx.Client]]


def test_every_answer_of_a_deprecated_route_says_so(api_settings: Settings, running_api: Serving) -> None:
    with running_api(api_settings, (OLD, OLD_POST)) as api:
        answers = [api.get("/v1/sources"), api.head("/v1/sources"), api.get("/v1/sources?page=2")]
        other = api.get("/v1/searches")

    for answer in answers:
        assert answer.headers["deprecation"] == "@1795341901"
        assert answer.headers["sunset"] == "Sat, 22 May 2027 10:05:01 GMT"
        assert 'rel="deprecation"' in answer.headers["link"]
    assert [answer.status_code for answer in answers] == [200, 200, 400]
    assert "deprecation" not in other.headers
    assert 'rel="self"' in other.headers["link"]


def test_a_deprecated_list_keeps_its_own_links(api_settings: Settings, running_api: Serving) -> None:
    with running_api(api_settings, (Deprecated("GET", "/v1/searches", SINCE, "Use another."),)) as api:
        links = api.get("/v1/searches").headers.get_list("link")

    assert [("self" in link, "deprecation" in link) for link in links] == [(True, False), (False, True)]


def test_the_description_marks_it_and_says_what_to_use(api_settings: Settings) -> None:
    paths = create_app(api_settings, (OLD,)).openapi()["paths"]

    assert paths["/v1/sources"]["get"]["deprecated"]
    assert "until 2027-05-22. Use /v1/publishers." in paths["/v1/sources"]["get"]["description"]
    assert "deprecated" not in paths["/v1/articles"]["get"]


def test_nothing_goes_before_it_is_deprecated() -> None:
    with pytest.raises(ValueError, match="before it is deprecated"):
        Deprecated("GET", "/v1/sources", SUNSET, "Use another.", SINCE)


def test_the_table_names_routes_that_there_are() -> None:
    paths = json.loads(description())["paths"]

    assert [one for one in deprecation.TABLE if one.method.lower() not in paths.get(one.path, {})] == []
