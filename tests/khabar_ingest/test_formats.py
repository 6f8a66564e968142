"""Feeds of other formats than RSS and Atom, as golden files: beside each, what it becomes."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from khabar.errors import NotAFeed, RefusedMarkup, Unreachable
from khabar_ingest.parse import parse_feed

FEEDS = Path(__file__).parent / "feeds"
URL = "https://sahil.example/feed"
GOLDEN = [
    ("json11.json", "json11"),
    ("json10.json", "json10"),
    ("rdf.xml", "rss10"),
    ("news_sitemap.xml", "news_sitemap"),
]


@pytest.mark.parametrize(("name", "kind"), GOLDEN, ids=[kind for _, kind in GOLDEN])
def test_a_feed_becomes_what_its_golden_file_says(name: str, kind: str) -> None:
    parsed = parse_feed((FEEDS / name).read_bytes(), url=URL, http_charset=None)

    expected = json.loads((FEEDS / f"{name.partition('.')[0]}.expected.json").read_text(encoding="utf-8"))
    assert parsed.format == kind
    assert parsed.model_dump(mode="json", exclude_defaults=True) == expected


def test_an_index_names_documents_of_news_first_then_the_latest() -> None:
    parsed = parse_feed((FEEDS / "sitemap_index.xml").read_bytes(), url=URL, http_charset=None)

    assert parsed.documents == (
        "https://sahil.example/news-today.xml",
        "https://sahil.example/s-2026-11.xml.gz",
        "https://sahil.example/s-2026-10.xml",
    )


def test_a_date_that_stands_on_every_line_is_no_change_of_any() -> None:
    lines = "".join(
        f"<url><loc>https://sahil.example/{number}</loc><lastmod>2026-11-21T10:00:00Z</lastmod>"
        f"<news:news><news:title>خبر رقم {number}</news:title></news:news></url>"
        for number in range(3)
    )
    body = f'<urlset xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">{lines}</urlset>'.encode()

    entries = parse_feed(body, url=URL, http_charset=None).entries

    assert [entry.updated_raw for entry in entries] == [None, None, None]


def test_a_packed_sitemap_is_unpacked() -> None:
    plain = (FEEDS / "news_sitemap.xml").read_bytes()

    assert parse_feed(gzip.compress(plain), url=URL, http_charset=None) == parse_feed(plain, url=URL, http_charset=None)


def test_a_packed_file_of_several_members_is_read_whole() -> None:
    plain = (FEEDS / "rdf.xml").read_bytes()

    packed = gzip.compress(plain[:700]) + gzip.compress(plain[700:])

    assert parse_feed(packed, url=URL, http_charset=None) == parse_feed(plain, url=URL, http_charset=None)


def test_half_of_a_packed_file_is_no_feed_with_fewer_entries() -> None:
    packed = gzip.compress((FEEDS / "rdf.xml").read_bytes())

    with pytest.raises(Unreachable, match="cut off"):
        parse_feed(packed[:-20], url=URL, http_charset=None)


def test_a_packed_file_that_explodes_is_refused() -> None:
    with pytest.raises(RefusedMarkup, match="grows"):
        parse_feed(gzip.compress(b"<urlset>" + b" " * 30_000_000), url=URL, http_charset=None)


@pytest.mark.parametrize(
    "body",
    [
        (FEEDS / "plain_sitemap.xml").read_bytes(),
        b'{"items": []}',
        b'{"version": "https://jsonfeed.org/version/1.1"}',
        b'{"version": "https://jsonfeed.org/version/1.1", "items": [',
        b"[" * 100_000,
        b"{" + b'"a":[' * 100_000,
        b"<urlset><url><loc>",
        b"\x1f\x8bno gzip",
    ],
    ids=["plain sitemap", "other json", "no items", "cut json", "brackets", "deep json", "cut xml", "broken gzip"],
)
def test_what_is_no_feed_is_said_to_be_none(body: bytes) -> None:
    with pytest.raises((NotAFeed, RefusedMarkup)):
        parse_feed(body, url=URL, http_charset=None)
