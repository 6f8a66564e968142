"""Servers on loopback while a block lasts: an HTTP one, whose answers are its handler's matter, and a silent one."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Quiet(BaseHTTPRequestHandler):
    """A handler that writes no log: what was asked is kept by those that need it."""

    def answer(self, status: int, kind: str = "text/plain", body: bytes = b"") -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""


@contextmanager
def listening(handler: type[BaseHTTPRequestHandler]) -> Iterator[str]:
    """The address of a server, without a slash at its end."""
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


@contextmanager
def silent() -> Iterator[tuple[int, Callable[[], int]]]:
    """The port of a server that takes connections and says nothing; and how many were made to it since last asked."""
    with socket.create_server(("127.0.0.1", 0)) as listener, ExitStack() as taken:
        listener.setblocking(False)

        def connections() -> int:
            count = 0
            while True:
                try:
                    taken.enter_context(listener.accept()[0])
                except BlockingIOError:
                    return count
                count += 1

        yield listener.getsockname()[1], connections
