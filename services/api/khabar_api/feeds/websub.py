"""Where hubs call: the confirmation of a subscription, and pushes. Open to strangers; the path is the only key.

A push is believed to say one thing: ask the publisher now. Its body is checked against the hub's signature and then
dropped, see docs/decisions/0015-a-push-makes-a-feed-due.md.
"""

from __future__ import annotations

from typing import Annotated, Literal

from anyio import to_thread
from fastapi import APIRouter, Path, Query, Request, Response

from khabar.arabic.clean import clean_text
from khabar.log import get_logger
from khabar.storage import websub
from khabar.websub import PATH, SHAPE, granted_seconds, is_signed
from khabar_api.state import Shared, State
from khabar_api.web.problems import Problem

log = get_logger()
router = APIRouter(prefix=PATH.rstrip("/"), include_in_schema=False)

# What was never given out is refused before the database is asked.
Token = Annotated[str, Path(pattern=SHAPE)]
_UNKNOWN = "Nothing was asked for here."


@router.get("/{token}")
def answer_hub(
    state: Shared,
    token: Token,
    mode: Annotated[Literal["subscribe", "unsubscribe", "denied"], Query(alias="hub.mode")],
    topic: Annotated[str, Query(alias="hub.topic", max_length=2048)],
    challenge: Annotated[str, Query(alias="hub.challenge", max_length=4096)] = "",
    lease_seconds: Annotated[str | None, Query(alias="hub.lease_seconds", max_length=20)] = None,
    reason: Annotated[str, Query(alias="hub.reason", max_length=2000)] = "",
) -> Response:
    """Repeat the challenge when what the hub asks about was wanted. Source: WebSub §5.3, §5.2 for `denied`."""
    with state.writes.connection() as db:
        match mode:
            case "subscribe":
                agreed = websub.confirm(db, token, topic, seconds=granted_seconds(lease_seconds))
            case "unsubscribe":
                agreed = websub.cancel(db, token, topic)
            case "denied":
                agreed = websub.deny(db, token, topic, reason=clean_text(reason)[:300] or "no reason given")
    log.info("websub_answered", mode=mode, topic=topic[:200], agreed=agreed)
    if not agreed:
        raise Problem("not-found", _UNKNOWN)
    return Response(challenge, media_type="text/plain")


@router.post("/{token}")
async def take_push(request: Request, state: Shared, token: Token) -> Response:
    """Make the feed due. 410 tells the hub to stop; a body without its signature is taken and forgotten (§7.1)."""
    secret = await to_thread.run_sync(_secret, state, token)
    if secret is None:
        return Response(_UNKNOWN, 410, media_type="text/plain")
    is_hubs = is_signed(secret, request.headers.get("x-hub-signature"), await request.body())
    await to_thread.run_sync(_note, state, token, is_hubs)
    return Response(status_code=202)


def _secret(state: State, token: str) -> str | None:
    with state.writes.connection() as db:  # a role that may only read does not see secrets
        return websub.secret_of(db, token)


def _note(state: State, token: str, is_hubs: bool) -> None:
    with state.writes.connection() as db:
        if is_hubs:
            websub.pushed(db, token)
        else:
            websub.refused(db, token)
    log.info("websub_pushed", signed=is_hubs)
