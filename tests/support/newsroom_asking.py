"""Asking the newsroom with nothing in between, and what its feeds list."""

from __future__ import annotations

import http.client
from io import BytesIO
from urllib.parse import urlsplit

import feedparser


def ask(url: str, method: str = "GET", **headers: str) -> tuple[http.client.HTTPResponse, bytes]:
    """One request on its own connection; nothing is decoded or followed."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=10)
    try:
        target = f"{parts.path}?{parts.query}" if parts.query else parts.path
        connection.request(method, target, headers={name.replace("_", "-"): value for name, value in headers.items()})
        response = connection.getresponse()
        return response, response.read()
    finally:
        connection.close()


def titles(body: bytes) -> list[str]:
    return [entry.title for entry in feedparser.parse(BytesIO(body)).entries]
