"""What a module imports, for the laws about it."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path


@cache
def imports_in(path: Path) -> frozenset[str]:
    """As `imports_of`, of a file."""
    return imports_of(path.read_text(encoding="utf-8"))


def imports_of(source: str) -> frozenset[str]:
    """Every module name that an import statement or `import_module` in `source` names, parents included."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            names.add(node.module)
            names.update(f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if called in {"import_module", "__import__"}:
                names.add(str(node.args[0].value))
    return frozenset(names)
