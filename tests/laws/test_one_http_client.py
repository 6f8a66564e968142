"""Every outbound request goes through khabar.http: no other module may import what can make one."""

from __future__ import annotations

from pathlib import Path

from support.importing import imports_in, imports_of

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


def makes_requests(names: frozenset[str]) -> bool:
    return any(name == client or name.startswith(client + ".") for name in names for client in CLIENTS)


def test_no_module_but_the_client_can_make_a_request() -> None:
    modules = [path for folder in ("shared", "services") for path in (ROOT / folder).rglob("*.py")]

    others = [path for path in modules if not {THE_CLIENT, OUR_USERS_CLIENT} & set(path.parents)]
    found = [path for path in others if makes_requests(imports_in(path))]

    assert len(modules) > 20
    assert [str(path.relative_to(ROOT)) for path in found] == []


def test_no_service_uses_the_client_for_users() -> None:
    modules = [path for folder in ("shared", "services") for path in (ROOT / folder).rglob("*.py")]
    inside = [path for path in modules if OUR_USERS_CLIENT not in path.parents]

    users = [path for path in inside if "khabar.client" in imports_in(path)]

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

    assert [way for way in ways if not makes_requests(imports_of(way))] == []
    assert not makes_requests(
        imports_of("import http.server\nfrom urllib.parse import quote\nfrom khabar.http import open_client")
    )
