"""Tickets for event streams: a browser's EventSource can send no header, and a key must not stand in an address."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from fastapi import APIRouter, Depends, Request, Response

from khabar.record import Instant, Record
from khabar_api.contract import examples
from khabar_api.state import Shared
from khabar_api.web import answers, vouchers
from khabar_api.web.auth import caller_of, requires
from khabar_api.web.params import StrictRoute
from khabar_api.web.schemas import documented

router = APIRouter(prefix="/v1", route_class=StrictRoute, tags=["events"], dependencies=[Depends(requires("read"))])

PATH = "/v1/events/stream"
# Long enough to open a stream; it may stand in logs of proxies.
SECONDS = 120


class Ticket(Record):
    """`ticket` null: nobody needs a key here, and none a ticket. An open stream outlives `expires_at`."""

    ticket: str | None
    expires_at: Instant
    url: str


@router.post("/events/stream:ticket", response_model=Ticket, responses=documented(examples.TICKET))
def make_ticket(request: Request, state: Shared) -> Response:
    """A ticket to open event streams with, valid for two minutes: `/v1/events/stream?ticket=…`."""
    until = datetime.now(UTC) + timedelta(seconds=SECONDS)
    key_id = caller_of(request).key_id
    ticket = vouchers.issue("stream", key_id, state.session_secret, until) if key_id is not None else None
    url = answers.base_url(request, state) + PATH + (f"?ticket={ticket}" if ticket else "")
    body = answers.dump(Ticket(ticket=ticket, expires_at=until.replace(microsecond=0), url=url))
    return Response(body, headers={"Cache-Control": "no-store"}, media_type=answers.JSON)


def key_of(ticket: str, secret: str, now: datetime) -> str | None:
    """The id of the key that a ticket was made for; None when it was changed or is too old."""
    return vouchers.key_of("stream", ticket, secret, now)
