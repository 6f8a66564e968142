"""The API's description: what FastAPI makes of the routes, completed with problems, keys and our own webhooks."""

from __future__ import annotations

from typing import Any

import orjson
from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

import khabar
from khabar_api.contract import examples
from khabar_api.events.event_shapes import Envelope
from khabar_api.events.events import ALL_TYPES
from khabar_api.web import deprecation, problems
from khabar_api.web.admission import OPEN_PATHS, OPEN_PREFIXES
from khabar_api.web.problem_types import TYPES
from khabar_api.web.schemas import PROBLEM_MARK, ProblemDocument, add_problem

DESCRIPTION = """Arabic news as structured, versioned records.

Every failure is `application/problem+json` (RFC 9457). Lists are paged by `cursor` only; parameters repeat or take
commas, and `x_not` is the negation of `x`. Unknown parameters are errors. Keys go into `Authorization: Bearer`.
"""
TAGS = {
    "articles": "Lists, single records, lookups.",
    "versions": "What an article said before, and the origin of its values.",
    "quotes": "Who said what, across articles.",
    "entities": "Names across articles: people, organizations, places, authors.",
    "clusters": "Copies of one report, and what most publishers carry.",
    "exports": "All articles that match, as one file.",
    "stats": "Counts over time.",
    "events": "What happened, by polling and by push.",
    "feeds": "Subscriptions, one by one or as OPML.",
    "sources": "Publishers.",
    "lineage": "What became of a feed's entries.",
    "searches": "Filters saved under a name, for lists, feeds, streams and webhooks.",
    "webhooks": "Events sent to you, signed as Standard Webhooks specifies.",
    "queue": "The work ledger. Needs the scope admin.",
    "keys": "API keys, and the log of administrative actions. Needs the scope admin.",
    "schemas": "JSON Schemas.",
    "health": "Probes and metrics.",
    "pages": "For people.",
}
# Any route may answer these, whatever it does.
ALWAYS = ("bad-parameter", "internal")
BEHIND_KEY = ("key-required", "bad-key", "scope-missing", "foreign-host", "rate-limited", "storage-down")


# Read from the request itself, so that its absence is 428 and not 400.
IF_MATCH = {
    "name": "If-Match",
    "in": "header",
    "required": True,
    "description": "The ETag that was read, so that no change is lost.",
    "schema": {"type": "string", "examples": ['"01a202b7-58e0-7b1e-8d52-3a9e5c7f1b20-1"']},
}


def describe(app: FastAPI, deprecated: deprecation.Routes) -> dict[str, Any]:
    """The OpenAPI 3.1 document of `app`."""
    document = get_openapi(
        title="khabar",
        version=khabar.__version__,
        description=DESCRIPTION,
        routes=app.routes,
        webhooks=app.webhooks.routes,
        separate_input_output_schemas=False,
        tags=[{"name": name, "description": text} for name, text in TAGS.items()],
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
    )
    parts = document["components"]
    schema = ProblemDocument.model_json_schema(ref_template="#/components/schemas/{model}")
    parts["schemas"] |= {**schema.pop("$defs", {}), "ProblemDocument": schema}
    parts["responses"] = _shared_problems()
    parts["securitySchemes"] = {"key": {"type": "http", "scheme": "bearer", "description": "`khb_…`"}}
    document["security"] = [{"key": []}, {}]
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            _complete(operation, path, method)
            if one := deprecated.get((method.upper(), path)):
                operation["deprecated"] = True
                operation["description"] = f"{operation.get('description', '')}\n\n{deprecation.words(one)}".strip()
    # FastAPI's own shape of an invalid request, which this API never sends.
    for name in ("HTTPValidationError", "ValidationError"):
        parts["schemas"].pop(name, None)
    return document


def _complete(operation: dict[str, Any], path: str, method: str) -> None:
    """Add what every route of its kind may answer."""
    answers = operation["responses"]
    if PROBLEM_MARK not in answers.get("422", {}):
        answers.pop("422", None)  # FastAPI's guess; parameters are 400 here
    merged: dict[int | str, Any] = {int(code): answer for code, answer in answers.items()}
    is_open = path in OPEN_PATHS or path.startswith(OPEN_PREFIXES)
    names = [*ALWAYS, *(() if is_open else BEHIND_KEY)]
    if method != "get":
        names += ["too-large", "queue-down"]
    if "requestBody" in operation:
        names += ["bad-body", "wrong-type"]
    for name in names:
        add_problem(merged, name)
    operation["responses"] = {
        str(code): {"$ref": f"#/components/responses/Problem{code}"} if PROBLEM_MARK in answer else answer
        for code, answer in sorted(merged.items(), key=lambda pair: int(pair[0]))
    }
    if is_open:
        operation["security"] = [{}]
    if "428" in operation["responses"]:
        operation.setdefault("parameters", []).append(IF_MATCH)
    operation["responses"].get("204", {}).pop("content", None)  # FastAPI lists one though it has no body


def _shared_problems() -> dict[str, Any]:
    """For each status one response, with an example of each of its types."""
    found: dict[str, Any] = {}
    for kind in TYPES.values():
        answer = found.setdefault(
            f"Problem{kind.status}",
            {
                "description": "",
                "content": {
                    problems.MEDIA_TYPE: {
                        "schema": {"$ref": "#/components/schemas/ProblemDocument"},
                        "examples": {},
                    }
                },
            },
        )
        answer["description"] = "; ".join(part for part in (answer["description"], kind.title) if part)
        answer["content"][problems.MEDIA_TYPE]["examples"][kind.name] = {
            "value": {
                "type": f"/problems/{kind.name}",
                "title": kind.title,
                "status": kind.status,
                "detail": kind.explanation,
                "instance": "/v1/…",
            }
        }
    return found


def declare_events(app: FastAPI) -> None:
    """List our events under `webhooks`, with the answer that counts as delivered."""
    for name in ALL_TYPES:

        def received(body: Envelope) -> None:
            """Sent as a POST signed by Standard Webhooks; any 2xx within 10 s counts as delivered."""

        app.webhooks.add_api_route(
            f"khabar.{name}.v1",
            received,
            methods=["POST"],
            status_code=204,
            operation_id="receive_" + name.replace(".", "_"),
            summary=name,
            openapi_extra={"requestBody": {"content": {"application/json": {"example": examples.EVENT}}}},
        )


def text(document: dict[str, Any]) -> bytes:
    """The document as the committed file has it: sorted, indented, with a line end."""
    options = orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE
    return orjson.dumps(document, option=options)
