"""What an item's page, its further pages and its feed entry say together, and which pages are still wanted.

extract_page → (thin: the AMP twin) → further pages joined → filled from the feed; else what the feed says alone.
No clock, network or database: pages come in, wishes go out.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from khabar import queue
from khabar.decode import Decoded, decode
from khabar.errors import BadContent, EmptyBody, KhabarError, NotAnArticle, RefusedMarkup
from khabar.feed import FeedEntry
from khabar.item import Item, Page, Wanted
from khabar.log import get_logger
from khabar.publishers.record import Publisher
from khabar.record import Record
from khabar_worker.assemble import Source
from khabar_worker.extract import extract_entry, extract_page
from khabar_worker.extract.amp import amp_link, amp_page
from khabar_worker.extract.continuation import is_page_of, without_repeats
from khabar_worker.extraction import Extraction
from khabar_worker.join import filled_from_feed, joined, letters, with_amp_body

log = get_logger()
# A page with less text than this and an AMP twin is looked for there; a flash is as short as it should be.
THIN_LETTERS = 220


class FurtherPage(Record):
    """A part that was asked for. `page` None: it is on its way, or `refused` says why there is none."""

    wanted: Wanted
    page: Page | None = None
    refused: str | None = None


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
        decoded = decode(page.body, http_charset=_charset(page.content_type))
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
    amp = next((part for part in further if part.wanted.kind == "amp"), None)
    wanted: list[Wanted] = []
    main: Extraction | None
    empty: BadContent | None = None
    try:
        main = extract_page(decoded.text, url=page.final_url, publisher=publisher, now=now, utf8=decoded.utf8)
        amp_url = main.amp_url if main.type != "flash" and letters(main) < THIN_LETTERS else None
    except (EmptyBody, NotAnArticle) as error:
        main, empty, amp_url = None, error, amp_link(decoded.text, page.final_url)
    if amp is None and most_pages > 1 and (amp_url := amp_page(amp_url, page.final_url)):
        wanted.append(Wanted(kind="amp", number=1, url=amp_url))
    if amp is not None and amp.page is not None:
        main = _with_amp(main, amp.page, publisher, now)
    if main is None:
        assert empty is not None
        if not wanted and (amp is None or amp.page is not None or amp.refused is not None):
            raise empty
        outcome = refused_outcome(empty.code)
        return Reading(extraction=feed, source=Source(item=item, outcome=outcome), wanted=tuple(wanted))
    known = [part for part in further if part.wanted.kind == "next"]
    extraction, more = with_further_pages(main, page, known, publisher, now, most_pages=most_pages)
    if decoded.repaired:
        extraction = _warned(extraction, "charset_repaired")
    source = Source(item=item, page=page, charset_declared=decoded.charset_declared, charset_used=decoded.charset_used)
    filled = filled_from_feed(extraction, feed) if feed else extraction
    return Reading(extraction=filled, source=source, wanted=(*wanted, *more))


def with_further_pages(
    main: Extraction,
    page: Page,
    known: Sequence[FurtherPage],
    publisher: Publisher | None,
    now: datetime,
    *,
    most_pages: int,
) -> tuple[Extraction, tuple[Wanted, ...]]:
    """`main`, read from `page`, with what its further pages say; and those that it names and nobody asked for yet."""
    parts, more = _parts(main, page, known, publisher, now)
    fresh = without_repeats(more, [page.url, page.final_url, *(part.wanted.url for part in known)])
    room = max(0, most_pages - 1 - len(known))
    wanted = [Wanted(kind="next", number=len(known) + 2 + place, url=url) for place, url in enumerate(fresh[:room])]
    extraction = joined(main, parts)
    if fresh or any(part.page is None for part in known):
        extraction = _warned(extraction, "pages_missing")
    return extraction, tuple(wanted)


def _warned(extraction: Extraction, code: str) -> Extraction:
    return extraction.model_copy(update={"warnings": tuple(dict.fromkeys((*extraction.warnings, code)))})


def _with_amp(main: Extraction | None, amp: Page, publisher: Publisher | None, now: datetime) -> Extraction | None:
    try:
        decoded = decode(amp.body, http_charset=_charset(amp.content_type))
        found = extract_page(decoded.text, url=amp.final_url, publisher=publisher, now=now, utf8=decoded.utf8)
    except BadContent as error:
        log.warning("amp_unusable", url=amp.final_url, code=error.code, error=error.message)
        return main
    return with_amp_body(main, found, f"sha256:{amp.sha256}")


def _parts(
    main: Extraction, page: Page, known: Sequence[FurtherPage], publisher: Publisher | None, now: datetime
) -> tuple[list[tuple[Extraction, str]], list[str]]:
    """What the further pages that are here say, each with its `raw_ref`; and all addresses that any page names."""
    found: list[tuple[Extraction, str]] = []
    more = list(main.further_pages)
    seen = {page.sha256}
    for part in known:
        kept = part.page
        if kept is None or kept.sha256 in seen or not is_page_of(kept.final_url, page.final_url, main.canonical_url):
            continue
        seen.add(kept.sha256)
        try:
            decoded = decode(kept.body, http_charset=_charset(kept.content_type))
            extraction = extract_page(
                decoded.text,
                url=kept.final_url,
                publisher=publisher,
                now=now,
                part_of=page.final_url,
                utf8=decoded.utf8,
            )
        except BadContent as error:
            log.warning("part_unusable", url=kept.final_url, code=error.code, error=error.message)
            continue
        found.append((extraction, f"sha256:{kept.sha256}"))
        more += extraction.further_pages
    return found, more


def _read_entry(entry: FeedEntry, publisher: Publisher | None, now: datetime) -> Extraction:
    try:
        return extract_entry(entry, publisher=publisher, now=now)
    except RefusedMarkup:
        # Its title and its link are still worth a record.
        bare = entry.model_copy(update={"summary_html": None, "content_html": None})
        return extract_entry(bare, publisher=publisher, now=now)


def refused_outcome(code: str | None) -> str:
    """The outcome of an item without a page. An entry that never had a link is a whole item, not a refused one."""
    if code is None or code == "no_link":
        return "new"
    return "blocked" if code in ("blocked_address", "disallowed") else f"refused:{code}"


def _charset(content_type: str | None) -> str | None:
    _, found, rest = (content_type or "").lower().partition("charset=")
    return rest.split(";")[0].strip(" \"'") or None if found else None
