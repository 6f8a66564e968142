from __future__ import annotations

import httpx
import pytest

from khabar_api.web.suggestions import suggestion

KNOWN = ("q", "entity", "from", "to", "limit", "cursor", "language", "section", "source_not")


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("person", "entity"),
        ("People", "entity"),
        ("organizations", "entity"),
        ("since", "from"),
        ("pageSize", "limit"),
        ("page-size", "limit"),
        ("langauge", "language"),
        ("sources_not", "source_not"),
        ("not_source", "source_not"),
        ("source!", "source_not"),
        ("exclude-sources", "source_not"),
        ("not_entity", None),
        ("sort_by", None),
        ("", None),
        ("ق" * 500, None),
    ],
)
def test_what_was_meant_is_told_by_other_names_and_by_spelling(name: str, meant: str | None) -> None:
    assert suggestion(name, KNOWN) == meant


@pytest.mark.parametrize(
    ("name", "known", "meant"),
    [
        ("since", ("after", "from"), "after"),
        ("after", ("since", "types"), "since"),
        ("cursor", ("after", "from"), "after"),
        ("group_by", ("by", "q"), "by"),
    ],
)
def test_what_was_meant_is_a_parameter_of_that_route(name: str, known: tuple[str, ...], meant: str) -> None:
    assert suggestion(name, known) == meant


def test_a_refusal_names_the_parameter_that_was_meant(api: httpx.Client) -> None:
    refused = api.get("/v1/articles", params={"person": "سالم"}).json()

    (error,) = refused["errors"]
    assert (error["parameter"], error["detail"]) == ("person", "there is no such parameter; did you mean entity?")
