"""Every outbound request goes through khabar.http: no other module may import what can make one."""

from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).parents[2]
THE_CLIENT = ROOT / "shared" / "khabar" / "http"
# What other people's programs import to ask the API; no service does.
OUR_USERS_CLIENT = ROOT / "shared" / "khabar" / "client"
CLIENTS = {
    "httpx",
    "httpcore",
    "h11",
    "requests",
    "aiohttp",
    "urllib3",
    "pycurl",
    "urllib.request",
    "http.client",
    "ftplib",
}


def imported(tree: ast.AST) -> set[str]:
    """Every module name that an import statement or `import_module` in `tree` names, parents included."""
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            names.add(node.module)
            names.update(f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if called in {"import_module", "__import__"}:
                names.add(str(node.args[0].value))
    return names


def makes_requests(source: str) -> bool:
    names = imported(ast.parse(source))
    return any(name == client or name.startswith(client + ".") for name in names for client in CLIENTS)


def test_no_module_but_the_client_can_make_a_request() -> None:
    modules = [path for folder in ("shared", "services") for path in (ROOT / folder).rglob("*.py")]

    others = [path for path in modules if not {THE_CLIENT, OUR_USERS_CLIENT} & set(path.parents)]
    found = [path for path in others if makes_requests(path.read_text("utf-8"))]

    assert len(modules) > 20
    assert [str(path.relative_to(ROOT)) for path in found] == []


def test_no_service_uses_the_client_for_users() -> None:
    modules = [path for folder in ("shared", "services") for path in (ROOT / folder).rglob("*.py")]
    inside = [path for path in modules if OUR_USERS_CLIENT not in path.parents]

    users = [path for path in inside if "khabar.client" in imported(ast.parse(path.read_text("utf-8")))]

    assert [str(path.relative_to(ROOT)) for path in users] == []


def test_the_scan_sees_every_way_to_import() -> None:
    ways = [
        "import httpx",
        "import urllib.request",
        "import urllib.request as r",
        "from urllib import request",
        "from urllib.request import urlopen",
        "def f():\n    import requests.sessions",
        "from http.client import HTTPConnection",
        "import importlib\nimportlib.import_module('aiohttp')",
        "__import__('httpcore')",
    ]

    assert [way for way in ways if not makes_requests(way)] == []
    assert not makes_requests("import http.server\nfrom urllib.parse import quote\nfrom khabar.http import open_client")
