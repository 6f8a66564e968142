"""The manual lists every check of the doctor, and none that is not there."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[3]
# What every installation has, and what stands for both servers when they don't start.
UNLISTED = {"khabar", "servers"}


def made() -> set[str]:
    """The first argument of every `Check(…)`; that of an f-string is made of the advice table."""
    found = set()
    for path in (ROOT / "shared" / "khabar" / "doctor").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(func=ast.Name(id="Check"), args=[ast.Constant(value=str(name)), *_]):
                    found.add(name)
                case ast.AnnAssign(target=ast.Name(id="FEED_ADVICE"), value=ast.Dict(keys=keys)):
                    found |= {f"feeds, {key.value}" for key in keys if isinstance(key, ast.Constant)}
    return found


def test_the_manual_lists_every_check() -> None:
    manual = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    section = manual.split("\n## The doctor\n")[1].split("\n## ")[0]
    listed = {
        name
        for line in section.splitlines()
        if line.startswith("| `")
        for name in re.findall(r"`([^`]+)`", line.split("|")[1])
    }

    assert len(listed) > 20
    assert listed == made() - UNLISTED
