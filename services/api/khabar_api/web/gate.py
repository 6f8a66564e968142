"""What every request passes before its route, and what every answer gets on its way out. Who asks: admission.py.

    body size ▶ admission ▶ rate limit ▶ route ▶ security, limit and deprecation headers, figures

Plain ASGI, so that streams are not buffered.
"""

from __future__ import annotations

import re
import time
import uuid
from collections.abc import Callable
from http import HTTPStatus

from fastapi import Request, Response
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from khabar import websub
from khabar.answer import FEED
from khabar.log import about, get_logger
from khabar_api.compat.layers import tidied
from khabar_api.state import State
from khabar_api.web import deprecation, problems
from khabar_api.web.admission import STATIC_PREFIX, Admission
from khabar_api.web.auth import Caller
from khabar_api.web.limits import Grant
from khabar_api.web.problems import Problem

log = get_logger()

MAX_BODY_BYTES = 1_000_000
# A list of five thousand feeds, and pages in hand, are larger than any other body.
LARGER_BODIES = {"/v1/opml": 5_000_000, "/v1/articles:extract": 5_000_000, "/app/try": 5_000_000}
# What a hub pushes is a whole feed.
PUSHED_BYTES = FEED.max_wire_bytes
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    # Not no-referrer: with it browsers send our own forms under `Origin: null`, and they are refused as another site's.
    # Source: Fetch, "append a request `Origin` header".
    "Referrer-Policy": "same-origin",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
}

# What every answer is chosen by, or let through by. Style, script and fonts are the same for everybody.
VARYING = ("Accept", "Authorization", "Cookie")
# Who was refused before it was known who asks.
NOBODY = Caller(scopes=(), name="nobody")
_REQUEST_ID = re.compile(r"[A-Za-z0-9._:+/=-]{1,128}", re.ASCII)

# What figures say of a client that went before it was answered: no status of HTTP's, but nginx's and many dashboards'.
GONE = 499


class Gate:
    """The outermost layer that khabar adds to the application."""

    def __init__(
        self,
        app: ASGIApp,
        state: State,
        deprecated: deprecation.Routes,
        show: Callable[[Request, Problem], Response | None],
    ) -> None:
        self._app = app
        self._state = state
        self._admission = Admission(state)
        self._deprecated = deprecated
        self._show = show

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        # A copy: the server keeps its own, in which HEAD stays HEAD, so that it sends no body.
        scope = dict(scope)
        scope["path"] = tidied(scope["path"])
        asked = scope["khabar.asked"] = scope["method"]
        if asked == "HEAD" and not scope["path"].endswith("/stream"):
            scope["method"] = "GET"
        request_id = _request_id(Headers(scope=scope).get("x-request-id"))
        with about(request=request_id):
            await self._pass(scope, receive, send, asked, {"X-Request-ID": request_id})

    async def _pass(self, scope: Scope, receive: Receive, send: Send, asked: str, extra: dict[str, str]) -> None:
        """One request, whose answer gets the headers `extra`; `asked` is the method before HEAD became GET."""
        started = time.perf_counter()
        answer = _Answer(scope, send, extra, self._deprecated)
        try:
            _refuse_length(Headers(scope=scope).get("content-length", "0"), _most_bytes(scope["path"]))
            caller, grant = await self._admission.admit(scope, asked)
            if grant is not None:
                extra |= grant.headers()
                _refuse_hurry(grant)
            scope["khabar.caller"] = caller
            await self._app(scope, _Counted(receive, _most_bytes(scope["path"])), answer)
        except ClientDisconnect:
            answer.status = answer.status or GONE  # nobody is there to be answered, and nothing is wrong here
        except Exception as error:
            if answer.status:  # too late for a problem: cut the answer off, so that it is not taken for a whole one
                raise
            await self._refusal(error, scope, asked)(scope, receive, answer)
        finally:
            route = _route(scope)
            if not route.endswith("/stream"):
                self._state.metrics.answered(asked, route, answer.status or 500, time.perf_counter() - started)

    def _refusal(self, error: Exception, scope: Scope, asked: str) -> Response:
        """The answer to a request that failed: a page for a person, problem+json for a program."""
        problem = problems.problem_of(error)
        if problem.type.status == 500:
            log.error("request_failed", method=asked, path=scope["path"], exc_info=error)
        scope.setdefault("khabar.caller", NOBODY)
        request = Request(scope)
        return self._show(request, problem) or problems.answer(problem, request)


