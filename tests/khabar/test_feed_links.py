"""Where a site's feeds may be."""

from __future__ import annotations

import pytest

from khabar.discovery import FoundFeed
from khabar.feed_links import (
    clear_choice,
    is_of_comments,
    looks_like_feed,
    named_sitemaps,
    page_links,
    usual_places,
)

PAGE = "https://example.com/a/page"


@pytest.mark.parametrize(
    ("markup", "found"),
    [
        ('<link rel="alternate" type="application/rss+xml" href="/rss">', ["https://example.com/rss"]),
        (
            "<LINK REL='Alternate' TYPE='application/atom+xml; charset=utf-8' HREF='feed'/>",
            ["https://example.com/a/feed"],
        ),
        ('<link rel="alternate" type="application/feed+json" href="/f.json">', ["https://example.com/f.json"]),
        (
            '<a href="/ar/rss-feeds">خلاصات</a><link rel="alternate" type="application/rss+xml" href="/x">',
            ["https://example.com/x", "https://example.com/ar/rss-feeds"],
        ),
        ('<link rel="alternate" hreflang="en" href="/en"><link rel="stylesheet" href="/x.css">', []),
        ('<link rel="alternate" type="application/rss+xml" href="javascript:1">', []),
        ("<p>بلا خلاصة</p>", []),
    ],
    ids=["rss", "atom", "json", "a link in the text comes later", "other links", "no address", "none"],
)
def test_a_page_names_its_feeds(markup: str, found: list[str]) -> None:
    page = f"<html><head>{markup}</head><body>خبر</body></html>"

    assert page_links(page.encode("cp1256"), PAGE)[0] == found


@pytest.mark.parametrize(
    ("markup", "first"),
    [
        ('<link rel="https://api.w.org/" href="https://example.com/wp-json/">', "https://example.com/feed/"),
        ('<meta name="generator" content="WordPress 6.7">', "https://example.com/feed/"),
        ('<meta name="generator" content="blogger">', "https://example.com/feeds/posts/default?alt=rss"),
        ('<meta name="Generator" content="Drupal 10 (https://www.drupal.org)">', "https://example.com/rss.xml"),
        ('<meta name="generator" content="Joomla! - Open Source">', "https://example.com/?format=feed&type=rss"),
    ],
    ids=["wordpress rest", "wordpress", "blogger", "drupal", "joomla"],
)
def test_a_system_is_known_for_where_it_keeps_feeds(markup: str, first: str) -> None:
    assert page_links(f"<head>{markup}</head>".encode(), PAGE)[1][0] == first


@pytest.mark.parametrize(
    ("url", "is_feed"),
    [
        ("https://example.com/rss", True),
        ("https://example.com/?feed=rss2", True),
        ("https://feeds.example.com/top", True),
        ("https://example.com/news/index.xml", True),
        ("https://example.com/", False),
        ("https://example.com/news/economy", False),
    ],
)
def test_an_address_looks_like_a_feed_or_a_page(url: str, is_feed: bool) -> None:
    assert looks_like_feed(url) is is_feed


def test_usual_places_of_a_section_come_first() -> None:
    assert usual_places("https://example.com/sport")[0] == "https://example.com/sport/feed"
    assert usual_places("https://example.com/")[0] == "https://example.com/feed"


def test_feeds_of_comments_are_told_apart() -> None:
    assert is_of_comments("https://example.com/comments/feed/")
    assert is_of_comments("https://example.com/f", "تعليقات على: صوت المرسى")
    assert not is_of_comments("https://example.com/feed", "صوت المرسى")


def test_sitemaps_of_news_come_first() -> None:
    robots = "User-agent: *\nDisallow:\nSitemap: https://x.example/sitemap.xml\nsitemap:https://x.example/news.xml\n"

    assert named_sitemaps(robots) == ["https://x.example/news.xml", "https://x.example/sitemap.xml"]
    assert named_sitemaps(None) == []


def found(score: int, url: str = "https://sahifa-press.com/rss", title: str | None = None) -> FoundFeed:
    return FoundFeed(url=url, how="link", format="rss20", score=score, title=title)


@pytest.mark.parametrize(
    ("feeds", "is_clear"),
    [
        ([], False),
        ([found(70)], True),
        ([found(40)], True),
        ([found(39)], False),
        ([found(100), found(60)], True),
        ([found(100), found(61)], False),
        ([found(100), found(90), found(40)], False),
        ([found(40, "https://sahifa-press.com/comments/feed/")], False),
        ([found(40, title="تعليقات على: صحيفة")], False),
    ],
    ids=["none", "one", "a modest one", "a poor one", "far ahead", "near", "two near", "of comments", "by its title"],
)
def test_what_is_meant_is_the_only_feed_of_news_or_one_far_ahead(feeds: list[FoundFeed], is_clear: bool) -> None:
    assert clear_choice(feeds) == (feeds[0] if is_clear else None)
