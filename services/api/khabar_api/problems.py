"""Every failure as RFC 9457 problem JSON: one table of types, one exception, one set of handlers.

Not here: the page that explains a type to a person (welcome.py serves it from the same table).
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from fastapi import FastAPI, HTTPException, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException as StarletteHTTPException

from khabar.errors import BadInput, BlockedAddress, KhabarError, QueueDown, StorageDown

log = logging.getLogger("khabar.api")

MEDIA_TYPE = "application/problem+json"
# What a client is told to wait when a server behind the API does not answer: the supervisor's first restart takes less.
RETRY_SECONDS = 5


@dataclass(frozen=True)
class ProblemType:
    """One kind of failure. Its `type` URI is `/problems/<name>`."""

    name: str
    status: int
    title: str
    explanation: str


TYPES: dict[str, ProblemType] = {
    kind.name: kind
    for kind in (
        ProblemType("bad-parameter", 400, "A query parameter is wrong", "Unknown, repeated, empty or out of range; `errors` names it."),
        ProblemType("bad-cursor", 400, "The cursor can't be used", "It was changed, or belongs to other filters. Start again without it."),
        ProblemType("bad-request", 400, "The request can't be read", "Its path, headers or body are not what HTTP allows here."),
        ProblemType("key-required", 401, "An API key is needed", "Send `Authorization: Bearer khb_…`. Keys are made with `khabar keys create`."),
        ProblemType("bad-key", 401, "The API key is not valid", "It is unknown, wrong, expired or revoked."),
        ProblemType("scope-missing", 403, "The key may not do this", "`detail` names the scope that is needed."),
        ProblemType("foreign-host", 403, "The request came under a foreign name", "Without keys the API answers under loopback names only, so that a web page can't reach it."),
        ProblemType("not-found", 404, "There is nothing here", "The address or the id is unknown."),
        ProblemType("method-not-allowed", 405, "This address has no such method", "The `Allow` header lists those it has."),
        ProblemType("not-acceptable", 406, "No such representation", "`Accept` asks for a format that this address does not have."),
        ProblemType("conflict", 409, "The state does not allow this", "`detail` says what stands in the way."),
        ProblemType("position-expired", 410, "The position is older than the log", "Events before it were removed. List the articles, then go on from `/v1/events`."),
        ProblemType("stale", 412, "It was changed by someone else", "Read it again and send its new `ETag` as `If-Match`."),
        ProblemType("too-large", 413, "The request is too large", "A body may have 1 MB, an OPML file 5 MB."),
        ProblemType("wrong-type", 415, "The body has the wrong type", "Send `Content-Type: application/json`."),
        ProblemType("bad-body", 422, "The body is wrong", "`errors` points at each wrong value."),
        ProblemType("blocked-address", 422, "The address may not be fetched", "It is not a public web address. See KHABAR_ALLOW_NETWORKS."),
        ProblemType("precondition-required", 428, "If-Match is needed", "Send the `ETag` you read as `If-Match`, so that no change is lost."),
        ProblemType("rate-limited", 429, "Too many requests", "Wait as long as `Retry-After` says."),
        ProblemType("internal", 500, "Something broke", "It was logged. Trying again may work."),
        ProblemType("storage-down", 503, "The database does not answer", "Try again after `Retry-After` seconds."),
        ProblemType("queue-down", 503, "Redis does not answer", "Reading goes on; changes are refused until it is back."),
    )
}  # fmt: skip

# What the framework raises by number only.
BY_STATUS = {
    400: "bad-request",
    401: "key-required",
    403: "scope-missing",
    404: "not-found",
    405: "method-not-allowed",
    413: "too-large",
    415: "wrong-type",
    422: "bad-body",
}
# Errors of the kernel that a request may meet. Anything else is a defect: `internal`.
BY_ERROR: tuple[tuple[type[KhabarError], str], ...] = (
    (StorageDown, "storage-down"),
    (QueueDown, "queue-down"),
    (BlockedAddress, "blocked-address"),
    (BadInput, "bad-parameter"),
)


class Problem(HTTPException):
    """A failure that is told to the client. `errors` are `{pointer | parameter, detail}`."""

    def __init__(
        self,
        name: str,
        detail: str,
        *,
        errors: Sequence[Mapping[str, str]] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        self.type = TYPES[name]
        self.errors = list(errors)
        super().__init__(self.type.status, detail, dict(headers or {}))


def answer(problem: Problem, instance: str) -> Response:
    """`problem` as a response. Source: RFC 9457 §3."""
    body: dict[str, Any] = {
        "type": f"/problems/{problem.type.name}",
        "title": problem.type.title,
        "status": problem.type.status,
        "detail": problem.detail,
        "instance": instance,
    }
    if problem.errors:
        body["errors"] = problem.errors
    headers = {"Cache-Control": "no-store", **(problem.headers or {})}
    return Response(orjson.dumps(body), problem.type.status, headers, MEDIA_TYPE)


def problem_of(error: Exception) -> Problem:
    """The problem that `error` is to a client."""
    match error:
        case Problem():
            return error
        case RequestValidationError():
            return _invalid(error)
        case StarletteHTTPException():
            name = BY_STATUS.get(error.status_code, "bad-request" if error.status_code < 500 else "internal")
            detail = error.detail if isinstance(error.detail, str) else TYPES[name].explanation
            return Problem(name, detail, headers=error.headers)
    for kind, name in BY_ERROR:
        if isinstance(error, kind):
            down = name.endswith("-down")
            # What a driver says of its server is for the log: it may name hosts and accounts.
            detail = TYPES[name].explanation if down else str(error)
            return Problem(name, detail, headers={"Retry-After": str(RETRY_SECONDS)} if down else None)
    return Problem("internal", TYPES["internal"].explanation)


def _invalid(error: RequestValidationError) -> Problem:
    """Wrong parameters are 400, a wrong body is 422, and a path that can't name anything is 404."""
    found = error.errors()
    where = str(found[0]["loc"][0]) if found else "body"
    if where == "path":
        return Problem("not-found", "The id in the path is not one that khabar gives.")
    if where in ("query", "header"):
        errors = [
            {"parameter": str(one["loc"][1] if len(one["loc"]) > 1 else where), "detail": one["msg"]} for one in found
        ]
        return Problem("bad-parameter", "; ".join(f"{e['parameter']}: {e['detail']}" for e in errors), errors=errors)
    if any(
        one["type"] == "model_attributes_type" and not isinstance(one["input"], dict) for one in found[:1]
    ) and isinstance(found[0]["input"], bytes):
        return Problem("wrong-type", TYPES["wrong-type"].explanation)
    errors = [{"pointer": _pointer(one["loc"][1:]), "detail": one["msg"]} for one in found]
    return Problem("bad-body", "; ".join(f"{e['pointer'] or 'body'}: {e['detail']}" for e in errors), errors=errors)


def _pointer(steps: Sequence[int | str]) -> str:
    """A JSON Pointer. Source: RFC 6901 §3."""
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in steps)


def install(app: FastAPI) -> None:
    """Let every exception of `app` end as a problem."""

    def handle(request: Request, error: Exception) -> Response:
        problem = problem_of(error)
        if problem.type.status >= 500:
            log.error("%s %s: %s", request.method, request.url.path, error)
        return answer(problem, request.url.path)

    for kind in (StarletteHTTPException, RequestValidationError, KhabarError):
        app.add_exception_handler(kind, handle)
