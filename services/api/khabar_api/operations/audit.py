"""What was administered and by whom, and the line that a changing route adds. The table is khabar.storage.audit's."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response

from khabar.storage import audit
from khabar.storage.audit import Action
from khabar.storage.database import Connection
from khabar_api.contract import desk_examples
from khabar_api.operations.key_shapes import AuditView
from khabar_api.state import Shared
from khabar_api.web.auth import caller_of, requires
from khabar_api.web.paging import listed
from khabar_api.web.params import Cursor, Limit, StrictRoute
from khabar_api.web.schemas import Page, documented

router = APIRouter(prefix="/v1", route_class=StrictRoute, tags=["keys"], dependencies=[Depends(requires("admin"))])

Word = Annotated[str | None, Query(min_length=1, max_length=100)]


def note(request: Request, db: Connection, action: Action, subject: object, **detail: Any) -> None:
    """Say in the audit that the caller did this. Call it in the transaction of the change."""
    caller = caller_of(request)
    audit.note(db, action, subject, actor=caller.name, key_id=caller.key_id, **detail)


@router.get(
    "/audit",
    response_model=Page[AuditView],
    responses=documented({"data": [desk_examples.AUDIT], "next": None}, "bad-cursor"),
)
def list_audit(
    request: Request,
    state: Shared,
    action: Action | None = None,
    key_id: Word = None,
    subject: Word = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Response:
    """Administrative actions, newest first."""
    return listed(
        request, state, f"audit {action} {key_id!r} {subject!r}", cursor, limit,
        lambda db, before, most: audit.find(
            db, action=action, key_id=key_id, subject=subject, limit=most, before=before
        ),
        key=lambda line: line.seq, parse=int, shown=lambda line: AuditView.model_validate(line.model_dump()),
    )  # fmt: skip
