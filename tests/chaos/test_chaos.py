"""That a seed means one plan, and that every fail-point is where the table says. The runs themselves: `make chaos`."""

from __future__ import annotations

import importlib
import os
import signal
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest

from chaos.faults import FAULTS, plan
from chaos.points import FOLDER, POINTS, arm
from chaos.press import programme


@pytest.mark.parametrize("name", POINTS)
def test_a_fail_point_names_a_function_that_exists(name: str) -> None:
    module, _, owner = POINTS[name].owner.partition(":")
    place = importlib.import_module(module)

    assert callable(getattr(getattr(place, owner) if owner else place, POINTS[name].function))


def test_a_seed_always_plans_the_same_stories_and_faults() -> None:
    assert plan(Random(7), 60) == plan(Random(7), 60)
    assert plan(Random(7), 60) != plan(Random(8), 60)
    assert programme(Random(7), 60, name="a") == programme(Random(7), 60, name="a")


def test_a_full_plan_has_every_fault_and_every_fail_point() -> None:
    assert set(plan(Random(1), len(FAULTS) + len(POINTS))) == {*FAULTS, *POINTS}


def test_an_armed_point_kills_once_and_an_unarmed_one_never(tmp_path: Path) -> None:
    script = f"""
import os
from pathlib import Path
from chaos.points import install
from khabar.storage import items

class Nothing:
    def execute(self, *_):
        print("noted")

install(Path(os.environ["{FOLDER}"]), "ingest")
items.mark_hinted(Nothing(), [])
"""
    environment = {**os.environ, FOLDER: str(tmp_path), "PYTHONPATH": str(Path(__file__).parents[1])}
    arm(tmp_path, "hint.noted", whole_tree=False)

    first, second = (
        subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=False)
        for _ in range(2)
    )

    assert first.returncode == -signal.SIGKILL
    assert (second.returncode, second.stdout) == (0, "noted\n")
