"""The extract job: ids in, records out. Each item is claimed, extracted and stored on its own.

items.claim → pages.get → decode → extract_page (else extract_entry) → build_article → revise
→ articles.save + events.append + items.done, ONE transaction
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

from khabar import queue
from khabar.decode import decode
from khabar.errors import BadContent, EmptyBody, KhabarError, RefusedMarkup, StorageDown
from khabar.feed import FeedEntry
from khabar.ids import uuid7
from khabar.indexing import index_of
from khabar.item import Claimed, Item, Page
from khabar.log import get_logger
from khabar.publishers.loader import Catalogue, kept_publishers
from khabar.publishers.record import Publisher
from khabar.settings import Settings, load_settings
from khabar.storage import articles, events, items, pages, publishers
from khabar.storage.database import Connection, connect
from khabar.storage.feeds import LostLease
from khabar_worker.aliases import aliases_of
from khabar_worker.assemble import Source, build_article, detected_language, filled_from_feed
from khabar_worker.extract import extract_entry, extract_page
from khabar_worker.extraction import Extraction
from khabar_worker.revise import Revision, revise

log = get_logger()
RETRY_SECONDS, LONGEST_RETRY_SECONDS = 15.0, 6 * 3600.0
DROPPED_LANGUAGE = "dropped:language"


def extract(ids: Sequence[int]) -> dict[str, int]:
    """Turn ledger rows into records; returns how many ended with each outcome.

    Ids that are done, taken by another worker or moved on are stale hints, and are passed over.
    """
    settings = load_settings()
    outcomes: dict[str, int] = {}
    catalogue = kept_publishers(settings.publishers_dir)
    with connect(str(settings.database_url), name="extract") as db:
        for item_id in ids:
            # One by one: an item that kills this process must not use up its neighbours' attempts.
            for claimed in items.claim(
                db, [item_id], lease_seconds=settings.lease_seconds, max_attempts=settings.max_attempts
            ):
                outcome = extract_one(db, claimed, catalogue, settings)
                outcomes[outcome] = outcomes.get(outcome, 0) + 1
    return outcomes


def extract_one(db: Connection, claimed: Claimed, catalogue: Catalogue, settings: Settings) -> str:
    """Extract one claimed item and store the record; returns its outcome.

    Raises:
        StorageDown: nothing was stored; the item is claimed again after its lease.
    """
    item = claimed.item
    try:
        now = datetime.now(UTC)
        page = pages.get(db, item.page_id) if item.page_id else None
        publisher = _publisher(db, catalogue, item, page)
        try:
            extraction, source = read(item, page, publisher, now)
        except BadContent as error:
            log.warning("item_says_nothing", item=item.id, url=item.url, code=error.code)
            outcome = _refused(error.code if item.refused in (None, "no_link") else item.refused)
            items.done(db, claimed, outcome=outcome, article_id=item.article_id)
            return outcome
        outcome = _store(db, claimed, extraction, source, publisher, now)
        log.info("item_done", item=item.id, url=item.url, outcome=outcome)
        return outcome
    except LostLease:
        return _lost(item)
    except (StorageDown, queue.JobTimeout):
        raise
    except Exception as error:
        # A fault of ours, not of the page: try again, then quarantine, and say where it happened.
        log.exception("item_failed", item=item.id, url=item.url)
        message = f"{type(error).__name__}: {error}"
        try:
            if item.attempts >= settings.max_attempts:
                items.dead(db, claimed, error=message)
                return "dead"
            wait = min(LONGEST_RETRY_SECONDS, RETRY_SECONDS * 2 ** (item.attempts - 1)) * random.uniform(0.5, 1.5)
            items.retry(db, claimed, wait_seconds=wait, error=message)
            return "retry"
        except LostLease:
            return _lost(item)


def _is_unwanted(item: Item, extraction: Extraction) -> bool:
    """Whether it is surely in a language that its feed does not keep. What has a record already keeps it."""
    if not item.feed_languages or item.article_id is not None:
        return False
    language = detected_language(extraction)
    return language is not None and language not in item.feed_languages


def _lost(item: Item) -> str:
    log.warning("lease_lost", item=item.id)
    return "lost_lease"


def read(item: Item, page: Page | None, publisher: Publisher | None, now: datetime) -> tuple[Extraction, Source]:
    """What the page says, filled from the feed; or, when there is no page that can be used, what the feed says.

    Raises:
        BadContent: neither says anything.
    """
    try:
        feed = _read_entry(item.entry, publisher, now)
    except EmptyBody:
        if page is None:
            raise
        feed = None
    if page is None:
        assert feed is not None
        return feed, Source(item=item, outcome=_refused(item.refused))
    try:
        decoded = decode(page.body, http_charset=_charset(page.content_type))
        extraction = extract_page(decoded.text, url=page.final_url, publisher=publisher, now=now, utf8=decoded.utf8)
    except queue.JobTimeout:
        raise
    except BadContent as error:
        log.warning("page_unusable", url=page.final_url, code=error.code, error=error.message)
        if feed is None:
            raise
        return feed, Source(item=item, outcome=_refused(error.code))
    except KhabarError:
        raise
    except Exception:
        # The page is kept, so that it can be extracted again once the fault is mended.
        log.exception("extractor_failed", url=page.final_url)
        if feed is None:
            raise
        return feed, Source(item=item, outcome="parse_failed")
    if decoded.repaired:
        extraction = extraction.model_copy(update={"warnings": (*extraction.warnings, "charset_repaired")})
    source = Source(item=item, page=page, charset_declared=decoded.charset_declared, charset_used=decoded.charset_used)
    return filled_from_feed(extraction, feed) if feed else extraction, source


def _read_entry(entry: FeedEntry, publisher: Publisher | None, now: datetime) -> Extraction:
    try:
        return extract_entry(entry, publisher=publisher, now=now)
    except RefusedMarkup:
        # Its title and its link are still worth a record.
        bare = entry.model_copy(update={"summary_html": None, "content_html": None})
        return extract_entry(bare, publisher=publisher, now=now)


def _store(
    db: Connection,
    claimed: Claimed,
    extraction: Extraction,
    source: Source,
    publisher: Publisher | None,
    now: datetime,
) -> str:
    item = claimed.item
    if _is_unwanted(item, extraction):
        items.done(db, claimed, outcome=DROPPED_LANGUAGE, article_id=None)
        return DROPPED_LANGUAGE
    fresh = build_article(extraction, source, publisher, now=now, id=uuid7(now))
    aliases = aliases_of(fresh, item)
    with db.transaction():
        articles.lock_identity(db, aliases)
        stored = articles.current(db, aliases, item.article_id)
        is_own = stored is not None and stored.id == item.article_id
        revision = revise(stored, fresh, now=now, is_own=is_own)
        article_id = _write(db, revision, stored.id if stored else fresh.id, claimed, aliases, now)
        outcome = source.outcome if source.outcome != "new" else revision.outcome
        items.done(db, claimed, outcome=outcome, article_id=article_id)
    return outcome


def _write(
    db: Connection,
    revision: Revision,
    article_id: UUID,
    claimed: Claimed,
    aliases: Sequence[articles.Alias],
    now: datetime,
) -> UUID:
    article = revision.article
    if article is None:
        articles.add_aliases(db, article_id, aliases)
    else:
        articles.save(db, article, index_of(article), aliases, page_id=claimed.item.page_id)
        article_id = article.id
    articles.add_feed(db, article_id, claimed.item)
    if article is not None and revision.event is not None:
        events.append(
            db,
            now=now,
            type=revision.event,
            article_id=article.id,
            article_version=article.version,
            data={
                "article_id": str(article.id),
                "article_version": article.version,
                "changed": list(revision.changed),
                "origin": article.versions[-1].origin,
                "url": f"/v1/articles/{article.id}",
            },
        )
    return article_id


def _publisher(db: Connection, catalogue: Catalogue, item: Item, page: Page | None) -> Publisher | None:
    if item.publisher_id:
        return catalogue.by_id(item.publisher_id) or publishers.get(db, item.publisher_id)
    url = page.final_url if page else item.url
    return catalogue.for_url(url) if url else None


def _refused(code: str | None) -> str:
    """The outcome of an item without a page. An entry that never had a link is a whole item, not a refused one."""
    if code is None or code == "no_link":
        return "new"
    return "blocked" if code in ("blocked_address", "disallowed") else f"refused:{code}"


def _charset(content_type: str | None) -> str | None:
    _, found, rest = (content_type or "").lower().partition("charset=")
    return rest.split(";")[0].strip(" \"'") or None if found else None
