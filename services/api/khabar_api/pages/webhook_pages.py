"""Webhooks, and what was sent to them."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Request, Response

from khabar.errors import BadInput, BlockedAddress
from khabar.storage import searches, webhooks
from khabar.url import check_url
from khabar_api.operations import changes
from khabar_api.pages.access import reader
from khabar_api.pages.shell import after, complaint, language_of, page
from khabar_api.state import Shared
from khabar_api.web.inputs import USUAL_ROTATION, RowNumber
from khabar_api.web.problems import Problem, detail_in, not_there

router = APIRouter(
    prefix="/app/webhooks", include_in_schema=False, dependencies=[Depends(reader()), Depends(reader("hooks:write"))]
)

LINES = 100


@router.get("")
def show_webhooks(request: Request, state: Shared) -> Response:
    """Where events are sent."""
    return _webhooks(request, state)


def _webhooks(
    request: Request,
    state: Shared,
    *,
    secret: str | None = None,
    problem: str | None = None,
    typed: str = "",
    status: int = 200,
) -> Response:
    with state.reads.connection() as db:
        hooks = webhooks.find(db, limit=LINES)
        saved = searches.find(db, limit=LINES)
    names = {one.id: one.name for one in saved}
    return page(
        request,
        state,
        "webhooks.html",
        status=status,
        hooks=hooks,
        names=names,
        secret=secret,
        problem=problem,
        typed=typed,
    )


@router.post("")
def add_webhook(
    request: Request,
    state: Shared,
    url: Annotated[str, Form(max_length=4000)],
    search: Annotated[str, Form(max_length=36)] = "",
) -> Response:
    """Send events to an address from now on; the page shows the secret, this once."""
    settings, secret = state.settings, webhooks.new_secret()
    try:
        checked = check_url(url.strip(), allow=settings.allow_networks, deny=settings.deny_networks)
        search_id = UUID(search) if search else None
        with state.writes.connection() as db, db.transaction():
            changes.add_webhook(request, db, url=checked, secret=secret, search_id=search_id)
    except (ValueError, BadInput, BlockedAddress) as error:
        return _webhooks(request, state, problem=complaint(request, error), typed=url, status=422)
    except Problem as problem:
        return _webhooks(
            request, state, problem=detail_in(problem, language_of(request)), typed=url, status=problem.status_code
        )
    return _webhooks(request, state, secret=secret, status=201)


@router.get("/{webhook_id}")
def show_webhook(request: Request, state: Shared, webhook_id: UUID) -> Response:
    """One webhook, and what was sent to it or waits."""
    return _webhook(request, state, webhook_id)


def _webhook(request: Request, state: Shared, webhook_id: UUID, *, secret: str | None = None) -> Response:
    with state.reads.connection() as db:
        hook = webhooks.get(db, webhook_id)
        lines = webhooks.deliveries(db, webhook_id, limit=LINES)
    if hook is None:
        raise not_there("webhook", webhook_id)
    return page(request, state, "webhook.html", hook=hook, lines=lines, secret=secret)


@router.post("/{webhook_id}/rotate")
def rotate_webhook_secret(request: Request, state: Shared, webhook_id: UUID) -> Response:
    """Sign with a new secret, which the page shows this once; for a day with the old one too."""
    secret = webhooks.new_secret()
    with state.writes.connection() as db, db.transaction():
        changes.rotate_secret(request, db, webhook_id, secret, USUAL_ROTATION.overlap_seconds)
    return _webhook(request, state, webhook_id, secret=secret)


@router.post("/{webhook_id}/{action}")
def act_on_webhook(
    request: Request,
    state: Shared,
    webhook_id: UUID,
    action: Literal["pause", "resume", "remove", "test", "resend"],
    delivery: Annotated[RowNumber | None, Form()] = None,
) -> Response:
    """Pause, resume, remove or try a webhook, or send one delivery again."""
    with state.writes.connection() as db, db.transaction():
        hook = webhooks.get(db, webhook_id)
        if hook is None:
            raise not_there("webhook", webhook_id)
        match action:
            case "pause" | "resume":
                wanted: Literal["active", "paused"] = "paused" if action == "pause" else "active"
                if changes.set_webhook_state(request, db, webhook_id, wanted) is None:
                    raise not_there("webhook", webhook_id)
            case "remove":
                changes.remove_webhook(request, db, webhook_id)
            case "test":
                changes.test_webhook(request, db, hook)
            case "resend":
                if delivery is None or not changes.resend(request, db, webhook_id, delivery):
                    raise not_there("delivery", delivery)
    return after("/app/webhooks" if action == "remove" else f"/app/webhooks/{webhook_id}", f"webhook_{action}")
