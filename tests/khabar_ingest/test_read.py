"""A feed read whole: a sitemap index and what it names, from a real site of this machine."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest

from khabar.errors import KhabarError
from khabar.feed import ParsedFeed
from khabar.http import Fetched, open_client
from khabar.settings import load_settings
from khabar_ingest.parse import parse_feed
from khabar_ingest.read import documents_at, read
from support.site import Site, html

SETTINGS = load_settings(_env_file=None, allow_networks="127.0.0.1/32")


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as running:
        yield running


def whole(url: str) -> tuple[ParsedFeed, str]:
    async def parse(body: bytes, *, url: str, http_charset: str | None) -> ParsedFeed:
        return parse_feed(body, url=url, http_charset=http_charset)

    async def once() -> tuple[ParsedFeed, str]:
        async with open_client(SETTINGS) as client:
            answer = await client.fetch(url)
            assert isinstance(answer, Fetched)
            return await read(answer, client=client, parse=parse, gap_seconds=0)

    return asyncio.run(once())


def index(*places: str) -> tuple[str, bytes]:
    named = "".join(f"<sitemap><loc>{place}</loc></sitemap>" for place in places)
    return "application/xml", f"<sitemapindex>{named}</sitemapindex>".encode()


def news(*titles: str) -> tuple[str, bytes]:
    listed = "".join(
        f"<url><loc>https://marsa.example/{title.encode().hex()}</loc><n:news><n:title>{title}</n:title></n:news></url>"
        for title in titles
    )
    return (
        "application/xml",
        f'<urlset xmlns:n="http://www.google.com/schemas/sitemap-news/0.9">{listed}</urlset>'.encode(),
    )


def test_the_documents_of_an_index_are_one_feed(site: Site) -> None:
    site.pages = {
        "/s.xml": index("/news-1.xml", "/news-2.xml"),
        "/news-1.xml": news("خبر أول"),
        "/news-2.xml": news("خبر ثان"),
    }

    parsed, first = whole(site.home + "/s.xml")
    site.pages["/news-2.xml"] = news("خبر ثالث")
    _, second = whole(site.home + "/s.xml")

    assert [entry.title for entry in parsed.entries] == ["خبر أول", "خبر ثان"]
    assert parsed.format == "news_sitemap"
    assert first != second


def test_few_documents_of_its_own_host_are_asked(site: Site) -> None:
    site.pages = {
        "/s.xml": index("https://other.example/news.xml", *(f"/news-{number}.xml" for number in range(9))),
        "/news-0.xml": news("خبر أول"),
    }

    parsed, _ = whole(site.home + "/s.xml")

    assert len(parsed.entries) == 1
    assert site.paths() == ["/s.xml", "/news-0.xml", "/news-1.xml"]


def test_an_index_without_news_is_no_feed(site: Site) -> None:
    site.pages = {"/s.xml": index("/a.xml"), "/a.xml": html()}

    with pytest.raises(KhabarError):
        whole(site.home + "/s.xml")


@pytest.mark.parametrize(("gap_seconds", "documents"), [(0, 2), (2, 2), (20, 2), (30, 1), (3600, 1)])
def test_pauses_within_one_reading_stay_below_a_lease(gap_seconds: float, documents: int) -> None:
    assert documents_at(gap_seconds) == documents
