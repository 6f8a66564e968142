"""A WebSub hub on loopback for tests: asks back before it grants, signs what it distributes, and can say no.

It waits for its subscriber as long as the test does: on a loaded machine an answer takes longer than httpx waits.
"""

from __future__ import annotations

import hashlib
import hmac
import threading
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from urllib.parse import parse_qs

import httpx

from support.loopback import Quiet, listening


@dataclass
class Hub:
    """A context manager. `status` answers requests; `asked` are their forms; `agreed` what subscribers confirmed."""

    status: int = 202
    lease_seconds: int = 86_400
    asked: list[dict[str, str]] = field(default_factory=list)
    agreed: dict[str, dict[str, str]] = field(default_factory=dict)
    failed: list[str] = field(default_factory=list)
    was_told: threading.Condition = field(default_factory=threading.Condition)

    def __enter__(self) -> Hub:
        hub = self

        class Handler(Quiet):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                form = {name: values[0] for name, values in parse_qs(body.decode()).items()}
                hub.asked.append(form)
                self.answer(hub.status)
                if hub.status == 202:
                    hub._later.submit(hub.ask_back, form).add_done_callback(hub._tell)

        self._later = ThreadPoolExecutor(1)
        self._open = ExitStack()
        self._open.callback(self._later.shutdown)
        self.url = f"{self._open.enter_context(listening(Handler))}/"
        return self

    def __exit__(self, *failed: object) -> None:
        self._open.close()

    def ask_back(self, form: dict[str, str]) -> httpx.Response:
        """Verify the intent of a subscriber. Source: WebSub §5.3."""
        mode = form["hub.mode"]
        asked = {
            "hub.mode": mode,
            "hub.topic": form["hub.topic"],
            "hub.challenge": "صدى 1",
            "hub.lease_seconds": str(self.lease_seconds),
        }
        answer = httpx.get(form["hub.callback"], params=asked, trust_env=False, timeout=None)
        if answer.status_code == 200 and answer.text == asked["hub.challenge"]:
            with self.was_told:
                self.agreed[mode] = form
                self.was_told.notify_all()
        return answer

    def _tell(self, asked: Future[httpx.Response]) -> None:
        """Let whoever waits hear of a callback that failed: its subscriber has no reason to ask again soon."""
        with self.was_told:
            if (error := asked.exception()) is not None:
                self.failed.append(repr(error))
            elif asked.result().status_code >= 500:
                self.failed.append(asked.result().text)
            self.was_told.notify_all()

    def wait_for(self, mode: str, seconds: float) -> dict[str, str]:
        """The request of that mode that was confirmed."""
        with self.was_told:
            self.was_told.wait_for(lambda: mode in self.agreed or self.failed, seconds)
            assert mode in self.agreed, f"nobody confirmed to {mode}: {self.failed}"
        return self.agreed[mode]

    def push(self, body: bytes, *, method: str = "sha256", secret: str | None = None) -> httpx.Response:
        """Distribute `body` to the subscriber, signed with its secret or another one. Source: WebSub §7."""
        form = self.agreed["subscribe"]
        key = (secret or form["hub.secret"]).encode()
        signed = hmac.new(key, body, getattr(hashlib, method)).hexdigest()
        headers = {"X-Hub-Signature": f"{method}={signed}", "Content-Type": "application/rss+xml"}
        return httpx.post(form["hub.callback"], content=body, headers=headers, trust_env=False, timeout=None)
