from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from khabar.log_files import bound


@pytest.mark.parametrize(("most", "kept"), [(3, ["c\n", "a\nb\n"]), (4, ["a\nb\nc\n"])], ids=["too large", "just fits"])
def test_a_log_stays_within_its_bound_while_it_is_written(tmp_path: Path, most: int, kept: list[str]) -> None:
    log = tmp_path / "khabar.log"

    with log.open("ab") as output:
        subprocess.run(["printf", r"a\nb\n"], stdout=output, check=True)
        bound(log, most)
        subprocess.run(["printf", r"c\n"], stdout=output, check=True)

    assert [file.read_text() for file in sorted(tmp_path.iterdir())] == kept


def test_a_log_that_can_not_be_copied_is_emptied_all_the_same(tmp_path: Path) -> None:
    log = tmp_path / "khabar.log"
    log.write_text("a\nb\n")
    (tmp_path / "khabar.log.1").mkdir()

    bound(log, 1)

    assert log.read_text() == ""


def test_a_log_that_is_not_there_is_left_alone(tmp_path: Path) -> None:
    bound(tmp_path / "khabar.log")

    assert list(tmp_path.iterdir()) == []
