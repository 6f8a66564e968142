"""Every failure as RFC 9457 problem JSON: one table of types, one exception, one set of handlers.

Not here: the page that explains a type to a person (pages/explain.py serves it from the same table).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from http import HTTPStatus
from typing import Any

import orjson
from fastapi import FastAPI, HTTPException, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException as StarletteHTTPException
from starlette.routing import Match

from khabar.errors import BadInput, BadQuery, BlockedAddress, KhabarError, QueueDown, StorageDown
from khabar.log import get_logger
from khabar_api.web.languages import UiLanguage, preferred
from khabar_api.web.problem_types import TYPES
from khabar_api.web.reasons import in_arabic
from khabar_api.web.wrong_values import in_both

log = get_logger()

MEDIA_TYPE = "application/problem+json"
# What a client is told to wait when a server behind the API does not answer: the supervisor's first restart takes less.
RETRY_SECONDS = 5


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
# What the framework says of a body that is no UTF-8, or too deep to be read.
_UNREADABLE_BODY = "There was an error parsing the body"
# Errors of the kernel that a request may meet. Anything else is a defect: `internal`.
BY_ERROR: tuple[tuple[type[KhabarError], str], ...] = (
    (StorageDown, "storage-down"),
    (QueueDown, "queue-down"),
    (BlockedAddress, "blocked-address"),
    (BadInput, "bad-parameter"),
)


class Problem(HTTPException):
    """A failure that is told to the client. `errors` are `{pointer | parameter, detail, detail_ar?, position?}`.

    `arabic`: what `detail` says; None: what the type means, or the words of `errors`, say it.
    """

    def __init__(
        self,
        name: str,
        detail: str,
        arabic: str | None = None,
        *,
        errors: Sequence[Mapping[str, str | int]] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        self.type = TYPES[name]
        self.arabic = arabic
        self.errors = list(errors)
        super().__init__(self.type.status, detail, dict(headers or {}))


# What is looked up by an id or a name, as both languages say that there is none.
_NOT_THERE = {
    "article": "لا مقال بالمعرّف",
    "saved search": "لا بحث محفوظ بالمعرّف",
    "feed": "لا خلاصة بالمعرّف",
    "source": "لا مصدر بالمعرّف",
    "discovery": "لا بحث عن خلاصات بالمعرّف",
    "webhook": "لا إشعار ويب بالمعرّف",
    "delivery": "لا تسليم بالرقم",
    "export": "لا تصدير بالمعرّف",
    "extraction": "لا استخراج بالمعرّف",
    "name": "لا اسم بالمعرّف",
    "working key": "لا مفتاح صالح بالمعرّف",
    "dead letter": "لا عنصر محجور بالرقم",
    "schema": "لا مخطط باسم",
    "type of problem": "لا نوع من المشكلات باسم",
}


def not_there(what: str, which: object) -> Problem:
    """404: no `what`, a key of the table above, is known as `which`."""
    return Problem("not-found", f"There is no {what} {which}.", f"{_NOT_THERE[what]} {which}.")


def answer(problem: Problem, request: Request) -> Response:
    """`problem` as a response, in Arabic for clients that prefer it. Source: RFC 9457 §3."""
    language = preferred(request.headers.get("accept-language"), "en")
    headers = {"Cache-Control": "no-store", "Content-Language": language, "Vary": "Accept-Language"}
    headers |= problem.headers or {}
    return Response(body_of(problem, language, request.url.path), problem.type.status, headers, MEDIA_TYPE)


def body_of(problem: Problem, language: UiLanguage, path: str | None = None) -> bytes:
    """`problem` as JSON. `path` is what was asked for; None where that was not read."""
    kind = problem.type
    body: dict[str, Any] = {
        "type": f"/problems/{kind.name}",
        "title": kind.title if language == "en" else kind.title_ar,
        "status": kind.status,
        "detail": detail_in(problem, language),
    }
    if path is not None:
        body["instance"] = path
    if problem.errors:
        body["errors"] = problem.errors
    return orjson.dumps(body)


def detail_in(problem: Problem, language: UiLanguage) -> str:
    """The words of this very problem. Where only English has them, Arabic says what the type means before."""
    if language == "en":
        return str(problem.detail)
    kind = problem.type
    if problem.arabic is not None:
        return problem.arabic
    told = [(one.get("parameter") or one.get("pointer") or "body", one.get("detail_ar")) for one in problem.errors]
    if told and all(words for _, words in told):
        return "؛ ".join(f"{where}: {words}" for where, words in told)
    return kind.explanation_ar if problem.detail == kind.explanation else f"{kind.explanation_ar} ({problem.detail})"


def problem_of(error: Exception) -> Problem:
    """The problem that `error` is to a client."""
    match error:
        case Problem():
            return error
        case RequestValidationError():
            return _invalid(error)
        case StarletteHTTPException():
            return _of_framework(error)
    if isinstance(error, BadQuery):
        return unreadable_query(error)
    for kind, name in BY_ERROR:
        if isinstance(error, kind):
            down = name.endswith("-down")
            # What a driver says of its server is for the log: it may name hosts and accounts.
            detail = TYPES[name].explanation if down else str(error)
            return Problem(
                name, detail, in_arabic(detail), headers={"Retry-After": str(RETRY_SECONDS)} if down else None
            )
    return Problem("internal", TYPES["internal"].explanation)


def _of_framework(error: StarletteHTTPException) -> Problem:
    if error.detail == _UNREADABLE_BODY:
        said, arabic = "not JSON in UTF-8, or nested too deep", "ليس JSON بترميز UTF-8، أو تداخله أعمق مما يُقبل"
        unread = {"pointer": "", "detail": said, "detail_ar": arabic}
        return Problem("bad-body", f"body: {said}", errors=[unread])
    name = BY_STATUS.get(error.status_code, "bad-request" if error.status_code < 500 else "internal")
    # The framework's own words are the status again.
    is_told = isinstance(error.detail, str) and error.detail != HTTPStatus(error.status_code).phrase
    return Problem(name, error.detail if is_told else TYPES[name].explanation, headers=error.headers)


def unreadable_query(error: BadQuery, pointer: str | None = None) -> Problem:
    """A search text that can't be read. `pointer`: where it stands in the body; None: it is the parameter `q`."""
    name, where = ("bad-parameter", {"parameter": "q"}) if pointer is None else ("bad-body", {"pointer": pointer})
    said: dict[str, str | int] = {**where, "detail": error.message, "detail_ar": error.arabic, "position": error.at}
    return Problem(name, f"{pointer or 'q'}: {error.message} (at character {error.at + 1})", errors=[said])


