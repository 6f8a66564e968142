"""The newsroom over the wire: ports, threads, conditions, gzip, and the handle that steers it."""

from __future__ import annotations

import gzip
import http.client
import json
import socket
import threading
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from queue import Queue
from urllib.parse import urlsplit

import pytest

from khabar.newsroom import faults
from khabar.newsroom.archive import load_drafts
from khabar.newsroom.server import Newsroom
from support.newsroom_asking import ask, titles

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
NAWRAS, SIDRA, NAHR = "sample-nawras", "sample-sidra", "sample-nahr"


@pytest.fixture
def newsroom() -> Iterator[Newsroom]:
    with Newsroom(NOW) as running:
        yield running


def test_every_publisher_has_its_own_port_and_record(newsroom: Newsroom) -> None:
    records = newsroom.publisher_records()

    assert len(records) == 8
    assert len({record.domains for record in records}) == 8
    assert [record.feeds[0].urls[0] for record in records] == [site.feed_url for site in newsroom.publishers]


def test_every_feed_is_answered_with_its_declared_type(newsroom: Newsroom) -> None:
    answers = {site.id: ask(site.feed_url)[0] for site in newsroom.publishers}

    assert {answer.status for answer in answers.values()} == {200}
    assert answers[SIDRA].getheader("Content-Type") == "text/xml; charset=windows-1256"
    assert answers["sample-sanawbar"].getheader("Content-Type") == "application/atom+xml; charset=utf-8"


@pytest.mark.parametrize("name", ["ETag", "Last-Modified"])
def test_an_unchanged_feed_is_not_sent_again(newsroom: Newsroom, name: str) -> None:
    url = newsroom.site(NAWRAS).feed_url
    condition = {"ETag": "If_None_Match", "Last-Modified": "If_Modified_Since"}[name]
    first, _ = ask(url)

    second, body = ask(url, **{condition: str(first.getheader(name))})

    assert (second.status, body) == (304, b"")
    assert second.getheader("ETag") == first.getheader("ETag")


def test_a_changed_feed_is_sent_again(newsroom: Newsroom) -> None:
    url = newsroom.site(NAWRAS).feed_url
    first, _ = ask(url)
    newsroom.edit("nawras-library")

    by_tag, _ = ask(url, If_None_Match=str(first.getheader("ETag")))
    by_date, _ = ask(url, If_Modified_Since=str(first.getheader("Last-Modified")))

    assert (by_tag.status, by_date.status) == (200, 200)


def test_an_unreadable_date_makes_no_condition(newsroom: Newsroom) -> None:
    answer, _ = ask(newsroom.site(NAWRAS).feed_url, If_Modified_Since="yesterday")

    assert answer.status == 200


def test_gzip_is_sent_only_when_asked(newsroom: Newsroom) -> None:
    url = newsroom.site(NAWRAS).feed_url

    plain, plain_body = ask(url)
    coded, coded_body = ask(url, Accept_Encoding="gzip, br")

    assert plain.getheader("Content-Encoding") is None
    assert coded.getheader("Content-Encoding") == "gzip"
    assert gzip.decompress(coded_body) == plain_body


def test_the_tag_of_the_gzip_form_is_known_again(newsroom: Newsroom) -> None:
    url = newsroom.site(NAWRAS).feed_url
    first, _ = ask(url, Accept_Encoding="gzip")

    second, _ = ask(url, Accept_Encoding="gzip", If_None_Match=str(first.getheader("ETag")))

    assert second.status == 304


def test_head_has_the_length_and_no_body(newsroom: Newsroom) -> None:
    url = newsroom.site(NAWRAS).feed_url
    _, body = ask(url)

    head, nothing = ask(url, "HEAD")

    assert (head.getheader("Content-Length"), nothing) == (str(len(body)), b"")


def test_robots_txt_names_its_rules_delay_and_sitemaps(newsroom: Newsroom) -> None:
    _, private = ask(newsroom.site(NAHR).url("/robots.txt"))
    _, with_news = ask(newsroom.site("sample-madar").url("/robots.txt"))

    assert b"Disallow: /private/\nCrawl-delay: 0.2\n" in private
    assert with_news.count(b"Sitemap: ") == 2


