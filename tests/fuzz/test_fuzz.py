"""Inputs that once broke something, tried again; and the search itself, which must find what is broken."""

from __future__ import annotations

from pathlib import Path

import pytest

from fuzz.search import search
from fuzz.targets import TARGETS, Target

INPUTS = Path(__file__).parent / "inputs"
KEPT = sorted(file for file in INPUTS.rglob("*") if file.is_file())


@pytest.mark.parametrize("file", KEPT, ids=[f"{file.parent.name} {file.name}" for file in KEPT])
def test_what_once_broke_something_breaks_nothing(file: Path) -> None:
    TARGETS[file.parent.name].run(file.read_bytes())


@pytest.mark.parametrize("name", TARGETS)
def test_a_first_turn_of_every_target_holds(name: str, tmp_path: Path) -> None:
    found = search(name, TARGETS[name], number=1, examples=15, folder=tmp_path)

    assert found is None, found


def test_a_reader_that_breaks_is_found_and_its_smallest_input_kept(tmp_path: Path) -> None:
    def broken(data: bytes) -> None:
        assert b"!!" not in data, "two marks"

    target = Target(broken, ("خبر", "!!", " "))

    found = [search("broken", target, number=7, examples=200, folder=tmp_path) for _ in range(2)]

    assert found[0] is not None
    assert found[0].file.read_bytes() == b"!!"
    assert "two marks" in found[0].trace
    assert found[1] is not None
    assert found[1].file == found[0].file
