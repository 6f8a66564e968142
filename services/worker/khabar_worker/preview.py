"""A record from bytes or text in hand: no database, no network, nothing stored."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime

from khabar.article import Article
from khabar.decode import decode
from khabar.errors import BadInput
from khabar.ids import uuid7
from khabar.publishers.record import Publisher
from khabar_worker.assemble import Source, build_article
from khabar_worker.extract import extract_page, extract_text
from khabar_worker.extraction import Extraction


def preview(
    body: bytes,
    *,
    url: str | None,
    published: str | None,
    is_text: bool,
    publisher: Publisher | None,
    http_charset: str | None,
    now: datetime,
    whole: Callable[[Extraction], Extraction] = lambda page: page,
) -> Article:
    """The record that `body` gives: a page fetched from `url`, or (`is_text`) plain text.

    `published` is the date of a text, and of a page that tells none. `whole` may join further pages to what the page
    says.

    Raises:
        BadInput: `published` is no date.
        BadContent: the bytes are no article; the message says why.
    """
    dated = _dated(published, publisher, now) if published is not None else None
    decoded = decode(body, http_charset=http_charset)
    if is_text:
        extraction = extract_text(decoded.text, publisher=publisher, published=published, now=now)
    else:
        extraction = extract_page(
            decoded.text, url=url or "https://unknown.invalid/", publisher=publisher, now=now, utf8=decoded.utf8
        )
        extraction = whole(extraction)
        if dated is not None and extraction.published is None:
            extraction = _with_date(extraction, dated)
    if decoded.repaired:
        extraction = extraction.model_copy(update={"warnings": (*extraction.warnings, "charset_repaired")})
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
