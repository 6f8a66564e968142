"""docs/architecture.md lists every module, and none that is not there."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
FOLDER = re.compile(r"^((?:shared|services)/\S+/) ")
FILE = re.compile(r"^    (\S+\.(?:py|sql)) +\S")


def listed() -> list[str]:
    """The paths in the section «The tree», in order."""
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8").split("\n## The tree\n")[1]
    folder, found = "", []
    for line in text.splitlines():
        if match := FOLDER.match(line):
            folder = match[1]
        elif match := FILE.match(line):
            found.append(folder + match[1])
    return found


def present() -> set[str]:
    """Every module but those that only name their folder."""
    return {
        path.relative_to(ROOT).as_posix()
        for top in ("shared", "services")
        for path in (ROOT / top).rglob("*")
        if path.suffix in {".py", ".sql"} and path.name != "__init__.py"
    }


def test_every_module_is_in_the_tree() -> None:
    assert sorted(present() - set(listed())) == []


def test_the_tree_lists_nothing_that_is_not_there() -> None:
    assert sorted(set(listed()) - present()) == []


def test_no_module_is_listed_twice() -> None:
    names = listed()

    assert sorted({name for name in names if names.count(name) > 1}) == []


def test_every_line_explains_itself() -> None:
    tree = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8").split("\n## The tree\n")[1]

    assert [line for line in tree.splitlines() if re.fullmatch(r"\s+\S+\.(py|sql)\s*", line)] == []
