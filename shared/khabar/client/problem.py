"""What can go wrong for a client: one kind of error for each thing that a program can do about it.

ApiError            the API said no: `status`, `type`, `detail`, `errors`
├─ PositionExpired  events behind the position were removed: list the articles, then go on from `position`
Unreachable         no answer came
BadSignature        a webhook's request was not signed by its secret
"""

from __future__ import annotations

from typing import Any


class ApiError(Exception):
    """An answer that is a problem document (RFC 9457). `retry_after` is in seconds, None when nothing was said."""

    def __init__(self, status: int, problem: dict[str, Any], retry_after: float | None = None) -> None:
        self.status = status
        self.type = str(problem.get("type", "about:blank")).removeprefix("/problems/")
        self.title = str(problem.get("title", ""))
        self.detail = str(problem.get("detail", ""))
        self.errors: list[dict[str, Any]] = list(problem.get("errors", ()))
        self.retry_after = retry_after
        super().__init__(f"{status} {self.type}: {self.detail or self.title}")


class PositionExpired(ApiError):
    """`position`: where to go on once everything was read anew; None when only the log can tell."""

    def __init__(self, problem: dict[str, Any], position: str | None = None) -> None:
        super().__init__(410, problem)
        self.position = position


class Unreachable(Exception):
    """The API could not be reached, or the answer broke off."""


class BadSignature(Exception):
    """The request is not from khabar, or too old to be believed."""
