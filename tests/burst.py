"""Real rq workers that empty a queue and end, forked from one process that has loaded everything a worker needs.

Loading costs seconds of CPU, and many tests need a worker. `python -m khabar_worker` itself is started in
khabar/test_queue.py, test_secrets.py and the chaos runs.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import traceback
from pathlib import Path

from khabar.log import configure
from khabar.queue import QUEUES, QueueName
from khabar.settings import Settings, environment, load_settings
from khabar_worker.service import load, work
from khabar_worker.warm import warm

_loaded: dict[int, subprocess.Popen[str]] = {}


def work_off(settings: Settings, name: QueueName = "extract") -> None:
    """Run one worker with these settings, in a process of its own, until the queue is empty."""
    loaded = _loaded.get(os.getpid()) or _load()
    assert loaded.stdin is not None
    assert loaded.stdout is not None
    loaded.stdin.write(json.dumps({"environment": environment(settings), "queue": name}) + "\n")
    loaded.stdin.flush()
    answer = json.loads(loaded.stdout.readline())
    assert answer["status"] == 0, answer["output"]


def _load() -> subprocess.Popen[str]:
    """The loaded process of this test process. It ends when its standard input is closed, so with the tests."""
    path = os.pathsep.join([str(Path(__file__).parent), *sys.path])
    loaded = subprocess.Popen(
        [sys.executable, "-m", Path(__file__).stem], env={**os.environ, "PYTHONPATH": path},
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    _loaded[os.getpid()] = loaded
    return loaded


def _serve() -> None:
    for name in QUEUES:
        load(name)
    warm(load_settings(_env_file=None))
    for line in sys.stdin:
        order = json.loads(line)
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reading)
            os.dup2(writing, 1)
            os.dup2(writing, 2)
            os._exit(_run(order["environment"], order["queue"]))
        os.close(writing)
        with os.fdopen(reading) as said:
            output = said.read()
        _, status = os.waitpid(child, 0)
        print(json.dumps({"status": status, "output": output}), flush=True)


def _run(variables: dict[str, str], name: QueueName) -> int:
    try:
        os.environ.clear()
        os.environ.update(variables)
        settings = load_settings()
        configure(settings, f"worker-{name}")
        work(settings, name, burst=True)
    except BaseException:
        traceback.print_exc()
        return 1
    sys.stdout.flush()
    sys.stderr.flush()
    return 0


if __name__ == "__main__":
    _serve()
