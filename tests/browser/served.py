"""khabar as `make browser` runs it: everything, with the sample newsroom, in a folder of its own."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from support.waiting import wait_for


@dataclass(frozen=True)
class Served:
    """`home` is the address of the pages, `pid` the process that started every service."""

    home: str
    pid: int

    @contextmanager
    def held(self, module: str) -> Iterator[None]:
        """Every service of `module` stands still, as where all are busy: what is asked of it waits. Linux only."""
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()
        services = [int(one) for one in children if module in Path(f"/proc/{one}/cmdline").read_text()]
        for one in services:
            os.kill(one, signal.SIGSTOP)
        try:
            yield
        finally:
            for one in services:
                os.kill(one, signal.SIGCONT)


@contextmanager
def running(khabar: Path) -> Iterator[Served]:
    """Everything started for this run alone."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    folder = Path(tempfile.mkdtemp(prefix="khabar-browser-"))
    folder.chmod(0o755)  # the embedded PostgreSQL may run under another account
    environment = {
        **os.environ,
        "KHABAR_DATA_DIR": str(folder / "data"),
        "KHABAR_API_PORT": str(port),
        "KHABAR_ALLOW_NETWORKS": "127.0.0.0/8",  # who asks for the newsroom's feeds may find them
    }
    log = (folder / "log").open("w")
    process = subprocess.Popen([khabar, "up", "--sample"], env=environment, stdout=log, stderr=log)
    try:
        yield Served(f"http://127.0.0.1:{port}", process.pid)
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(60)
        log.close()
        shutil.rmtree(folder, ignore_errors=True)


def answer(url: str) -> Any:
    with urllib.request.urlopen(url, timeout=20) as found:
        return json.load(found)


def wait_until(what: str, seconds: float, is_so: Any) -> None:
    """Raises: TimeoutError when it takes longer."""

    def look() -> bool:
        with suppress(OSError):
            return bool(is_so())
        return False

    try:
        wait_for(look, seconds=seconds)
    except TimeoutError as error:
        raise TimeoutError(f"{what}: {error}") from None
