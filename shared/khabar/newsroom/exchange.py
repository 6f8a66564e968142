"""One HTTP exchange: the request as it came, the answer before it is sent, validators and gzip. Rules only."""

from __future__ import annotations

import gzip
import hashlib
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime

from khabar.record import Record


class Request(Record):
    """A request as received. `target` is the path with its query; `headers` in the order sent."""

    method: str
    target: str
    headers: tuple[tuple[str, str], ...] = ()

    def header(self, name: str) -> str | None:
        """The first header of this name, in any case; None when it was not sent."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)


class Answer(Record):
    """An answer and how it goes over the wire.

    `chunk_bytes` with `pause_seconds`: sent in pieces with pauses. `keep_bytes`: only so much of the announced body is
    sent, then the connection closes. `is_silent`: the connection closes without a byte.
    """

    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    chunk_bytes: int | None = None
    pause_seconds: float = 0
    keep_bytes: int | None = None
    is_silent: bool = False

    def header(self, name: str) -> str | None:
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)

    def with_header(self, name: str, value: str) -> Answer:
        """The same with this header set, in place of another of that name."""
        kept = tuple((key, old) for key, old in self.headers if key.lower() != name.lower())
        return self.model_copy(update={"headers": (*kept, (name, value))})


def document(body: bytes, content_type: str, modified: datetime | None = None, status: int = 200) -> Answer:
    """An answer with a strong ETag over its bytes, and Last-Modified when known."""
    headers = [("Content-Type", content_type), ("ETag", f'"{hashlib.sha256(body).hexdigest()[:20]}"')]
    if modified is not None:
        headers.append(("Last-Modified", format_datetime(modified.astimezone(UTC), usegmt=True)))
    return Answer(status=status, headers=tuple(headers), body=body)


def settled(answer: Answer, request: Request, *, use_validators: bool = True) -> Answer:
    """The answer after the request's conditions and its Accept-Encoding: perhaps 304, perhaps gzip.

    Source: RFC 9110 §13.2.2 (If-None-Match goes before If-Modified-Since), §8.8.3 (weak tag for the coded form).
    """
    if answer.status != 200:
        return answer
    if use_validators and _is_current(answer, request):
        kept = tuple(pair for pair in answer.headers if pair[0] in {"ETag", "Last-Modified"})
        return Answer(status=304, headers=kept)
    if "gzip" not in (request.header("Accept-Encoding") or "") or (answer.header("Content-Type") or "").startswith(
        "image/"
    ):
        return answer
    coded = answer.model_copy(update={"body": gzip.compress(answer.body, mtime=0)})
    return (
        coded.with_header("Content-Encoding", "gzip")
        .with_header("Vary", "Accept-Encoding")
        .with_header("ETag", f"W/{answer.header('ETag')}")
    )


def _is_current(answer: Answer, request: Request) -> bool:
    tags = request.header("If-None-Match")
    if tags is not None:
        known = {tag.strip().removeprefix("W/") for tag in tags.split(",")}
        return answer.header("ETag") in known
    since, modified = request.header("If-Modified-Since"), answer.header("Last-Modified")
    if since is None or modified is None:
        return False
    try:
        return parsedate_to_datetime(modified) <= parsedate_to_datetime(since)
    except (TypeError, ValueError):
        # RFC 9110 §13.1.3: a date that can't be read is ignored.
        return False
