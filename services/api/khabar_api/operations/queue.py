"""The work ledger as its operators see it: counts, dead letters, and taking these out of quarantine."""

from __future__ import annotations

from operator import itemgetter

from fastapi import APIRouter, Depends, Request, Response

from khabar.errors import QueueDown
from khabar.queue import QUEUES, QueueName, depth
from khabar.storage import ledger
from khabar_api.contract import desk_examples
from khabar_api.operations import changes
from khabar_api.operations.operation_shapes import DeadLetter, QueueCounts
from khabar_api.state import Shared, State
from khabar_api.web import answers
from khabar_api.web.auth import requires
from khabar_api.web.inputs import RowNumber
from khabar_api.web.paging import listed
from khabar_api.web.params import Cursor, Limit, StrictRoute
from khabar_api.web.problems import not_there
from khabar_api.web.schemas import Accepted, Page, documented

router = APIRouter(prefix="/v1", route_class=StrictRoute, tags=["queue"], dependencies=[Depends(requires("admin"))])


def jobs_waiting(state: State) -> dict[QueueName, int | None]:
    """By queue; None: Redis does not answer. The ledger goes on without it."""
    try:
        return {name: depth(state.redis, name) for name in QUEUES}
    except QueueDown:
        return dict.fromkeys(QUEUES)


@router.get("/queue", response_model=QueueCounts, responses=documented(desk_examples.QUEUE))
def get_queue(state: Shared) -> Response:
    """How much work is waiting, done and dead. The ledger is the truth; jobs are only hints."""
    with state.reads.connection() as db:
        counts = ledger.counts(db)
    oldest = counts.pop("oldest_seconds")
    body = answers.dump({"items": counts, "oldest_seconds": oldest, "jobs": jobs_waiting(state)})
    return Response(body, headers={"Cache-Control": "no-store"}, media_type=answers.JSON)


@router.get(
    "/dead-letters",
    response_model=Page[DeadLetter],
    responses=documented({"data": [desk_examples.DEAD_LETTER], "next": None}, "bad-cursor"),
)
def list_dead_letters(request: Request, state: Shared, cursor: Cursor = None, limit: Limit = 50) -> Response:
    """Items given up after too many attempts, newest first."""
    return listed(
        request, state, "dead-letters", cursor, limit,
        lambda db, before, most: ledger.quarantine(db, limit=most, before=before),
        key=itemgetter("id"), parse=int, shown=DeadLetter.model_validate,
    )  # fmt: skip


@router.post(
    "/dead-letters/{item_id}:requeue",
    status_code=202,
    response_model=Accepted,
    responses=documented({"accepted": 1}, "not-found", status=202),
)
def requeue_dead_letter(request: Request, state: Shared, item_id: RowNumber) -> Response:
    """Try one item again, counting its attempts from zero."""
    with state.writes.connection() as db, db.transaction():
        if not changes.requeue(request, db, item_id):
            raise not_there("dead letter", item_id)
    return Response(answers.dump({"accepted": 1}), 202, media_type=answers.JSON)


@router.post(
    "/dead-letters/{item_id}:dismiss",
    status_code=204,
    response_class=Response,
    responses=documented(None, "not-found", status=204),
)
def dismiss_dead_letter(request: Request, state: Shared, item_id: RowNumber) -> Response:
    """Give up one item for good: no record is made of it, and it is no longer listed."""
    with state.writes.connection() as db, db.transaction():
        if not changes.dismiss(request, db, item_id):
            raise not_there("dead letter", item_id)
    return Response(status_code=204)
