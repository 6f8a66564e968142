"""What workers do while Redis says nothing, on a Valkey of their own that is stopped and goes on."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from rq import Queue

from khabar import queue
from khabar.embedded.account import Account
from khabar.embedded.programs import find_valkey
from khabar.queue.connection import WORKER_TTL
from khabar.queue.worker import LimitedWorker
from support.waiting import wait_for


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """The socket of `valkey`."""
    return tmp_path / "valkey.sock"


@pytest.fixture
def valkey(place: Path, tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    program = find_valkey(Account("", os.getuid(), os.getgid(), is_other=False), tmp_path)
    command: list[str | Path] = [program, "--port", "0", "--unixsocket", place, "--dir", tmp_path, "--save", ""]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as server:
        wait_for(lambda: place.exists() or server.poll() is not None)
        assert server.poll() is None
        yield server
        server.kill()


def connections(place: Path) -> int:
    """How many were made to this socket and are not closed at its end, taken there or not."""
    return sum(line.endswith(f" {place}") for line in Path("/proc/net/unix").read_text().splitlines())


def test_a_worker_asks_a_redis_that_froze_again(place: Path, valkey: subprocess.Popen[bytes]) -> None:
    with queue.connect_worker(f"unix://{place}", answer_seconds=1) as client, ThreadPoolExecutor(1) as pool:
        client.ping()
        before = connections(place)

        valkey.send_signal(signal.SIGSTOP)
        asking = pool.submit(client.ping)
        wait_for(lambda: connections(place) != before or asking.done())
        valkey.send_signal(signal.SIGCONT)

        assert asking.result()


def test_all_connections_of_a_worker_wait_for_longer_than_its_pop(redis_url: str) -> None:
    with queue.connect_worker(redis_url) as client:
        of_first = client.connection_pool.connection_kwargs["socket_timeout"]
        worker = LimitedWorker([Queue("extract", connection=client)], connection=client, worker_ttl=WORKER_TTL)

        assert worker.dequeue_timeout < of_first == client.connection_pool.connection_kwargs["socket_timeout"]
