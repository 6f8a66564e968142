"""The registry of problem types: each failure's name, status and words. How they are raised is in problems.py."""

from __future__ import annotations

from dataclasses import dataclass


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
        ProblemType(
            "bad-parameter",
            400,
            "A query parameter is wrong",
            "Unknown, repeated, empty or out of range; `errors` names it.",
        ),
        ProblemType(
            "bad-cursor",
            400,
            "The cursor can't be used",
            "It was changed, or belongs to other filters. Start again without it.",
        ),
        ProblemType(
            "bad-request",
            400,
            "The request can't be read",
            "Its path, headers or body are not what HTTP allows here.",
        ),
        ProblemType(
            "key-required",
            401,
            "An API key is needed",
            "Send `Authorization: Bearer khb_…`. Keys are made with `khabar keys create`.",
        ),
        ProblemType(
            "bad-key",
            401,
            "The API key is not valid",
            "It is unknown, wrong, expired or revoked.",
        ),
        ProblemType(
            "scope-missing",
            403,
            "The key may not do this",
            "`detail` names the scope that is needed.",
        ),
        ProblemType(
            "foreign-host",
            403,
            "The request came under a foreign name",
            "Without keys the API answers to loopback names only: no web page can reach it.",
        ),
        ProblemType(
            "not-found",
            404,
            "There is nothing here",
            "The address or the id is unknown.",
        ),
        ProblemType(
            "method-not-allowed",
            405,
            "This address has no such method",
            "The `Allow` header lists those it has.",
        ),
        ProblemType(
            "not-acceptable",
            406,
            "No such representation",
            "`Accept` asks for a format that this address does not have.",
        ),
        ProblemType(
            "conflict",
            409,
            "The state does not allow this",
            "`detail` says what stands in the way.",
        ),
        ProblemType(
            "position-expired",
            410,
            "The position is older than the log",
            "Events before it were removed. List the articles, then go on from `/v1/events`.",
        ),
        ProblemType(
            "stale",
            412,
            "It was changed by someone else",
            "Read it again and send its new `ETag` as `If-Match`.",
        ),
        ProblemType(
            "too-large",
            413,
            "The request is too large",
            "A body may have 1 MB, an OPML file 5 MB.",
        ),
        ProblemType(
            "wrong-type",
            415,
            "The body has the wrong type",
            "Send `Content-Type: application/json`.",
        ),
        ProblemType(
            "bad-body",
            422,
            "The body is wrong",
            "`errors` points at each wrong value.",
        ),
        ProblemType(
            "blocked-address",
            422,
            "The address may not be fetched",
            "It is not a public web address. See KHABAR_ALLOW_NETWORKS.",
        ),
        ProblemType(
            "precondition-required",
            428,
            "If-Match is needed",
            "Send the `ETag` you read as `If-Match`, so that no change is lost.",
        ),
        ProblemType(
            "rate-limited",
            429,
            "Too many requests",
            "Wait as long as `Retry-After` says.",
        ),
        ProblemType(
            "internal",
            500,
            "Something broke",
            "It was logged. Trying again may work.",
        ),
        ProblemType(
            "storage-down",
            503,
            "The database does not answer",
            "Try again after `Retry-After` seconds.",
        ),
        ProblemType(
            "queue-down",
            503,
            "Redis does not answer",
            "Reading goes on; changes are refused until it is back.",
        ),
    )
}
