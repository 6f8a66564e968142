"""Requests as they go out, redirects, and what comes back."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from khabar.answer import WEBHOOK, Fetched, Limits, NotModified
from khabar.errors import (
    BlockedAddress,
    Forbidden,
    GiveUp,
    Gone,
    KhabarError,
    ServerFailing,
    Throttled,
    Unreachable,
    WrongType,
)
from khabar.feed import Validators
from khabar.http import ROBOTS


def test_a_document_arrives_whole_with_what_was_said_about_it(web, response):
    web.server.routes["/%D8%AE%D8%A8%D8%B1?a=1"] = response(
        body="خبر عاجل".encode(), Content_Type="Text/HTML; Charset='UTF-8'", ETag='W/"x"', Vary="a", vary="b"
    )

    answer = web.fetch("/خبر?a=1#f")

    assert answer == Fetched(
        url=web.server.url("/خبر?a=1#f"),
        final_url=web.server.url("/%D8%AE%D8%A8%D8%B1?a=1"),
        status=200,
        headers={"content-length": "15", "content-type": "Text/HTML; Charset='UTF-8'", "etag": 'W/"x"', "vary": "a, b"},
        body="خبر عاجل".encode(),
        wire_bytes=15,
        elapsed_seconds=answer.elapsed_seconds,
        content_type="text/html",
        charset="utf-8",
    )


def test_a_request_tells_who_asks_and_nothing_else(web, response):
    web.server.routes["/"] = response()

    web.fetch("/", headers={"Accept": "text/html", "Cookie": "a=b", "Host": "evil", "user-agent": "Mozilla"})

    lines = web.server.requests[0].decode("ascii").split("\r\n")
    assert sorted(line for line in lines if line) == [
        "Accept-Encoding: gzip, deflate, br, zstd",
        "Accept: text/html",
        "Connection: close",
        "GET / HTTP/1.1",
        f"Host: 127.0.0.1:{web.server.port}",
        "User-Agent: khabar/0.1 (+https://github.com/khabar-news/khabar)",
    ]


def test_a_cookie_is_neither_kept_nor_sent(web, response):
    web.server.routes["/a"] = response(302, Location="/b", Set_Cookie="id=1; Path=/")
    web.server.routes["/b"] = response(Set_Cookie="id=2; Path=/")

    async def twice(client):
        await client.fetch(web.server.url("/a"))
        return await client.fetch(web.server.url("/a"))

    answer = web.ask(twice)

    assert len(web.server.requests) == 4
    assert not [request for request in web.server.requests if b"cookie" in request.lower()]
    assert "set-cookie" not in answer.headers


def test_proxies_in_the_environment_are_ignored(web, response):
    web.server.routes["/"] = response(body=b"direct")
    code = (
        "import asyncio, sys\n"
        "from khabar.http import open_client\n"
        "from khabar.settings import load_settings\n"
        "async def main():\n"
        "    async with open_client(load_settings(_env_file=None)) as client:\n"
        "        print((await client.fetch(sys.argv[1])).body.decode())\n"
        "asyncio.run(main())\n"
    )
    proxies = dict.fromkeys(("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "ALL_PROXY", "all_proxy"), "http://127.0.0.1:1")

    done = subprocess.run(
        [sys.executable, "-c", code, web.server.url("/")],
        env={**os.environ, **proxies, "KHABAR_ALLOW_NETWORKS": "127.0.0.0/8"},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )

    assert done.stdout == "direct\n"
    assert web.server.paths == ["/"]


def test_validators_go_to_the_url_that_gave_them_and_no_other(web, response):
    web.server.routes["/feed"] = response(302, Location="/moved")
    web.server.routes["/moved"] = response(304, ETag='"new"')
    validators = Validators(
        url=web.server.url("/moved"), etag='W/"\xe9 1"', last_modified="Sun, 22 Nov 2026 10:00:00 GMT"
    )

    answer = web.fetch("/feed", validators=validators)

    first, second = web.server.requests
    assert b"if-" not in first.lower()
    assert b'If-None-Match: W/"\xe9 1"\r\n' in second
    assert b"If-Modified-Since: Sun, 22 Nov 2026 10:00:00 GMT\r\n" in second
    assert isinstance(answer, NotModified)
    assert answer.headers["etag"] == '"new"'
    assert answer.final_url == web.server.url("/moved")


@pytest.mark.parametrize("etag", ["a\r\nX-Evil: 1", "خبر", "x" * 1001, "\x00"], ids=["line", "arabic", "long", "nul"])
def test_a_validator_that_no_header_can_hold_is_not_sent(web, response, etag):
    web.server.routes["/"] = response(body=b"whole")

    answer = web.fetch("/", validators=Validators(url=web.server.url("/"), etag=etag))

    assert answer.body == b"whole"
    assert b"If-None-Match" not in web.server.requests[0]


def test_credentials_stay_with_the_origin_they_were_meant_for(web, response):
    web.server.routes["/a"] = response(302, Location="/b")
    web.server.routes["/b"] = response(302, Location="http://other.example.net/c")
    web.server.routes["/c"] = response()

    web.by_name("http://news.example.net/a", headers={"Authorization": "Bearer x", "If-None-Match": "y", "Accept": "z"})

    told = [b"Bearer x" in request and b"If-None-Match" in request for request in web.server.requests]
    assert told == [True, True, False]
    assert b"Bearer" not in web.server.requests[2]
    assert b"If-None-Match" not in web.server.requests[2]
    assert b"Accept: z" in web.server.requests[2]


@pytest.mark.parametrize(
    ("statuses", "is_remembered"),
    [
        pytest.param((301,), True, id="301"),
        pytest.param((308, 301), True, id="all-permanent"),
        pytest.param((302,), False, id="302"),
        pytest.param((301, 307), False, id="one-temporary"),
        pytest.param((303, 301), False, id="first-temporary"),
        pytest.param((), False, id="none"),
    ],
)
def test_only_a_wholly_permanent_move_is_remembered(web, response, statuses, is_remembered):
    for number, status in enumerate(statuses):
        web.server.routes[f"/{number}"] = response(status, Location=f"/{number + 1}")
    web.server.routes[f"/{len(statuses)}"] = response(body=b"x")

    answer = web.fetch("/0")

    final = web.server.url(f"/{len(statuses)}")
    assert answer.final_url == final
    assert answer.permanent_url == (final if is_remembered else None)
    assert answer.hops == tuple((status, web.server.url(f"/{n}")) for n, status in enumerate(statuses, start=1))


@pytest.mark.parametrize("tls_web", ["valid.pem"], indirect=True)
def test_a_step_down_to_http_is_followed_but_never_remembered(web, tls_web, response, rerouted, trusting):
    tls_web.server.routes["/a"] = response(301, Location="http://news.example.net/b")
    web.server.routes["/b"] = response(body=b"plain")
    web.network = rerouted(lambda host, port: tls_web.server.port if port == 443 else web.server.port)

    answer = web.by_name("https://news.example.net/a", ssl_context=trusting("valid.pem"))

    assert answer.body == b"plain"
    assert answer.permanent_url is None


@pytest.mark.parametrize(
    ("location", "path"),
    [
        pytest.param(b"/b", "/b", id="path"),
        pytest.param("/خبر".encode(), "/%D8%AE%D8%A8%D8%B1", id="raw-utf-8"),
        pytest.param("/خبر".encode("windows-1256"), "/%CE%C8%D1", id="raw-windows-1256"),
        pytest.param(b"  b#part ", "/b", id="relative-with-fragment"),
    ],
)
def test_a_redirect_may_be_written_loosely(web, location, path):
    web.server.routes["/a"] = b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: " + location + b"\r\n\r\n"
    web.server.routes[path] = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"

    assert web.fetch("/a").body == b"ok"
    assert web.server.paths == ["/a", path]


def test_a_circle_of_redirects_ends(web, response):
    web.server.routes["/a"] = response(302, Location="/b")
    web.server.routes["/b"] = response(302, Location="/a")

    with pytest.raises(GiveUp, match="circle"):
        web.fetch("/a")

    assert web.server.paths == ["/a", "/b"]


def test_a_long_chain_of_redirects_ends(web, response):
    for number in range(10):
        web.server.routes[f"/{number}"] = response(302, Location=f"/{number + 1}")

    with pytest.raises(GiveUp, match="more than 5 redirects"):
        web.fetch("/0")

    assert web.server.paths == [f"/{number}" for number in range(6)]


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize(
    "location",
    [
        pytest.param("http://169.254.169.254/latest/meta-data/", id="metadata"),
        pytest.param("http://[::ffff:169.254.169.254]/", id="metadata-mapped"),
        pytest.param("file:///etc/passwd", id="file"),
        pytest.param("gopher://127.0.0.1:6379/_x", id="gopher"),
        pytest.param("http://other.example.net:6379/", id="redis-port"),
        pytest.param("http://10.0.0.1/", id="private"),
        pytest.param("//192.168.1.1/", id="private-without-scheme"),
        pytest.param("http://2130706433/", id="numeric"),
        pytest.param("http://a:b@other.example.net/", id="credentials"),
        pytest.param("http://inside.example.net/", id="name-that-leads-inside"),
        pytest.param("http://metadata.google.internal/", id="internal-name"),
    ],
)
def test_public_redirect_to_metadata_ip(web, response, names, status, location):
    web.names = names(inside_example_net=[["169.254.169.254"]])
    web.server.routes["/"] = response(status, Location=location)

    with pytest.raises(BlockedAddress):
        web.by_name("http://news.example.net/")

    assert web.network.dialled == [("93.184.216.34", 80)]


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        *[(status, Forbidden) for status in (401, 402, 403, 407, 451)],
        *[(status, Gone) for status in (404, 410)],
        *[(status, Throttled) for status in (429, 503)],
        *[(status, ServerFailing) for status in (408, 425, 500, 502, 504, 520, 599)],
        *[(status, GiveUp) for status in (300, 302, 305, 400, 405, 418, 499, 600, 999)],
        (206, WrongType),
    ],
)
def test_a_status_says_what_to_do_next(web, response, status, kind):
    web.server.routes["/"] = response(status, body=b"words")

    with pytest.raises(KhabarError) as caught:
        web.fetch("/")

    assert type(caught.value) is kind
    assert caught.value.status == status
    assert caught.value.subject == web.server.url("/")


@pytest.mark.parametrize("status", [429, 503])
def test_a_throttling_server_names_the_wait(web, response, status):
    # The server's clock is wrong by years; the wait it means is two minutes all the same.
    theirs = datetime(2031, 1, 1, tzinfo=UTC)
    web.server.routes["/"] = response(
        status,
        Date=format_datetime(theirs, usegmt=True),
        Retry_After=format_datetime(theirs + timedelta(minutes=2), usegmt=True),
    )

    with pytest.raises(Throttled) as caught:
        web.fetch("/")

    assert caught.value.after == 120


def test_robots_are_cut_at_their_limit_instead_of_refused(web, response):
    web.server.routes["/robots.txt"] = response(body=b"User-agent: *\nDisallow: /a\n" + b"#" * 600_000)

    answer = web.fetch("/robots.txt", limits=ROBOTS)

    assert len(answer.body) == 512_000
    assert answer.body.startswith(b"User-agent: *\nDisallow: /a\n")


@pytest.mark.parametrize("coding", ["lzma", "gzip, br", "gzip", "br", "zstd", "deflate"])
def test_robots_are_read_as_they_were_sent_where_their_coding_is_not_what_it_claims(web, response, coding):
    rules = b"User-agent: *\nDisallow: /private\n"
    web.server.routes["/robots.txt"] = response(body=rules, Content_Encoding=coding)

    assert web.fetch("/robots.txt", limits=ROBOTS).body == rules
    with pytest.raises((WrongType, Unreachable)):
        web.fetch("/robots.txt")


@pytest.mark.parametrize("status", [200, 204, 302, 304, 400, 410, 429, 500])
def test_a_post_returns_any_answer_and_follows_nothing(web, response, status):
    web.server.routes["/hook"] = response(status, Location="/elsewhere", Retry_After="5")

    answer = web.ask(lambda client: client.post(web.server.url("/hook"), content=b"{}", headers={"webhook-id": "e1"}))

    assert (answer.status, answer.headers["retry-after"]) == (status, "5")
    assert web.server.paths == ["/hook"]
    assert web.server.requests[0].startswith(b"POST /hook HTTP/1.1\r\n")
    assert b"\r\nWebhook-Id: e1\r\n" in web.server.requests[0]
    assert web.server.requests[0].endswith(b"\r\n\r\n{}")


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(b"HTTP/1.1 200 OK\r\nContent-Length: 200000\r\n\r\n" + b"x" * 200_000, id="long"),
        pytest.param(b"HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n" + b"x" * 64_000, id="cut-off"),
        pytest.param(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + b"x" * 64_000, id="not-in-its-coding"),
    ],
)
def test_what_a_receiver_adds_to_its_answer_does_no_harm(web, answer):
    web.server.routes["/hook"] = answer

    received = web.ask(lambda client: client.post(web.server.url("/hook"), content=b"{}", headers={}))

    assert (received.status, received.body) == (200, b"x" * 64_000)


def test_a_receiver_that_took_it_has_taken_it_though_its_answer_does_not_end(web):
    def endless(send):
        send(b"HTTP/1.1 202 Accepted\r\n\r\n")
        web.server.drip(send, b".", 20)

    web.server.routes["/hook"] = endless
    limits = WEBHOOK.model_copy(update={"deadline_seconds": 0.3})

    received = web.ask(lambda client: client.post(web.server.url("/hook"), content=b"{}", headers={}, limits=limits))

    assert received.status == 202


@pytest.mark.parametrize("url", ["http://169.254.169.254/", "http://localhost/", "http://hook.example.net/"])
def test_a_post_goes_to_public_addresses_only(web, names, url):
    stand_ins = {"resolve": names(hook_example_net=[["10.0.0.5"]]), "network": web.network}

    with pytest.raises(BlockedAddress):
        web.ask(lambda client: client.post(url, content=b"{}", headers={}), allow="", **stand_ins)

    assert web.network.dialled == []


def test_every_slot_is_given_back_after_failures(web, response):
    web.server.routes["/bad"] = response(500)
    web.server.routes["/cut"] = b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n"
    web.server.routes["/slow"] = lambda send: web.server.drip(send, b"H", 20)
    web.server.routes["/good"] = response(body=b"good")

    async def many(client):
        for path in ["/bad", "/cut", "/slow"] * 2:
            with pytest.raises((ServerFailing, Unreachable)):
                await client.fetch(web.server.url(path), limits=Limits(deadline_seconds=0.3))
        return await client.fetch(web.server.url("/good"))

    assert web.ask(many).body == b"good"
