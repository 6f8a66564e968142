"""Who asks, and whether a route's scope is theirs. Keys themselves are in khabar.storage.keys."""

from __future__ import annotations

import base64
from dataclasses import dataclass

from fastapi import Request
from starlette.datastructures import Headers

from khabar.storage.keys import Scope
from khabar_api.web.problems import Problem


@dataclass(frozen=True)
class Caller:
    """`name` is `key <id>` or the sender's address: what a rate limit and a limit of streams count for.

    `key_id` None: it came without a key.
    """

    scopes: tuple[Scope, ...]
    name: str
    key_id: str | None = None

    def allows(self, scope: Scope) -> bool:
        """`admin` includes every scope."""
        return scope in self.scopes or "admin" in self.scopes


def password_sent(headers: Headers) -> str | None:
    """The password of Basic authentication; empty when it can't be read, None when there is none."""
    scheme, _, token = headers.get("authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        return base64.b64decode(token.strip(), validate=True).decode().partition(":")[2]
    except ValueError:
        return ""


def caller_of(request: Request) -> Caller:
    caller = request.scope["khabar.caller"]
    assert isinstance(caller, Caller)
    return caller


@dataclass(frozen=True)
class Requirement:
    """A dependency that lets only callers with `scope` pass."""

    scope: Scope

    async def __call__(self, request: Request) -> None:
        if not caller_of(request).allows(self.scope):
            raise Problem("scope-missing", f"This needs the scope {self.scope}.", f"يلزم النطاق {self.scope}.")


def requires(scope: Scope) -> Requirement:
    return Requirement(scope)
