"""Names, addresses and certificates: who is dialled, and who is believed."""

from __future__ import annotations

import asyncio
import socket

import pytest

from khabar.answer import Limits
from khabar.errors import BlockedAddress, Unreachable

PUBLIC = "93.184.216.34"


def test_the_judged_address_is_dialled_and_the_name_kept(web, response):
    web.server.routes["/"] = response(body=b"ok")

    web.by_name("http://news.example.net:8080/")

    assert web.names.asked == ["news.example.net"]
    assert web.network.dialled == [(PUBLIC, 8080)]
    assert b"\r\nHost: news.example.net:8080\r\n" in web.server.requests[0]


def test_dns_rebinding_second_answer_private(web, response, names):
    web.server.routes["/"] = response(body=b"ok")
    resolve = names(news_example_net=[[PUBLIC], ["10.0.0.5"]])

    async def twice(client):
        first = await client.fetch("http://news.example.net/")
        assert resolve.asked == ["news.example.net"]  # asked once: no second look-up between the check and the call
        with pytest.raises(BlockedAddress, match=r"leads to 10\.0\.0\.5"):
            await client.fetch("http://news.example.net/")
        return first

    assert web.ask(twice, resolve=resolve, network=web.network).body == b"ok"
    assert web.network.dialled == [(PUBLIC, 80)]


@pytest.mark.parametrize("place", [0, 6, 11])
@pytest.mark.parametrize("bad", ["169.254.169.254", "::1", "64:ff9b::a9fe:a9fe", "fe80::1%eth0"])
def test_one_bad_of_many_a_records_refuses_the_name(web, names, bad, place):
    answers = [f"93.184.216.{number}" for number in range(11)]
    web.names = names(news_example_net=[[*answers[:place], bad, *answers[place:]]])

    with pytest.raises(BlockedAddress):
        web.by_name("http://news.example.net/")

    assert web.network.dialled == []


def test_the_machine_that_answers_is_judged_again(web, response):
    web.server.routes["/"] = response(body=b"secret")

    with pytest.raises(BlockedAddress, match=r"leads to 127\.0\.0\.1"):
        web.by_name("http://news.example.net/", allow="")

    assert web.network.dialled == [(PUBLIC, 80)]
    assert web.server.paths == []


def test_a_name_that_leads_past_an_opened_port_is_refused(web, names):
    web.names = names(news_example_net=[["127.0.0.1"]])

    with pytest.raises(BlockedAddress, match=r"leads to 127\.0\.0\.1"):
        web.by_name("http://news.example.net:8080/", allow="127.0.0.1:18400")

    assert web.network.dialled == []


def test_an_address_that_refuses_makes_way_for_the_next(web, response, names, rerouted):
    web.server.routes["/"] = response(body=b"ok")
    web.names = names(news_example_net=[["93.184.216.1", PUBLIC]])
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        web.network = rerouted(lambda host, port: web.server.port if host == PUBLIC else unused.getsockname()[1])

        answer = web.by_name("http://news.example.net/")

    assert answer.body == b"ok"
    assert web.network.dialled == [("93.184.216.1", 80), (PUBLIC, 80)]


def test_localhost_is_loopback_whatever_a_name_server_says(web, response, names):
    web.server.routes["/"] = response(body=b"ok")
    resolve = names(localhost=[["10.0.0.5"]])

    answer = web.ask(lambda client: client.fetch(f"http://localhost:{web.server.port}/"), resolve=resolve)

    assert answer.body == b"ok"
    assert resolve.asked == []


@pytest.mark.parametrize(
    ("trouble", "message"),
    [
        pytest.param(socket.gaierror(socket.EAI_NONAME, "x"), "name not found", id="no-name"),
        pytest.param(socket.gaierror(socket.EAI_AGAIN, "x"), "name lookup failed", id="no-name-server"),
        pytest.param(UnicodeError("label too long"), "name not found", id="unaskable"),
        pytest.param(None, "name not found", id="no-addresses"),
    ],
)
def test_a_name_without_addresses_is_unreachable(web, trouble, message):
    async def resolve(host, port):
        if trouble is not None:
            raise trouble
        return []

    web.names = resolve

    with pytest.raises(Unreachable, match=message):
        web.by_name("http://news.example.net/")


def test_a_hung_name_lookup_ends(web):
    async def resolve(host, port):
        await asyncio.Event().wait()
        return []

    web.names = resolve

    with pytest.raises(Unreachable, match=r"no connection within 0\.2 s"):
        web.by_name("http://news.example.net/", limits=Limits(connect_seconds=0.2))


def test_nobody_listening_is_unreachable(web):
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{unused.getsockname()[1]}/"

        with pytest.raises(Unreachable, match="connection refused"):
            web.ask(lambda client: client.fetch(url))


@pytest.mark.parametrize("tls_web", ["valid.pem"], indirect=True)
def test_a_trusted_certificate_of_that_name_is_believed(tls_web, response, trusting):
    tls_web.server.routes["/"] = response(body=b"ok")

    assert tls_web.by_name("https://news.example.net/", ssl_context=trusting("valid.pem")).body == b"ok"


@pytest.mark.parametrize(
    ("tls_web", "trusted", "host", "message"),
    [
        pytest.param("valid.pem", None, "news.example.net", "TLS certificate is not trusted", id="self-signed"),
        pytest.param("valid.pem", "valid.pem", "other.example.net", "is for another name", id="other-name"),
        pytest.param("expired.pem", "expired.pem", "news.example.net", "TLS certificate expired", id="expired"),
    ],
    indirect=["tls_web"],
)
def test_another_certificate_is_not_believed(tls_web, response, trusting, trusted, host, message):
    tls_web.server.routes["/"] = response(body=b"secret")

    with pytest.raises(Unreachable, match=message):
        tls_web.by_name(f"https://{host}/", ssl_context=trusting(trusted) if trusted else None)

    assert tls_web.server.paths == []
