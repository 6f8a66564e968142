"""`make clients`: programs that people use already, unmodified, against a real API on embedded servers.

    embedded servers ─ articles, feeds, keys ─ the API as a process of its own ─ one process for each client ─ a table

Each `with_*` beside runs in the clients' own environment, gets one JSON argument, prints a line for each thing that it
did, and ends with a status other than 0 when one of them went wrong.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from clients.newsboat import read_with_newsboat
from clients.newsroom import Newsroom, opened

HERE = Path(__file__).parent
# Longer than any of them takes on a busy machine of two cores.
MOST_SECONDS = 120


class Row(NamedTuple):
    client: str
    did: str
    is_ok: bool


class Tools(NamedTuple):
    """Where the clients are: a Python with those of requirements/clients.txt, a folder of npm packages."""

    python: Path
    npm: Path


def _run(command: list[str], room: Newsroom, environment: dict[str, str]) -> Iterator[tuple[str, bool]]:
    """What a client says it did; at the end its error, if there is one."""
    done = subprocess.run(
        [*command, json.dumps(room.described(), ensure_ascii=False)],
        env={**os.environ, "NO_PROXY": "*", **environment}, capture_output=True, text=True, timeout=MOST_SECONDS,
        check=False,
    )  # fmt: skip
    for line in done.stdout.splitlines():
        yield line, True
    if done.returncode:
        yield (done.stderr.strip().splitlines() or [f"ended with {done.returncode}"])[-1], False
        print(done.stderr, file=sys.stderr)


def _with_python(name: str) -> Callable[[Newsroom, Tools], Iterator[tuple[str, bool]]]:
    return lambda room, tools: _run([str(tools.python), str(HERE / f"with_{name}.py")], room, {})


def _with_node(room: Newsroom, tools: Tools) -> Iterator[tuple[str, bool]]:
    yield from _run(["node", str(HERE / "with_newsapi.cjs")], room, {"NODE_PATH": str(tools.npm / "node_modules")})


def _with_newsboat(room: Newsroom, tools: Tools) -> Iterator[tuple[str, bool]]:
    yield from read_with_newsboat(room)


def _resumed(room: Newsroom, tools: Tools) -> Iterator[tuple[str, bool]]:
    """The API is killed in the middle of a stream and started again; events happen before, between and after."""
    wanted = 30
    reader = subprocess.Popen(
        [str(tools.python), str(HERE / "with_httpx_sse.py"), json.dumps({**room.described(), "wanted": wanted})],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert reader.stdout is not None
    assert reader.stderr is not None
    assert reader.stdout.readline() == "listening\n"
    happened = room.happen(10)
    seen = [reader.stdout.readline().strip() for _ in range(5)]
    room.kill()
    happened += room.happen(10)
    room.start()
    happened += room.happen(10)
    seen += [line.strip() for line in reader.stdout]
    errors = reader.stderr.read()
    reader.wait(MOST_SECONDS)
    yield (
        f"{len(seen)} of {wanted} events, {len(seen) - len(set(seen))} twice, the API killed and started in between",
        seen == happened and reader.returncode == 0,
    )
    if reader.returncode:
        yield errors.strip().splitlines()[-1], False


CLIENTS: dict[str, Callable[[Newsroom, Tools], Iterator[tuple[str, bool]]]] = {
    "JavaScript newsapi": _with_node,
    "newsapi-python": _with_python("newsapi"),
    "newsboat": _with_newsboat,
    "miniflux": _with_python("miniflux"),
    "standardwebhooks": _with_python("standardwebhooks"),
    "cloudevents": _with_python("cloudevents"),
    "feedparser": _with_python("feedparser"),
    "httpx-sse": _resumed,
}


def _table(rows: list[Row]) -> str:
    width = max(len(row.client) for row in rows)
    return "\n".join(f"{row.client:<{width}}  {'ok    ' if row.is_ok else 'FAILED'}  {row.did}" for row in rows)


def main() -> int:
    parser = argparse.ArgumentParser(prog="make clients", description=__doc__)
    parser.add_argument("--clients-python", type=Path, required=True, help="Python with requirements/clients.txt")
    parser.add_argument("--clients-npm", type=Path, required=True, help="folder with the npm clients")
    parser.add_argument("--only", choices=sorted(CLIENTS), action="append", help="this client only; repeats")
    asked = parser.parse_args()
    tools = Tools(asked.clients_python.absolute(), asked.clients_npm.absolute())
    rows: list[Row] = []
    with opened() as room:
        for name in asked.only or CLIENTS:
            print(f"{name} …", file=sys.stderr)
            try:
                rows += [Row(name, did, is_ok) for did, is_ok in CLIENTS[name](room, tools)]
            except (OSError, AssertionError, subprocess.SubprocessError) as error:
                rows.append(Row(name, f"{type(error).__name__}: {error}", False))
    print(_table(rows))
    return int(not rows or any(not row.is_ok for row in rows))


if __name__ == "__main__":
    sys.exit(main())
