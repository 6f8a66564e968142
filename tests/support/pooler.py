"""A pool before PostgreSQL on loopback, for tests: each transaction gets the session that is free, as in PgBouncer's
`pool_mode = transaction`. It has one session, and speaks as much of the protocol as asking and answering needs.

Source: PostgreSQL 18, "Message Flow" (protocol-flow.html).
"""

from __future__ import annotations

import socket
import socketserver
import struct
import threading

import psycopg

# What a client may ask for before it says who it is: encryption by TLS, or by GSSAPI.
_ENCRYPTION = (80_877_103, 80_877_104)


class Pooler(socketserver.ThreadingTCPServer):
    """A context manager; `url` leads through it to the database at `server_url`, which is reached over a file."""

    daemon_threads = True

    def __init__(self, server_url: str) -> None:
        super().__init__(("127.0.0.1", 0), _Client)
        to = psycopg.conninfo.conninfo_to_dict(server_url)
        self.url = f"postgresql://{to['user']}@127.0.0.1:{self.server_address[1]}/{to['dbname']}?sslmode=disable"
        self.session = socket.socket(socket.AF_UNIX)
        self.session.connect(f"{to['host']}/.s.PGSQL.{to.get('port', 5432)}")
        named = f"user\0{to['user']}\0database\0{to['dbname']}\0\0".encode()
        self.session.sendall(struct.pack("!ii", len(named) + 8, 3 << 16) + named)
        self.greeting = b"".join(_until_ready(self.session))
        self.is_taken = threading.Lock()

    def __enter__(self) -> Pooler:
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.shutdown()
        self.server_close()
        self.session.close()


class _Client(socketserver.BaseRequestHandler):
    server: Pooler
    request: socket.socket

    def handle(self) -> None:
        while True:
            body = _exactly(self.request, struct.unpack("!i", _exactly(self.request, 4))[0] - 4)
            if struct.unpack("!i", body[:4])[0] not in _ENCRYPTION:
                break
            self.request.sendall(b"N")
        self.request.sendall(self.server.greeting)
        is_ours = False
        while (message := _message(self.request)) and not message.startswith(b"X"):
            if not is_ours:
                is_ours = self.server.is_taken.acquire()
            self.server.session.sendall(message)
            if message.startswith((b"Q", b"S")):  # a simple query, or the end of an extended one
                for answer in _until_ready(self.server.session):
                    self.request.sendall(answer)
                if answer.endswith(b"I"):
                    self.server.is_taken.release()
                    is_ours = False


def _until_ready(session: socket.socket) -> list[bytes]:
    answers = [_message(session)]
    while not answers[-1].startswith(b"Z"):
        answers.append(_message(session))
    return answers


def _message(connection: socket.socket) -> bytes:
    """The next message, empty where the other side has gone."""
    kind = connection.recv(1)
    if not kind:
        return b""
    length = _exactly(connection, 4)
    return kind + length + _exactly(connection, struct.unpack("!i", length)[0] - 4)


def _exactly(connection: socket.socket, size: int) -> bytes:
    return connection.recv(size, socket.MSG_WAITALL) if size else b""
