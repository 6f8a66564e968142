"""Keeps child processes running: starts them, restarts what dies, stops them in order when told to. Not here: which."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import IO

from khabar.log import get_logger

log = get_logger()

FIRST_WAIT_SECONDS, LONGEST_WAIT_SECONDS = 0.5, 30.0
STEADY_SECONDS = 60.0
# A child that ends well sooner than this did no work: without a wait it would be started again and again.
WORKED_SECONDS = 5.0
STOP_SECONDS = 20.0
LEFT_SECONDS = 5.0


def restart_wait(deaths: int) -> float:
    """Seconds before the next start, after this many deaths in a row (1 is the first): 0.5, 1, 2 … 30."""
    return float(min(LONGEST_WAIT_SECONDS, FIRST_WAIT_SECONDS * 2 ** min(deaths - 1, 16)))


@dataclass(frozen=True)
class Plan:
    """One child to keep running. Children of a lower `stage` are stopped first; `delay_seconds` puts off the first
    start, so that those which are needed at once have the processors to themselves.
    """

    name: str
    module: str
    arguments: tuple[str, ...] = ()
    environment: Mapping[str, str] = field(default_factory=dict)
    stage: int = 0
    delay_seconds: float = 0.0


@dataclass
class _Child:
    plan: Plan
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    deaths: int = 0
    start_at: float = 0.0


class Signals:
    """Ctrl-C and SIGTERM: the first asks for an orderly stop, the second for a quick one."""

    def __init__(self) -> None:
        self.count = 0
        # While the start waits for servers there is nothing to look at `count`: the wait is broken off instead.
        self.interrupts = True
        # Called at each signal, by whoever does nothing but wait.
        self.wake: Callable[[], object] | None = None

    def _note(self, _: int, __: FrameType | None) -> None:
        self.count += 1
        if self.interrupts:
            self.interrupts = False
            raise KeyboardInterrupt
        if self.wake is not None:
            self.wake()

    @contextlib.contextmanager
    def handled(self) -> Iterator[Signals]:
        """Take them from here on, and leave them to whoever had them before at the end."""
        kinds = {signal.SIGINT, signal.SIGTERM}
        if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # as it is under nohup
            kinds.add(signal.SIGHUP)
        before = {kind: signal.signal(kind, self._note) for kind in kinds}
        try:
            yield self
        finally:
            for kind, handler in before.items():
                signal.signal(kind, handler)


class Supervisor:
    """The children of this process. Not thread-safe: call it from one thread."""

    def __init__(
        self, plans: Sequence[Plan], *, output: IO[bytes] | None = None, clock: Callable[[], float] | None = None
    ):
        """`output` takes what the children write; None: where this process writes. `clock` counts seconds."""
        self._clock = clock or time.monotonic
        self._children = [_Child(plan, start_at=self._clock() + plan.delay_seconds) for plan in plans]
        self._output = output

    def pids(self) -> dict[str, int]:
        """The running children, by name."""
        return {child.plan.name: child.process.pid for child in self._children if child.process is not None}

    def tick(self) -> list[str]:
        """Start what is due and note what died; returns the names of those that died since the last call."""
        died = []
        for child in self._children:
            now = self._clock()
            if child.process is not None and (status := child.process.poll()) is not None:
                _end_session(child.process.pid)
                child.process = None
                if status == 0 and now - child.started_at >= WORKED_SECONDS:
                    log.info("child_replaced", child=child.plan.name)  # a worker has done its number of jobs
                else:
                    child.deaths = 1 if now - child.started_at >= STEADY_SECONDS else child.deaths + 1
                    child.start_at = now + restart_wait(child.deaths)
                    died.append(child.plan.name)
                    log.warning(
                        "child_died", child=child.plan.name, status=status, restart_in=restart_wait(child.deaths)
                    )
            if child.process is None and now >= child.start_at:
                self._start(child)
        return died

    def _start(self, child: _Child) -> None:
        plan = child.plan
        child.process = subprocess.Popen(  # noqa: S603  # our own modules
            [sys.executable, "-m", "khabar.tether", plan.module, str(os.getpid()), *plan.arguments],
            stdin=subprocess.DEVNULL,
            stdout=self._output,
            stderr=self._output,
            env=dict(plan.environment),
            start_new_session=True,  # Ctrl-C reaches the supervisor alone, which then stops them in order
        )
        child.started_at = self._clock()
        log.info("child_started", child=plan.name, pid=child.process.pid)

    def stop(self, *, is_hurried: Callable[[], bool] = lambda: False) -> None:
        """Stop all children, stage by stage; kill those that take too long, or all once `is_hurried`."""
        for stage in sorted({child.plan.stage for child in self._children}):
            running = [
                (child, child.process) for child in self._children if child.plan.stage == stage and child.process
            ]
            for _, process in running:
                with contextlib.suppress(ProcessLookupError):
                    process.terminate()
            deadline = time.monotonic() + STOP_SECONDS
            for child, process in running:
                while process.poll() is None:
                    if is_hurried() or time.monotonic() > deadline:
                        log.warning("child_killed", child=child.plan.name)
                        process.kill()
                        process.wait()
                    else:
                        time.sleep(0.02)
                _end_session(process.pid)
                child.process = None
                log.info("child_stopped", child=child.plan.name)


def _end_session(leader: int) -> None:
    """Kill what a child left behind in its session, such as a killed worker's work-horse, and see it gone."""
    if not Path("/proc/self").exists():
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(leader, signal.SIGKILL)
        return
    deadline = time.monotonic() + LEFT_SECONDS
    while (left := _session(leader)) and time.monotonic() < deadline:
        for pid in left:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)
        time.sleep(0.01)


def _session(leader: int) -> list[int]:
    """The living processes of a session."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError):
                # Source: proc_pid_stat(5); after the name in brackets come state, parent, group and session.
                state, _, _, session = (entry / "stat").read_text().rpartition(")")[2].split()[:4]
                if int(session) == leader and state != "Z":
                    found.append(int(entry.name))
    return found
