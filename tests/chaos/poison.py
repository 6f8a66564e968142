"""`make poison`: by how much other work slows beside items that kill or fail their worker. Linux only.

Two stages at once, so that both meet the same machine: one has a backlog of healthy stories, the other one in which
some kill their work-horse and as many make it fail. Told is how many healthy items are done in a second of the extract
workers' processor time: with the shipped settings until three in four are done, which is what a backlog meets; with
`--all-tries` until poison has had all its tries, which come at once instead of over half an hour. Ends with 1 when more
than a tenth fewer are done.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from statistics import fmean

from chaos.press import PUBLISHERS, Programme, programme
from chaos.processes import send
from chaos.stage import Stage, stage
from khabar import queue
from khabar.log import configure
from khabar.settings import load_settings

PROMISED_FALL = 0.1
SHARE = 0.75
STUCK_SECONDS, LOOK_SECONDS = 900.0, 0.2
WORKERS = 2
SHIPPED = {
    "lease_seconds": 90, "rehint_seconds": 120, "max_attempts": 8, "job_size": 20, "obey_robots": False,
    "poll_min_seconds": 300,
}  # fmt: skip
# Longer than any of these stories takes.
SHORT_WAITS = {"lease_seconds": 10, "rehint_seconds": 10}


class Backlog:
    """A stage whose workers stand still until a backlog is there, and what it took them to do it."""

    def __init__(self, made: Stage, stories: int, seed: int, special: int, *, all_tries: bool) -> None:
        issue = programme(Random(seed), stories, name=f"run{seed}", late=0, special=special)
        # The stories of the first publisher come over two feeds.
        twins = {draft.id for draft in issue.drafts[PUBLISHERS[0]]}
        sick = issue.poison | issue.broken
        self.made, self._issue, self._all_tries = made, issue, all_tries
        self._items = stories + len(twins)
        self._healthy = self._items - len(sick) - len(twins & sick)
        self._before = 0.0
        self.pace: float | None = None

    def issue(self) -> None:
        for publisher, drafts in self._issue.drafts.items():
            self.made.room.issue(publisher, drafts, datetime.now(UTC))

    def is_there(self) -> bool:
        self.made.poll()
        return self._count("stage = 'extract'") >= self._items

    def begin(self) -> None:
        self._before = _processor_seconds(self.made)

    def is_done(self) -> bool:
        """Whether it is; its pace is noted when it first is."""
        if self._all_tries:
            self.made.hurry()
        share = self._healthy if self._all_tries else SHARE * self._healthy
        if self.pace is None and self._count("state = 'done'") >= share and self._is_at_its_end():
            self.pace = share / (_processor_seconds(self.made) - self._before)
        return self.pace is not None

    def _is_at_its_end(self) -> bool:
        return not self._all_tries or not self._count("state in ('pending', 'running')")

    def _count(self, condition: str) -> int:
        return int(self.made.one(f"select count(*)::int as n from item where {condition}")["n"])


def main() -> int:
    parser = argparse.ArgumentParser(prog="poison", description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--pairs", type=int, default=3, help="how many pairs (3)")
    parser.add_argument("--stories", type=int, default=600, help="stories of each (600)")
    parser.add_argument(
        "--one-in", type=int, default=300, metavar="N", help="one story in N kills, one in N fails (300)"
    )
    parser.add_argument("--all-tries", action="store_true", help="count all tries of poison, not only the first ones")
    parser.add_argument("--json", action="store_true", help="JSON, which is also what a pipe gets")
    options = parser.parse_args()
    if sys.platform != "linux":
        print("poison reads /proc, which only Linux has", file=sys.stderr)
        return 2
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that being stopped ends what was started
    configure(load_settings(_env_file=None, log_level="error"), "poison")
    falls = []
    for seed in range(options.pairs):
        healthy, poisoned = _paces(options.stories, seed, options.one_in, all_tries=options.all_tries)
        falls.append(round(1 - poisoned / healthy, 3))
        print(f"healthy {healthy:.2f}, beside poison {poisoned:.2f} items a second", file=sys.stderr, flush=True)
    if sys.stdout.isatty() and not options.json:
        each = ", ".join(f"{one:.1%}" for one in falls)
        print(f"items in a second of the processor fall by {fmean(falls):.1%} ({each})")
    else:
        told = {"stories": options.stories, "one_in": options.one_in, "all_tries": options.all_tries}
        print(json.dumps({**told, "processor": falls}))
    return int(fmean(falls) > PROMISED_FALL)


def _paces(stories: int, seed: int, special: int, *, all_tries: bool) -> list[float]:
    """How fast a healthy and a poisoned backlog are worked off, side by side."""
    settings = {**SHIPPED, **(SHORT_WAITS if all_tries else {})}
    nothing = Programme(dict.fromkeys(PUBLISHERS, ()))
    with ExitStack() as stack:
        backlogs = []
        for one_in in (0, special):
            made = stack.enter_context(stage(nothing, ingesters=1, workers=WORKERS, small_disk=False, **settings))
            backlogs.append(Backlog(made, stories, seed, one_in, all_tries=all_tries))
        stages = [one.made for one in backlogs]
        # What a worker learns before its first job is no part of any item's cost.
        _wait(stages, lambda: all(map(_is_ready, stages)))
        with _stopped(stages):
            for one in backlogs:
                one.issue()
            _wait(stages, lambda: all([*map(Backlog.is_there, backlogs)]), beat_seconds=1.0)
            for one in backlogs:
                one.begin()
        _wait(stages, lambda: all([*map(Backlog.is_done, backlogs)]))
    return [one.pace for one in backlogs if one.pace is not None]


def _is_ready(made: Stage) -> bool:
    client = queue.connect(str(made.settings.redis_url))
    try:
        return queue.workers(client, "extract") == WORKERS
    finally:
        client.close()


def _wait(stages: Sequence[Stage], is_so: Callable[[], bool], *, beat_seconds: float = LOOK_SECONDS) -> None:
    """Until `is_so`.

    Raises:
        TimeoutError
    """
    beat = threading.Event()
    deadline = time.monotonic() + STUCK_SECONDS
    while not is_so():
        if time.monotonic() > deadline:
            raise TimeoutError(f"a backlog was not done after {STUCK_SECONDS:.0f} s")
        for made in stages:
            made.tick()
        beat.wait(beat_seconds)


@contextmanager
def _stopped(stages: Sequence[Stage]) -> Iterator[None]:
    """The extract workers do nothing meanwhile, nor do their work-horses."""
    pids = [pid for made in stages for pid in (*made.leaders("extract"), *made.horses())]
    for pid in pids:
        send(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in pids:
            send(pid, signal.SIGCONT)


def _processor_seconds(made: Stage) -> float:
    """Of the extract workers, of their work-horses that have ended, and of those that still run."""
    # Source: proc_pid_stat(5): after the name, which ends with a bracket, utime, stime, cutime, cstime are 12 to 15.
    ticks = 0
    for pid in [*made.leaders("extract"), *made.horses()]:
        try:
            ticks += sum(map(int, Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:15]))
        except FileNotFoundError:
            continue  # it has ended, and counts as its worker's from now on
    return ticks / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    sys.exit(main())
