"""Where an entry stands, and what was given up."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response

from khabar.storage import ledger
from khabar.url import url_key
from khabar_api.operations import changes
from khabar_api.pages.access import reader
from khabar_api.pages.shell import after, page
from khabar_api.state import Shared
from khabar_api.web.inputs import RowNumber
from khabar_api.web.problems import not_there

router = APIRouter(prefix="/app", include_in_schema=False, dependencies=[Depends(reader())])

LINES = 100
ADMIN = [Depends(reader("admin"))]


@router.get("/lineage")
def show_lineage(request: Request, state: Shared, url: str = "", guid: str = "") -> Response:
    """Why is my story missing? What became of an address or a guid."""
    problem, rows = None, []
    try:
        key = url_key(url.strip()) if url.strip() else None
    except ValueError as error:
        key, problem = None, str(error)
    if key is not None or guid.strip():
        with state.reads.connection() as db:
            rows = ledger.lineage(db, url_key=key, guid=guid.strip() or None, limit=LINES)
    is_asked = bool(url.strip() or guid.strip())
    return page(request, state, "lineage.html", url=url, guid=guid, entries=rows, complaint=problem, is_asked=is_asked)


@router.get("/quarantine", dependencies=ADMIN)
def show_quarantine(request: Request, state: Shared) -> Response:
    """Items that were given up, with why; they can be tried again."""
    with state.reads.connection() as db:
        rows = ledger.quarantine(db, limit=LINES)
    return page(request, state, "quarantine.html", rows=rows)


@router.post("/quarantine/requeue", dependencies=ADMIN)
def requeue(request: Request, state: Shared, id: Annotated[RowNumber | None, Form()] = None) -> Response:
    """Try one item again, or all of them."""
    with state.writes.connection() as db, db.transaction():
        if not changes.requeue(request, db, id) and id is not None:
            raise not_there("dead letter", id)
    return after("/app/quarantine", "requeued")


@router.post("/quarantine/dismiss", dependencies=ADMIN)
def dismiss(request: Request, state: Shared, id: Annotated[RowNumber, Form()]) -> Response:
    """Give one item up for good."""
    with state.writes.connection() as db, db.transaction():
        if not changes.dismiss(request, db, id):
            raise not_there("dead letter", id)
    return after("/app/quarantine", "dismissed")
