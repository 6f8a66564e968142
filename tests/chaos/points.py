"""The fail-points: where a process may be killed, one before and one after each thing it tells the outside.

A point is armed by a file of its name in the folder that CHAOS_POINTS names. Who comes by and removes the file dies
there, so that one arming kills once, whoever comes first. Without the variable nothing is armed and nothing is wrapped.
"""

from __future__ import annotations

import functools
import importlib
import inspect
import os
import signal
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

FOLDER = "CHAOS_POINTS"
# A headline with one of these is poison to its worker, or a fault of ours, at every try.
POISON, BROKEN = "خبر قاتل", "خبر عاطل"


@dataclass(frozen=True)
class Point:
    """Die `when` the function is called in a process that runs `service`. `owner` is a module, or module:class."""

    service: Literal["ingest", "extract", "deliver"]
    owner: str
    function: str
    when: Literal["before", "after"]


POINTS = {
    # One poll: claim → fetch → items and validators in one transaction → hint.
    "poll.claimed": Point("ingest", "khabar.storage.polls", "claim", "after"),
    "poll.matched": Point("ingest", "khabar.storage.polls", "record", "before"),
    "poll.inserted": Point("ingest", "khabar.storage.polls", "_insert_items", "after"),  # before the commit
    "poll.committed": Point("ingest", "khabar.storage.polls", "record", "after"),
    # One page: claim → robots and fetch → page and item in one transaction → host given back → hint.
    "page.claimed": Point("ingest", "khabar.storage.items", "claim_pages", "after"),
    "page.fetched": Point("ingest", "khabar.http:Client", "fetch", "after"),
    "page.kept": Point("ingest", "khabar.storage.pages", "keep", "after"),  # before the item knows of it
    "page.finished": Point("ingest", "khabar.storage.items", "page_done", "after"),  # before the commit
    "page.committed": Point("ingest", "khabar.storage.hosts", "release", "before"),
    # Hints: made, sent, noted.
    "hint.made": Point("ingest", "khabar.queue", "hint", "before"),
    "hint.sent": Point("ingest", "khabar.queue", "hint", "after"),
    "hint.noted": Point("ingest", "khabar.storage.items", "mark_hinted", "after"),
    "sweep.noted": Point("ingest", "khabar.storage.items", "reconcile", "after"),  # marked as hinted, and never sent
    "sweep.fanned": Point("ingest", "khabar.storage.deliveries", "fan_out", "after"),
    # One item: claim → read → article, event and item in one transaction.
    "extract.claimed": Point("extract", "khabar.storage.items", "claim", "after"),
    "extract.read": Point("extract", "khabar.storage.pages", "get", "after"),
    "extract.locked": Point("extract", "khabar.storage.articles", "lock_identity", "after"),
    "extract.saved": Point("extract", "khabar.storage.articles", "save", "after"),
    "extract.told": Point("extract", "khabar.storage.events", "append", "after"),
    "extract.finished": Point("extract", "khabar.storage.items", "done", "after"),  # before the commit
    "extract.committed": Point("extract", "khabar_worker.tasks", "extract_one", "after"),
    # One delivery: claim → post → note.
    "deliver.claimed": Point("deliver", "khabar.storage.deliveries", "claim", "after"),
    "deliver.posted": Point("deliver", "khabar.storage.deliveries", "done", "before"),
    "deliver.noted": Point("deliver", "khabar.storage.deliveries", "done", "after"),
}


def arm(folder: Path, name: str, *, whole_tree: bool) -> None:
    """Let the next process that comes by `name` die there; with `whole_tree` the process that forked it too."""
    half = folder / f"{name}.half"
    half.write_text("tree" if whole_tree else "self")
    half.rename(folder / name)


def install(folder: Path, service: str) -> None:
    """Wrap the functions of this service's points, in this process and those it forks."""
    for name, point in POINTS.items():
        if point.service == service:
            # A claim that got nothing is not the point that is meant.
            act = functools.partial(_die_if_armed, folder / name, os.getpid(), point.function.startswith("claim"))
            _wrap(point.owner, point.function, act, point.when)
    if service == "extract":
        _wrap("khabar.storage.items", "claim", _remember, "after")
        _wrap("khabar.storage.articles", "lock_identity", _suffer, "before")


def _wrap(owner: str, function: str, act: Callable[[object], None], when: str) -> None:
    module, _, name = owner.partition(":")
    place: Any = importlib.import_module(module)
    place = getattr(place, name) if name else place
    real = getattr(place, function)

    if inspect.iscoroutinefunction(real):

        async def wrapped(*args: Any, **kwargs: Any) -> Any:
            result = await real(*args, **kwargs)
            act(result)
            return result

    else:

        def wrapped(*args: Any, **kwargs: Any) -> Any:
            if when == "before":
                act(None)
            result = real(*args, **kwargs)
            if when == "after":
                act(result)
            return result

    setattr(place, function, functools.wraps(real)(wrapped))


def _die_if_armed(armed: Path, leader: int, needs_result: bool, result: object) -> None:
    if (needs_result and not result) or not armed.exists():
        return
    try:
        whole_tree = armed.read_text() == "tree"
        armed.unlink()
    except FileNotFoundError:
        return  # another process was quicker, and dies
    if whole_tree:
        os.kill(leader, signal.SIGKILL)
    os.kill(os.getpid(), signal.SIGKILL)


# The headline of the item that this work-horse claimed last; it has one at a time.
_working_on: list[str] = []


def _remember(claimed: Any) -> None:
    _working_on[:] = [one.item.entry.title or "" for one in claimed]


def _suffer(_: object) -> None:
    if any(POISON in headline for headline in _working_on):
        os.kill(os.getpid(), signal.SIGKILL)
    if any(BROKEN in headline for headline in _working_on):
        raise RuntimeError("this item fails at every try")
