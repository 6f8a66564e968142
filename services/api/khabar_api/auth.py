"""Who asks, and whether a route's scope is theirs. Keys themselves are in khabar.storage.keys."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from fastapi import Request

from khabar.storage.keys import Scope
from khabar_api.problems import Problem


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


def caller_of(request: Request) -> Caller:
    caller = request.scope["khabar.caller"]
    assert isinstance(caller, Caller)
    return caller


def requires(scope: Scope) -> Callable[[Request], Awaitable[None]]:
    """A dependency that lets only callers with `scope` pass."""

    async def check(request: Request) -> None:
        if not caller_of(request).allows(scope):
            raise Problem("scope-missing", f"This needs the scope {scope}.")

    return check
