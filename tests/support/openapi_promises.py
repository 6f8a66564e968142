"""What clients may rely on of docs/openapi.json, a line each, and the lines once promised that it no longer keeps.

`python tests/openapi_promises.py` adds the new lines to docs/openapi-promises.txt. It takes none away: whoever breaks a
promise removes its line by hand, where reviewers see it, and says so in the changelog.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

DOCS = Path(__file__).parents[2] / "docs"
FILE = DOCS / "openapi-promises.txt"
METHODS = ("get", "post", "put", "patch", "delete")

Schema = Mapping[str, Any]


def promises(document: Schema) -> set[str]:
    """Routes, parameters, bodies, answers, fields and values. What is needed is a promise to need no more."""
    return {*_of_routes(document), *_of_shapes(document), *(f"event {name}" for name in document.get("webhooks", {}))}


def _of_routes(document: Schema) -> Iterator[str]:
    for path, methods in document["paths"].items():
        for method in METHODS:
            if method in methods:
                yield from _of_route(f"{method.upper()} {path}", methods[method])


def _of_route(name: str, route: Schema) -> Iterator[str]:
    parameters = route.get("parameters", [])
    body = route.get("requestBody", {})
    yield name
    yield f"{name} needs {_listed(one['name'] for one in parameters if one['required'])}"
    for one in parameters:
        yield f"{name} {one['in']} {one['name']}: {_kind(one['schema'])}"
        yield from (f"{name} {one['in']} {one['name']} = {value}" for value in _values(one["schema"]))
    for media, content in body.get("content", {}).items():
        yield f"{name} takes {media}: {_kind(content.get('schema', {}))}"
    for code, answer in route["responses"].items():
        if code < "400":
            yield f"{name} answers {code}"
            for media, content in answer.get("content", {}).items():
                yield f"{name} answers {code} {media}: {_kind(content.get('schema', {}))}"


def _of_shapes(document: Schema) -> Iterator[str]:
    shapes = document["components"]["schemas"]
    for name, shape in shapes.items():
        for field, schema in shape.get("properties", {}).items():
            yield f"{name}.{field}: {_kind(schema)}"
            yield from (f"{name}.{field} = {value}" for value in _values(schema))
    for name in _sent(document):
        yield f"{name} needs {_listed(shapes[name].get('required', ()))}"


def _sent(document: Schema) -> set[str]:
    """The shapes that clients send, and those inside them."""
    found = set[str]()
    routes = [route for methods in document["paths"].values() for route in methods.values()]
    waiting = [name for route in routes for name in _named(route.get("requestBody"))]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += _named(document["components"]["schemas"][name])
    return found


def _named(schema: Any) -> Iterator[str]:
    """The shapes that `schema` refers to."""
    if isinstance(schema, Mapping):
        if "$ref" in schema:
            yield _name(schema)
        for part in schema.values():
            yield from _named(part)
    elif isinstance(schema, list):
        for part in schema:
            yield from _named(part)


def _name(schema: Schema) -> str:
    return str(schema["$ref"]).rpartition("/")[2]


def _kind(schema: Schema) -> str:
    """A type in few letters: `string|null`, `[Article]`."""
    if "$ref" in schema:
        return _name(schema)
    if many := schema.get("anyOf") or schema.get("oneOf"):
        return "|".join(sorted(map(_kind, many)))
    if schema.get("type") == "array":
        return f"[{_kind(schema.get('items', {}))}]"
    return str(schema.get("format") or schema.get("type") or "any")


def _values(schema: Schema) -> Iterator[Any]:
    """The values that a field may have, wherever they are listed in it."""
    yield from schema.get("enum", ())
    for part in (*schema.get("anyOf", ()), *schema.get("oneOf", ()), schema.get("items")):
        if isinstance(part, Mapping):
            yield from _values(part)


def _listed(names: Any) -> str:
    return ", ".join(sorted(names)) or "nothing"


def committed() -> set[str]:
    return set(FILE.read_text(encoding="utf-8").splitlines())


if __name__ == "__main__":
    current = promises(json.loads((DOCS / "openapi.json").read_bytes()))
    kept = committed() if FILE.exists() else set()
    FILE.write_text("".join(f"{line}\n" for line in sorted(kept | current)), encoding="utf-8")
