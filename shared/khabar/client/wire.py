"""What is sent, what an answer means, and the lines of a stream, whichever way they travel. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

import httpx

from khabar.client.ask import Ask, Envelope, envelope_of
from khabar.client.problem import ApiError, PositionExpired

T = TypeVar("T")
TIMEOUT_SECONDS = 30.0
# An answer that says "later" is asked again so often, and no longer waited for than this.
MOST_TRIES, LONGEST_WAIT_SECONDS = 3, 60.0
STREAM_WAIT_SECONDS = 3.0
# The stream says something every 15 seconds.
STREAM_SILENCE_SECONDS = 60.0
STREAM = "/v1/events/stream"
TOO_MANY = 429
_LATER = frozenset({TOO_MANY, 503})
_SAFE = frozenset({"GET", "HEAD"})  # Source: RFC 9110 §9.2.1
# What a proxy in front says besides, while there is nobody behind it. A change may have been done then, a stream not.
_AWAY = frozenset({502, 504})


def headers(key: str | None) -> dict[str, str]:
    return {"Accept": "application/json", **({"Authorization": f"Bearer {key}"} if key else {})}


def request_of(client: httpx.Client | httpx.AsyncClient, ask: Ask[Any]) -> httpx.Request:
    return client.build_request(ask.method, ask.path, params=dict(ask.params), json=ask.json, headers=dict(ask.headers))


def wait_before_retry(ask: Ask[Any], answer: httpx.Response, tried: int) -> float | None:
    """Seconds to wait before the same request is sent again; None: take the answer as it is.

    What a limit refused was not done: any method may be repeated. What a server failed at may have been: its answer
    may be lost behind the change. So after 503 only reading is repeated.
    """
    if answer.status_code not in _LATER or tried >= MOST_TRIES:
        return None
    if answer.status_code != TOO_MANY and ask.method not in _SAFE:
        return None
    wait = retry_after(answer)
    return wait if wait is not None and wait <= LONGEST_WAIT_SECONDS else None


def result(ask: Ask[T], answer: httpx.Response) -> T:
    """What was asked for.

    Raises:
        ApiError: the API said no.
    """
    check(answer)
    return ask.read(answer.json() if answer.content else {})


def check(answer: httpx.Response) -> None:
    """Raises:
    ApiError: the answer is a problem. Its body must have been read.
    """
    if answer.is_success:
        return
    try:
        problem = answer.json()
    except ValueError:
        problem = {"title": answer.reason_phrase}
    if not isinstance(problem, dict):
        problem = {"title": answer.reason_phrase}
    if answer.status_code == 410 and str(problem.get("type", "")).endswith("position-expired"):
        raise PositionExpired(problem)
    raise ApiError(answer.status_code, problem, retry_after(answer))


def retry_after(answer: httpx.Response) -> float | None:
    given = answer.headers.get("retry-after", "")
    return float(given) if given.isascii() and given.isdigit() else None


@dataclass
class Lines:
    """Server-sent events out of lines. `last_id` and `wait_seconds` outlive a connection.

    `has_ended`: the API said that nothing more will come.

    Source: WHATWG HTML §9.2.6.
    """

    last_id: str | None = None
    wait_seconds: float = STREAM_WAIT_SECONDS
    has_ended: bool = False
    _told_seconds: float = 0.0
    _id: str | None = None
    _event: str = ""
    _data: list[str] = field(default_factory=list)

    def begin(self, answer: httpx.Response) -> bool:
        """Whether events follow; not where the API is away for now, or said that nothing more will come.

        Raises:
            ApiError: the answer is a problem that no waiting mends. Its body must have been read.
        """
        if answer.status_code in _LATER | _AWAY:
            self._told_seconds = retry_after(answer) or 0.0
            return False
        check(answer)
        self.has_ended = answer.status_code == httpx.codes.NO_CONTENT
        return not self.has_ended

    def pause(self) -> float:
        """Seconds to wait before the next connection: the stream's own, or longer where the last answer asked so."""
        told, self._told_seconds = self._told_seconds, 0.0
        return max(self.wait_seconds, told)

    def feed(self, line: str) -> tuple[str, Any] | None:
        """Name and data of the event that `line` ends, None when it ends none."""
        if not line:
            # Also of a block without data: where the stream stands, though nothing passed its filters.
            self.last_id = self._id or self.last_id
            name, data = self._event, "\n".join(self._data)
            self.cut()
            return (name, json.loads(data)) if data else None
        key, _, value = line.partition(":")
        value = value.removeprefix(" ")
        match key:
            case "id":
                self._id = value
            case "event":
                self._event = value
            case "data":
                self._data.append(value)
            case "retry" if value.isdigit():
                self.wait_seconds = int(value) / 1000
        return None

    def cut(self) -> None:
        """The connection broke: what came of an event without its end never happened."""
        self._id, self._event, self._data = None, "", []

    def resumed(self, params: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
        """Parameters and headers of the next connection."""
        sent = {"Accept": "text/event-stream"}
        return dict(params), ({**sent, "Last-Event-ID": self.last_id} if self.last_id else sent)


def streamed(name: str, data: Any) -> Envelope:
    """The event of a stream.

    Raises:
        PositionExpired: it says that events behind the position were removed.
    """
    if name == "reset":
        problem = {"type": "/problems/position-expired", "title": "Events behind the position were removed"}
        raise PositionExpired(problem, position=str(data["after"]))
    return envelope_of(data)
