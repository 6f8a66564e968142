"""Hostile answers: each costs little, and ends in an error that says what it was."""

from __future__ import annotations

import gzip
import zlib

import brotli
import pytest
import zstandard

from khabar.answer import Limits
from khabar.errors import TooLarge, Unreachable, WrongType

SHORT = Limits(deadline_seconds=0.5)
SMALL = Limits(max_wire_bytes=100_000)
ZEROS = b"\0" * 30_000_000


@pytest.mark.parametrize(
    ("coding", "body", "kind"),
    [
        pytest.param("gzip", gzip.compress(ZEROS), TooLarge, id="gzip"),
        pytest.param("deflate", zlib.compress(ZEROS), TooLarge, id="deflate"),
        pytest.param("zstd", zstandard.compress(ZEROS), TooLarge, id="zstd"),
        pytest.param("gzip", gzip.compress(b"\0" * 2_000_000), TooLarge, id="ratio"),
        pytest.param("gzip, gzip", gzip.compress(gzip.compress(ZEROS)), WrongType, id="chained"),
        pytest.param("gzip, br", gzip.compress(ZEROS), WrongType, id="chained-mixed"),
        pytest.param("gzip", gzip.compress(b"") * 5000, TooLarge, id="members"),
    ],
)
def test_gzip_bomb_chained_and_members(web, response, coding, body, kind):
    web.server.routes["/"] = response(body=body, Content_Encoding=coding)

    with pytest.raises(kind) as caught:
        web.fetch("/")

    assert caught.value.status == 200


def test_brotli_bomb(web, response):
    web.server.routes["/"] = response(body=brotli.compress(ZEROS, quality=3), Content_Encoding="br")

    with pytest.raises(TooLarge):
        web.fetch("/")


@pytest.mark.parametrize(
    ("coding", "compress"),
    [
        ("gzip", gzip.compress),
        ("x-gzip", gzip.compress),
        ("deflate", zlib.compress),
        ("br", brotli.compress),
        ("zstd", zstandard.compress),
        ("identity", bytes),
        ("utf-8", bytes),
    ],
)
def test_an_honest_coding_is_undone(web, response, coding, compress):
    body = ("نصّ الخبر كما كتبه الناشر. " * 20_000).encode()
    web.server.routes["/"] = response(body=compress(body), Content_Encoding=coding)

    answer = web.fetch("/")

    assert answer.body == body
    assert answer.wire_bytes == len(compress(body))


@pytest.mark.parametrize("coding", ["compress", "gzip;q=1", "exi", "x" * 5000])
def test_a_coding_that_is_not_read_is_the_wrong_type(web, response, coding):
    web.server.routes["/"] = response(body=b"x", Content_Encoding=coding)

    with pytest.raises(WrongType):
        web.fetch("/")


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd"])
def test_a_body_that_is_not_in_its_coding_is_the_wrong_type(web, response, coding):
    web.server.routes["/"] = response(body=b"\xff<html>not compressed at all</html>" * 10, Content_Encoding=coding)

    with pytest.raises(WrongType):
        web.fetch("/")


def test_a_body_without_end_is_cut(web):
    def endless(send):
        send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        for _ in range(1000):
            send(b"10000\r\n" + b"x" * 65_536 + b"\r\n")

    web.server.routes["/"] = endless

    with pytest.raises(TooLarge, match="sends more than 100000 bytes"):
        web.fetch("/", limits=SMALL)


