"""What no client library sends, over plain sockets: Arabic letters as they are, and heads without an end."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import Callable
from http.client import HTTPResponse
from typing import Any

import httpx
import pytest
import uvicorn
from starlette.types import Receive, Scope, Send
from uvicorn.server import ServerState

from khabar_api.web.wire import MOST_HEAD_BYTES, Wire, encoded

HOST = "host: 127.0.0.1\r\n"


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


def test_what_follows_a_body_has_an_end_too(api: httpx.Client) -> None:
    head = f"POST /v1/searches HTTP/1.1\r\n{HOST}transfer-encoding: chunked\r\n\r\n"

    with socket.create_connection((api.base_url.host, api.base_url.port or 80), timeout=10) as wire:
        wire.sendall(f"{head}1\r\nx\r\n0\r\nx: ".encode())
        with pytest.raises(ConnectionError):
            wire.sendall(b"a" * 30_000_000)


class Hurried(Wire):
    head_seconds = 0.2


async def quiet(scope: Scope, receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 204, "headers": []})
    await send({"type": "http.response.body", "body": b""})


@pytest.mark.parametrize(
    ("head", "status"),
    [
        ("GET /version HTTP/1.1\r\n" + HOST + f"x: {'a' * (MOST_HEAD_BYTES - 100)}\r\n\r\n", 200),
        ("GET /version HTTP/1.1\r\n" + HOST + f"x: {'a' * MOST_HEAD_BYTES}", 431),
        ("GET /version HTTP/1.1\r\n" + HOST + "x: 1\r\n" * (MOST_HEAD_BYTES // 5), 431),
        ("GET /version?x=" + "a" * MOST_HEAD_BYTES, 431),
        ("GET /version HTTP/9\r\n\r\n", 400),
    ],
    ids=["just fits", "one header", "many headers", "the address", "no HTTP"],
)
def test_a_head_has_an_end(api: httpx.Client, head: str, status: int) -> None:
    with socket.create_connection((api.base_url.host, api.base_url.port or 80), timeout=10) as wire:
        wire.sendall(head.encode())
        response = HTTPResponse(wire)
        response.begin()
        told = json.loads(response.read())

    assert response.status == status
    assert status == 200 or (response.headers["content-type"], told["status"]) == ("application/problem+json", status)


@pytest.mark.parametrize(
    ("before", "sent"),
    [(0, ""), (0, "GET /version HTTP/1.1\r\nhost: 127.0"), (1, "\r\n\r\n"), (1, "GET /version")],
    ids=["nothing", "a part", "empty lines after an answer", "a part after an answer"],
)
def test_a_head_that_never_ends_is_hung_up_on(before: int, sent: str) -> None:
    async def until_the_end() -> bytes:
        config = uvicorn.Config(quiet, http=Hurried, log_config=None)
        make = lambda: Hurried(config, ServerState(), {})  # noqa: E731
        async with await asyncio.get_running_loop().create_server(make, "127.0.0.1", 0) as listening:
            reader, writer = await asyncio.open_connection(*listening.sockets[0].getsockname())
            for _ in range(before):
                writer.write(f"GET / HTTP/1.1\r\n{HOST}\r\n".encode())
                await reader.readuntil(b"\r\n\r\n")
            writer.write(sent.encode())
            async with asyncio.timeout(4):  # before uvicorn's own pause between requests is over
                ended = await reader.read()
            writer.close()
            return ended

    assert asyncio.run(until_the_end()) == b""
