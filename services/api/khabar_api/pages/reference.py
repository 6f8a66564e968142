"""The API's routes as a page, made from the same description that programs read at /openapi.json."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import RedirectResponse

from khabar.record import Record
from khabar_api.pages.access import reader
from khabar_api.pages.shell import page
from khabar_api.state import Shared

router = APIRouter(include_in_schema=False)
Schema = Mapping[str, Any]


class Value(Record):
    """A parameter of a route, or a key of the body that it takes. `kind` is what may stand there, in words."""

    name: str
    place: str
    kind: str
    is_required: bool
    says: str


class Route(Record):
    """One way of asking. `statuses`: what it may answer with."""

    name: str
    method: str
    path: str
    title: str
    says: str
    is_deprecated: bool
    values: tuple[Value, ...]
    statuses: tuple[str, ...]


class Group(Record):
    """Routes about one thing."""

    name: str
    says: str
    routes: tuple[Route, ...]


@router.get("/docs")
def lead_to_reference() -> Response:
    """Where people look for it on services like this."""
    return RedirectResponse("/app/reference", 307)


@router.get("/app/reference", dependencies=[Depends(reader())])
def show_reference(request: Request, state: Shared) -> Response:
    """Every route with its parameters, by what it is about."""
    return page(request, state, "reference.html", groups=groups(request.app.openapi()))


def groups(document: Schema) -> list[Group]:
    """The routes of an OpenAPI 3.1 document in its own order, by their first tag."""
    found: dict[str, list[Route]] = {tag["name"]: [] for tag in document["tags"]}
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            found.setdefault(operation["tags"][0], []).append(_route(document, method, path, operation))
    says = {tag["name"]: tag["description"] for tag in document["tags"]}
    return [Group(name=name, says=says.get(name, ""), routes=tuple(of)) for name, of in found.items() if of]


def _route(document: Schema, method: str, path: str, operation: Schema) -> Route:
    return Route(
        name=operation["operationId"],
        method=method.upper(),
        path=path,
        title=operation["summary"],
        says=operation.get("description", ""),
        is_deprecated=operation.get("deprecated", False),
        values=(*_parameters(operation), *_keys(document, operation)),
        statuses=tuple(operation["responses"]),
    )


def _parameters(operation: Schema) -> Iterator[Value]:
    for one in operation.get("parameters", ()):
        yield Value(
            name=one["name"],
            place=one["in"],
            kind=kind(one["schema"]),
            is_required=one.get("required", False),
            says=one.get("description", ""),
        )


def _keys(document: Schema, operation: Schema) -> Iterator[Value]:
    """The keys of a JSON body; of another body its media types."""
    for media_type, content in operation.get("requestBody", {}).get("content", {}).items():
        schema = content.get("schema", {})
        shape = document["components"]["schemas"][_name(schema)] if "$ref" in schema else schema
        if not shape.get("properties"):
            yield Value(name=media_type, place="body", kind=kind(schema), is_required=True, says="")
        for name, key in shape.get("properties", {}).items():
            is_required = name in shape.get("required", ())
            says = key.get("description", "")
            yield Value(name=name, place="body", kind=kind(key), is_required=is_required, says=says)


def _name(schema: Schema) -> str:
    return str(schema["$ref"]).rpartition("/")[2]


def kind(schema: Schema) -> str:
    """What a JSON Schema lets stand there, in a few words."""
    if "$ref" in schema:
        return _name(schema)
    if "const" in schema:
        return str(schema["const"])
    if "enum" in schema:
        return " | ".join(map(str, schema["enum"]))
    if choices := schema.get("anyOf", schema.get("oneOf")):
        return " | ".join(dict.fromkeys(kind(one) for one in choices if one.get("type") != "null"))
    if schema.get("type") == "array":
        return f"{kind(schema.get('items', {}))}, …"
    return str(schema.get("format", schema.get("type", "any")))
