"""CPU time of many things in turns, so that a slow moment of the machine hits all of them alike."""

from __future__ import annotations

import gc
import time
from collections.abc import Sequence
from statistics import fmean, median

from benchmark.stages import Run, Subject

# CPU milliseconds of each round, for each name, for each document.
Times = dict[str, list[list[float]]]


def cpu_ms(run: Run) -> float:
    """CPU milliseconds of one call. Garbage of the call before is not billed to it; its own is."""
    gc.collect()
    start = time.process_time()
    run()
    return (time.process_time() - start) * 1000


def settle() -> None:
    """Takes what is loaded out of the collector's sight, so that each collection sees one call's objects only."""
    gc.collect()
    gc.freeze()


def one_round(subjects: Sequence[Subject]) -> dict[str, list[float]]:
    """Every step of every document once, the steps taking turns on each document."""
    spent: dict[str, list[float]] = {name: [] for name in subjects[0].steps}
    for subject in subjects:
        for name, run in subject.steps.items():
            spent[name].append(cpu_ms(run))
    return spent


def collect(times: Times, spent: dict[str, list[float]]) -> None:
    """Adds a round to `times`."""
    for name, row in spent.items():
        rounds = times.setdefault(name, [[] for _ in row])
        for place, milliseconds in enumerate(row):
            rounds[place].append(milliseconds)


def per_document(times: Times) -> dict[str, float]:
    """The mean over documents of each document's median round."""
    return {name: fmean(median(rounds) for rounds in documents) for name, documents in times.items()}
