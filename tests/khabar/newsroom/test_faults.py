"""Every fault really happens on the wire."""

from __future__ import annotations

import gzip
import http.client
import socket
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from urllib.parse import urlsplit

import feedparser
import pytest

from khabar.newsroom import faults
from khabar.newsroom.server import Newsroom
from support.newsroom_asking import ask, titles

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
NAWRAS, SIDRA = "sample-nawras", "sample-sidra"


@pytest.fixture
def newsroom() -> Iterator[Newsroom]:
    with Newsroom(NOW, publishers=(NAWRAS, SIDRA, "sample-sanawbar", "sample-atlas", "sample-barqiyat")) as running:
        yield running


@pytest.mark.parametrize("code", [404, 410, 429, 500, 503])
def test_a_status_fault_answers_that_status(newsroom: Newsroom, code: int) -> None:
    newsroom.switch_on(NAWRAS, faults.Status(code=code, retry_after="120"))

    answer, _ = ask(newsroom.site(NAWRAS).feed_url)

    assert (answer.status, answer.getheader("Retry-After")) == (code, "120")


def test_a_fault_ends_after_its_times(newsroom: Newsroom) -> None:
    newsroom.switch_on(NAWRAS, faults.Status(code=503), times=2)

    statuses = [ask(newsroom.site(NAWRAS).feed_url)[0].status for _ in range(3)]

    assert statuses == [503, 503, 200]


def test_a_fault_hits_only_its_target_and_publisher(newsroom: Newsroom) -> None:
    site = newsroom.site(NAWRAS)
    newsroom.switch_on(NAWRAS, faults.Status(code=500), target="pages")

    page, _ = ask(newsroom.url_of(newsroom.stories(NAWRAS)[0]))
    feed, _ = ask(site.feed_url)
    other, _ = ask(newsroom.url_of(newsroom.stories(SIDRA)[0]))

    assert (page.status, feed.status, other.status) == (500, 200, 200)


def test_switched_off_faults_are_over(newsroom: Newsroom) -> None:
    newsroom.switch_on(NAWRAS, faults.Status(code=500), target="all")
    newsroom.switch_off(NAWRAS)

    answer, _ = ask(newsroom.site(NAWRAS).feed_url)

    assert answer.status == 200


@pytest.mark.parametrize("code", [301, 302])
def test_a_redirect_leads_to_the_content(newsroom: Newsroom, code: int) -> None:
    site = newsroom.site(NAWRAS)
    _, wanted = ask(site.feed_url)
    newsroom.switch_on(NAWRAS, faults.Redirect.model_validate({"code": code}))

    answer, _ = ask(site.feed_url)
    _, body = ask(site.url(str(answer.getheader("Location"))))

    assert answer.status == code
    assert body == wanted


def test_a_redirect_loop_leads_to_itself(newsroom: Newsroom) -> None:
    site = newsroom.site(NAWRAS)
    newsroom.switch_on(NAWRAS, faults.RedirectLoop())

    answer, _ = ask(site.feed_url)

    assert (answer.status, answer.getheader("Location")) == (302, site.layout.feed_path)


def test_a_challenge_is_a_page_and_no_feed(newsroom: Newsroom) -> None:
    newsroom.switch_on(NAWRAS, faults.Challenge(code=403))

    answer, body = ask(newsroom.site(NAWRAS).feed_url)

    assert answer.status == 403
    assert str(answer.getheader("Content-Type")).startswith("text/html")
    assert b"Enable JavaScript and cookies" in body


def test_a_disconnect_sends_nothing(newsroom: Newsroom) -> None:
    newsroom.switch_on(NAWRAS, faults.Disconnect())

    with pytest.raises(http.client.RemoteDisconnected):
        ask(newsroom.site(NAWRAS).feed_url)


def test_a_truncated_body_ends_before_its_length(newsroom: Newsroom) -> None:
    newsroom.switch_on(NAWRAS, faults.Truncated(keep_bytes=150))

    with pytest.raises(http.client.IncompleteRead) as caught:
        ask(newsroom.site(NAWRAS).feed_url)

    assert len(caught.value.partial) == 150


