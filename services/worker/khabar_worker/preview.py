"""A record from bytes, text or fetched pages in hand: no database, no network, nothing stored."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from khabar.article import Article
from khabar.decode import Decoded, decode
from khabar.errors import BadContent, BadInput
from khabar.ids import uuid7
from khabar.item import FurtherPage, Page, Wanted
from khabar.publishers.record import Publisher
from khabar_worker.assemble import Source, build_article
from khabar_worker.extract import extract_page, extract_text
from khabar_worker.extraction import Extraction
from khabar_worker.whole import charset_of, read_pages


class Previewed(NamedTuple):
    """`article` None: there is none yet, for the reason `empty`; one of the pages in `wanted` may have it."""

    article: Article | None
    wanted: tuple[Wanted, ...]
    empty: BadContent | None


def preview(
    body: bytes,
    *,
    url: str | None,
    published: str | None,
    is_text: bool,
    publisher: Publisher | None,
    http_charset: str | None,
    now: datetime,
) -> Article:
    """The record that `body` alone gives: a page from `url`, or (`is_text`) plain text.

    `published` is the date of a text, and of a page that tells none.

    Raises:
        BadInput: `published` is no date.
        BadContent: the bytes are no article; the message says why.
    """
    dated = _dated(published, publisher, now) if published is not None else None
    decoded = decode(body, http_charset=http_charset)
    if is_text:
        extraction, dated = extract_text(decoded.text, publisher=publisher, published=published, now=now), None
    else:
        extraction = extract_page(
            decoded.text, url=url or "https://unknown.invalid/", publisher=publisher, now=now, utf8=decoded.utf8
        )
    if decoded.repaired:
        extraction = extraction.model_copy(update={"warnings": (*extraction.warnings, "charset_repaired")})
    return _record(extraction, body, decoded, url, dated, publisher, now)


def preview_page(
    page: Page,
    further: Sequence[FurtherPage],
    *,
    published: str | None,
    publisher: Publisher | None,
    now: datetime,
    most_pages: int,
) -> Previewed:
    """The record of a fetched page with its further pages and its AMP twin, as for an item of a feed.

    Fetch what is `wanted`, and ask again with it, until nothing is.

    Raises:
        BadInput: `published` is no date.
        BadContent: the page is no article, and no page is wanted or on its way that might be.
    """
    dated = _dated(published, publisher, now) if published is not None else None
    decoded = decode(page.body, http_charset=charset_of(page.content_type))
    said = read_pages(page, decoded, further, publisher, now, most_pages=most_pages)
    if said.extraction is None:
        return Previewed(None, said.wanted, said.empty)
    article = _record(said.extraction, page.body, decoded, page.final_url, dated, publisher, now)
    return Previewed(article, said.wanted, None)


def _record(
    extraction: Extraction,
    body: bytes,
    decoded: Decoded,
    url: str | None,
    dated: Extraction | None,
    publisher: Publisher | None,
    now: datetime,
) -> Article:
    if dated is not None and extraction.published is None:
        extraction = _with_date(extraction, dated)
    source = Source(
        url=url,
        sha256=hashlib.sha256(body).hexdigest(),
        bytes=len(body),
        charset_declared=decoded.charset_declared,
        charset_used=decoded.charset_used,
    )
    return build_article(extraction, source, publisher, now=now, id=uuid7(now))


def _dated(published: str, publisher: Publisher | None, now: datetime) -> Extraction:
    """What a text says that consists of nothing but its date, which was supplied."""
    extraction = extract_text(".", publisher=publisher, published=published, now=now)
    if extraction.published is None:
        raise BadInput(f"{published[:100]!r} is not a date. Write it like 2023-07-09", subject=published)
    return extraction


def _with_date(extraction: Extraction, dated: Extraction) -> Extraction:
    pointer = "/published_at"
    return extraction.model_copy(
        update={
            "published": dated.published,
            "provenance": extraction.provenance | {pointer: dated.provenance[pointer]},
            "warnings": (*extraction.warnings, *dated.warnings),
        }
    )
