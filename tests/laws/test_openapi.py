from __future__ import annotations

import json
from pathlib import Path
from typing import Any, cast

import pytest
from openapi_spec_validator import validate

from khabar_api.__main__ import description
from khabar_api.web.problem_types import TYPES
from support.openapi_promises import committed, promises

DOCS = Path(__file__).parents[2] / "docs"
METHODS = ("get", "post", "put", "patch", "delete")


# The first test sees to it that this is the API's own; making that takes seconds, and every process of a run collects.
COMMITTED = (DOCS / "openapi.json").read_bytes()
PATHS = json.loads(COMMITTED)["paths"]
ROUTES: list[tuple[str, str, dict[str, Any]]] = [
    (method.upper(), path, PATHS[path][method]) for path in PATHS for method in METHODS if method in PATHS[path]
]
ROUTE = pytest.mark.parametrize(
    ("method", "path", "operation"), ROUTES, ids=[f"{method} {path}" for method, path, _ in ROUTES]
)


def test_the_committed_description_is_current() -> None:
    assert description() == COMMITTED, "run: python -m khabar_api --openapi > docs/openapi.json"


def test_nothing_is_taken_away_that_clients_may_rely_on() -> None:
    current = promises(json.loads(description()))

    broken = sorted(committed() - current)

    assert broken == [], "clients break; deprecate it first (docs/api.md), or remove its lines by hand and say so"
    assert sorted(current - committed()) == [], "run: make openapi"


def _without(document: dict[str, Any], *path: str) -> dict[str, Any]:
    """A copy of `document` that lacks one thing."""
    copied = json.loads(json.dumps(document))
    at = copied
    for step in path[:-1]:
        at = at[step]
    del at[path[-1]]
    return cast("dict[str, Any]", copied)


def test_what_breaks_clients_is_seen() -> None:
    now, more, other = (json.loads(COMMITTED) for _ in range(3))
    more["components"]["schemas"]["NewKey"]["required"] = ["name", "days"]
    other["components"]["schemas"]["ShownArticle"]["properties"]["word_count"]["type"] = "string"

    broken = [
        promises(now) - promises(changed)
        for changed in (
            _without(now, "paths", "/v1/stats/articles"),
            _without(now, "components", "schemas", "ShownArticle", "properties", "headline"),
            more,
            other,
        )
    ]

    assert "GET /v1/stats/articles" in broken[0]
    assert broken[1] == {"ShownArticle.headline: null|string"}
    assert broken[2] == {"NewKey needs name"}
    assert broken[3] == {"ShownArticle.word_count: integer"}


def test_the_description_is_valid_openapi() -> None:
    validate(json.loads(COMMITTED))


def test_operations_have_names_of_their_own() -> None:
    names = [operation["operationId"] for _, _, operation in ROUTES]

    assert len(names) == len(set(names))


@ROUTE
def test_a_route_shows_an_example_and_its_problems(method: str, path: str, operation: dict[str, Any]) -> None:
    answers = operation["responses"]
    good = [answer for code, answer in answers.items() if code.startswith("2") and code != "204"]
    problems = [answer["$ref"] for code, answer in answers.items() if "$ref" in answer]

    assert all("example" in media for answer in good for media in answer["content"].values())
    assert "#/components/responses/Problem400" in problems
    assert "#/components/responses/Problem500" in problems
    assert operation.get("description") or operation.get("summary")


@ROUTE
def test_a_route_has_its_line_of_curl(method: str, path: str, operation: dict[str, Any]) -> None:
    guide = (DOCS / "api.md").read_text(encoding="utf-8")

    assert f"### {method} {path}\n" in guide
    section = guide.split(f"### {method} {path}\n", 1)[1].split("\n#", 1)[0]
    assert "curl" in section


@pytest.mark.parametrize("name", TYPES)
def test_a_type_of_problem_is_documented(name: str) -> None:
    assert f"| `{name}` | {TYPES[name].status} |" in (DOCS / "api.md").read_text(encoding="utf-8")
