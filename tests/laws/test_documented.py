"""What the code can say to somebody is explained: fields, warnings, outcomes, errors, events, metrics, promises."""

from __future__ import annotations

import ast
import inspect
import json
import re
import typing
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from fastapi.routing import APIRoute

from khabar import article, errors
from khabar.article import Access, Article
from khabar.errors import KhabarError
from khabar.event import EventType
from khabar.item import OUTCOMES
from khabar.record import Record
from khabar.settings import load_settings
from khabar_api.app import create_app
from khabar_api.operations.metrics import Metrics
from khabar_api.pages.shell import words_of
from khabar_api.web.auth import Requirement
from khabar_api.web.languages import UiLanguage
from khabar_worker.preview import preview

ROOT = Path(__file__).parents[2]
ARTICLE = (ROOT / "docs" / "article.md").read_text(encoding="utf-8")
OPERATIONS = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
RELIABILITY = (ROOT / "docs" / "reliability.md").read_text(encoding="utf-8")
CODE = re.compile(r"[a-z]+(?:_[a-z0-9]+)+")
RECORDS = [kind for _, kind in inspect.getmembers(article, inspect.isclass) if issubclass(kind, Record)]


def rows(text: str) -> set[str]:
    """Every name in backticks in the first column of a table."""
    return {
        name
        for line in text.splitlines()
        if line.startswith("| `")
        for name in re.findall(r"`([^`]+)`", line.split("|")[1])
    }


def section(text: str, title: str) -> str:
    """The part of `text` under the heading `title`, up to the next one."""
    match = re.search(rf"^#+ {re.escape(title)}\n(.*?)(?=^#+ |\Z)", text, re.MULTILINE | re.DOTALL)
    assert match is not None, title
    return match[1]


def test_a_scope_opens_what_the_manual_says() -> None:
    away = {"database_url": "postgresql://localhost/none", "redis_url": "redis://localhost"}
    needed: dict[str, set[str]] = {}
    for route in routes_of(create_app(load_settings(_env_file=None, **away)).routes):
        scopes = {one.call.scope for one in route.dependant.dependencies if isinstance(one.call, Requirement)}
        for scope in scopes - {"read"}:
            needed.setdefault(scope, set()).add(re.sub(r"/\{[^}]*\}", "", route.path))

    told = {}
    for line in section(OPERATIONS, "Who may do what").splitlines():
        if line.startswith("| `") and not line.startswith("| `read`"):
            scope, _, places = line.strip("| ").split(" | ")
            told[scope.strip("`")] = set(re.findall(r"`([^`]+)`", places))

    assert told == needed


def routes_of(routes: Iterable[Any]) -> Iterator[APIRoute]:
    """The documented ones, those of included routers too."""
    for route in routes:
        if isinstance(route, APIRoute) and route.include_in_schema:
            yield route
        elif included := getattr(route, "original_router", None):
            yield from routes_of(included.routes)


@pytest.mark.parametrize("kind", RECORDS, ids=lambda kind: kind.__name__)
def test_every_field_of_the_record_is_explained(kind: type[Record]) -> None:
    names = [field.alias or name for name, field in kind.model_fields.items()]

    # As `name`, `name[]`, or inside a braced list such as `{id, text}`.
    unexplained = [name for name in names if not re.search(rf"`[^`\n]*\b{name}\b[^`\n]*`", ARTICLE)]

    assert unexplained == []


def test_every_field_of_an_article_has_a_row() -> None:
    names = {field.alias or name for name, field in Article.model_fields.items()}

    assert sorted(names - {name.removesuffix("[]") for name in rows(ARTICLE)}) == []


def emitted(tree: ast.AST) -> Iterator[str]:
    """The strings that `tree` puts into something called warnings, or adds in a function of that name."""
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef(name="_warnings"):
                yield from constants(part for part in ast.walk(node) if isinstance(part, ast.Call | ast.Yield))
            case ast.Call(func=ast.Attribute(value=target, attr="append")) if "warnings" in ast.unparse(target):
                yield from constants(node.args)
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if "warning" in name.lower():
                yield from constants([value])
            case ast.keyword(arg="warnings", value=value):
                yield from constants([value])
            case ast.Dict(keys=keys, values=values):
                for key, value in zip(keys, values, strict=True):
                    if isinstance(key, ast.Constant) and key.value == "warnings":
                        yield from constants([value])


def constants(nodes: typing.Iterable[ast.AST]) -> Iterator[str]:
    for node in nodes:
        for part in ast.walk(node):
            if isinstance(part, ast.Constant) and isinstance(part.value, str) and CODE.fullmatch(part.value):
                yield part.value


def warning_codes() -> set[str]:
    modules = [*(ROOT / "services" / "worker").rglob("*.py"), ROOT / "shared" / "khabar" / "policy.py"]
    found = {code for path in modules for code in emitted(ast.parse(path.read_text(encoding="utf-8")))}
    limited = set(typing.get_args(Access.model_fields["policy"].annotation)) - {"full"}
    return found | {f"policy_{policy}" for policy in limited}