@pytest.mark.parametrize("path", ["/favicon.ico", "/no-such-page", "/news-sitemap.xml"])
def test_what_is_not_there_is_a_404(newsroom: Newsroom, path: str) -> None:
    answer, body = ask(newsroom.site(NAWRAS).url(path))

    assert answer.status == 404
    assert "الصفحة غير موجودة" in body.decode()


@pytest.mark.parametrize("path", ["/media/any.png", "/_next/image?url=%2Fmedia%2Fany.png&w=640&q=75"])
def test_pictures_are_real_png_files(newsroom: Newsroom, path: str) -> None:
    answer, body = ask(newsroom.site("sample-madar").url(path))

    assert answer.getheader("Content-Type") == "image/png"
    assert body.startswith(b"\x89PNG\r\n\x1a\n")
    start = body.index(b"IDAT") + 4
    assert len(zlib.decompress(body[start : body.index(b"IEND") - 8])) == 360 * (1 + 640 * 3)


def test_a_released_story_comes_first_in_the_feed(newsroom: Newsroom) -> None:
    story = newsroom.publish_next(NAWRAS)

    assert story is not None
    assert titles(ask(newsroom.site(NAWRAS).feed_url)[1])[0] == story.headline
    assert ask(newsroom.url_of(story))[0].status == 200


def test_releases_end_when_nothing_is_held_back(newsroom: Newsroom) -> None:
    released = [newsroom.publish_next() for _ in range(9)]

    assert {story.publisher_id for story in released if story} == {site.id for site in newsroom.publishers}
    assert released[8] is None


def test_an_edit_changes_headline_paragraph_and_feed(newsroom: Newsroom) -> None:
    before = newsroom.truth(newsroom.url_of(newsroom.stories(NAWRAS)[0]))

    after = newsroom.edit(before.id)

    page = ask(newsroom.url_of(after))[1].decode()
    assert (after.version, after.path) == (2, before.path)
    assert after.headline in page
    assert before.texts[1] not in page
    assert after.headline in titles(ask(newsroom.site(NAWRAS).feed_url)[1])


def test_an_edit_keeps_the_dateline(newsroom: Newsroom) -> None:
    story = newsroom.edit("sidra-bridge")

    assert story.headline == "عشرة آلاف عابر في اليوم الأول لجسر المشاة الخشبي في البصرة"
    assert story.texts[1].startswith("البصرة / وكالة سدرة للأنباء: عبر نحو عشرة آلاف شخص")


def test_further_edits_make_further_versions(newsroom: Newsroom) -> None:
    headlines = {newsroom.edit("nawras-fishing").headline for _ in range(3)}

    assert len(headlines) == 3
    assert newsroom.truth(newsroom.url_of(newsroom.edit("nawras-fishing"))).version == 5


@pytest.mark.parametrize("code", [404, 410])
def test_a_withdrawn_story_is_gone_from_page_and_feed(newsroom: Newsroom, code: int) -> None:
    story = newsroom.withdraw("nawras-library", code)

    assert ask(newsroom.url_of(story))[0].status == code
    assert story.headline not in titles(ask(newsroom.site(NAWRAS).feed_url)[1])
    with pytest.raises(KeyError):
        newsroom.edit(story.id)


def test_a_new_issue_takes_the_place_of_all_stories_under_new_numbers(newsroom: Newsroom) -> None:
    old = newsroom.stories(NAWRAS)
    drafts = tuple(
        draft.model_copy(update={"id": f"new-{draft.id}", "slug": f"new-{draft.slug}", "held": False})
        for draft in load_drafts(NAWRAS)
    )

    newsroom.issue(NAWRAS, drafts, NOW)

    fresh = newsroom.stories(NAWRAS)
    gone, _ = ask(newsroom.url_of(old[0]))
    there, _ = ask(newsroom.url_of(fresh[0]))
    assert {story.id for story in fresh} == {draft.id for draft in drafts}
    assert not {story.number for story in old} & {story.number for story in fresh}
    assert (gone.status, there.status) == (404, 200)


