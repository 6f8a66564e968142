"""What `khabar up` shows while it runs: lines for a person at a terminal, or log events for a machine."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console
from rich.text import Text

from khabar.cli.show import isolated
from khabar.event import Event
from khabar.log import get_logger

MARKS = {
    "article.created": ("new", "green"),
    "article.updated": ("changed", "yellow"),
    "article.corrected": ("corrected", "yellow"),
    "article.withdrawn": ("withdrawn", "red"),
}


class TerminalScreen:
    """One line per record, with its address to open."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def step(self, what: str) -> None:
        self._console.print(f"starting {what} …", style="dim", highlight=False)

    def ready(self, address: str, feeds: int, records: int, log_file: Path | None) -> None:
        out = self._console
        out.print()
        said = f"khabar is up with {feeds} feeds and {records} records. Try, in another terminal:"
        out.print(said, style="bold", highlight=False)
        for command, meaning in (
            (f"curl '{address}/v1/articles?limit=5'", "the newest records"),
            (f"curl -G '{address}/v1/articles' --data-urlencode 'q=الحكومة'", "search"),
            (f"curl '{address}/v1/feeds'", "the feeds and their state"),
            (f"curl -N '{address}/v1/events/stream'", "every change, as it happens"),
        ):
            out.print(f"  {command}  # {meaning}", highlight=False, soft_wrap=True)
        if log_file is not None:
            out.print(f"The services' logs are in {log_file}", style="dim", highlight=False, soft_wrap=True)
        out.print("Ctrl-C stops everything and keeps the data.", style="dim")
        out.print()

    def record(self, event: Event, publisher: str, headline: str, url: str) -> None:
        word, color = MARKS.get(event.type, (event.type, "white"))
        line = Text()
        line.append(f"{event.at.astimezone():%H:%M:%S}  ", style="dim")
        line.append(f"{word:9} ", style=color)
        line.append(isolated(publisher), style="cyan")
        line.append("  ")
        line.append(isolated(headline))
        line.append(f"\n          {url}", style="dim")
        self._console.print(line, highlight=False, soft_wrap=True)

    def trouble(self, what: str) -> None:
        self._console.print(what, style="red", highlight=False)

    def stopping(self) -> None:
        self._console.print("stopping … (Ctrl-C again to stop at once)", style="dim")


class LogScreen:
    """The same as log events."""

    def __init__(self) -> None:
        self._log = get_logger()

    def step(self, what: str) -> None:
        self._log.info("starting", what=what)

    def ready(self, address: str, feeds: int, records: int, log_file: Path | None) -> None:
        where = str(log_file) if log_file else None
        self._log.info("ready", address=address, feeds=feeds, records=records, log_file=where)

    def record(self, event: Event, publisher: str, headline: str, url: str) -> None:
        self._log.info("record", type=event.type, publisher=publisher, headline=headline, url=url)

    def trouble(self, what: str) -> None:
        self._log.warning("trouble", what=what)

    def stopping(self) -> None:
        self._log.info("stopping")