# So many mistakes of one request are told; a body has room for ten thousand.
MOST_TOLD = 100


def _invalid(error: RequestValidationError) -> Problem:
    """Wrong parameters are 400, a wrong body is 422, and a path that can't name anything is 404."""
    found = error.errors()[:MOST_TOLD]
    where = str(found[0]["loc"][0]) if found else "body"
    if where == "path":
        return Problem(
            "not-found", "The id in the path is not one of khabar's.", "ليس المعرّف في العنوان مما يعطيه «خبر»."
        )
    if where in ("query", "header"):
        names = [str(one["loc"][1]) if len(one["loc"]) > 1 else where for one in found]
        errors = [{"parameter": name, **in_both(one)} for name, one in zip(names, found, strict=True)]
        return Problem("bad-parameter", "; ".join(f"{e['parameter']}: {e['detail']}" for e in errors), errors=errors)
    if found[0]["type"].startswith("model_attributes") and isinstance(found[0]["input"], bytes):
        return Problem("wrong-type", TYPES["wrong-type"].explanation)
    if found[0]["type"] == "json_invalid":  # its place is no JSON Pointer, but a character
        said = f"not JSON: {found[0]['ctx']['error']}"
        place = int(found[0]["loc"][1])
        broken: dict[str, str | int] = {
            "pointer": "",
            "detail": said,
            "detail_ar": f"ليس JSON سليمًا عند الحرف {place + 1}",
            "position": place,
        }
        return Problem("bad-body", f"body: {said} (at character {place + 1})", errors=[broken])
    errors = [{"pointer": _pointer(one["loc"][1:]), **in_both(one)} for one in found]
    return Problem("bad-body", "; ".join(f"{e['pointer'] or 'body'}: {e['detail']}" for e in errors), errors=errors)


