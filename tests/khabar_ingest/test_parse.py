"""Feed bytes to entries: formats, charsets, hostile input."""

from __future__ import annotations

import pytest

from khabar.errors import NotAFeed, RefusedMarkup
from khabar.feed import ParsedFeed
from khabar_ingest.parse import parse_feed

URL = "https://news.example.com/feed"
TITLE = "الجامعة تفتتح مختبر الطاقة الشمسية"


def rss(items: str, channel: str = "", encoding: str = "utf-8") -> bytes:
    return (
        f'<?xml version="1.0" encoding="{encoding}"?><rss version="2.0" '
        'xmlns:sy="http://purl.org/rss/1.0/modules/syndication/" xmlns:media="http://search.yahoo.com/mrss/" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<channel><title>أخبار</title><link>https://news.example.com/</link>{channel}{items}</channel></rss>"
    ).encode("utf-8" if encoding == "utf-8" else encoding)


def item(inner: str = "", link: str = "https://news.example.com/1") -> str:
    return f"<item><title>{TITLE}</title><link>{link}</link><guid>g1</guid>{inner}</item>"


def parse(body: bytes, charset: str | None = None) -> ParsedFeed:
    return parse_feed(body, url=URL, http_charset=charset)


def test_an_rss_entry_keeps_everything_it_says() -> None:
    feed = parse(
        rss(
            item(
                "<pubDate>Sun, 22 Nov 2026 10:00:00 +0300</pubDate><dc:creator>سلمى بن علي</dc:creator>"
                "<category>علوم</category><category>علوم</category><description>&lt;p&gt;ملخص&lt;/p&gt;</description>"
                "<content:encoded><![CDATA[<p>نص كامل</p>]]></content:encoded>"
                '<media:content url="/a.jpg" type="image/jpeg" width="640" height="360"/>'
            ),
            "<ttl>30</ttl><language>ar-TN</language>",
        )
    )

    (entry,) = feed.entries
    assert (feed.title, feed.language, feed.ttl_seconds, feed.site_url) == (
        "أخبار",
        "ar-tn",
        1800,
        "https://news.example.com/",
    )
    assert (entry.guid, entry.link, entry.title) == ("g1", "https://news.example.com/1", TITLE)
    assert (entry.authors, entry.categories) == (("سلمى بن علي",), ("علوم",))
    assert (entry.summary_html, entry.content_html) == ("<p>ملخص</p>", "<p>نص كامل</p>")
    assert entry.published_raw == "Sun, 22 Nov 2026 10:00:00 +0300"
    assert [(one.url, one.medium, one.width) for one in entry.enclosures] == [
        ("https://news.example.com/a.jpg", "image", 640)
    ]


def test_atom_with_only_an_update_date_claims_no_publication_date() -> None:
    body = f"""<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom"><title>أخبار</title>
      <entry><id>tag:x,1</id><title type="html">{TITLE} &amp;amp; غيره</title>
      <link rel="alternate" href="/1"/><updated>2026-11-22T10:00:00Z</updated></entry></feed>""".encode()

    (entry,) = parse(body).entries

    assert (entry.published_raw, entry.updated_raw) == (None, "2026-11-22T10:00:00Z")
    assert (entry.link, entry.title) == ("https://news.example.com/1", f"{TITLE} & غيره")


@pytest.mark.parametrize(
    ("encoding", "declared", "charset"),
    [
        ("windows-1256", "windows-1256", None),
        ("iso-8859-6", "iso-8859-6", None),
        ("windows-1256", "utf-8", None),
        ("utf-8", "windows-1256", None),
        ("windows-1256", "utf-8", "windows-1256"),
        ("utf-16", "utf-16", None),
    ],
    ids=str,
)
def test_cp1256_declared_utf8_and_reverse(encoding: str, declared: str, charset: str | None) -> None:
    text = rss(item() * 5).decode().replace('encoding="utf-8"', f'encoding="{declared}"')

    feed = parse(text.encode(encoding), charset)

    assert {entry.title for entry in feed.entries} == {TITLE}


@pytest.mark.parametrize(
    "reference",
    ["&#xD800;", "&#x110000;", "&#99999999999999999999;", "&#0;", "\x00", "\x08", "&#xFFFF;"],
    ids=["surrogate", "beyond", "20 digits", "NUL reference", "NUL", "control", "noncharacter"],
)
def test_illegal_char_refs_do_not_lose_feed(reference: str) -> None:
    feed = parse(rss(item(f"<description>قبل{reference}بعد</description>")))

    assert [entry.title for entry in feed.entries] == [TITLE]


@pytest.mark.parametrize("body", [b"/etc/passwd", b"http://127.0.0.1/feed", b"file:///etc/passwd"])
def test_feed_body_is_a_local_path(body: bytes) -> None:
    with pytest.raises(NotAFeed):
        parse(body)


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE r [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>',
        '<!DOCTYPE r [<!ENTITY % p SYSTEM "file:///etc/passwd"> %p;]>',
        '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
    ],
    ids=["laughs", "parameter", "external"],
)
def test_entity_bombs_refused(doctype: str) -> None:
    body = rss(item("<description>&b;</description>")).decode().replace("?><rss", f"?>{doctype}<rss").encode()

    with pytest.raises(RefusedMarkup):
        parse(body)


def test_feed_style_url_nesting_16kB() -> None:
    style = "url(" * 4000

    feed = parse(rss(item(f'<description>&lt;p style="{style}"&gt;نص&lt;/p&gt;</description>')))

    assert len(feed.entries) == 1


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"", "the body is empty"),
        (b"<!DOCTYPE html><html><title>x</title></html>", "an HTML page"),
        (b'<?xml version="1.0"?><note>hello</note>', "no RSS, RDF, Atom or sitemap"),
    ],
    ids=["empty", "html", "other xml"],
)
def test_what_is_no_feed_is_said_to_be_none(body: bytes, why: str) -> None:
    with pytest.raises(NotAFeed, match=why):
        parse(body)


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "data:text/html,x", "vbscript:x", "file:///etc/passwd", ""], ids=str
)
def test_a_link_that_is_no_web_address_is_not_kept(link: str) -> None:
    (entry,) = parse(rss(item(link=link).replace("<guid>", '<guid isPermaLink="false">'))).entries

    assert entry.link is None


def test_a_broken_feed_gives_what_could_be_read() -> None:
    whole = rss(item() + item("<description>نص").replace("g1", "g2"))

    feed = parse(whole[: whole.rindex("نص".encode()) + 4])

    assert feed.entries[0].title == TITLE


def test_no_field_of_an_entry_holds_what_a_database_refuses() -> None:
    """An undeclared base64 content is decoded by the parser, and may hold anything."""
    body = """<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom"><title>أخبار</title><entry>
      <id>1</id><title>خبر</title><link rel="enclosure" href="/a.mp3" type="audio/&#x9f;x"/>
      <content type="application/octet-stream">YQBi</content></entry></feed>""".encode()

    (entry,) = parse(body).entries

    assert entry.content_html == "ab"
    assert "\x00" not in entry.model_dump_json()


def test_a_feed_names_its_hub_and_itself() -> None:
    atom = 'xmlns:a="http://www.w3.org/2005/Atom"'
    feed = parse(
        rss(item(), f'<a:link {atom} rel="hub" href="https://hub.example/"/><a:link {atom} rel="self" href="/all"/>')
    )

    assert (feed.hub_url, feed.self_url) == ("https://hub.example/", "https://news.example.com/all")
