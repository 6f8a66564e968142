"""Every example in a docstring gives what it says."""

from __future__ import annotations

import doctest
import importlib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = (
    "shared/khabar",
    "services/ingest/khabar_ingest",
    "services/worker/khabar_worker",
    "services/api/khabar_api",
)
MODULES = [
    ".".join(path.relative_to((ROOT / package).parent).with_suffix("").parts)
    for package in PACKAGES
    for path in sorted((ROOT / package).rglob("*.py"))
    if ">>> " in path.read_text(encoding="utf-8")
]


@pytest.mark.parametrize("name", MODULES)
def test_examples_of_docstrings_hold(name: str) -> None:
    result = doctest.testmod(importlib.import_module(name.removesuffix(".__init__")))

    assert result.attempted
    assert result.failed == 0