def test_a_slow_body_comes_in_pieces(newsroom: Newsroom) -> None:
    site = newsroom.site("sample-barqiyat")
    newsroom.switch_on(site.id, faults.Slow(chunk_bytes=10, pause_seconds=3600), target="robots")
    with socket.create_connection((urlsplit(site.base_url).hostname, urlsplit(site.base_url).port), 10) as reader:
        reader.sendall(b"GET /robots.txt HTTP/1.1\r\nHost: sample\r\n\r\n")
        received = b""

        while not received.partition(b"\r\n\r\n")[2]:
            received += reader.recv(4096)

        reader.setblocking(False)
        assert received.partition(b"\r\n\r\n")[2] == b"User-agent"
        with pytest.raises(BlockingIOError):
            reader.recv(1)


def test_a_wrong_charset_is_announced_for_the_same_bytes(newsroom: Newsroom) -> None:
    url = newsroom.url_of(newsroom.stories(NAWRAS)[0])
    _, wanted = ask(url)
    newsroom.switch_on(NAWRAS, faults.WrongCharset(charset="iso-8859-1"), target="pages")

    answer, body = ask(url)

    assert answer.getheader("Content-Type") == "text/html; charset=iso-8859-1"
    assert body == wanted


def test_a_wrong_type_is_announced(newsroom: Newsroom) -> None:
    newsroom.switch_on(NAWRAS, faults.WrongType(content_type="application/pdf"), target="pages")

    answer, _ = ask(newsroom.url_of(newsroom.stories(NAWRAS)[0]))

    assert answer.getheader("Content-Type") == "application/pdf"


def test_ignored_validators_get_the_whole_feed(newsroom: Newsroom) -> None:
    url = newsroom.site(NAWRAS).feed_url
    first, _ = ask(url)
    newsroom.switch_on(NAWRAS, faults.IgnoredValidators())

    second, _ = ask(url, If_None_Match=str(first.getheader("ETag")))

    assert second.status == 200


def test_a_gzip_bomb_grows_a_thousandfold(newsroom: Newsroom) -> None:
    newsroom.switch_on(NAWRAS, faults.GzipBomb(megabytes=4))

    answer, body = ask(newsroom.site(NAWRAS).feed_url)

    assert answer.getheader("Content-Encoding") == "gzip"
    assert len(gzip.decompress(body)) == 4 * 2**20 > 500 * len(body)


def test_an_empty_feed_is_whole_and_without_entries(newsroom: Newsroom) -> None:
    newsroom.switch_on(NAWRAS, faults.EmptyFeed())

    _, body = ask(newsroom.site(NAWRAS).feed_url)

    assert titles(body) == []
    assert not feedparser.parse(BytesIO(body)).bozo


@pytest.mark.parametrize("publisher_id", [NAWRAS, "sample-sanawbar", "sample-atlas", "sample-barqiyat"])
def test_broken_xml_is_refused_by_a_strict_parser(newsroom: Newsroom, publisher_id: str) -> None:
    newsroom.switch_on(publisher_id, faults.BrokenXml())

    _, body = ask(newsroom.site(publisher_id).feed_url)

    assert feedparser.parse(BytesIO(body)).bozo


def test_a_guid_reset_changes_all_guids_and_no_link(newsroom: Newsroom) -> None:
    url = newsroom.site(NAWRAS).feed_url
    before = feedparser.parse(BytesIO(ask(url)[1])).entries
    newsroom.switch_on(NAWRAS, faults.GuidReset())

    after = feedparser.parse(BytesIO(ask(url)[1])).entries

    assert not {entry.id for entry in before} & {entry.id for entry in after}
    assert [entry.link for entry in before] == [entry.link for entry in after]


def test_a_reordered_feed_has_the_oldest_first(newsroom: Newsroom) -> None:
    url = newsroom.site(NAWRAS).feed_url
    before = titles(ask(url)[1])
    newsroom.switch_on(NAWRAS, faults.Reordered())

    after = titles(ask(url)[1])

    assert after == before[::-1]
