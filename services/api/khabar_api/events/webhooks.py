"""Webhooks: where events are sent, and the log of what was. Signing and sending are the deliver worker's."""

from __future__ import annotations

from operator import itemgetter
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response

from khabar.storage import webhooks
from khabar.storage.webhooks import Webhook
from khabar.url import check_url
from khabar_api.contract import desk_examples
from khabar_api.events.webhook_shapes import DeliveryLine, NewWebhook, NewWebhookView, WebhookChange, WebhookView
from khabar_api.operations import audit, changes
from khabar_api.state import Shared, State
from khabar_api.web import answers
from khabar_api.web.auth import requires
from khabar_api.web.inputs import USUAL_ROTATION, Rotation, RowNumber
from khabar_api.web.paging import listed
from khabar_api.web.params import Cursor, Limit, StrictRoute
from khabar_api.web.problems import Problem, not_there
from khabar_api.web.schemas import Accepted, Page, documented

# The addresses and answers of endpoints tell about their owners: reading needs the scope too.
router = APIRouter(
    prefix="/v1/webhooks",
    route_class=StrictRoute,
    tags=["webhooks"],
    dependencies=[Depends(requires("hooks:write"))],
)

DeliveryState = Literal["pending", "running", "done", "dead"]


def _view(hook: Webhook) -> WebhookView:
    return WebhookView.model_validate(hook.model_dump())


def _missing(webhook_id: UUID) -> Problem:
    return not_there("webhook", webhook_id)


def _one(hook: Webhook, body: WebhookView | None = None, status: int = 200, **headers: str) -> Response:
    sent = {"ETag": answers.version_tag(hook.id, hook.version), "Cache-Control": "no-store", **headers}
    return Response(answers.dump(body or _view(hook)), status, sent, answers.JSON)


def _checked(state: State, url: str) -> str:
    """The URL as it will be called. Its addresses are judged again at every send."""
    settings = state.settings
    return check_url(url.strip(), allow=settings.allow_networks, deny=settings.deny_networks)


@router.post(
    "",
    status_code=201,
    response_model=NewWebhookView,
    responses=documented(
        {**desk_examples.WEBHOOK, "secret": "whsec_…"}, "bad-body", "blocked-address", "conflict", status=201
    ),
)
def add_webhook(request: Request, state: Shared, wanted: NewWebhook) -> Response:
    """Send events to an address from now on. The answer has the signing secret, which is never shown again."""
    secret = webhooks.new_secret()
    url = _checked(state, wanted.url)
    with state.writes.connection() as db, db.transaction():
        hook = changes.add_webhook(request, db, url=url, secret=secret, types=wanted.types, search_id=wanted.search_id)
    body = NewWebhookView.model_validate({**hook.model_dump(), "secret": secret})
    return _one(hook, body, 201, Location=f"/v1/webhooks/{hook.id}")


@router.get(
    "",
    response_model=Page[WebhookView],
    responses=documented({"data": [desk_examples.WEBHOOK], "next": None}, "bad-cursor"),
)
def list_webhooks(request: Request, state: Shared, cursor: Cursor = None, limit: Limit = 50) -> Response:
    """Webhooks in the order they were created, without their secrets."""
    return listed(
        request, state, "webhooks", cursor, limit,
        lambda db, after, most: webhooks.find(db, after=after, limit=most),
        key=lambda hook: hook.id, parse=UUID, shown=_view,
    )  # fmt: skip


@router.get("/{webhook_id}", response_model=WebhookView, responses=documented(desk_examples.WEBHOOK, "not-found"))
def get_webhook(state: Shared, webhook_id: UUID) -> Response:
    """One webhook. Changes need its ETag as If-Match."""
    with state.reads.connection() as db:
        hook = webhooks.get(db, webhook_id)
    if hook is None:
        raise _missing(webhook_id)
    return _one(hook)


