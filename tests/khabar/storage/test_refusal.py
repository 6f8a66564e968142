"""The code of a refusal, whatever language it comes in."""

from __future__ import annotations

import socket
import socketserver
import threading

import pytest
from psycopg import pq

from khabar.doctor import servers
from khabar.errors import StorageDown
from khabar.storage import database, refusal


class Refuses(socketserver.BaseRequestHandler):
    """A server whose operator reads Arabic. It takes no session, and no encryption.

    Source: PostgreSQL 18, "Message Formats" (protocol-message-formats.html), ErrorResponse.
    """

    def handle(self) -> None:
        while int.from_bytes(self.request.recv(4)) == 8:  # a wish for encryption; more is a wish for a session
            self.request.recv(4)
            self.request.sendall(b"N")
        said = "Sقاتل\0VFATAL\0C28P01\0Mكلمة السر خاطئة\0\0".encode()
        self.request.sendall(b"E" + (len(said) + 4).to_bytes(4) + said)


def test_a_refusal_in_another_language_is_understood() -> None:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Refuses) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        url = f"postgresql://khabar:wrong@127.0.0.1:{server.server_address[1]}/khabar"

        code = refusal.code_of(url)
        with pytest.raises(StorageDown) as refused, database.connect(url, name="tests"):
            pass
        server.shutdown()

    assert code == "28P01"
    assert servers.database_advice(refused.value.message).startswith("Is KHABAR_DATABASE_URL right")
    assert servers.database_advice(refused.value.message, code).startswith("Check user and password")


@pytest.mark.parametrize(("old", "new", "code"), [("/test_", "/no_", "3D000"), ("//khabar@", "//nobody@", "28000")])
def test_a_server_says_which_of_the_two_is_missing(database_url: str, old: str, new: str, code: str) -> None:
    assert refusal.code_of(database_url.replace(old, new)) == code


def test_where_nothing_is_refused_there_is_no_code(database_url: str) -> None:
    assert refusal.code_of(database_url) is None
    assert refusal.code_of("postgresql://khabar@127.0.0.1:1/khabar") is None


class Unready:
    """A connection whose socket is never ready. Asked for its next step nevertheless, libpq would wait for minutes."""

    def __init__(self, socket_: socket.socket) -> None:
        self.socket = socket_.fileno()
        self.steps = 0

    def connect_poll(self) -> int:
        self.steps += 1
        return pq.PollingStatus.READING


def test_a_connection_is_not_asked_for_a_step_before_it_is_ready() -> None:
    here, there = socket.socketpair()
    with here, there:
        connection = Unready(here)

        refusal.go_on(connection, seconds=0.05)  # type: ignore[arg-type]

    assert connection.steps == 1


def test_silence_is_told_from_a_refusal() -> None:
    errors = []
    with socket.create_server(("127.0.0.1", 0)) as silent:
        for port in (silent.getsockname()[1], 1):
            url = f"postgresql://khabar@127.0.0.1:{port}/khabar"
            with pytest.raises(StorageDown) as error, database.connect(f"{url}?connect_timeout=2", name="tests"):
                pass
            errors.append(refusal.is_silence(error.value))

    assert errors == [True, False]
