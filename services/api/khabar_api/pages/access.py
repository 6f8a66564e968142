"""The ways into the pages: signing in and out, the language, static files."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from importlib.resources import files
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from khabar.storage import keys
from khabar.storage.keys import Scope
from khabar_api.pages import session
from khabar_api.pages.shell import language_of, page
from khabar_api.state import Shared
from khabar_api.web.answers import base_url
from khabar_api.web.auth import caller_of
from khabar_api.web.limits import sender
from khabar_api.web.problems import Problem, detail_in

router = APIRouter(prefix="/app", include_in_schema=False)

MEDIA_TYPES = {
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "woff2": "font/woff2",
    "svg": "image/svg+xml",
    "txt": "text/plain; charset=utf-8",
}
FOR_EVER = "public, max-age=31536000, immutable"


class SignInFirst(Exception):
    """The page is for people with a key; the browser is led to the form."""


def reader(scope: Scope = "read") -> Callable[[Request], Awaitable[None]]:
    """A dependency that lets only callers with `scope` see a page; others are asked for a key."""

    async def check(request: Request) -> None:
        caller = caller_of(request)
        if not caller.allows(scope):
            if caller.key_id is not None:
                raise Problem("scope-missing", f"This needs the scope {scope}.", f"يلزم النطاق {scope}.")
            raise SignInFirst

    return check


async def lead_to_form(request: Request, _: Exception) -> Response:
    """Where `SignInFirst` goes: the form, which leads back."""
    here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return RedirectResponse(f"/app/login?next={quote(here, safe='/')}", 303)


def show_problem(request: Request, problem: Problem) -> Response:
    """A failure as a page, for people who asked for one."""
    state = request.app.state.khabar
    detail = detail_in(problem, language_of(request))
    answer = page(request, state, "problem.html", status=problem.type.status, kind=problem.type, detail=detail)
    answer.headers.update(problem.headers or {})
    return answer


def _inside(target: str) -> str:
    """`target` if it is a path of this site, else the first page: a link must not lead elsewhere after signing in."""
    return target if target.startswith("/") and not target.startswith(("//", "/\\")) else "/"


@router.get("/login")
def show_login(request: Request, state: Shared, next: str = "/") -> Response:
    """The form that asks for a key."""
    return page(request, state, "login.html", next=_inside(next), wrong=False)


@router.post("/login")
def sign_in(
    request: Request, state: Shared, key: Annotated[str, Form(max_length=200)], next: Annotated[str, Form()] = "/"
) -> Response:
    """Check the key, and let the browser in."""
    client = request.client
    grant = state.limiter.take(f"login {sender(client.host) if client else 'local'}")
    if grant is not None and not grant.allowed:
        raise Problem("rate-limited", "Too many tries. Wait a minute.", "محاولات كثيرة. انتظر دقيقة.")
    with state.keys.connection() as db:
        found = keys.check(db, key.strip())
    if found is None:
        return page(request, state, "login.html", status=401, next=_inside(next), wrong=True)
    answer = RedirectResponse(_inside(next), 303)
    answer.set_cookie(
        session.COOKIE,
        session.issue(found.id, state.session_secret, datetime.now(UTC)),
        max_age=session.DAYS * 86_400,
        httponly=True,
        samesite="strict",
        secure=base_url(request, state).startswith("https:"),
    )
    return answer


@router.post("/logout")
def sign_out() -> Response:
    """Forget the key."""
    answer = RedirectResponse("/app/login", 303)
    answer.delete_cookie(session.COOKIE)
    return answer


@router.get("/static/{name:path}")
async def get_static(name: str) -> Response:
    """A file of the pages: style, script, font, licence."""
    parts = name.split("/")
    ending = name.rpartition(".")[2]
    file = files("khabar_api.pages").joinpath("static", *parts)
    if ".." in parts or ending not in MEDIA_TYPES or not file.is_file():
        raise Problem("not-found", "There is no such file.", "لا ملف بهذا الاسم.")
    return Response(file.read_bytes(), headers={"Cache-Control": FOR_EVER}, media_type=MEDIA_TYPES[ending])
