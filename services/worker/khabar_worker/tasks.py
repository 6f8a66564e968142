"""The extract job: ids in, records out. Each item is claimed, extracted and stored on its own.

items.claim → pages.get, parts.of_item → reading.read → build_article → decide
→ articles.save + events.append + items.done, ONE transaction
or, while further pages of the article are on their way: items.wait_for_parts + parts.ask, ONE transaction
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from khabar import takedown
from khabar.article import Article
from khabar.errors import BadContent, RefusedMarkup
from khabar.ids import uuid7
from khabar.indexing import index_of
from khabar.item import NO_REFUSAL, Claimed, FurtherPage, Item, Page, Part
from khabar.log import get_logger
from khabar.publishers.loader import Catalogue, kept_publishers
from khabar.publishers.record import Publisher
from khabar.settings import Settings, load_settings
from khabar.storage import articles, clusters, events, hosts, items, lookup, pages, parts, publishers
from khabar.storage.database import Connection, connect
from khabar.storage.tries import most_tries
from khabar.tracing import context, span, tracing
from khabar.url import host_key
from khabar_worker.aliases import aliases_of
from khabar_worker.assemble import build_article, detected_language
from khabar_worker.decide import decide
from khabar_worker.extraction import Extraction
from khabar_worker.job import each, guarded
from khabar_worker.reading import Reading, read, refused_outcome
from khabar_worker.revise import Revision
from khabar_worker.unite import united

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
    with connect(str(settings.database_url), name="extract", is_for_rows=True) as db, tracing(settings, "extract"):

        def one(item_id: int) -> None:
            # One by one: an item that kills this process must not use up its neighbours' attempts.
            for claimed in items.claim(
                db, [item_id], lease_seconds=settings.lease_seconds, max_attempts=settings.max_attempts
            ):
                outcome = extract_one(db, claimed, catalogue, settings)
                outcomes[outcome] = outcomes.get(outcome, 0) + 1

        each(db, items.LEDGER, "extract", ids, one)
    return outcomes


def extract_one(db: Connection, claimed: Claimed, catalogue: Catalogue, settings: Settings) -> str:
    """Extract one claimed item and store the record; returns its outcome.

    Raises:
        StorageDown: nothing was stored; the item is claimed again after its lease.
    """
    item = claimed.item

    def failed(error: Exception) -> str:
        # A fault of ours, not of the page: try again, then quarantine, and say where it happened.
        log.exception("item_failed", url=item.url)
        return put_off(f"{type(error).__name__}: {error}")

    def put_off(message: str) -> str:
        if item.attempts >= most_tries(item, settings.max_attempts):
            items.dead(db, claimed, error=message)
            return "dead"
        wait = min(LONGEST_RETRY_SECONDS, RETRY_SECONDS * 2 ** (item.attempts - 1)) * random.uniform(0.5, 1.5)
        items.retry(db, claimed, wait_seconds=wait, error=message)
        return "retry"

    with span("extract", parent=item.trace, item=item.id, url=item.url):
        return guarded(
            lambda: _attempt(db, claimed, catalogue, settings),
            failed,
            lost="lost_lease",
            put_off=lambda error: put_off(error.message),
            item=item.id,
            feed_id=item.feed_id,
        )


def _is_unwanted(item: Item, extraction: Extraction) -> bool:
    """Whether it is surely in a language that its feed does not keep. What has a record already keeps it."""
    if not item.feed_languages or item.article_id is not None:
        return False
    language = detected_language(extraction)
    return language is not None and language not in item.feed_languages


def _attempt(db: Connection, claimed: Claimed, catalogue: Catalogue, settings: Settings) -> str:
    item, now = claimed.item, claimed.at
    if _page_kills(item, settings):
        log.error("page_kills_workers", url=item.url, page_id=item.page_id, attempts=item.attempts)
        item = item.model_copy(update={"page_id": None, "refused": RefusedMarkup.code})
    page = pages.get(db, item.page_id) if item.page_id else None
    publisher = publisher_of(db, catalogue, item, page)
    try:
        asked = parts.of_item(db, item.id, item.page_id) if item.page_id else []
        further = [further_of(db, part) for part in asked]
        reading = read(item, page, further, publisher, now, most_pages=settings.max_article_pages)
    except BadContent as error:
        log.warning("item_says_nothing", url=item.url, code=error.code)
        outcome = refused_outcome(error.code if item.refused in NO_REFUSAL else item.refused)
        items.done(db, claimed, outcome=outcome, article_id=item.article_id)
        return outcome
    if reading.extraction is not None and _is_unwanted(item, reading.extraction):
        items.done(db, claimed, outcome=DROPPED_LANGUAGE, article_id=None)
        return DROPPED_LANGUAGE
    hosts.ensure_all(db, (host_key(one.url) for one in reading.wanted), settings.host_gap_seconds)
    if (patience := _patience(reading, asked, settings, now)) > 0:
        with db.transaction():
            items.wait_for_parts(db, claimed, seconds=patience)
            _ask(db, item, reading)
        log.info("item_waits_for_parts", url=item.url, asked=len(reading.wanted))
        return "waiting"
    outcome = _store(db, claimed, reading, publisher, now, settings)
    log.info("item_done", url=item.url, outcome=outcome)
    return outcome


def _page_kills(item: Item, settings: Settings) -> bool:
    """Whether every try but this last one ended with its work-horse: then the page is left, and the feed has to do."""
    is_last = item.attempts >= most_tries(item, settings.max_attempts) > 1
    return item.page_id is not None and item.last_error is None and is_last


def further_of(db: Connection, part: Part) -> FurtherPage:
    """A part with its page, when that is here."""
    page = pages.get(db, part.page_id) if part.page_id else None
    return FurtherPage(wanted=part, page=page, refused=part.refused)


def _patience(reading: Reading, asked: Sequence[Part], settings: Settings, now: datetime) -> float:
    """For how many seconds the item may still wait for pages that are on their way; 0: store what there is."""
    if not reading.wanted and all(part.state == "done" for part in asked):
        return 0
    since = min((part.asked_at for part in asked), default=now)
    return settings.parts_wait_seconds - (now - since).total_seconds()


def _ask(db: Connection, item: Item, reading: Reading) -> None:
    if reading.wanted:
        assert item.page_id is not None, "only pages name further pages"
        parts.ask(db, item_id=item.id, of_page_id=item.page_id, wanted=reading.wanted)


def _store(
    db: Connection, claimed: Claimed, reading: Reading, publisher: Publisher | None, now: datetime, settings: Settings
) -> str:
    item = claimed.item
    if reading.extraction is None:
        with db.transaction():
            items.done(db, claimed, outcome=reading.source.outcome, article_id=item.article_id)
            _ask(db, item, reading)
        return reading.source.outcome
    fresh = build_article(reading.extraction, reading.source, publisher, now=now, id=uuid7(now))
    aliases = aliases_of(fresh, item)
    with db.transaction():
        articles.lock_identity(db, aliases)
        stored, ended = _stored(db, fresh, aliases, item)
        decision = decide(
            item, reading.source.outcome, fresh, stored, ended, now=now, revisit_hours=settings.revisit_hours
        )
        page_id = lookup.raw_page_of(db, stored.id) if stored and decision.keeps_page else item.page_id
        if stored and ended:
            articles.merge(db, stored.id, [one.id for one in ended])
            if stored.status == "withheld":
                takedown.extend(db, stored, ended, now)
        article_id = _write(db, decision.revision, stored.id if stored else fresh.id, claimed, aliases, now, page_id)
        _tell_ends(db, ended, article_id, now)
        if ended:
            items.follow(db, claimed, article_id, [one.id for one in ended])
        items.done(db, claimed, outcome=decision.outcome, article_id=article_id, revisit_at=decision.revisit_at)
        # After the item's own row, which whoever fetches its parts locks first.
        _ask(db, item, reading)
    log.info("article_stored", article=str(article_id), outcome=decision.outcome)
    return decision.outcome


def _stored(
    db: Connection, fresh: Article, aliases: Sequence[articles.Alias], item: Item
) -> tuple[Article | None, tuple[Article, ...]]:
    """The stored article that `fresh` is a version of, and those that turn out to be that one as well."""
    own = articles.current(db, aliases, item.article_id)
    if own is None:
        return None, ()
    # Asked only now that its row is locked: a merge that was under way until then has moved keys.
    known = articles.known(db, aliases)
    ids = {*known.values()} - {own.id}
    others = [other for article_id in ids if (other := articles.current(db, (), article_id))]
    return united(fresh, own, others, known.get(aliases[0])) if others else (own, ())


def _tell_ends(db: Connection, ended: Sequence[Article], kept: UUID, now: datetime) -> None:
    """An event for each article that ended in another one."""
    for one in ended:
        events.append_of(
            db, one, "article.merged", now=now, changed=(), origin="extractor", leads_to=kept, trace=context()
        )
        log.info("article_merged", article=str(one.id), merged_into=str(kept))


def _write(
    db: Connection,
    revision: Revision,
    article_id: UUID,
    claimed: Claimed,
    aliases: Sequence[articles.Alias],
    now: datetime,
    page_id: int | None,
) -> UUID:
    article, feed_id = revision.article, claimed.item.feed_id
    if article is None:
        articles.add_aliases(db, article_id, aliases)
        articles.add_feed(db, article_id, feed_id)
    else:
        index = index_of(article)
        placed = clusters.placed(db, article, index)
        articles.save(db, placed, index, aliases, page_id=page_id, feed_id=feed_id)
        article_id = article.id
    tell(db, revision, now)
    return article_id


def tell(db: Connection, revision: Revision, now: datetime) -> None:
    """Write the event of a revision, in the transaction that stores it."""
    article = revision.article
    if article is None or revision.event is None:
        return
    origin = article.versions[-1].origin
    events.append_of(db, article, revision.event, now=now, changed=revision.changed, origin=origin, trace=context())


def publisher_of(db: Connection, catalogue: Catalogue, item: Item, page: Page | None) -> Publisher | None:
    """The feed's publisher, else the one whose domain the page is on; None: an unknown one."""
    if item.publisher_id:
        return catalogue.by_id(item.publisher_id) or publishers.get(db, item.publisher_id)
    url = page.final_url if page else item.url
    return catalogue.for_url(url) if url else None
