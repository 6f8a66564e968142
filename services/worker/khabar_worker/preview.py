"""A record from bytes or text in hand: no database, no network, nothing stored."""

from __future__ import annotations

import hashlib
from datetime import datetime

from khabar.article import Article
from khabar.decode import decode
from khabar.ids import uuid7
from khabar.publishers.record import Publisher
from khabar_worker.assemble import Source, build_article
from khabar_worker.extract import extract_page, extract_text


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
    """The record that `body` gives: a page fetched from `url`, or (`is_text`) plain text published on `published`.

    Raises:
        BadContent: the bytes are no article; the message says why.
    """
    decoded = decode(body, http_charset=http_charset)
    if is_text:
        extraction = extract_text(decoded.text, publisher=publisher, published=published, now=now)
    else:
        extraction = extract_page(decoded.text, url=url or "https://unknown.invalid/", publisher=publisher, now=now)
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
