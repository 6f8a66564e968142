"""The token that changes carry in the Google Reader API, and the two kinds of answer that it knows."""

from __future__ import annotations

import hashlib
import hmac
from datetime import UTC, datetime
from typing import Any

from fastapi import Depends, Request, Response

from khabar_api.compat.greader_params import Given, reader_of
from khabar_api.state import Shared, State
from khabar_api.web import answers
from khabar_api.web.auth import requires
from khabar_api.web.problems import Problem

PREFIX = "/compat/greader"
TOKEN_SECONDS = 1800


def text_answer(text: str) -> Response:
    return Response(text, media_type="text/plain; charset=utf-8", headers={"Cache-Control": "no-store"})


def json_answer(body: Any) -> Response:
    return Response(answers.dump(body), media_type=answers.JSON, headers={"Cache-Control": "no-store"})


def token_of(state: State, reader: str, age: int = 0) -> str:
    slot = int(datetime.now(UTC).timestamp()) // TOKEN_SECONDS - age
    told = f"greader {reader} {slot}".encode()
    return hmac.new(state.session_secret.encode(), told, hashlib.sha256).hexdigest()[:40]


def _check_token(request: Request, state: Shared, given: Given) -> None:
    """Changes carry a token that is good for half an hour to an hour.

    Raises:
        Problem: it is missing, wrong or too old; its header tells the client to ask for another.
    """
    sent = given.get("T", "").encode()
    if not any(hmac.compare_digest(sent, token_of(state, reader_of(request), age).encode()) for age in (0, 1)):
        raise Problem("bad-key", "The token T is not valid.", headers={"X-Reader-Google-Bad-Token": "true"})


READS = [Depends(requires("read"))]
CHANGES = [*READS, Depends(_check_token)]
