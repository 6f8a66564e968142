"""An operator's take-down of an article, and its undoing. The flow is khabar.takedown."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from pydantic import Field

from khabar.record import Record
from khabar_api.operations import changes
from khabar_api.state import Shared
from khabar_api.web.auth import requires
from khabar_api.web.inputs import Line
from khabar_api.web.params import StrictRoute
from khabar_api.web.schemas import documented

router = APIRouter(
    prefix="/v1/articles/{article_id}",
    route_class=StrictRoute,
    tags=["articles"],
    dependencies=[Depends(requires("admin"))],
)
ANSWERS = documented(None, "not-found", "conflict", "bad-body", status=204)
Reason = Annotated[Line, Field(description="Kept in the audit.")]


class Withhold(Record):
    """Why an article is taken down."""

    reason: Annotated[Reason, Field(examples=["court order 17/2026"])]


class Restore(Record):
    """Why the article is shown again."""

    reason: Reason | None = None


@router.post(":withhold", status_code=204, response_class=Response, responses=ANSWERS)
def withhold_article(request: Request, state: Shared, article_id: UUID, wanted: Withhold) -> Response:
    """Hide an article's text from now on, in every version and format. Needs the scope admin."""
    with state.writes.connection() as db, db.transaction():
        changes.withhold(request, db, article_id, wanted.reason)
    return Response(status_code=204)


@router.post(":restore", status_code=204, response_class=Response, responses=ANSWERS)
def restore_article(request: Request, state: Shared, article_id: UUID, wanted: Restore) -> Response:
    """Show a withheld article again, in its previous state. Needs the scope admin."""
    with state.writes.connection() as db, db.transaction():
        changes.restore(request, db, article_id, wanted.reason)
    return Response(status_code=204)
