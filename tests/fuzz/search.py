"""The search for inputs that break a target: hypothesis draws and shrinks, and the smallest is kept as a file."""

from __future__ import annotations

import hashlib
import time
import traceback
from dataclasses import dataclass
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from fuzz.targets import Target

# A reader that needs more processor time than this for a few thousand bytes would hang on a real document.
MOST_SECONDS = 5.0
PIECES = 60


class TooSlow(AssertionError):
    """The input took more processor time than any real one may."""


@dataclass(frozen=True)
class Finding:
    """`file` is the smallest input that was found, kept so that it is tried for ever after."""

    file: Path
    trace: str


def inputs(target: Target) -> st.SearchStrategy[bytes]:
    """Words in a row, and seeds that are cut and spliced with words."""
    piece = st.sampled_from([word.encode() for word in target.words]) | st.binary(max_size=6)
    repeated = st.builds(bytes.__mul__, piece, st.integers(1, 200))
    rows = st.lists(piece | repeated, max_size=PIECES).map(b"".join)
    cut = st.tuples(st.floats(0, 1), st.integers(0, 40), st.lists(piece, max_size=3).map(b"".join))
    return rows | st.builds(
        _spliced, st.sampled_from([one.encode() for one in target.seeds]), st.lists(cut, max_size=8)
    )


def _spliced(whole: bytes, cuts: list[tuple[float, int, bytes]]) -> bytes:
    for where, length, piece in cuts:
        at = int(where * len(whole))
        whole = whole[:at] + piece + whole[at + length :]
    return whole


def search(name: str, target: Target, *, number: int, examples: int, folder: Path) -> Finding | None:
    """Try `examples` inputs drawn from seed `number`: the same ones each time. A finding is kept in `folder`/`name`."""
    last = b""

    @seed(number)
    @settings(
        max_examples=examples, deadline=None, database=None, suppress_health_check=list(HealthCheck),
        phases=(Phase.generate, Phase.shrink), report_multiple_bugs=False,
    )  # fmt: skip
    @given(inputs(target))
    def attempt(data: bytes) -> None:
        nonlocal last
        last = data
        started = time.process_time()
        target.run(data)
        if (spent := time.process_time() - started) > MOST_SECONDS:
            raise TooSlow(f"{len(data)} bytes took {spent:.1f} s")

    try:
        attempt()
    except Exception:  # whatever it is, it is a finding
        file = folder / name / hashlib.sha256(last).hexdigest()[:12]
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(last)
        return Finding(file, traceback.format_exc(limit=-6))
    return None
