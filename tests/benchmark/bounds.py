"""`make bounds`: what the worst answers, pages and feeds cost before they are refused or read, in CPU and memory.

Each case runs in a process of its own. Memory is what its peak grows by over that of the loaded program, so that two
machines give like figures; CPU seconds are the process's own. Ends with 1 when a case passes a bound.
"""

from __future__ import annotations

import asyncio
import gzip
import json
import resource
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import repeat
from pathlib import Path

import brotli
import zstandard

from khabar.errors import KhabarError
from khabar.http import open_client
from khabar.indexing import index_of
from khabar.settings import Settings
from khabar_ingest.parse import parse_feed
from khabar_worker.preview import preview
from support.loopback import Quiet, listening

URL = "https://example.com/1"
MEGABYTE = 1_000_000
# docs/reliability.md promises these: of one answer while it is read, and of one document.
ANSWER_MEGABYTES, DOCUMENT_MEGABYTES, CPU_SECONDS = 50, 800, 10.0


@contextmanager
def serving(body: Iterator[bytes], coding: str) -> Iterator[str]:
    """A server on loopback that answers anything with `body`, until the client has had enough."""

    class Handler(Quiet):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("content-type", "text/html")
            self.send_header("content-encoding", coding)
            self.end_headers()
            try:
                for piece in body:
                    self.wfile.write(piece)
            except OSError:
                pass

    with listening(Handler) as address:
        yield address


async def _fetch(url: str) -> object:
    async with open_client(Settings.model_validate({"allow_networks": "127.0.0.1/32"})) as client:
        return await client.fetch(url)


def _read(page: Callable[[], str]) -> Callable[[], object]:
    def run() -> object:
        article = preview(
            page().encode(), url=URL, published=None, is_text=False, publisher=None, http_charset=None,
            now=datetime.now(UTC),
        )  # fmt: skip
        return index_of(article)

    return run


def _parsed(items: Callable[[], str]) -> Callable[[], object]:
    def run() -> object:
        feed = f'<rss version="2.0"><channel><title>خبر</title>{items()}</channel></rss>'
        return parse_feed(feed.encode(), url=URL, http_charset=None)

    return run


def _times(text: str, size: int = 2 * MEGABYTE) -> str:
    return text * (size // len(text))


SPOKEN = "قال سالم البحري إن الموسم واعد. "
ZEROS = b"\0" * MEGABYTE
ANSWERS: dict[str, tuple[str, Callable[[], Iterator[bytes]]]] = {
    "gzip, 100 MB in 100 kB": ("gzip", lambda: iter([gzip.compress(ZEROS * 100, 9)])),
    "brotli, 100 MB in some hundred bytes": ("br", lambda: iter([brotli.compress(ZEROS * 100, quality=5)])),
    "zstd, 100 MB in 10 kB": ("zstd", lambda: iter([zstandard.compress(ZEROS * 100)])),
    "a body without end": ("identity", lambda: repeat(ZEROS)),
}
DOCUMENTS = {
    "2 MB of nested div": _read(lambda: "<html><body>" + _times("<div>")),
    "2 MB of nested a and font": _read(lambda: "<html><body>" + _times("<a><font>")),
    "2 MB of nested ul": _read(lambda: "<html><body>" + _times("<ul><li>")),
    "2 MB of attributes on one tag": _read(lambda: "<html><body " + "".join(f"a{n}=1 " for n in range(220_000)) + ">"),
    "2 MB of bare &": _read(lambda: "<html><body><p>" + _times("&")),
    "2 million letters of short paragraphs": _read(lambda: "<html><body><article>" + _times("<p>نص من كلمات.</p>")),
    "2 million letters of one paragraph": _read(lambda: "<html><body><article><p>" + _times(SPOKEN)),
    "a paragraph in which 2,400 people speak": _read(
        lambda: "<html><body><article><p>" + _times(SPOKEN, 79_000)
    ),
    "2 million letters of table cells": _read(lambda: "<html><body><article><table>" + _times("<tr><td>خ</td></tr>")),
    "a feed's style of nested url( , 16 kB": _parsed(
        lambda: "<item><description>&lt;p style='" + _times("url(", 16_000) + "'&gt;</description></item>"
    ),
    "a feed's tag of 2 MB of attributes": _parsed(
        lambda: "<item " + "".join(f'a{n}="1" ' for n in range(160_000)) + "></item>"
    ),
    "2 million letters of feed entries": _parsed(lambda: _times("<item><title>خبر قصير</title><guid>1</guid></item>")),
    "a feed with entities": lambda: parse_feed(
        b'<!DOCTYPE r [<!ENTITY a "x">]><rss version="2.0"><channel><title>&a;</title></channel></rss>',
        url=URL, http_charset=None,
    ),
}  # fmt: skip


def measure(name: str) -> dict[str, object]:
    """One case in this process: a document, or what is answered at an address."""
    loaded = _memory("VmRSS")
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")  # the peak begins anew: man 5 proc
    before = resource.getrusage(resource.RUSAGE_SELF)
    try:
        DOCUMENTS[name]() if name in DOCUMENTS else asyncio.run(_fetch(name))
        outcome = "read"
    except KhabarError as error:
        outcome = f"refused: {error.code}"
    after = resource.getrusage(resource.RUSAGE_SELF)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {"outcome": outcome, "cpu": cpu, "megabytes": _memory("VmHWM") - loaded}


def _memory(name: str) -> float:
    """A figure of this process, in MB. Linux only."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) / 1000 for line in lines if line.startswith(name))


def main() -> int:
    """0; 1 when a case passed a bound."""
    if len(sys.argv) > 1:
        print(json.dumps(measure(sys.argv[1])))
        return 0
    is_kept = True
    print(f"{'what comes':42} {'what becomes of it':28} {'CPU s':>6} {'MB':>6}")
    for name, (coding, body) in ANSWERS.items():
        with serving(body(), coding) as address:
            is_kept &= _told(name, address, ANSWER_MEGABYTES)
    for name in DOCUMENTS:
        is_kept &= _told(name, name, DOCUMENT_MEGABYTES)
    return int(not is_kept)


def _told(name: str, case: str, most: int) -> bool:
    """Whether a case keeps its bounds; its figures are printed."""
    asked = [sys.executable, "-m", "benchmark.bounds", case]
    said = subprocess.run(asked, capture_output=True, text=True, check=True).stdout
    found = json.loads(said.splitlines()[-1])
    print(f"{name:42} {found['outcome']:28} {found['cpu']:6.2f} {found['megabytes']:6.0f}", flush=True)
    return bool(found["cpu"] <= CPU_SECONDS and found["megabytes"] <= most)


if __name__ == "__main__":
    raise SystemExit(main())