def test_warnings_are_found_however_they_are_added() -> None:
    ways = """
def _warnings(): found.append("code_one"); yield "code_seven"
body.warnings.append("code_two")
warnings = ["code_three"]
copy(update={"warnings": (*more, "code_four")})
Quality(warnings=("code_five",))
WARNING_COST = {"code_six": 1}
other.append("no_code")
"""

    names = ("one", "two", "three", "four", "five", "six", "seven")
    assert set(emitted(ast.parse(ways))) == {f"code_{name}" for name in names}


def test_the_table_of_warnings_is_the_list_of_those_that_exist() -> None:
    assert rows(section(ARTICLE, "Warnings")) == warning_codes()


def test_every_outcome_of_an_item_is_explained() -> None:
    assert rows(section(ARTICLE, "Outcomes of items")) == set(OUTCOMES)


def test_every_error_is_listed_with_its_code() -> None:
    kinds = [kind for _, kind in inspect.getmembers(errors, inspect.isclass) if issubclass(kind, KhabarError)]
    table = section(ARTICLE, "Error codes")

    assert [kind.__name__ for kind in kinds if f"| `{kind.code}` | `{kind.__name__}` |" not in table] == []
    assert rows(table) == {kind.code for kind in kinds}
    assert len({kind.code for kind in kinds}) == len(kinds), "two errors share a code"


def test_every_error_is_in_the_picture() -> None:
    kinds = {name for name, kind in inspect.getmembers(errors, inspect.isclass) if issubclass(kind, KhabarError)}
    picture = section((ROOT / "docs" / "architecture.md").read_text(encoding="utf-8"), "Errors")

    assert sorted(kind for kind in kinds if not re.search(rf"\b{kind}\b", picture)) == []


def test_every_event_type_is_explained() -> None:
    assert rows(section(ARTICLE, "Events")) == set(typing.get_args(EventType))


def test_every_metric_is_explained() -> None:
    own = {
        line.split()[2]
        for line in Metrics().text({}).decode().splitlines()
        if line.startswith("# TYPE khabar") and not line.split()[2].endswith("_created")
    }
    source = (ROOT / "services" / "api" / "khabar_api" / "operations" / "health.py").read_text(encoding="utf-8")
    read_when_asked = set(re.findall(r'^ +"(khabar_\w+)": \(', source, re.MULTILINE))

    assert len(own) > 2
    assert len(read_when_asked) > 5
    assert rows(section(OPERATIONS, "Metrics")) == own | read_when_asked


def test_every_promise_names_a_test_that_exists() -> None:
    named = set(re.findall(r"`(test_\w+)`", RELIABILITY))
    written = {
        name
        for path in (ROOT / "tests").rglob("test_*.py")
        for name in re.findall(r"^(?:async )?def (test_\w+)\(", path.read_text(encoding="utf-8"), re.MULTILINE)
    }

    assert len(named) > 30
    assert sorted(named - written) == []


def differences(shown: Any, made: Any, at: str = "") -> list[str]:
    """Where `shown`, which may leave keys out, says something else than `made`."""
    if isinstance(shown, dict) and isinstance(made, dict):
        return [line for key, value in shown.items() for line in differences(value, made.get(key), f"{at}/{key}")]
    if isinstance(shown, list) and isinstance(made, list) and len(shown) == len(made):
        pairs = enumerate(zip(shown, made, strict=True))
        return [line for index, (one, other) in pairs for line in differences(one, other, f"{at}/{index}")]
    return [] if shown == made else [f"{at}: {shown!r} is {made!r}"]


def test_the_example_is_what_khabar_makes_of_its_page() -> None:
    example = section(ARTICLE, "An example")
    page, shown = re.findall(r"```\w+\n(.*?)```", example, re.DOTALL)
    address = re.findall(r"--url '([^']+)'", example)[0]

    record = preview(
        page.encode(), url=address, published=None, is_text=False, publisher=None, http_charset=None,
        now=datetime(2026, 11, 22, 16, tzinfo=UTC),
    )  # fmt: skip

    assert differences(json.loads(shown), json.loads(record.model_dump_json(by_alias=True))) == []


def test_every_document_is_in_the_index_and_on_the_site() -> None:
    names = {path.name for path in (ROOT / "docs").glob("*.md")} - {"README.md"}
    index = (ROOT / "docs" / "README.md").read_text(encoding="utf-8")
    site = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")

    assert sorted(name for name in names if f"]({name})" not in index) == []
    assert sorted(name for name in names if f": {name}\n" not in site) == []


@pytest.mark.parametrize(("guide", "language"), [("reading.md", "en"), ("reading.ar.md", "ar")])
def test_every_page_of_the_menu_is_explained(guide: str, language: UiLanguage) -> None:
    text, words = (ROOT / "docs" / guide).read_text(encoding="utf-8"), words_of(language)
    titles = [words(name) for name in sorted(words.names()) if name.startswith("menu.")]

    assert len(titles) > 5
    assert [title for title in titles if f"| {title} |" not in text] == []
