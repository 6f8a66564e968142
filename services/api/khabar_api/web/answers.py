"""Answers: JSON bytes, validators, conditional requests, Link headers. What is in them is the routes' business.

Source: RFC 9110 §8.8 and §13 (validators), RFC 8288 (Link).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from email.utils import format_datetime, parsedate_to_datetime
from typing import Any
from urllib.parse import urlencode

import orjson
from fastapi import Request, Response
from pydantic import BaseModel

from khabar_api.state import State
from khabar_api.web.problem_types import TYPES
from khabar_api.web.problems import Problem

JSON = "application/json"


def dump(value: Any) -> bytes:
    """`value` as JSON: Arabic unescaped, instants in UTC with Z."""
    return orjson.dumps(value, default=_plain, option=orjson.OPT_UTC_Z)


def _plain(value: Any) -> Any:
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json", by_alias=True)
    if isinstance(value, tuple):
        return list(value)
    raise TypeError(type(value).__name__)


def strong_tag(body: bytes) -> str:
    return f'"{hashlib.sha256(body).hexdigest()[:32]}"'


def respond(
    request: Request,
    body: bytes,
    *,
    media_type: str = JSON,
    etag: str | None = None,
    last_modified: datetime | None = None,
    cache: str = "no-cache",
    headers: Mapping[str, str] | None = None,
) -> Response:
    """200 with `body`, or 304 when the client has it. `etag` None: a hash of the body.

    `no-cache` lets a client keep the answer and ask again; `private` is implied by the key.
    """
    tag = etag or strong_tag(body)
    sent = {"ETag": tag, "Cache-Control": f"private, {cache}", **(headers or {})}
    if last_modified is not None:
        sent["Last-Modified"] = format_datetime(last_modified, usegmt=True)
    if is_known(request, tag, last_modified):
        return Response(status_code=304, headers=sent)
    return Response(body, 200, sent, media_type)


def is_known(request: Request, tag: str, last_modified: datetime | None) -> bool:
    """Whether the client has this already. A date counts only where no tag was sent. Source: RFC 9110 §13.2.2."""
    if tags := request.headers.get("if-none-match"):
        return matches(tags, tag)
    since = request.headers.get("if-modified-since")
    if since is None or last_modified is None:
        return False
    try:
        return last_modified.replace(microsecond=0) <= parsedate_to_datetime(since)
    except (TypeError, ValueError):  # no date, or one without a zone
        return False


def matches(header: str | None, tag: str) -> bool:
    """Whether `If-None-Match` names `tag`, by weak comparison. Source: RFC 9110 §13.1.2."""
    if header is None:
        return False
    return header.strip() == "*" or tag in {one.strip().removeprefix("W/") for one in header.split(",")}


def expected_version(request: Request, subject: str) -> int | None:
    """The version that `If-Match` names for `subject`; None: any, as `*` says.

    A weak tag does too: it is weak because the answer was compressed, and versions have nothing to do with bytes.

    Raises:
        Problem: 428 when there is no such header, 412 when it is not one of this subject's tags.
    """
    header = request.headers.get("if-match")
    if header is None:
        raise Problem("precondition-required", TYPES["precondition-required"].explanation)
    if header.strip() == "*":
        return None
    prefix, tag = f'"{subject}-', header.strip().removeprefix("W/")
    number = tag.removeprefix(prefix).removesuffix('"')
    if not (tag.startswith(prefix) and number.isascii() and number.isdigit() and len(number) < 10):
        raise stale()
    return int(number)


def stale() -> Problem:
    return Problem(
        "stale",
        "It was changed since you read it, or If-Match is not its ETag. Read it again and send its new ETag.",
        "غُيّر بعد أن قرأته، أو ليس ما في If-Match هو ETag له. اقرأه ثانية وأرسل ETag الجديد.",
    )


def version_tag(subject: object, version: int) -> str:
    return f'"{subject}-{version}"'


def base_url(request: Request, state: State) -> str:
    """Where clients reach the API, without a slash at the end."""
    return str(state.settings.public_url or request.base_url).rstrip("/")


def links(request: Request, next_cursor: str | None, name: str = "cursor") -> dict[str, str]:
    """The Link header of a page: self, first, and next when there is one. Source: RFC 8288, RFC 5005 §3."""
    path = request.url.path
    kept = [(key, value) for key, value in request.query_params.multi_items() if key != name]

    def link(pairs: list[tuple[str, str]], rel: str) -> str:
        return f'<{path}{"?" if pairs else ""}{urlencode(pairs)}>; rel="{rel}"'

    found = [link(list(request.query_params.multi_items()), "self"), link(kept, "first")]
    if next_cursor is not None:
        found.append(link([*kept, (name, next_cursor)], "next"))
    return {"Link": ", ".join(found)}


def with_parameter(request: Request, name: str, value: str) -> str:
    """The request's query string with one parameter set."""
    kept = [(key, old) for key, old in request.query_params.multi_items() if key != name]
    return "?" + urlencode([*kept, (name, value)])


def page(request: Request, data: list[Any], next_cursor: str | None) -> Response:
    """One page of a list as `{data, next}`."""
    body = dump({"data": data, "next": next_cursor})
    return respond(request, body, headers=links(request, next_cursor))
