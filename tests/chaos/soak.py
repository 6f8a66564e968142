"""`make soak`: a day's work in a row, without faults: memory, open files and Redis keys must stay flat. Linux only.

The newsroom brings out issue after issue of invented stories; after each, when all its records are stored, every
service is looked at. Prints each figure with its slope over all but the first fifth; ends with 1 when one grows.
Stopped early (Ctrl-C), it reports what it has seen.
"""

from __future__ import annotations

import argparse
import itertools
import json
import signal
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from statistics import fmean, linear_regression

from chaos.press import PUBLISHERS, programme
from chaos.stage import Stage, stage
from khabar import queue
from khabar.log import configure
from khabar.settings import load_settings
from khabar.storage import feeds

WARM_SHARE = 0.2
# A figure is flat while its trend over the whole run stays below the larger of this share of its mean and this much.
FLAT_SHARE, FLAT = 0.05, {"MB": 8.0, "files": 3.0, "keys": 20.0}
STUCK_SECONDS = 900.0


def main() -> int:
    parser = argparse.ArgumentParser(prog="soak", description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--items", type=int, default=200_000, help="how many stories in all (200000)")
    parser.add_argument("--issue", type=int, default=360, help="how many come out together, before each look (360)")
    parser.add_argument(
        "--feed-only", type=int, default=0, choices=range(len(PUBLISHERS) + 1), metavar="N",
        help=f"of so many of the {len(PUBLISHERS)} publishers no page is fetched: records of their feeds' texts (0)",
    )  # fmt: skip
    parser.add_argument("--json", action="store_true", help="JSON, which is also what a pipe gets")
    options = parser.parse_args()
    if sys.platform != "linux":
        print("soak reads /proc, which only Linux has", file=sys.stderr)
        return 2
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that being stopped ends what was started
    configure(load_settings(_env_file=None, log_level="error"), "soak")
    began = time.monotonic()
    at, figures = _soak(options.items, options.issue, options.feed_only)
    if not at:
        return 130
    report = {name: _trend(at, values[: len(at)], name) for name, values in sorted(figures.items())}
    grows = [name for name, one in report.items() if not one["flat"]]
    if sys.stdout.isatty() and not options.json:
        print(f"{at[-1]} items, {time.monotonic() - began:.0f} s, {len(at)} looks")
        print(f"{'':28}{'first':>10}{'last':>10}{'most':>10}{'a 10,000':>12}")
        for name, one in report.items():
            numbers = f"{one['first']:10.1f}{one['last']:10.1f}{one['most']:10.1f}{one['per_10000']:12.2f}"
            print(f"{name:28}{numbers}{'' if one['flat'] else '  GROWS'}")
    else:
        seconds = round(time.monotonic() - began, 1)
        print(json.dumps({"items": at[-1], "seconds": seconds, "looks": len(at), "figures": report}))
    return 1 if grows else 0


def _soak(items: int, issue: int, feed_only: int) -> tuple[list[int], dict[str, list[float]]]:
    """After how many items each look was taken, and the figures then by name. Ctrl-C ends it early.

    The last `feed_only` publishers' pages are not fetched.
    """
    random = Random(1)
    at: list[int] = []
    figures: dict[str, list[float]] = defaultdict(list)
    first = programme(random, issue, name="issue0", late=0, special=0)
    plain = {
        "lease_seconds": 90, "rehint_seconds": 120, "max_attempts": 8, "job_size": 20, "obey_robots": False,
        "poll_min_seconds": 300,  # each issue is asked for when it has come out
    }  # fmt: skip
    with stage(first, ingesters=1, small_disk=False, **plain) as made, suppress(KeyboardInterrupt):
        with made.db() as db:
            for feed in feeds.find(db):
                feeds.change(
                    db, feed.id, fetch_pages=feed.publisher_id not in PUBLISHERS[len(PUBLISHERS) - feed_only :]
                )
        for number in range(-(-items // issue)):
            if number:
                following = programme(random, issue, name=f"issue{number}", late=0, special=0)
                for publisher, drafts in following.drafts.items():
                    made.room.issue(publisher, drafts, datetime.now(UTC))
            total = (number + 1) * issue
            # The stories of the first publisher come over two feeds.
            _wait_for(made, total + total // len(PUBLISHERS))
            for name, value in _look(made).items():
                figures[name].append(value)
            at.append(total)
            print(f"{total} of {items}", file=sys.stderr, flush=True)
    return at, figures


def _wait_for(made: Stage, items: int) -> None:
    """Until all are stored and told to the endpoint."""
    beat = threading.Event()
    deadline = time.monotonic() + STUCK_SECONDS
    for beats in itertools.count():
        made.tick()
        if beats % 10 == 0:
            made.poll()
        left = made.one(
            """select %(items)s - (select count(*) from item where state = 'done')
                 + (select count(*) from delivery where state in ('pending', 'running'))
                 + (select max(seq) - (select min(after_seq) from webhook) from event) as n""",
            {"items": items},
        )["n"]
        if left == 0:
            break
        if time.monotonic() > deadline:
            raise TimeoutError(f"an issue was not done after {STUCK_SECONDS:.0f} s; {left} are left")
        beat.wait(1.0)
    for publisher in PUBLISHERS:
        made.room.forget_requests(publisher)


def _look(made: Stage) -> dict[str, float]:
    """Memory and open files of every service and server, and the keys in Redis."""
    found: dict[str, float] = {}
    processes = dict(made.supervisor.pids())
    processes |= {name: pid for name in ("postgres", "valkey") if (pid := made.server_pid(name)) is not None}
    for name, pid in processes.items():
        folder = Path(f"/proc/{pid}")
        kilobytes = next(line for line in (folder / "status").read_text().splitlines() if line.startswith("VmRSS"))
        found[f"{name} MB"] = int(kilobytes.split()[1]) / 1024
        found[f"{name} files"] = len(list((folder / "fd").iterdir()))
    with queue.connect(str(made.settings.redis_url)) as client:
        info = queue.info(client)
        space = info.get("db0", {"keys": 0, "expires": 0})
        found["redis keys"] = space["keys"]
        # Hints that wait end by themselves, and there are more of them the busier the machine; these would stay.
        found["redis lasting keys"] = space["keys"] - space["expires"]
        found["redis data MB"] = int(info["used_memory"]) / 2**20
    return found


def _trend(at: Sequence[int], values: Sequence[float], name: str) -> dict[str, float | bool]:
    """First, last and highest value after the warm-up, and the slope for each 10,000 items."""
    skipped = int(len(values) * WARM_SHARE)
    places, kept = at[skipped:], values[skipped:]
    slope = linear_regression(places, kept).slope if len(kept) > 1 else 0.0
    growth = slope * (places[-1] - places[0])
    limit = max(FLAT_SHARE * fmean(kept), FLAT[name.rpartition(" ")[2]])
    return {
        "first": round(kept[0], 1),
        "last": round(kept[-1], 1),
        "most": round(max(kept), 1),
        "per_10000": round(slope * 10_000, 2),
        "flat": growth <= limit,
    }


if __name__ == "__main__":
    sys.exit(main())
