"""`make poison`: by how much other work slows beside items that kill or fail their worker. Linux only.

Runs come in pairs: a backlog of healthy stories, and one in which some kill their work-horse and as many make it fail,
both with the shipped settings. Told is how many healthy items are done in a second of the clock
and of the extract workers' processor time, until three in four are done: who died along with a killer waits two minutes
to be hinted again, and meanwhile the others fill the time. Ends with 1 when a tenth is exceeded by both.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from statistics import fmean

from chaos.press import PUBLISHERS, Programme, programme
from chaos.processes import send
from chaos.stage import Stage, stage
from khabar.log import configure
from khabar.settings import load_settings

PROMISED_FALL = 0.1
SHARE = 0.75
STUCK_SECONDS, LOOK_SECONDS = 900.0, 0.2
SHIPPED = {
    "lease_seconds": 90, "rehint_seconds": 120, "max_attempts": 8, "job_size": 20, "obey_robots": False,
    "poll_min_seconds": 300,
}  # fmt: skip


@dataclass(frozen=True)
class Pace:
    """Healthy items done in a second of the clock, and of the extract workers' processor time."""

    clock: float
    processor: float


def main() -> int:
    parser = argparse.ArgumentParser(prog="poison", description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--pairs", type=int, default=3, help="how many pairs of runs (3)")
    parser.add_argument("--stories", type=int, default=600, help="stories of a run (600)")
    parser.add_argument(
        "--one-in", type=int, default=300, metavar="N", help="one story in N kills, one in N fails (300)"
    )
    parser.add_argument("--json", action="store_true", help="JSON, which is also what a pipe gets")
    options = parser.parse_args()
    if sys.platform != "linux":
        print("poison reads /proc, which only Linux has", file=sys.stderr)
        return 2
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that being stopped ends what was started
    configure(load_settings(_env_file=None, log_level="error"), "poison")
    falls: dict[str, list[float]] = {"clock": [], "processor": []}
    for number in range(options.pairs):
        kinds = (False, True) if number % 2 else (True, False)
        paces = {
            is_poisoned: _pace(options.stories, number, options.one_in if is_poisoned else 0) for is_poisoned in kinds
        }
        for name, found in falls.items():
            found.append(round(1 - getattr(paces[True], name) / getattr(paces[False], name), 3))
        print(f"healthy {asdict(paces[False])}, beside poison {asdict(paces[True])}", file=sys.stderr, flush=True)
    if sys.stdout.isatty() and not options.json:
        for name, found in falls.items():
            each = ", ".join(f"{one:.1%}" for one in found)
            print(f"items in a second of the {name} fall by {fmean(found):.1%} ({each})")
    else:
        print(json.dumps({"stories": options.stories, "one_in": options.one_in, **falls}))
    return int(all(fmean(found) > PROMISED_FALL for found in falls.values()))


def _pace(stories: int, seed: int, special: int) -> Pace:
    """How fast a backlog is worked off by workers that begin when all its pages are there."""
    issue = programme(Random(seed), stories, name=f"run{seed}", late=0, special=special)
    # The stories of the first publisher come over two feeds.
    twins = {draft.id for draft in issue.drafts[PUBLISHERS[0]]}
    sick = issue.poison | issue.broken
    healthy = stories - len(sick) + len(twins - sick)
    nothing = Programme(dict.fromkeys(PUBLISHERS, ()))
    with stage(nothing, ingesters=1, small_disk=False, **SHIPPED) as made:
        with _stopped(made):
            for publisher, drafts in issue.drafts.items():
                made.room.issue(publisher, drafts, datetime.now(UTC))
            _wait(made, lambda: _count(made, "stage = 'extract'") >= stories + len(twins), polls=True)
            spent, begun = _processor_seconds(made), time.monotonic()
        _wait(made, lambda: _count(made, "state = 'done'") >= SHARE * healthy)
        seconds, used = time.monotonic() - begun, _processor_seconds(made) - spent
    return Pace(clock=round(SHARE * healthy / seconds, 2), processor=round(SHARE * healthy / used, 2))


def _count(made: Stage, condition: str) -> int:
    return int(made.one(f"select count(*)::int as n from item where {condition}")["n"])


def _wait(made: Stage, is_so: Callable[[], bool], *, polls: bool = False) -> None:
    """Until `is_so`; with `polls` each feed is asked again and again meanwhile.

    Raises:
        TimeoutError
    """
    beat = threading.Event()
    deadline = time.monotonic() + STUCK_SECONDS
    while not is_so():
        if time.monotonic() > deadline:
            raise TimeoutError(f"a backlog was not done after {STUCK_SECONDS:.0f} s")
        made.tick()
        if polls:
            made.poll()
        beat.wait(1.0 if polls else LOOK_SECONDS)


@contextmanager
def _stopped(made: Stage) -> Iterator[None]:
    """The extract workers do nothing meanwhile, nor do their work-horses."""
    pids = [*made.leaders("extract"), *made.horses()]
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
