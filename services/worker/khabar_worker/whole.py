"""One text of an article's pages: the page itself, its AMP twin where it is thin, its further pages.

extract_page → (thin: the AMP twin) → further pages joined. Pure: pages come in, wishes go out.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from khabar.decode import Decoded, decode
from khabar.errors import BadContent, EmptyBody, NotAnArticle
from khabar.item import FurtherPage, Page, Wanted
from khabar.log import get_logger
from khabar.publishers.record import Publisher
from khabar_worker.extract import extract_page
from khabar_worker.extract.amp import amp_link, amp_page
from khabar_worker.extract.continuation import is_page_of, without_repeats
from khabar_worker.extraction import Extraction
from khabar_worker.join import joined, letters, with_amp_body

log = get_logger()
# A page with less text than this and an AMP twin is looked for there; a flash is as short as it should be.
THIN_LETTERS = 220


class Said(NamedTuple):
    """What pages say together. `wanted` are pages to ask for, none of them known.

    `extraction` None: nothing yet, for the reason `empty`; the AMP twin, which is wanted or on its way, may say more.
    """

    extraction: Extraction | None
    wanted: tuple[Wanted, ...] = ()
    empty: BadContent | None = None


def read_pages(
    page: Page,
    decoded: Decoded,
    further: Sequence[FurtherPage],
    publisher: Publisher | None,
    now: datetime,
    *,
    most_pages: int,
) -> Said:
    """What `page`, whose text is `decoded`, says with those of its `further` pages that are here.

    Raises:
        BadContent: it says nothing, and no page is wanted or on its way that might.
    """
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
        return Said(None, tuple(wanted), empty)
    known = [part for part in further if part.wanted.kind == "next"]
    extraction, more = _with_further_pages(main, page, known, publisher, now, most_pages=most_pages)
    if decoded.repaired:
        extraction = _warned(extraction, "charset_repaired")
    return Said(extraction, (*wanted, *more))


def _with_further_pages(
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
        found = _read_further(amp, publisher, now)
    except BadContent as error:
        log.warning("amp_unusable", url=amp.final_url, code=error.code, error=error.message)
        return main
    return with_amp_body(main, found, f"sha256:{amp.sha256}")


def _read_further(page: Page, publisher: Publisher | None, now: datetime, *, part_of: str | None = None) -> Extraction:
    """What a page beside the first says by itself; `part_of`: the article's address, which it goes on."""
    decoded = decode(page.body, http_charset=charset_of(page.content_type))
    return extract_page(
        decoded.text, url=page.final_url, publisher=publisher, now=now, part_of=part_of, utf8=decoded.utf8
    )


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
            extraction = _read_further(kept, publisher, now, part_of=page.final_url)
        except BadContent as error:
            log.warning("part_unusable", url=kept.final_url, code=error.code, error=error.message)
            continue
        found.append((extraction, f"sha256:{kept.sha256}"))
        more += extraction.further_pages
    return found, more


def charset_of(content_type: str | None) -> str | None:
    """The charset that a Content-Type header names; None: it names none."""
    _, found, rest = (content_type or "").lower().partition("charset=")
    return rest.split(";")[0].strip(" \"'") or None if found else None
