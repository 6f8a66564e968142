"""Addresses with Arabic letters as they are, over plain sockets: clients' libraries would encode them."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable
from http.client import HTTPResponse
from typing import Any

import httpx
import pytest

from khabar_api.web.typed_addresses import encoded


def exchange(api: httpx.Client, *requests: str) -> list[dict[str, Any]]:
    """The JSON bodies of the answers to one request after another on one connection. A `|` divides what is sent."""
    with socket.create_connection((api.base_url.host, api.base_url.port or 80), timeout=10) as wire:
        wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return [answer(wire, request.split("|")) for request in requests]


def answer(wire: socket.socket, parts: list[str]) -> dict[str, Any]:
    for part in parts:
        wire.sendall(part.encode())
    response = HTTPResponse(wire)
    response.begin()
    found: dict[str, Any] = json.loads(response.read())
    return found


def test_arabic_that_is_typed_as_it_is_finds_what_it_finds_encoded(
    api: httpx.Client, shelf: Callable[..., Any]
) -> None:
    shelf(1, headline="افتتاح مرصد النجوم")
    shelf(2, headline="افتتاح المدرسة الجديدة")

    request = "GET /v1/articles?q=المرصد&fields=headline HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n"
    (first, again) = exchange(api, request, request)

    wanted = api.get("/v1/articles", params={"q": "المرصد", "fields": "headline"}).json()
    assert len(wanted["data"]) == 1
    assert first == again == wanted


def test_a_body_stays_as_it_came_even_where_it_looks_like_a_request(api: httpx.Client) -> None:
    line, rest = "POST /ميناء HTTP/1.1\r\n", '{"name": "x"}'
    length = len((line + rest).encode())
    head = f"POST /v1/searches HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: {length}\r\n\r\n"

    refused, found = exchange(api, f"{head}|{line}|{rest}", "GET /version HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n")

    assert refused["status"] == 415
    assert "version" in found


@pytest.mark.parametrize(
    ("request_", "wanted"),
    [
        ("GET /?q=بحر HTTP/1.1\r\n\r\nبحر", "GET /?q=%D8%A8%D8%AD%D8%B1 HTTP/1.1\r\n\r\nبحر"),
        ("GET /?q=a HTTP/1.1\r\nx: بحر\r\n\r\n", "GET /?q=a HTTP/1.1\r\nx: بحر\r\n\r\n"),
        ("GET /?q=بحر", "GET /?q=بحر"),
        ("", ""),
    ],
    ids=["only the first line", "headers stay", "a line without its end", "nothing"],
)
def test_only_the_first_line_is_encoded(request_: str, wanted: str) -> None:
    assert encoded(request_.encode()) == wanted.encode()
