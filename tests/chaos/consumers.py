"""Those who read: a client that pulls the event log through the API, and an endpoint that takes webhooks."""

from __future__ import annotations

import http.client
import json
import threading
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlencode


class Puller(threading.Thread):
    """Reads `/v1/events` from the beginning and goes on from the last `next`, whatever happens to the API."""

    def __init__(self, port: int) -> None:
        super().__init__(name="puller", daemon=True)
        self._port = port
        self._stopping = threading.Event()
        self.seen: Counter[str] = Counter()
        self.failures = 0

    def run(self) -> None:
        position = ""
        while not self._stopping.wait(0.5):
            try:
                connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=5)
                query = {"limit": 200, **({"after": position} if position else {})}
                connection.request("GET", f"/v1/events?{urlencode(query)}")
                answer = connection.getresponse()
                body = answer.read()
                connection.close()
            except (OSError, http.client.HTTPException):
                self.failures += 1
                continue
            if answer.status != 200:
                self.failures += 1
                continue
            page = json.loads(body)
            self.seen.update(event["id"] for event in page["data"])
            position = page["next"]

    def stop(self) -> None:
        self._stopping.set()
        self.join(10)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Endpoint

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["content-length"]))
        self.server.taken[self.headers["webhook-id"]] += 1
        self.send_response(204)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: `taken` is the log."""


class Endpoint(ThreadingHTTPServer):
    """Takes every delivery and counts how often each id came."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.taken: Counter[str] = Counter()
        self._thread = threading.Thread(target=self.serve_forever, args=(0.1,), name="endpoint", daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/hook"

    def stop(self) -> None:
        self.shutdown()
        self.server_close()
        self._thread.join(10)
