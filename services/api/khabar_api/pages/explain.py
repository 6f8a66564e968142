"""What a type of problem means: the page that an error's `type` leads to."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from khabar_api.pages.shell import page
from khabar_api.state import Shared
from khabar_api.web.params import StrictRoute
from khabar_api.web.problem_types import TYPES
from khabar_api.web.problems import not_there
from khabar_api.web.schemas import documented

router = APIRouter(route_class=StrictRoute, tags=["pages"])


@router.get(
    "/problems/{name}",
    response_class=Response,
    responses=documented("<!doctype html>…", "not-found", media_type="text/html"),
)
def explain_problem(
    request: Request, state: Shared, name: Annotated[str, Path(examples=["not-found"])], lang: str | None = None
) -> Response:
    """What a type of problem means. The `type` of a problem links here."""
    kind = TYPES.get(name)
    if kind is None:
        raise not_there("type of problem", name[:100])
    return page(request, state, "problem.html", kind=kind, detail=None)
