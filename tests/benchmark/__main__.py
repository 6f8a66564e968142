"""`make bench`: what things cost here, as ratios of one run. How to read it: docs/performance.md.

ARGS=--short leaves out the other extractors and the whole pipeline, and takes seconds.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
from collections.abc import Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from statistics import fmean

from benchmark.material import golden_pages, newsroom_desks, newsroom_feeds, newsroom_pages, stored_pages
from benchmark.pipeline import Passage, measure_passage
from benchmark.rivals import rivals
from benchmark.stages import FEED, FEED_FLOOR, FLOOR, LAST, READ, WHOLE, Subject, of_feed, of_page
from benchmark.timing import Times, collect, one_round, per_document, settle


def main() -> None:
    options = _options()
    now = datetime.now(UTC)
    desks = newsroom_desks(now)
    pages = stored_pages(options.pages) if options.pages else [*newsroom_pages(desks), *golden_pages()]
    subjects = [subject for page in pages if (subject := of_page(page, now)) is not None]
    rounds = 3 if options.short else options.rounds
    print(f"{platform.python_implementation()} {platform.python_version()}, {_processor()}, {os.cpu_count()} cores")
    print(f"CPU time, median of {rounds} rounds in turns, mean of documents; × is against the floor of the same run\n")

    pages_ms = _timed(subjects, rounds, None if options.short else options.peers_python)
    _print(f"{len(subjects)} pages of {_kilobytes(subjects)} on average", pages_ms, FLOOR)
    _print_rates(pages_ms)
    if len(subjects) < len(pages):
        print(f"{len(pages) - len(subjects)} pages were refused as no articles, and are left out\n")

    feeds = [of_feed(feed) for feed in newsroom_feeds(desks)]
    feeds_ms = _timed(feeds, rounds)
    _print(f"{len(feeds)} feeds of {_kilobytes(feeds)} on average", feeds_ms, FEED_FLOOR)
    print(f"{'feeds a second and core':42}{1000 / feeds_ms[FEED]:10.0f}")

    pipeline_ms = {} if options.short else _pipeline(measure_passage())
    if options.json:
        found = {"pages": pages_ms, "feeds": feeds_ms, "pipeline": pipeline_ms}
        options.json.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--short", action="store_true", help="khabar alone, 3 rounds, no pipeline")
    parser.add_argument("--rounds", type=int, default=7, help="timed rounds, after one that warms up")
    parser.add_argument("--pages", type=Path, metavar="FOLDER", help="stored pages of yours instead of the samples")
    parser.add_argument("--peers-python", type=Path, metavar="FILE", help="interpreter that has the other extractors")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there too")
    return parser.parse_args()


def _timed(subjects: Sequence[Subject], rounds: int, peers_python: Path | None = None) -> dict[str, float]:
    with ExitStack() as stack:
        others = stack.enter_context(rivals(peers_python, subjects)) if peers_python else None
        times: Times = {}
        settle()
        for turn in range(rounds + 1):
            spent = one_round(subjects) | (others.one_round() if others else {})
            if turn:  # the first warms caches up
                collect(times, spent)
    return per_document(times)


def _print(title: str, milliseconds: dict[str, float], floor: str) -> None:
    print(f"{title:42}{'ms':>10}{'×':>8}")
    for name, value in milliseconds.items():
        print(f"{name:42}{value:10.2f}{value / milliseconds[floor]:8.1f}")


def _print_rates(milliseconds: dict[str, float]) -> None:
    """Pages a second and core of every reader, and how much faster the other reader is than what khabar does.

    The others give text and metadata, so `READ` is what compares with them; `WHOLE` does more.
    """
    steps = list(milliseconds)
    readers = [FLOOR, READ, WHOLE, *steps[steps.index(LAST) + 1 :]]
    print(f"\n{'pages a second and core':42}{'pages':>10}{'read ÷':>8}{'whole ÷':>8}")
    for name in readers:
        ratios = "".join(f"{milliseconds[own] / milliseconds[name]:8.2f}" for own in (READ, WHOLE))
        print(f"{name:42}{1000 / milliseconds[name]:10.0f}{ratios}")
    print()


def _pipeline(passage: Passage) -> dict[str, float | None]:
    found = {part: passage.per_article_ms(part) for part in ("ingest", "worker", "servers")}
    print(f"\n{f'{passage.articles} articles, from feed to stored record':42}{'ms each':>10}{'idle s':>8}")
    for part, each in found.items():
        name = "PostgreSQL and Valkey" if part == "servers" else part
        print(f"{name:42}{_or_dash(each, 1):>10}{_or_dash(getattr(passage.idle, part), 2):>8}")
    print(f"{'together':42}{sum(each or 0 for each in found.values()):10.1f}")
    return found


def _or_dash(value: float | None, digits: int) -> str:
    return "-" if value is None else f"{value:.{digits}f}"


def _kilobytes(subjects: Sequence[Subject]) -> str:
    return f"{fmean(len(subject.text.encode()) for subject in subjects) / 1000:.0f} kB"


def _processor() -> str:
    """The processor's name where the system tells it."""
    cpuinfo = Path("/proc/cpuinfo")
    lines = cpuinfo.read_text().splitlines() if cpuinfo.is_file() else []
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())


if __name__ == "__main__":
    main()
