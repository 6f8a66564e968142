"""docs/architecture.md lists every folder and no other; every module says in its first line what it holds."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
FOLDER = re.compile(r"^\| `((?:shared|services)/\S+/)` \| \S", re.MULTILINE)


def modules() -> list[Path]:
    return [path for top in ("shared", "services") for path in (ROOT / top).rglob("*.py")]


def listed() -> list[str]:
    """The folders of the section «The tree», in order."""
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    return FOLDER.findall(text.split("\n## The tree\n")[1])


def test_every_folder_is_in_the_tree_once_and_no_other() -> None:
    migrations = "shared/khabar/storage/migrations/"
    present = {f"{path.parent.relative_to(ROOT).as_posix()}/" for path in modules()} | {migrations}

    assert listed() == sorted(present)


def test_every_module_says_in_its_first_line_what_it_holds() -> None:
    silent = [path for path in modules() if not re.match(r'"""\S.*[^"\s]', path.read_text(encoding="utf-8"))]

    assert [path.relative_to(ROOT).as_posix() for path in silent] == []
