"""The process in which peers.py runs, as something that can be asked for a round."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from benchmark.stages import Subject


class Rivals:
    """Asks the peers' process for rounds."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def one_round(self) -> dict[str, list[float]]:
        """CPU milliseconds of every page, for each peer. Raises: RuntimeError when the process has died."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write("round\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        if not answer:
            raise RuntimeError("the peers' process has died; what it said stands above")
        found: dict[str, list[float]] = json.loads(answer)
        return found


@contextmanager
def rivals(python: Path, subjects: Sequence[Subject]) -> Iterator[Rivals]:
    """The peers under that interpreter, with the pages in hand."""
    command = [str(python), str(Path(__file__).with_name("peers.py"))]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        process.stdin.write(json.dumps([{"url": subject.url, "text": subject.text} for subject in subjects]) + "\n")
        yield Rivals(process)
        process.stdin.close()
