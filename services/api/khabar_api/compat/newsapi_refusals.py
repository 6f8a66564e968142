"""Failures as NewsAPI.org says them: a code, a message, and a status that is not 200. A table and a rule.

Source: https://newsapi.org/docs/errors
"""

from __future__ import annotations

from fastapi import Response

from khabar_api.web import answers
from khabar_api.web.problems import Problem

# type of problem → code; whatever is not listed is `unexpectedError`.
CODES = {
    "key-required": "apiKeyMissing",
    "bad-key": "apiKeyInvalid",
    "scope-missing": "apiKeyDisabled",
    "foreign-host": "apiKeyDisabled",
    "rate-limited": "rateLimited",
    "bad-parameter": "parameterInvalid",
    "bad-request": "parameterInvalid",
}
# Their message for what asks for more than there is comes with this status.
UPGRADE_REQUIRED = 426


class Refused(Problem):
    """A request that only this product's rules refuse, with its code."""

    def __init__(self, code: str, message: str, status: int = 400) -> None:
        super().__init__("bad-parameter", message)
        self.code = code
        self.status_code = status


def refusal(problem: Problem) -> Response:
    code = problem.code if isinstance(problem, Refused) else CODES.get(problem.type.name, "unexpectedError")
    body = answers.dump({"status": "error", "code": code, "message": problem.detail})
    headers = {"Cache-Control": "no-store", **(problem.headers or {})}
    return Response(body, problem.status_code, headers, answers.JSON)
