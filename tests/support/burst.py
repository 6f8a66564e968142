"""Real rq workers, forked from one process that has loaded everything a worker needs.

Loading costs seconds of CPU, and many tests need a worker. `python -m khabar_worker` itself is started in
khabar/test_queue.py, test_secrets.py and the chaos runs.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from khabar.log import configure
from khabar.queue import QUEUES, QueueName
from khabar.settings import Settings, environment, load_settings
from khabar_worker.service import load, work
from khabar_worker.warm import warm

_loaded: dict[int, subprocess.Popen[str]] = {}


def work_off(settings: Settings, name: QueueName = "extract") -> None:
    """Run one worker with these settings, in a process of its own, until the queue is empty."""
    answer = _ordered({"environment": environment(settings), "queue": name, "burst": True})
    assert answer["status"] == 0, answer["output"]


@contextlib.contextmanager
def working(
    settings: Settings, name: QueueName = "extract", *, ended_by: signal.Signals = signal.SIGTERM
) -> Iterator[None]:
    """One worker with these settings, in a process group of its own, that stays until the block ends."""
    pid = _ordered({"environment": environment(settings), "queue": name, "burst": False})["pid"]
    try:
        yield
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(pid, ended_by)
        _ordered({"ended": pid})


def _ordered(order: dict[str, Any]) -> dict[str, Any]:
    loaded = _loaded.get(os.getpid()) or _load()
    assert loaded.stdin is not None
    assert loaded.stdout is not None
    loaded.stdin.write(json.dumps(order) + "\n")
    loaded.stdin.flush()
    answer: dict[str, Any] = json.loads(loaded.stdout.readline())
    return answer


def _load() -> subprocess.Popen[str]:
    """The loaded process of this test process. It ends when its standard input is closed, so with the tests."""
    path = os.pathsep.join([str(Path(__file__).parents[1]), *sys.path])
    loaded = subprocess.Popen(
        [sys.executable, "-m", __name__], env={**os.environ, "PYTHONPATH": path},
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    _loaded[os.getpid()] = loaded
    return loaded


def _serve() -> None:
    for name in QUEUES:
        load(name)
    warm(load_settings(_env_file=None))
    for line in sys.stdin:
        print(json.dumps(_obeyed(json.loads(line))), flush=True)


def _obeyed(order: dict[str, Any]) -> dict[str, Any]:
    if "ended" in order:
        return {"status": os.waitpid(order["ended"], 0)[1]}
    if not order["burst"]:
        return {"pid": _forked(order, os.open(os.devnull, os.O_WRONLY))}
    reading, writing = os.pipe()
    child = _forked(order, writing)
    with os.fdopen(reading) as said:
        output = said.read()
    return {"status": os.waitpid(child, 0)[1], "output": output}


def _forked(order: dict[str, Any], output: int) -> int:
    """The process id of a new worker that leads a group of its own and writes to `output`, which is closed here."""
    child = os.fork()
    if child == 0:
        os.setpgid(0, 0)
        os.dup2(output, 1)
        os.dup2(output, 2)
        os.close(output)
        os._exit(_run(order["environment"], order["queue"], burst=order["burst"]))
    with contextlib.suppress(ProcessLookupError):
        os.setpgid(child, child)  # whichever of the two is first
    os.close(output)
    return child


def _run(variables: dict[str, str], name: QueueName, *, burst: bool) -> int:
    try:
        os.environ.clear()
        os.environ.update(variables)
        settings = load_settings()
        configure(settings, f"worker-{name}")
        work(settings, name, burst=burst)
    except BaseException:
        traceback.print_exc()
        return 1
    sys.stdout.flush()
    sys.stderr.flush()
    return 0


if __name__ == "__main__":
    _serve()
