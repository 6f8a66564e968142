"""The steps from bytes to a stored record, each as something that can be timed by itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import lxml.etree
from selectolax.lexbor import LexborHTMLParser

from benchmark.material import FeedDocument, Page
from khabar.article import Article
from khabar.decode import decode
from khabar.errors import BadContent
from khabar.indexing import index_of
from khabar.markup import check_markup
from khabar_ingest.parse import parse_feed
from khabar_worker.enrich import enrich
from khabar_worker.enrich.entities import find_entities
from khabar_worker.enrich.nodes import nodes_of
from khabar_worker.extract import extract_page
from khabar_worker.extract.dating.zones import where_published
from khabar_worker.extraction import Extraction
from khabar_worker.preview import preview

FLOOR = "floor: parse + css"
READ = "read: bytes to blocks, fields, provenance"
WHOLE = "whole: bytes to record"
# The last of khabar's own steps; other readers' come behind it.
LAST = "record to JSON"
FEED_FLOOR, FEED = "floor: lxml parse", "parse_feed"

Run = Callable[[], object]


@dataclass(frozen=True)
class Subject:
    """One document and its steps, which need nothing of one another."""

    url: str
    text: str
    steps: dict[str, Run]


def of_page(page: Page, now: datetime) -> Subject | None:
    """The steps of a page; None when it is refused as no article."""
    try:
        article = _record(page, now)
    except BadContent:
        return None
    decoded = decode(page.body, http_charset=None)
    text = decoded.text
    checked = text.encode("utf-8", "replace")
    extraction = _read(page, now)
    where = where_published(page.publisher, page.url)
    steps: dict[str, Run] = {
        FLOOR: lambda: _floor(text),
        "decode": lambda: decode(page.body, http_charset=None),
        "check_markup": lambda: check_markup(checked),
        "extract_page, with check_markup": lambda: extract_page(
            text, url=page.url, publisher=page.publisher, now=now, utf8=decoded.utf8
        ),
        READ: lambda: _read(page, now),
        "find_entities: names alone": lambda: find_entities(
            nodes_of(extraction.headline, extraction.body, extraction.media)
        ),
        "enrich: quotes, entities, dates": lambda: enrich(
            extraction.headline, extraction.body, extraction.media, published=extraction.published, where=where, now=now
        ),
        WHOLE: lambda: _record(page, now),
        "index_of: search terms": lambda: index_of(article),
        LAST: lambda: article.model_dump_json(by_alias=True),
    }
    return Subject(page.url, text, steps)


def of_feed(feed: FeedDocument) -> Subject:
    text = decode(feed.body, http_charset=None, is_xml=True).text
    return Subject(
        feed.url,
        text,
        {
            FEED_FLOOR: lambda: lxml.etree.fromstring(feed.body, lxml.etree.XMLParser(recover=True, no_network=True)),
            FEED: lambda: parse_feed(feed.body, url=feed.url, http_charset=None),
        },
    )


def _read(page: Page, now: datetime) -> Extraction:
    decoded = decode(page.body, http_charset=None)
    return extract_page(decoded.text, url=page.url, publisher=page.publisher, now=now, utf8=decoded.utf8)


def _record(page: Page, now: datetime) -> Article:
    return preview(
        page.body,
        url=page.url,
        published=None,
        is_text=False,
        publisher=page.publisher,
        http_charset=None,
        now=now,
    )


def _floor(text: str) -> list[str]:
    """The least that any extractor does: a tree, a headline, the paragraphs. It knows nothing about what it reads."""
    tree = LexborHTMLParser(text)
    headline = tree.css_first("h1")
    found = [headline.text()] if headline is not None else []
    return found + [paragraph.text() for paragraph in tree.css("p")]
