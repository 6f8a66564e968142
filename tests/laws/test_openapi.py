from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from openapi_spec_validator import validate

from khabar_api.__main__ import description
from khabar_api.problem_types import TYPES

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
