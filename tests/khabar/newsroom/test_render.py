"""What the publishers print: every page holds its story, every feed lists its stories, and the truth says so."""

from __future__ import annotations

import json
import re
from calendar import timegm
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from http.client import HTTPConnection
from io import BytesIO
from urllib.parse import urlsplit

import feedparser
import pytest

from khabar.newsroom.archive import publisher_ids
from khabar.newsroom.server import Newsroom
from khabar.newsroom.site import Site
from khabar.newsroom.story import Story

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
PUBLISHERS = publisher_ids()


@pytest.fixture(scope="module")
def newsroom() -> Iterator[Newsroom]:
    """All stories are out; nothing in this file changes the newsroom further."""
    with Newsroom(NOW) as running:
        while running.publish_next() is not None:
            pass
        yield running


class _Words(HTMLParser):
    """The text of a page without its scripts."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self._is_script = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._is_script = tag in {"script", "style"}

    def handle_endtag(self, tag: str) -> None:
        self._is_script = False

    def handle_data(self, data: str) -> None:
        if not self._is_script:
            self.parts.append(data)


def words(page: str) -> str:
    reader = _Words()
    reader.feed(page)
    return re.sub(r"\s+", " ", "".join(reader.parts))


def read(url: str) -> bytes:
    parts = urlsplit(url)
    connection = HTTPConnection(parts.netloc, timeout=10)
    try:
        connection.request("GET", f"{parts.path}?{parts.query}" if parts.query else parts.path)
        return connection.getresponse().read()
    finally:
        connection.close()


def page_of(newsroom: Newsroom, story: Story) -> str:
    return read(newsroom.url_of(story)).decode(newsroom.site(story.publisher_id).layout.charset)


def entries_of(site: Site) -> list[feedparser.FeedParserDict]:
    parsed = feedparser.parse(BytesIO(read(site.feed_url)))
    assert not parsed.bozo
    return list(parsed.entries)


def test_there_are_enough_stories_of_real_length(newsroom: Newsroom) -> None:
    full = [story for story in newsroom.stories() if not story.is_flash]

    assert len(full) >= 36
    assert {story.publisher_id for story in full} == set(PUBLISHERS) - {"sample-barqiyat"}
    assert all(120 <= story.word_count <= 400 for story in full)


def test_all_kinds_of_blocks_occur(newsroom: Newsroom) -> None:
    kinds = {block.kind for story in newsroom.stories() for block in story.blocks}

    assert kinds == {"paragraph", "heading", "list", "quote", "image", "table", "embed", "related"}


@pytest.mark.parametrize("publisher_id", PUBLISHERS)
def test_pages_hold_headline_byline_and_every_text(newsroom: Newsroom, publisher_id: str) -> None:
    for story in newsroom.stories(publisher_id):
        shown = words(page_of(newsroom, story))

        missing = [text for text in (story.headline, story.byline or "", *story.texts) if text not in shown]
        assert missing == []


@pytest.mark.parametrize("publisher_id", PUBLISHERS)
def test_pages_print_what_the_record_must_not_contain(newsroom: Newsroom, publisher_id: str) -> None:
    story = newsroom.stories(publisher_id)[0]

    printed = [text for text in story.must_not_contain if text in words(page_of(newsroom, story))]

    # All furniture, and the headlines of at least three stories beside it.
    assert set(newsroom.site(publisher_id).layout.furniture) <= set(printed)
    assert len(printed) >= len(newsroom.site(publisher_id).layout.furniture) + 3


@pytest.mark.parametrize(
    ("story_id", "opening"),
    [
        ("nawras-library", "جدة – افتتحت بلدية الساحل"),
        ("sidra-bridge", "البصرة / وكالة سدرة للأنباء: افتتحت بلدية البصرة"),
    ],
)
def test_datelines_open_the_first_paragraph(newsroom: Newsroom, story_id: str, opening: str) -> None:
    story = next(story for story in newsroom.stories() if story.id == story_id)

    assert any(text.startswith(opening) for text in story.texts)
    assert opening in words(page_of(newsroom, story))


def test_no_truth_contains_what_it_must_not(newsroom: Newsroom) -> None:
    for story in newsroom.stories():
        body = "\n".join((story.headline, *story.texts))

        assert [text for text in story.must_not_contain if text in body] == []


@pytest.mark.parametrize("publisher_id", PUBLISHERS)
def test_feeds_list_all_stories_newest_first(newsroom: Newsroom, publisher_id: str) -> None:
    stories = newsroom.stories(publisher_id)

    entries = entries_of(newsroom.site(publisher_id))

    assert [entry.title for entry in entries] == [story.headline for story in stories]
    assert [newsroom.truth(entry.link) for entry in entries] == list(stories)


@pytest.mark.parametrize("publisher_id", [name for name in PUBLISHERS if name != "sample-barqiyat"])
def test_feeds_state_dates_and_authors(newsroom: Newsroom, publisher_id: str) -> None:
    stories = newsroom.stories(publisher_id)

    entries = entries_of(newsroom.site(publisher_id))

    for story, entry in zip(stories, entries, strict=True):
        stated = entry.get("published_parsed") or entry.updated_parsed
        assert datetime.fromtimestamp(timegm(stated), UTC) == story.published
        printed = {author.get("name") for author in entry.get("authors", ())}
        assert not story.authors or story.authors[0].name in printed


def test_flashes_have_title_and_link_only(newsroom: Newsroom) -> None:
    entries = entries_of(newsroom.site("sample-barqiyat"))

    assert {key for entry in entries for key in entry} == {"title", "title_detail", "link", "links"}
    assert all(entry.title.startswith("عاجل") for entry in entries)


@pytest.mark.parametrize(
    ("publisher_id", "version"),
    [
        ("sample-nawras", "rss20"),
        ("sample-sanawbar", "atom10"),
        ("sample-atlas", "rss10"),
    ],
)
def test_feeds_are_of_their_format(newsroom: Newsroom, publisher_id: str, version: str) -> None:
    parsed = feedparser.parse(BytesIO(read(newsroom.site(publisher_id).feed_url)))

    assert parsed.version == version


def test_one_feed_states_a_ttl(newsroom: Newsroom) -> None:
    parsed = feedparser.parse(BytesIO(read(newsroom.site("sample-nahr").feed_url)))

    assert parsed.feed.ttl == "30"


@pytest.mark.parametrize("publisher_id", ["sample-nawras", "sample-sanawbar"])
def test_full_feeds_carry_the_whole_body(newsroom: Newsroom, publisher_id: str) -> None:
    stories = newsroom.stories(publisher_id)

    entries = entries_of(newsroom.site(publisher_id))

    for story, entry in zip(stories, entries, strict=True):
        carried = words(entry.content[0].value)
        lead = () if story.lead_image is None else (story.lead_image.caption,)
        assert [text for text in story.texts if text not in carried and text not in lead] == []


def test_atom_content_is_both_xhtml_and_html(newsroom: Newsroom) -> None:
    kinds = {entry.content[0].type for entry in entries_of(newsroom.site("sample-sanawbar"))}

    assert kinds == {"application/xhtml+xml", "text/html"}


def test_the_old_site_is_in_windows_1256(newsroom: Newsroom) -> None:
    body = read(newsroom.url_of(newsroom.stories("sample-sidra")[0]))

    with pytest.raises(UnicodeDecodeError):
        body.decode()
    assert b"charset=windows-1256" in body
    assert b"ld+json" not in body


@pytest.mark.parametrize(
    ("story_id", "date"),
    [
        ("sidra-bridge", "الأحد 22 نوفمبر 2026 - 13:25"),
        ("sanawbar-theatre", "الأحد 22 تشرين الثاني/نوفمبر 2026 | 12:00"),
        ("atlas-carpet", "الأحد 22 نونبر 2026 على الساعة 10:00"),
        ("madar-satellite", "نُشر في ٢٢ نوفمبر ٢٠٢٦، ١٥:٣٠"),
        ("nahr-ferry", "الأحد, 22/11/2026 - 12:45"),
        ("bosla-dam", "22 نوفمبر 2026 - 14:05 بتوقيت عمّان"),
    ],
)
def test_dates_are_printed_in_the_publisher_s_way(newsroom: Newsroom, story_id: str, date: str) -> None:
    story = next(story for story in newsroom.stories() if story.id == story_id)

    assert date in words(page_of(newsroom, story))


@pytest.mark.parametrize("publisher_id", ["sample-nawras", "sample-madar", "sample-atlas"])
def test_json_ld_says_headline_and_date(newsroom: Newsroom, publisher_id: str) -> None:
    story = newsroom.stories(publisher_id)[0]

    found = re.findall(r'<script type="application/ld\+json"[^>]*>(.*?)</script>', page_of(newsroom, story))
    nodes = [node for data in map(json.loads, found) for node in data.get("@graph", [data])]

    article = next(node for node in nodes if node["@type"] in {"Article", "NewsArticle"})
    assert article["headline"] == story.headline
    assert article["datePublished"] == story.published.isoformat()


def test_next_js_pages_hold_the_article_in_state_and_json_ld(newsroom: Newsroom) -> None:
    story = newsroom.stories("sample-madar")[0]
    page = page_of(newsroom, story)

    state = re.findall(r'<script id="__NEXT_DATA__" type="application/json">(.*?)</script>', page)

    assert json.loads(state[0])["props"]["pageProps"]["article"]["title"] == story.headline
    assert '"articleBody": ' in page


@pytest.mark.parametrize("publisher_id", PUBLISHERS)
def test_front_pages_name_the_feed_and_list_public_stories(newsroom: Newsroom, publisher_id: str) -> None:
    site = newsroom.site(publisher_id)
    page = read(site.url("/")).decode(site.layout.charset)

    listed = [story.headline for story in newsroom.stories(publisher_id) if story.headline in words(page)]

    assert f'href="{site.feed_url}"' in page
    assert listed == [story.headline for story in newsroom.stories(publisher_id) if not story.is_private]


@pytest.mark.parametrize("path", ["/sitemap.xml", "/news-sitemap.xml"])
def test_sitemaps_list_the_stories(newsroom: Newsroom, path: str) -> None:
    site = newsroom.site("sample-madar")

    text = read(site.url(path)).decode()

    assert re.findall("<loc>(.*?)</loc>", text) == [newsroom.url_of(story) for story in newsroom.stories(site.id)]


def test_the_private_story_is_in_the_feed_and_below_the_disallowed_path(newsroom: Newsroom) -> None:
    private = [story for story in newsroom.stories() if story.is_private]

    site = newsroom.site(private[0].publisher_id)
    assert [story.path.startswith(site.layout.disallow[0]) for story in private] == [True]
    assert private[0].headline in [entry.title for entry in entries_of(site)]


def test_tracking_parameters_do_not_hide_the_truth(newsroom: Newsroom) -> None:
    story = newsroom.stories("sample-bosla")[0]
    entry = entries_of(newsroom.site("sample-bosla"))[0]

    assert "utm_source" in entry.link
    assert newsroom.truth(entry.link) == newsroom.truth(newsroom.url_of(story)) == story


def test_an_address_without_story_has_no_truth(newsroom: Newsroom) -> None:
    with pytest.raises(KeyError):
        newsroom.truth(newsroom.site("sample-nawras").url("/elsewhere"))


def test_stories_look_fresh_at_any_time() -> None:
    later = NOW + timedelta(days=200)
    with Newsroom(later, publishers=("sample-bosla",)) as newsroom:
        story = next(story for story in newsroom.stories() if story.id == "bosla-chips")

        assert timedelta(0) < later - story.published < timedelta(days=1)
        # 10 June 2027 is a Thursday.
        assert "الأربعاء خفض إنتاجها" in story.texts[0]