def _pointer(steps: Sequence[int | str]) -> str:
    """A JSON Pointer. Source: RFC 6901 §3."""
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in steps)


def _is_action(request: Request) -> bool:
    """Whether an action was asked for, as in `POST /v1/feeds/…:pause`. One that exists never ends in 405."""
    return request.method == "POST" and ":" in request.url.path.rpartition("/")[2]


def _fitting(request: Request, path: str) -> list[Any]:
    """The routes at `path`, whatever their methods."""
    parts = [getattr(part, "original_router", None) or part for part in request.app.routes]
    routes = [route for part in parts for route in getattr(part, "routes", [part])]
    return [route for route in routes if route.matches({**request.scope, "path": path})[0] != Match.NONE]


def _nowhere(request: Request) -> Problem:
    """No route has the address; one without the slash at its end may have been meant."""
    bare = request.url.path.rstrip("/")
    if bare != request.url.path and bare and _fitting(request, bare):
        return Problem("not-found", f"Leave out the slash at the end: {bare}.", f"احذف الشرطة المائلة من آخره: {bare}.")
    if not bare.startswith("/v1"):
        return Problem("not-found", TYPES["not-found"].explanation)
    return Problem(
        "not-found",
        "There is nothing at this address; /openapi.json lists all routes.",
        "لا شيء بهذا العنوان؛ في /openapi.json كل المسارات.",
    )


def _methods_of(request: Request, told: str) -> list[str]:
    """Every method of an address. The framework has `told` those of the first route that fits."""
    fitting = _fitting(request, request.url.path)
    # An id may be any text, so that `{id}` fits `…:pause` too; the action's own route is meant.
    action = request.url.path.rpartition("/")[2].partition(":")[2]
    fitting = [route for route in fitting if action and route.path.endswith(f":{action}")] or fitting
    methods = {method for route in fitting for method in getattr(route, "methods", None) or ()}
    methods = {*(methods or told.split(", ")), "OPTIONS"}
    if "GET" in methods and not request.url.path.endswith("/stream"):
        methods.add("HEAD")
    return sorted(methods - {""})


def install(app: FastAPI, show: Callable[[Request, Problem], Response | None]) -> None:
    """Let every exception of `app` end as a problem, but where `show` has another form for it."""

    def handle(request: Request, error: Exception) -> Response:
        problem = problem_of(error)
        if problem.type.name == "not-found" and not isinstance(error, Problem | RequestValidationError):
            problem = _nowhere(request)
        if problem.type.name == "method-not-allowed" and _is_action(request):
            problem = Problem("not-found", "There is no such action.", "لا فعل بهذا الاسم.")
        if problem.type.status >= 500:
            log.error("request_failed", method=request.method, path=request.url.path, error=str(error))
        if problem.type.status == 405:
            allowed = ", ".join(_methods_of(request, (problem.headers or {}).get("Allow", "")))
            if request.method == "OPTIONS":  # RFC 9110 §9.3.7
                return Response(status_code=204, headers={"Allow": allowed})
            problem = Problem(problem.type.name, f"It takes {allowed}.", f"يقبل {allowed}.", headers={"Allow": allowed})
        return show(request, problem) or answer(problem, request)

    for kind in (StarletteHTTPException, RequestValidationError, KhabarError):
        app.add_exception_handler(kind, handle)