def test_a_body_in_crumbs_is_cut(web):
    web.server.routes["/"] = (
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + b"1\r\nx\r\n" * 60_000 + b"0\r\n\r\n"
    )

    with pytest.raises(TooLarge, match="pieces"):
        web.fetch("/")


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        pytest.param(b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\nx", TooLarge, id="announces-too-much"),
        pytest.param(
            b"HTTP/1.1 200 OK\r\nContent-Length: " + b"9" * 300 + b"\r\n\r\nx", (TooLarge, Unreachable), id="absurd"
        ),
        pytest.param(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nhalf", Unreachable, id="short"),
        pytest.param(b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nx", Unreachable, id="negative"),
        pytest.param(
            b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!", Unreachable, id="two-lengths"
        ),
        pytest.param(
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
            Unreachable,
            id="chunked-without-end",
        ),
        pytest.param(
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel", Unreachable, id="cut-in-a-chunk"
        ),
        pytest.param(
            b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + gzip.compress(b"half a story" * 99)[:-12],
            Unreachable,
            id="gzip-without-end",
        ),
        pytest.param(
            b"HTTP/1.1 200 OK\r\nContent-Encoding: br\r\n\r\n" + brotli.compress(bytes(range(256)))[:-3],
            Unreachable,
            id="brotli-without-end",
        ),
        pytest.param(
            b"HTTP/1.1 200 OK\r\nContent-Encoding: zstd\r\n\r\n" + zstandard.compress(bytes(range(256)))[:-3],
            Unreachable,
            id="zstd-without-end",
        ),
        pytest.param(b"HTTP/1.1 200 OK\r\nX: " + b"a" * 1_000_000 + b"\r\n\r\n", Unreachable, id="long-header"),
        pytest.param(b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 50_000 + b"\r\n", Unreachable, id="many-headers"),
        pytest.param(
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;" + b"a" * 1_000_000,
            Unreachable,
            id="chunk-extension",
        ),
        pytest.param(b"+OK redis\r\n-ERR\r\n", Unreachable, id="not-http"),
        pytest.param(b"", Unreachable, id="nothing"),
        pytest.param(b"\x15\x03\x01\x00\x02\x02\x46", Unreachable, id="tls-alert"),
    ],
)
def test_a_broken_or_unfinished_answer_is_never_taken_for_a_document(web, answer, kind):
    web.server.routes["/"] = answer

    with pytest.raises(kind):
        web.fetch("/", limits=Limits(deadline_seconds=5))


def test_a_cut_off_body_is_called_so(web):
    web.server.routes["/"] = b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nhalf"

    with pytest.raises(Unreachable, match="cut off in the middle"):
        web.fetch("/")


@pytest.mark.parametrize(
    ("start", "piece"),
    [
        pytest.param(b"", b"H", id="status-line"),
        pytest.param(b"HTTP/1.1 200 OK\r\n", b"X: y\r\n", id="headers"),
        pytest.param(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n", b"x", id="body"),
        pytest.param(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n", id="chunks"),
    ],
)
def test_slow_drip_headers_and_body_total_deadline(web, start, piece):
    def slow(send):
        send(start)
        web.server.drip(send, piece, times=50)

    web.server.routes["/"] = slow

    with pytest.raises(Unreachable, match=r"took longer than 0\.5 s"):
        web.fetch("/", limits=SHORT)


def test_slow_redirects_share_one_deadline(web):
    for number in range(5):

        def slow(send, number=number):
            web.server.drip(send, b"", times=3)
            send(f"HTTP/1.1 302 Found\r\nLocation: /{number + 1}\r\nContent-Length: 0\r\n\r\n".encode())

        web.server.routes[f"/{number}"] = slow
    web.server.routes["/5"] = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"

    with pytest.raises(Unreachable, match=r"took longer than 0\.5 s"):
        web.fetch("/0", limits=SHORT)


def test_100_continue_flood(web):
    def flood(send):
        for _ in range(2000):
            send(b"HTTP/1.1 100 Continue\r\n\r\n" * 200)
        send(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nlate")

    web.server.routes["/"] = flood

    with pytest.raises(Unreachable, match=r"took longer than 0\.5 s"):
        web.fetch("/", limits=SHORT)


def test_a_server_that_falls_silent_is_left(web):
    web.server.routes["/"] = lambda send: web.server.drip(send, b"", times=50)

    with pytest.raises(Unreachable, match=r"no data for 0\.3 s"):
        web.fetch("/", limits=Limits(read_seconds=0.3))
