"""Supervision of real child processes: small Python modules in a folder of the test's own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

import pytest

from khabar.supervise import Plan, Supervisor, restart_wait

SLEEPER = "import time\nprint('up', flush=True)\ntime.sleep(600)\n"
STUBBORN = (
    "import signal, time\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\nprint('up', flush=True)\ntime.sleep(600)\n"
)
# Stops at once itself, and leaves a child of its own behind, as a killed worker leaves its work-horse.
PARENT = """
import subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"], process_group=0)
print(child.pid, flush=True)
time.sleep(600)
"""


class Clock:
    """Seconds that pass only when the test says so."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def plan(tmp_path: Path) -> Callable[..., Plan]:
    def make(name: str, source: str, stage: int = 0, delay_seconds: float = 0) -> Plan:
        (tmp_path / f"{name}.py").write_text(source)
        environment = {"PYTHONPATH": str(tmp_path), "PATH": os.environ["PATH"]}
        return Plan(name, name, (), environment, stage=stage, delay_seconds=delay_seconds)

    return make


@pytest.fixture
def output() -> Iterator[IO[bytes]]:
    with tempfile.TemporaryFile() as file:
        yield file


def wait_for_lines(output: IO[bytes], count: int) -> list[str]:
    """The children's first lines, which say that they are up."""
    while True:
        lines = os.pread(output.fileno(), 10_000, 0).decode().splitlines()
        if len(lines) >= count:
            return lines


def is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def tick_until_dead(supervisor: Supervisor) -> list[str]:
    died: list[str] = []
    while not died:
        died = supervisor.tick()
    return died


@pytest.mark.parametrize(("deaths", "seconds"), [(1, 0.5), (2, 1), (3, 2), (7, 30), (5000, 30)], ids=str)
def test_the_wait_doubles_up_to_half_a_minute(deaths: int, seconds: float) -> None:
    assert restart_wait(deaths) == seconds


def test_a_killed_child_is_started_again_after_its_wait(plan: Callable[..., Plan], output: IO[bytes]) -> None:
    clock = Clock()
    supervisor = Supervisor([plan("sleeper", SLEEPER)], output=output, clock=clock)
    supervisor.tick()
    first = supervisor.pids()["sleeper"]
    os.kill(first, signal.SIGKILL)

    died = tick_until_dead(supervisor)
    waiting = supervisor.pids()
    clock.now += 0.5
    supervisor.tick()
    again = supervisor.pids()
    supervisor.stop()

    assert (died, waiting) == (["sleeper"], {})
    assert again["sleeper"] != first


def test_deaths_are_forgotten_after_a_steady_minute(plan: Callable[..., Plan], output: IO[bytes]) -> None:
    clock = Clock()
    supervisor = Supervisor([plan("sleeper", SLEEPER)], output=output, clock=clock)
    for _ in range(3):
        supervisor.tick()
        os.kill(supervisor.pids()["sleeper"], signal.SIGKILL)
        tick_until_dead(supervisor)
        clock.now += 30
    supervisor.tick()
    clock.now += 60
    os.kill(supervisor.pids()["sleeper"], signal.SIGKILL)

    tick_until_dead(supervisor)
    clock.now += 0.5
    supervisor.tick()
    running = set(supervisor.pids())
    supervisor.stop()

    assert running == {"sleeper"}


def test_a_child_that_ended_well_after_its_work_is_replaced_at_once(
    plan: Callable[..., Plan], output: IO[bytes]
) -> None:
    clock = Clock()
    supervisor = Supervisor([plan("short", "print('up', flush=True)\n")], output=output, clock=clock)

    while len(os.pread(output.fileno(), 10_000, 0).splitlines()) < 3:
        assert supervisor.tick() == []
        clock.now += 5
    supervisor.stop()


def test_a_child_that_ends_at_once_waits_like_one_that_died(plan: Callable[..., Plan], output: IO[bytes]) -> None:
    clock = Clock()
    supervisor = Supervisor([plan("short", "print('up', flush=True)\n")], output=output, clock=clock)

    died = tick_until_dead(supervisor)
    waiting = [supervisor.tick(), supervisor.pids()]
    clock.now += 0.5
    died += tick_until_dead(supervisor)
    clock.now += 0.5
    waiting += [supervisor.tick(), supervisor.pids()]
    clock.now += 0.5
    supervisor.tick()
    running = set(supervisor.pids())
    supervisor.stop()

    assert died == ["short", "short"]
    assert waiting == [[], {}, [], {}]
    assert running == {"short"}


def test_a_delayed_child_starts_later(plan: Callable[..., Plan], output: IO[bytes]) -> None:
    clock = Clock()
    plans = [plan("now", SLEEPER), plan("later", SLEEPER, delay_seconds=3)]
    supervisor = Supervisor(plans, output=output, clock=clock)
    supervisor.tick()
    at_once = set(supervisor.pids())
    clock.now += 3

    supervisor.tick()
    then = set(supervisor.pids())
    supervisor.stop()

    assert (at_once, then) == ({"now"}, {"now", "later"})


def test_children_are_stopped_stage_by_stage(plan: Callable[..., Plan], output: IO[bytes]) -> None:
    says = "import signal, sys, time\ndef stop(*_):\n    print('NAME stopped', flush=True)\n    sys.exit()\n"
    says += "signal.signal(signal.SIGTERM, stop)\nprint('up', flush=True)\ntime.sleep(600)\n"
    plans = [
        plan(name, says.replace("NAME", name), stage) for name, stage in (("api", 3), ("ingest", 0), ("worker", 1))
    ]
    supervisor = Supervisor(plans, output=output)
    supervisor.tick()
    wait_for_lines(output, 3)

    supervisor.stop()

    assert wait_for_lines(output, 6)[3:] == ["ingest stopped", "worker stopped", "api stopped"]


def test_a_hurried_stop_kills_what_does_not_listen(plan: Callable[..., Plan], output: IO[bytes]) -> None:
    supervisor = Supervisor([plan("stubborn", STUBBORN)], output=output)
    supervisor.tick()
    wait_for_lines(output, 1)
    pid = supervisor.pids()["stubborn"]

    supervisor.stop(is_hurried=lambda: True)

    assert not is_running(pid)


def test_nothing_that_a_child_started_is_left_behind(plan: Callable[..., Plan], output: IO[bytes]) -> None:
    supervisor = Supervisor([plan("parent", PARENT)], output=output)
    supervisor.tick()
    grandchild = int(wait_for_lines(output, 1)[0])

    supervisor.stop()

    assert not is_running(grandchild)


SAYS_WHEN_ENDED = """
import os, signal, time
signal.signal(signal.SIGTERM, lambda *_: (print("child ended", flush=True), os._exit(0)))
print("child up", flush=True)
time.sleep(600)
"""
SUPERVISES = """
import os, sys, time
from khabar.supervise import Plan, Supervisor
Supervisor([Plan("sleeper", "sleeper", (), dict(os.environ, PYTHONPATH=sys.argv[1]))]).tick()
time.sleep(600)
"""


def test_children_end_with_a_killed_supervisor(tmp_path: Path) -> None:
    (tmp_path / "sleeper.py").write_text(SAYS_WHEN_ENDED)
    command = [sys.executable, "-c", SUPERVISES, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as supervisor:
        assert supervisor.stdout is not None
        lines = (line for line in supervisor.stdout if line.startswith("child "))
        first = next(lines)

        supervisor.kill()
        last = next(lines)

    assert (first, last) == ("child up\n", "child ended\n")