@router.patch(
    "/{webhook_id}",
    response_model=WebhookView,
    responses=documented(
        desk_examples.WEBHOOK, "not-found", "bad-body", "blocked-address", "stale", "precondition-required"
    ),
)
def change_webhook(request: Request, state: Shared, webhook_id: UUID, change: WebhookChange) -> Response:
    """Change address, types or state. `active` also closes the circuit breaker. Needs If-Match."""
    version = answers.expected_version(request, str(webhook_id))
    url = _checked(state, change.url) if change.url is not None else None
    with state.writes.connection() as db, db.transaction():
        changes.check_search(db, change.search_id)
        hook = webhooks.change(
            db,
            webhook_id,
            expected_version=version,
            url=url,
            types=change.types,
            state=change.state,
            search=(change.search_id,) if "search_id" in change.model_fields_set else None,
        )
        if hook is None:
            raise answers.stale() if webhooks.get(db, webhook_id) else _missing(webhook_id)
        if change.model_fields_set & {"url", "types", "search_id"}:
            changes.check_alone(db, url=hook.url, types=hook.types, search_id=hook.search_id, but=hook.id)
        # Names only: an address may carry its owner's token.
        audit.note(request, db, "webhook.change", webhook_id, changed=sorted(change.model_fields_set))
    return _one(hook)


@router.post(
    "/{webhook_id}/secret:rotate",
    response_model=NewWebhookView,
    responses=documented({**desk_examples.WEBHOOK, "secret": "whsec_…"}, "not-found", "bad-body"),
)
def rotate_secret(request: Request, state: Shared, webhook_id: UUID, wanted: Rotation = USUAL_ROTATION) -> Response:
    """Sign with a new secret, shown only in this answer; for `overlap_seconds` also with the old one."""
    secret = webhooks.new_secret()
    with state.writes.connection() as db, db.transaction():
        hook = changes.rotate_secret(request, db, webhook_id, secret, wanted.overlap_seconds)
        if hook is None:
            raise _missing(webhook_id)
    return _one(hook, NewWebhookView.model_validate({**hook.model_dump(), "secret": secret}))


@router.delete(
    "/{webhook_id}",
    status_code=204,
    response_class=Response,
    responses=documented(None, "not-found", status=204),
)
def remove_webhook(request: Request, state: Shared, webhook_id: UUID) -> Response:
    """Delete a webhook and its deliveries. Nothing more is sent."""
    with state.writes.connection() as db, db.transaction():
        if not changes.remove_webhook(request, db, webhook_id):
            raise _missing(webhook_id)
    return Response(status_code=204)


@router.get(
    "/{webhook_id}/deliveries",
    response_model=Page[DeliveryLine],
    responses=documented({"data": [desk_examples.DELIVERY], "next": None}, "not-found", "bad-cursor"),
)
def list_deliveries(
    request: Request,
    state: Shared,
    webhook_id: UUID,
    delivery_state: Annotated[DeliveryState | None, Query(alias="state")] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Response:
    """Deliveries sent or waiting, newest first."""
    with state.reads.connection() as db:
        if webhooks.get(db, webhook_id) is None:
            raise _missing(webhook_id)
    return listed(
        request, state, f"deliveries {webhook_id} {delivery_state}", cursor, limit,
        lambda db, before, most: webhooks.deliveries(db, webhook_id, state=delivery_state, before=before, limit=most),
        key=itemgetter("id"), parse=int, shown=DeliveryLine.model_validate,
    )  # fmt: skip


@router.post(
    "/{webhook_id}/deliveries/{delivery_id}:resend",
    status_code=202,
    response_model=Accepted,
    responses=documented({"accepted": 1}, "not-found", status=202),
)
def resend_delivery(request: Request, state: Shared, webhook_id: UUID, delivery_id: RowNumber) -> Response:
    """Send one event again, with the same webhook-id, so that the receiver recognises it."""
    with state.writes.connection() as db, db.transaction():
        if not changes.resend(request, db, webhook_id, delivery_id):
            raise Problem(
                "not-found",
                f"There is no delivery {delivery_id} of webhook {webhook_id}.",
                f"لا إرسال {delivery_id} لإشعار الويب {webhook_id}.",
            )
    return Response(answers.dump({"accepted": 1}), 202, media_type=answers.JSON)


@router.post(
    "/{webhook_id}:test",
    status_code=202,
    response_model=Accepted,
    responses=documented({"accepted": 1}, "not-found", "conflict", status=202),
)
def test_webhook(request: Request, state: Shared, webhook_id: UUID) -> Response:
    """Send the newest event of the log, whatever the webhook's types."""
    with state.writes.connection() as db, db.transaction():
        hook = webhooks.get(db, webhook_id)
        if hook is None:
            raise _missing(webhook_id)
        changes.test_webhook(request, db, hook)
    return Response(answers.dump({"accepted": 1}), 202, media_type=answers.JSON)