class _Answer:
    """`send` that adds the headers of every answer, and remembers the answer's status."""

    def __init__(self, scope: Scope, send: Send, extra: dict[str, str], deprecated: deprecation.Routes) -> None:
        self.status = 0  # until it is begun
        self._scope = scope
        self._send = send
        self._extra = extra
        self._deprecated = deprecated

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self._complete(MutableHeaders(scope=message))
        await self._send(message)

    def _complete(self, headers: MutableHeaders) -> None:
        for name, value in (*HEADERS.items(), *self._extra.items()):
            headers.setdefault(name, value)
        if one := self._deprecated.get((self._scope["method"], _route(self._scope))):
            for name, value in deprecation.headers(one):
                headers.append(name, value)
        if not self._scope["path"].startswith(STATIC_PREFIX):
            for name in VARYING:
                headers.add_vary_header(name)
        if self.status == HTTPStatus.NOT_MODIFIED:  # as the whole answer would say: RFC 9110 §15.4.5
            headers.add_vary_header("Accept-Encoding")
        if _is_one_of_several(headers, Headers(scope=self._scope).get("if-none-match", ""), self.status):
            headers["ETag"] = f"W/{headers['ETag']}"


def _route(scope: Scope) -> str:
    """The path of the route that took the request, as it was declared."""
    return getattr(scope.get("route"), "path", "(none)")


def _refuse_length(told: str, most: int) -> None:
    """Raises:
    Problem: the body is too large by its own account.
    """
    if told.isdigit() and int(told) > most:
        raise Problem(
            "too-large",
            f"The body has {int(told):,} bytes; at most {most:,} are accepted.",
            f"في المتن {int(told):,} بايت، ويُقبل منها {most:,} على الأكثر.",
        )


def _refuse_hurry(grant: Grant) -> None:
    """Raises:
    Problem: the caller has asked too often.
    """
    if not grant.allowed:
        raise Problem(
            "rate-limited",
            f"At most {grant.limit} requests a minute.",
            f"{grant.limit} طلبًا في الدقيقة على الأكثر. انتظر بقدر ما تقول `Retry-After`.",
        )


def _most_bytes(path: str) -> int:
    return PUSHED_BYTES if path.startswith(websub.PATH) else LARGER_BODIES.get(path, MAX_BODY_BYTES)


def _is_one_of_several(headers: MutableHeaders, known: str, status: int) -> bool:
    """Whether the strong tag in `headers` stands for other bytes too: the same ones, compressed or not.

    Of a 304 the client knows, as `known` tells. Source: RFC 9110 §8.8.3.3.
    """
    tag = headers.get("etag", "")
    is_compressed = "content-encoding" in headers or (status == HTTPStatus.NOT_MODIFIED and f"W/{tag}" in known)
    return tag.startswith('"') and is_compressed


def _request_id(given: str | None) -> str:
    """The name of a request in answer and logs: what a proxy gave it, or a new one."""
    return given if given is not None and _REQUEST_ID.fullmatch(given) else uuid.uuid4().hex


class _Counted:
    """`receive` that refuses a body which grew past its limit without saying so at first."""

    def __init__(self, receive: Receive, most: int) -> None:
        self._receive = receive
        self._left = self._most = most

    async def __call__(self) -> Message:
        message = await self._receive()
        if message["type"] == "http.request":
            self._left -= len(message.get("body", b""))
            if self._left < 0:
                raise Problem(
                    "too-large",
                    f"The body has more than {self._most:,} bytes.",
                    f"في المتن أكثر من {self._most:,} بايت.",
                )
        return message
