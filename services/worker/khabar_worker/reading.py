"""What an item's page, its further pages and its feed entry say together, and which pages are still wanted.

read_pages (whole.py) → filled from the feed; else what the feed says alone.
No clock, network or database: pages come in, wishes go out.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from khabar import queue
from khabar.decode import Decoded, decode
from khabar.errors import BadContent, EmptyBody, KhabarError, RefusedMarkup
from khabar.feed import FeedEntry
from khabar.item import NO_REFUSAL, FurtherPage, Item, Page, Wanted
from khabar.log import get_logger
from khabar.publishers.record import Publisher
from khabar.record import Record
from khabar_worker.assemble import Source
from khabar_worker.extract import extract_entry
from khabar_worker.extraction import Extraction
from khabar_worker.join import filled_from_feed
from khabar_worker.whole import charset_of, read_pages

log = get_logger()


class Reading(Record):
    """`wanted` are pages to ask for, none of them known. `extraction` None: nothing is said until they are here."""

    extraction: Extraction | None
    source: Source
    wanted: tuple[Wanted, ...] = ()


def read(
    item: Item,
    page: Page | None,
    further: Sequence[FurtherPage],
    publisher: Publisher | None,
    now: datetime,
    *,
    most_pages: int,
) -> Reading:
    """What the pages say, filled from the feed; or, when there is no page that can be used, what the feed says.

    Raises:
        BadContent: neither says anything, and no page is wanted that might.
    """
    try:
        feed = _read_entry(item.entry, publisher, now)
    except EmptyBody:
        if page is None:
            raise
        feed = None
    if page is None:
        assert feed is not None
        return Reading(extraction=feed, source=Source(item=item, outcome=refused_outcome(item.refused)))
    try:
        decoded = decode(page.body, http_charset=charset_of(page.content_type))
        return _of_pages(item, page, decoded, further, publisher, now, most_pages, feed)
    except queue.JobTimeout:
        raise
    except BadContent as error:
        log.warning("page_unusable", url=page.final_url, code=error.code, error=error.message)
        if feed is None:
            raise
        return Reading(extraction=feed, source=Source(item=item, outcome=refused_outcome(error.code)))
    except KhabarError:
        raise
    except Exception:
        # The page is kept, so that it can be extracted again once the fault is mended.
        log.exception("extractor_failed", url=page.final_url)
        if feed is None:
            raise
        return Reading(extraction=feed, source=Source(item=item, outcome="parse_failed"))


def _of_pages(
    item: Item,
    page: Page,
    decoded: Decoded,
    further: Sequence[FurtherPage],
    publisher: Publisher | None,
    now: datetime,
    most_pages: int,
    feed: Extraction | None,
) -> Reading:
    said = read_pages(page, decoded, further, publisher, now, most_pages=most_pages)
    if said.extraction is None:
        assert said.empty is not None
        outcome = refused_outcome(said.empty.code)
        return Reading(extraction=feed, source=Source(item=item, outcome=outcome), wanted=said.wanted)
    source = Source(item=item, page=page, charset_declared=decoded.charset_declared, charset_used=decoded.charset_used)
    filled = filled_from_feed(said.extraction, feed) if feed else said.extraction
    return Reading(extraction=filled, source=source, wanted=said.wanted)


def _read_entry(entry: FeedEntry, publisher: Publisher | None, now: datetime) -> Extraction:
    try:
        return extract_entry(entry, publisher=publisher, now=now)
    except RefusedMarkup:
        # Its title and its link are still worth a record.
        bare = entry.model_copy(update={"summary_html": None, "content_html": None})
        return extract_entry(bare, publisher=publisher, now=now)


def refused_outcome(code: str | None) -> str:
    """The outcome of an item without a page. One that was meant to have none is a whole item, not a refused one."""
    if code in NO_REFUSAL:
        return "new"
    return "blocked" if code in ("blocked_address", "disallowed") else f"refused:{code}"
