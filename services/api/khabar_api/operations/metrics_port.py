"""`/metrics` on a port of its own, so that a deployment need not open it where the API is. No keys: who reaches it may.

Threads of its own too: figures can be had while the event loop is busy.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socket import socket

from khabar.errors import KhabarError
from khabar_api.operations.metrics import MEDIA_TYPE

PATH = "/metrics"
# Who connects and asks nothing is let go.
PATIENCE_SECONDS = 10


@contextmanager
def serving(listener: socket, figures: Callable[[], bytes]) -> Iterator[None]:
    """Answers with `figures()` on `listener`, which is closed when the block ends."""

    class Handler(BaseHTTPRequestHandler):
        server_version, sys_version = "khabar", ""
        timeout = PATIENCE_SECONDS

        def do_GET(self) -> None:
            if self.path.partition("?")[0] != PATH:
                self.send_error(HTTPStatus.NOT_FOUND, f"There is only {PATH}")
                return
            try:
                body = figures()
            except KhabarError as error:
                self.send_error(HTTPStatus.SERVICE_UNAVAILABLE, explain=error.code)
                return
            self.send_response(HTTPStatus.OK)
            self.send_header("Content-Type", MEDIA_TYPE)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Nothing: a line each quarter of a minute would tell nobody anything."""

    with ThreadingHTTPServer(listener.getsockname()[:2], Handler, bind_and_activate=False) as server:
        server.socket.close()
        server.socket = listener
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, name="metrics", daemon=True)
        thread.start()
        try:
            yield
        finally:
            server.shutdown()
            thread.join()
