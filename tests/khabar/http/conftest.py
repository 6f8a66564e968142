"""A web server that answers with whatever bytes a test wants, and a network on which every name leads to it."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
import threading
from collections.abc import Awaitable, Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import httpcore
import pytest

from khabar.http import Client, open_client
from khabar.settings import load_settings

CERTIFICATES = Path(__file__).parent / "certificates"
PUBLIC = "93.184.216.34"

# Bytes to send, or a function that is given `send` and returns when it is done or `send` raises.
Send = Callable[[bytes], None]
Route = bytes | Callable[[Send], None]


class Server:
    """Listens on loopback and answers each path with its route, then closes. `requests` are as received."""

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self.routes: dict[str, Route] = {}
        self.requests: list[bytes] = []
        self._tls = tls
        self._closing = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._threads = [threading.Thread(target=self._accept)]
        self._threads[0].start()

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    @property
    def paths(self) -> list[str]:
        return [request.split(b" ")[1].decode("ascii") for request in self.requests]

    def drip(self, send: Send, piece: bytes, times: int) -> None:
        """Send `piece` every tenth of a second, until the client is gone or the test is over."""
        for _ in range(times):
            send(piece)
            if self._closing.wait(0.1):
                return

    def close(self) -> None:
        self._closing.set()
        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", self.port), 1).close()  # ends the waiting accept
        for thread in self._threads:
            thread.join(10)
        self._listener.close()

    def _accept(self) -> None:
        while True:
            connection, _ = self._listener.accept()
            if self._closing.is_set():
                connection.close()
                return
            thread = threading.Thread(target=self._serve, args=(connection,))
            self._threads.append(thread)
            thread.start()

    def _serve(self, connection: socket.socket) -> None:
        connection.settimeout(10)
        # A client that refuses, gives up or closes first is what most tests are about.
        with contextlib.suppress(OSError), contextlib.ExitStack() as opened:
            opened.callback(connection.close)
            if self._tls is not None:
                connection = self._tls.wrap_socket(connection, server_side=True)
                opened.callback(connection.close)
            request = self._request(connection)
            self.requests.append(request)
            route = self.routes[request.split(b" ")[1].decode("ascii")]
            if callable(route):
                route(connection.sendall)
            else:
                connection.sendall(route)
            connection.shutdown(socket.SHUT_WR)
            while connection.recv(65_536):  # closing with unread bytes would reset the connection
                pass

    def _request(self, connection: socket.socket) -> bytes:
        request = b""
        while b"\r\n\r\n" not in request:
            received = connection.recv(65_536)
            if not received:
                raise ConnectionError("the client left without asking")
            request += received
        head, _, body = request.partition(b"\r\n\r\n")
        length = next(
            (int(line[15:]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")), 0
        )
        while len(body) < length:
            body += connection.recv(65_536)
        return head + b"\r\n\r\n" + body


class Rerouted(httpcore.AnyIOBackend):
    """A network on which every address leads to loopback: to the port that `way` gives for address and port.

    `dialled` is what the client wanted.
    """

    def __init__(self, way: Callable[[str, int], int]) -> None:
        super().__init__()
        self._way = way
        self.dialled: list[tuple[str, int]] = []

    async def connect_tcp(self, host: str, port: int, *args: Any, **given: Any) -> httpcore.AsyncNetworkStream:
        self.dialled.append((host, port))
        return await super().connect_tcp("127.0.0.1", self._way(host, port), *args, **given)


class Names:
    """A resolver: each name's answers in turn, the last one for ever; unknown names are public."""

    def __init__(self, **answers: Sequence[Sequence[str]]) -> None:
        self._answers = {name.replace("_", "."): list(turns) for name, turns in answers.items()}
        self.asked: list[str] = []

    async def __call__(self, host: str, port: int) -> Sequence[str]:
        self.asked.append(host)
        turns = self._answers.get(host, [[PUBLIC]])
        return turns.pop(0) if len(turns) > 1 else turns[0]


class Web:
    """A server and the ways to ask it. `names` and `network` are used by `by_name` only."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.names = Names()
        self.network = Rerouted(lambda host, port: server.port)

    def ask(self, use: Callable[[Client], Awaitable[Any]], allow: str = "127.0.0.0/8", **given: Any) -> Any:
        """What `use` makes of a client that may reach the server."""

        async def run() -> Any:
            async with open_client(load_settings(_env_file=None, allow_networks=allow), **given) as client:
                return await use(client)

        return asyncio.run(run())

    def fetch(self, path: str, **given: Any) -> Any:
        """The server's document at `path`."""
        return self.ask(lambda client: client.fetch(self.server.url(path), **given))

    def by_name(
        self, url: str, ssl_context: ssl.SSLContext | None = None, allow: str = "127.0.0.0/8", **given: Any
    ) -> Any:
        """What `url` gives on the network on which every address leads to the server."""
        stand_ins = {"resolve": self.names, "network": self.network, "ssl_context": ssl_context}
        return self.ask(lambda client: client.fetch(url, **given), allow, **stand_ins)


@pytest.fixture
def web() -> Iterator[Web]:
    server = Server()
    yield Web(server)
    server.close()


@pytest.fixture
def names() -> type[Names]:
    return Names


@pytest.fixture
def rerouted() -> type[Rerouted]:
    return Rerouted


@pytest.fixture
def tls_web(request: pytest.FixtureRequest) -> Iterator[Web]:
    """As `web`, over TLS, with the certificate file named by the parameter."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATES / request.param)
    server = Server(context)
    yield Web(server)
    server.close()


@pytest.fixture
def trusting() -> Callable[[str], ssl.SSLContext]:
    """A client context that takes one certificate file as an authority."""
    return lambda name: ssl.create_default_context(cafile=str(CERTIFICATES / name))


@pytest.fixture
def response() -> Callable[..., bytes]:
    """An HTTP answer from status, body and headers."""

    def build(status: int = 200, body: bytes = b"", **headers: str) -> bytes:
        lines = [f"HTTP/1.1 {status} Some Words", f"Content-Length: {len(body)}"]
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        return "\r\n".join([*lines, "", ""]).encode("utf-8") + body

    return build
