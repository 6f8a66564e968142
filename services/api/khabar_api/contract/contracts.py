"""JSON Schemas of what the API gives: the article record, and the envelope of each type of event."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Request, Response

from khabar.article import SCHEMA, article_json_schema
from khabar_api.events.event_shapes import Envelope
from khabar_api.events.events import ALL_TYPES
from khabar_api.web import answers
from khabar_api.web.auth import requires
from khabar_api.web.params import StrictRoute
from khabar_api.web.problems import not_there
from khabar_api.web.schemas import documented

router = APIRouter(
    prefix="/v1/schemas", route_class=StrictRoute, tags=["schemas"], dependencies=[Depends(requires("read"))]
)

MEDIA_TYPE = "application/schema+json"
EXAMPLE = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": SCHEMA, "type": "object"}


@router.get(
    "/{name}",
    response_class=Response,
    responses=documented(EXAMPLE, "not-found", media_type=MEDIA_TYPE),
)
def get_schema(request: Request, name: Annotated[str, Path(examples=["article"])]) -> Response:
    """The JSON Schema (2020-12) of `article`, or of an event such as `article.created.v1`."""
    if name == "article":
        schema = article_json_schema()
    elif name.removesuffix(".v1") in ALL_TYPES and name.endswith(".v1"):
        schema = _event_schema(name)
    else:
        raise not_there("schema", name)
    return answers.respond(request, answers.dump(schema), media_type=MEDIA_TYPE)


def _event_schema(name: str) -> dict[str, Any]:
    schema = Envelope.model_json_schema(mode="serialization")
    schema["properties"]["type"] = {"const": f"khabar.{name}"}
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": f"/v1/schemas/{name}", **schema}
