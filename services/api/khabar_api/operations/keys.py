"""API keys: made, listed, rotated and revoked over HTTP. What a key is: khabar.storage.keys."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request, Response

from khabar.storage import keys
from khabar.storage.keys import Key
from khabar_api.contract import desk_examples
from khabar_api.operations import audit
from khabar_api.operations.key_shapes import KeyView, NewKey, NewKeyView
from khabar_api.state import Shared
from khabar_api.web import answers
from khabar_api.web.auth import requires
from khabar_api.web.inputs import USUAL_ROTATION, Rotation
from khabar_api.web.paging import listed
from khabar_api.web.params import Cursor, Limit, StrictRoute
from khabar_api.web.problems import Problem, not_there
from khabar_api.web.schemas import Page, documented

router = APIRouter(prefix="/v1/keys", route_class=StrictRoute, tags=["keys"], dependencies=[Depends(requires("admin"))])

KeyId = Annotated[str, Path(pattern="^[0-9a-f]{8}$", description="The eight characters after khb_.")]


def _missing(key_id: str) -> Problem:
    return not_there("working key", key_id)


def _view(key: Key) -> KeyView:
    return KeyView.model_validate(key.model_dump())


def _made(key: Key, text: str) -> Response:
    body = NewKeyView.model_validate({**key.model_dump(), "key": text})
    headers = {"Location": f"/v1/keys/{key.id}", "Cache-Control": "no-store"}
    return Response(answers.dump(body), 201, headers, answers.JSON)


@router.get(
    "",
    response_model=Page[KeyView],
    responses=documented({"data": [desk_examples.KEY], "next": None}, "bad-cursor"),
)
def list_keys(request: Request, state: Shared, cursor: Cursor = None, limit: Limit = 50) -> Response:
    """Keys in the order they were created, revoked ones too, without their secrets."""
    return listed(
        request, state, "keys", cursor, limit,
        lambda db, after, most: keys.find(db, after=after, limit=most),
        key=lambda key: f"{key.created_at.isoformat()} {key.id}", parse=_after, shown=_view,
    )  # fmt: skip


def _after(text: str) -> tuple[datetime, str]:
    at, key_id = text.split(" ")
    return datetime.fromisoformat(at), key_id


@router.post(
    "",
    status_code=201,
    response_model=NewKeyView,
    responses=documented({**desk_examples.KEY, "key": "khb_…"}, "bad-body", status=201),
)
def add_key(request: Request, state: Shared, wanted: NewKey) -> Response:
    """Create a key. It is shown only in this answer; only its hash is kept."""
    expires_at = datetime.now(UTC) + timedelta(days=wanted.days) if wanted.days else None
    with state.writes.connection() as db, db.transaction():
        key, text = keys.create(db, name=wanted.name, scopes=wanted.scopes, expires_at=expires_at)
        audit.note(request, db, "key.create", key.id, name=key.name, scopes=key.scopes)
    return _made(key, text)


@router.get("/{key_id}", response_model=KeyView, responses=documented(desk_examples.KEY, "not-found"))
def get_key(state: Shared, key_id: KeyId) -> Response:
    """One key, without its secret."""
    with state.reads.connection() as db:
        key = keys.get(db, key_id)
    if key is None:
        raise _missing(key_id)
    return Response(answers.dump(_view(key)), headers={"Cache-Control": "no-store"}, media_type=answers.JSON)


@router.post(
    "/{key_id}:rotate",
    status_code=201,
    response_model=NewKeyView,
    responses=documented({**desk_examples.KEY, "key": "khb_…"}, "not-found", "bad-body", status=201),
)
def rotate_key(request: Request, state: Shared, key_id: KeyId, wanted: Rotation = USUAL_ROTATION) -> Response:
    """Create a key with the same name and scopes. The old one works for `overlap_seconds` more."""
    with state.writes.connection() as db, db.transaction():
        made = keys.rotate(db, key_id, overlap_seconds=wanted.overlap_seconds)
        if made is None:
            raise _missing(key_id)
        audit.note(request, db, "key.rotate", key_id, new=made[0].id, overlap_seconds=wanted.overlap_seconds)
    return _made(*made)


@router.delete(
    "/{key_id}",
    status_code=204,
    response_class=Response,
    responses=documented(None, "not-found", status=204),
)
def revoke_key(request: Request, state: Shared, key_id: KeyId) -> Response:
    """Revoke a key, immediately and for good. It stays in the list."""
    with state.writes.connection() as db, db.transaction():
        if not keys.revoke(db, key_id):
            raise _missing(key_id)
        audit.note(request, db, "key.revoke", key_id)
    return Response(status_code=204)