def test_requests_are_logged_with_headers_and_status(newsroom: Newsroom) -> None:
    site = newsroom.site(NAWRAS)
    ask(site.url("/robots.txt"), User_Agent="khabar/test")
    ask(site.url("/nowhere?a=1"))

    logged = newsroom.requests(NAWRAS)

    assert [(entry.request.target, entry.status) for entry in logged] == [("/robots.txt", 200), ("/nowhere?a=1", 404)]
    assert logged[0].request.header("user-agent") == "khabar/test"
    assert newsroom.requests(SIDRA) == ()


def test_forgotten_requests_are_gone(newsroom: Newsroom) -> None:
    ask(newsroom.site(NAWRAS).feed_url)

    newsroom.forget_requests(NAWRAS)

    assert newsroom.requests(NAWRAS) == ()


def test_one_connection_serves_many_requests(newsroom: Newsroom) -> None:
    connection = http.client.HTTPConnection(urlsplit(newsroom.site(NAWRAS).base_url).netloc, timeout=10)
    statuses = []

    for _ in range(3):
        connection.request("GET", "/robots.txt")
        with connection.getresponse() as response:
            statuses.append((response.status, response.will_close))
            response.read()

    connection.close()
    assert statuses == [(200, False)] * 3


def test_two_newsrooms_of_one_moment_are_the_same_but_for_ports() -> None:
    def dump(newsroom: Newsroom) -> str:
        return json.dumps([story.model_dump(mode="json") for story in newsroom.stories()])

    with Newsroom(NOW) as one, Newsroom(NOW) as other:
        assert one.publish_next() == other.publish_next()
        assert dump(one) == dump(other)


def test_chosen_publishers_run_alone_on_chosen_ports() -> None:
    with Newsroom(NOW, publishers=(NAWRAS,)) as first:
        port = urlsplit(first.publishers[0].base_url).port or 0

    with Newsroom(NOW, publishers=(NAWRAS,), first_port=port) as again:
        assert [urlsplit(site.base_url).port for site in again.publishers] == [port]


def test_a_taken_port_fails_and_leaves_nothing_open() -> None:
    with Newsroom(NOW, publishers=(NAWRAS,)) as running:
        port = urlsplit(running.publishers[0].base_url).port or 0
        second = Newsroom(NOW, publishers=(NAWRAS,), first_port=port)

        with pytest.raises(OSError, match="in use"):
            second.start()

        assert second.publishers == ()


def test_stop_frees_ports_and_threads_even_with_a_reader_waiting() -> None:
    before = set(threading.enumerate())
    newsroom = Newsroom(NOW)
    newsroom.start()
    site = newsroom.site(NAWRAS)
    newsroom.switch_on(NAWRAS, faults.Slow(chunk_bytes=1, pause_seconds=3600))
    reader = http.client.HTTPConnection(urlsplit(site.base_url).netloc, timeout=10)
    reader.request("GET", site.layout.feed_path)
    idle = socket.create_connection((urlsplit(site.base_url).hostname, urlsplit(site.base_url).port), 10)
    answer = reader.getresponse()

    newsroom.stop()

    assert set(threading.enumerate()) == before
    with pytest.raises(ConnectionRefusedError):
        ask(site.feed_url)
    answer.close()
    reader.close()
    idle.close()
    newsroom.stop()


def test_a_dripping_newsroom_releases_stories_by_itself() -> None:
    asked: Queue[datetime] = Queue()

    def clock() -> datetime:
        asked.put(NOW)
        return NOW

    with Newsroom(NOW, clock=clock, drip_seconds=0, publishers=(NAWRAS, SIDRA)) as newsroom:
        # The second release asks for the time only after the first is out.
        asked.get(timeout=10)
        asked.get(timeout=10)

        assert "nawras-rain" in {story.id for story in newsroom.stories(NAWRAS)}


def test_the_clock_dates_releases() -> None:
    moment = datetime(2026, 12, 1, 9, 30, tzinfo=UTC)
    with Newsroom(NOW, clock=lambda: moment, publishers=(NAWRAS,)) as newsroom:
        story = newsroom.publish_next()

    assert story is not None
    assert story.published == moment
