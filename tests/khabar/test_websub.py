"""What a feed says of its hub, what is asked of the hub, and which pushes are its own."""

from __future__ import annotations

import hashlib
import hmac
from urllib.parse import parse_qs

import pytest

from khabar.settings import load_settings
from khabar.websub import Links, callback_base, granted_seconds, is_signed, links, request

URL, ALL = "https://news.example/rss", "https://news.example/all"
HUB = "https://h.example/"


@pytest.mark.parametrize(
    ("header", "in_document", "expected"),
    [
        (None, (None, None), Links(None, None)),
        (None, (None, URL), Links(None, None)),
        (None, (HUB, ALL), Links(HUB, ALL)),
        (None, (HUB, None), Links(HUB, URL)),
        (f'<{HUB}>; rel="hub"', (None, None), Links(HUB, URL)),
        (f"<{HUB}>; rel=hub, </all>; rel=self", ("https://old.example/", None), Links(HUB, ALL)),
        (f'<{HUB}>; rel="Hub HUB"; title="a, b"', (None, None), Links(HUB, URL)),
        (f"<{HUB}>; rel=hub, <https://second.example/>; rel=hub", (None, None), Links(HUB, URL)),
        ("<javascript:alert(1)>; rel=hub", (None, None), Links(None, None)),
        ("<https://h.example/; rel=hub", (None, None), Links(None, None)),
        ("https://h.example/; rel=hub, <>; rel=hub", (None, None), Links(None, None)),
    ],
    ids=[
        *("nothing", "self-alone", "document", "document-without-self", "header", "header-first", "letter-case"),
        *("first-of-two", "no-web-address", "unclosed", "no-brackets"),
    ],
)
def test_a_hub_is_found_in_header_and_document(
    header: str | None, in_document: tuple[str | None, str | None], expected: Links
) -> None:
    headers = {"link": header} if header else {}

    assert links(headers, URL, hub_url=in_document[0], self_url=in_document[1]) == expected


def test_a_header_that_never_ends_is_read_quickly() -> None:
    assert links({"link": "<a>;rel=x;" * 500_000}, URL, hub_url=None, self_url=None) == Links(None, None)


@pytest.mark.parametrize("method", ["sha1", "sha256", "sha384", "sha512"])
def test_a_push_is_the_hubs_when_its_signature_is(method: str) -> None:
    body = "<rss>خبر</rss>".encode()
    signed = hmac.new(b"secret", body, getattr(hashlib, method)).hexdigest()

    assert is_signed("secret", f"{method}={signed}", body)
    assert is_signed("secret", f"{method.upper()}={signed.upper()}", body)
    assert not is_signed("secret", f"{method}={signed}", body + b" ")
    assert not is_signed("other", f"{method}={signed}", body)


@pytest.mark.parametrize("header", [None, "", "sha256", "sha256=", "md5=aa", "sha256=é", "=aa", "sha256=00"])
def test_a_push_without_a_good_signature_is_not(header: str | None) -> None:
    assert not is_signed("secret", header, b"body")


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        (None, 86_400),
        ("", 86_400),
        ("soon", 86_400),
        ("-5", 86_400),
        ("1", 300),
        ("3600", 3600),
        ("9" * 400, 2_592_000),
    ],
)
def test_a_lease_is_taken_within_reason(said: str | None, seconds: int) -> None:
    assert granted_seconds(said) == seconds


def test_only_a_subscription_carries_the_secret() -> None:
    wanted = {"callback": "https://me.example/websub/t", "topic": URL, "secret": "s"}

    asked = parse_qs(request("subscribe", **wanted).decode())

    assert (asked["hub.mode"], asked["hub.topic"], asked["hub.secret"]) == (["subscribe"], [URL], ["s"])
    assert "hub.secret" not in parse_qs(request("unsubscribe", **wanted).decode())


@pytest.mark.parametrize(
    ("given", "base"),
    [
        ({}, None),
        ({"public_url": "http://localhost:8000"}, None),
        ({"public_url": "http://127.0.0.1:8000", "allow_networks": "127.0.0.1/32"}, "http://127.0.0.1:8000"),
        ({"public_url": "https://news.example.org/"}, "https://news.example.org"),
    ],
    ids=["unset", "this-machine", "hub-on-this-machine", "public"],
)
def test_hubs_can_call_where_the_api_is_public(given: dict[str, str], base: str | None) -> None:
    assert callback_base(load_settings(_env_file=None, **given)) == base
