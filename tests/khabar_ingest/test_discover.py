"""Looking for the feeds of a site, on a real site of this machine."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from khabar.errors import KhabarError
from khabar.settings import Settings, load_settings
from khabar_ingest import discover
from support.loopback import Quiet, listening
from support.site import Site, html, rss

NOW = datetime.now(UTC)
NEWS = ("انطلاق موسم الصيد في المرسى", "سوق السمك يفتح أبوابه", "رصيف جديد للمراكب")


@pytest.fixture
def here() -> Settings:
    return load_settings(_env_file=None, allow_networks="127.0.0.1/32", host_gap_seconds=0)


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as running:
        yield running


def link(path: str) -> str:
    return f'<link rel="alternate" type="application/rss+xml" href="{path}">'


def test_the_page_names_its_feed_and_nothing_else_is_asked(site: Site, here: Settings) -> None:
    site.pages = {"/": html(link("/xml/all")), "/xml/all": rss(NOW, *NEWS * 7)}

    found = discover.run(here, site.home + "/")

    (feed,) = found.feeds
    assert (feed.url, feed.how, feed.entries, feed.arabic_share) == (f"{site.home}/xml/all", "link", 21, 1.0)
    assert feed.newest is not None
    assert NOW - feed.newest < timedelta(hours=2)
    assert site.paths() == ["/robots.txt", "/", "/xml/all"]
    assert found.requests == 3


def test_the_best_of_several_is_arabic_fresh_and_not_of_comments(site: Site, here: Settings) -> None:
    site.pages = {
        "/": html(link("/comments/feed/") + link("/en") + link("/old") + link("/ar")),
        "/comments/feed/": rss(NOW, *NEWS, title="تعليقات", site="https://c.example"),
        "/en": rss(NOW, "Fishing season opens", "Fish market", site="https://e.example"),
        "/old": rss(NOW - timedelta(days=400), *NEWS, site="https://o.example"),
        "/ar": rss(NOW, *NEWS, site="https://a.example"),
    }

    found = discover.run(here, site.home + "/")

    assert [feed.url.removeprefix(site.home) for feed in found.feeds] == ["/ar", "/old", "/en", "/comments/feed/"]


def test_a_feed_in_a_usual_place_is_found_though_no_page_names_it(site: Site, here: Settings) -> None:
    site.pages = {"/": html(), "/rss.xml": rss(NOW, *NEWS * 5)}

    found = discover.run(here, site.home + "/")

    assert [(feed.url, feed.how) for feed in found.feeds] == [(f"{site.home}/rss.xml", "guess")]
    assert found.requests <= discover.MAX_REQUESTS


def test_a_system_keeps_its_feed_where_it_always_does(site: Site, here: Settings) -> None:
    site.pages = {
        "/": html('<meta name="generator" content="blogger">'),
        "/feeds/posts/default?alt=rss": rss(NOW, *NEWS * 7),
    }

    found = discover.run(here, site.home + "/")

    assert [feed.how for feed in found.feeds] == ["system"]
    assert "/rss" not in site.paths()


def test_an_address_that_is_a_feed_is_the_answer(site: Site, here: Settings) -> None:
    site.pages = {"/feed": rss(NOW, *NEWS)}

    found = discover.run(here, site.home + "/feed")

    assert [feed.how for feed in found.feeds] == ["itself"]


def test_one_feed_at_two_addresses_is_told_once(site: Site, here: Settings) -> None:
    site.pages = {"/": html(link("/a") + link("/b")), "/a": rss(NOW, *NEWS), "/b": rss(NOW, *NEWS)}

    assert len(discover.run(here, site.home + "/").feeds) == 1


def test_what_robots_closes_is_not_asked(site: Site, here: Settings) -> None:
    site.pages = {
        "/robots.txt": ("text/plain", b"User-agent: *\nDisallow: /feed\n"),
        "/": html(link("/feed")),
        "/feed": rss(NOW, *NEWS),
    }

    found = discover.run(here, site.home + "/")

    assert found.feeds == ()
    assert f"{site.home}/feed" in found.disallowed
    assert "/feed" not in site.paths()


def test_a_site_without_feeds_costs_a_bounded_number_of_requests(site: Site, here: Settings) -> None:
    site.pages = {"/": html("".join(link(f"/f{number}") for number in range(50)))}

    found = discover.run(here, site.home + "/")

    assert (found.feeds, found.requests) == ((), len(site.asked))
    assert len(site.asked) <= discover.MAX_REQUESTS


def test_a_host_that_gives_no_answer_is_left_alone_after_two(site: Site, here: Settings) -> None:
    asked = []

    class Mute(Quiet):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.close_connection = True

    with listening(Mute) as dead:
        site.pages = {
            "/": html("".join(link(f"{dead}/f{number}") for number in range(6)) + link("/own")),
            "/own": rss(NOW, *NEWS * 7),
        }
        found = discover.run(here, site.home + "/")

    assert [feed.url for feed in found.feeds] == [f"{site.home}/own"]
    assert len(asked) == discover.MAX_SILENCES


def test_a_page_that_is_not_there_is_an_error(site: Site, here: Settings) -> None:
    with pytest.raises(KhabarError, match="404"):
        discover.run(here, site.home + "/none")
