"""How commands print: tables for people, JSON for programs, right-to-left text kept in its place."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import orjson
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table

# U+2068 FIRST STRONG ISOLATE and U+2069 POP DIRECTIONAL ISOLATE. Source: Unicode UAX #9 §2.7.
ISOLATE, POP = "\u2068", "\u2069"

# What the other columns of a table need beside one that is not broken.
OTHER_COLUMNS_WIDTH = 55

Step = Callable[[str, int, int], None]


def isolated(text: str) -> str:
    """`text` so that Arabic in it does not reorder what stands around it."""
    return f"{ISOLATE}{text}{POP}" if text and not text.isascii() else text


def json_out(value: Any) -> None:
    """Print `value` as indented JSON with its Arabic readable."""
    sys.stdout.buffer.write(orjson.dumps(value, default=str, option=orjson.OPT_INDENT_2) + b"\n")
    sys.stdout.buffer.flush()


def json_lines(values: Iterable[Any]) -> None:
    """Print one JSON value a line."""
    for value in values:
        sys.stdout.buffer.write(orjson.dumps(value, default=str) + b"\n")
    sys.stdout.buffer.flush()


def table(
    title: str | None,
    columns: Sequence[str],
    rows: Iterable[Sequence[Any]],
    *,
    whole: Sequence[str] = (),
    beside: bool = False,
) -> None:
    """Print a table; None is shown as a dash, a moment in UTC to the minute.

    What stands in `whole` columns is never broken, to be copied. `beside`: to standard error, being no output proper.
    """
    drawn = Table(title=title, title_justify="left", header_style="bold", box=None, pad_edge=False)
    for column in columns:
        drawn.add_column(column, overflow="fold", no_wrap=column in whole)
    longest = 0
    for row in rows:
        cells = ["–" if cell is None else _lines(cell) for cell in row]
        longest = max(longest, *(len(cell) for cell, column in zip(cells, columns, strict=True) if column in whole), 0)
        drawn.add_row(*cells)
    console = Console(markup=False, highlight=False, emoji=False, stderr=beside)
    # Wider than the terminal rather than with half an address; the terminal breaks the line itself.
    console.width = max(console.width, longest + OTHER_COLUMNS_WIDTH if longest else 0)
    console.print(drawn)


def moment(at: datetime) -> str:
    """A moment in UTC, to the minute."""
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M}"


def _lines(cell: object) -> str:
    if isinstance(cell, datetime):
        cell = moment(cell)
    return "\n".join(isolated(line) for line in str(cell).split("\n"))


def say(text: str) -> None:
    """Print one line."""
    print(text, flush=True)


def note(text: str) -> None:
    """Print one line beside the output proper."""
    print(text, file=sys.stderr, flush=True)


def details(values: Mapping[str, Any]) -> None:
    """Print names and values in two columns."""
    table(None, ("", ""), values.items())


@contextmanager
def progress() -> Iterator[Step]:
    """A function `step(what, done, total)` that draws a bar for each `what`, at a terminal only."""
    console = Console(stderr=True)
    bars = Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=console,
        disable=not console.is_terminal,
        transient=True,
    )
    tasks: dict[str, TaskID] = {}

    def step(what: str, done: int, total: int) -> None:
        if what not in tasks:
            tasks[what] = bars.add_task(what, total=total)
        bars.update(tasks[what], completed=done, total=total)

    with bars:
        yield step
