"""Articles extracted again from their kept pages, under today's rules. Nothing is fetched.

reextractions.claim → pages.get, parts.of_item → reading.read → build_article → revise(origin extractor)
→ articles.save + events.append + reextractions.done, ONE transaction
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from khabar.article import Article
from khabar.errors import BadContent
from khabar.feed import FeedEntry
from khabar.indexing import index_of
from khabar.item import Item
from khabar.log import get_logger
from khabar.publishers.loader import Catalogue, kept_publishers
from khabar.settings import Settings, load_settings
from khabar.storage import articles, clusters, items, pages, parts, reextractions
from khabar.storage.database import Connection, connect
from khabar.storage.reextractions import ClaimedReextraction
from khabar_worker.aliases import aliases_of
from khabar_worker.assemble import build_article
from khabar_worker.job import each, guarded
from khabar_worker.reading import read
from khabar_worker.revise import Revision, revise
from khabar_worker.tasks import RETRY_SECONDS, further_of, publisher_of, tell

log = get_logger()


@dataclass(frozen=True)
class Attempt:
    """What extracting again gives. `revision` None: nothing could be made; `outcome` says why, or that it is equal."""

    outcome: str
    stored: Article
    item: Item | None = None
    page_id: int | None = None
    revision: Revision | None = None


def reextract(ids: Sequence[int]) -> dict[str, int]:
    """The rq job: extract the articles of ledger rows again; returns how many ended with each outcome."""
    return run(load_settings(), ids)


def run(settings: Settings, ids: Sequence[int]) -> dict[str, int]:
    """`reextract` with settings in hand, for a process that is no worker."""
    outcomes: dict[str, int] = {}
    catalogue = kept_publishers(settings.publishers_dir)
    with connect(str(settings.database_url), name="reextract", is_for_rows=True) as db:

        def one(row_id: int) -> None:
            claimed = reextractions.claim(db, row_id, lease_seconds=settings.lease_seconds)
            if claimed is not None:
                outcome = _one(db, claimed, catalogue, settings)
                outcomes[outcome] = outcomes.get(outcome, 0) + 1

        each(db, reextractions.LEDGER, "reextract", ids, one)
    return outcomes


def attempt(db: Connection, article_id: UUID, catalogue: Catalogue, settings: Settings) -> Attempt | None:
    """What extracting an article again would change; nothing is written. None: there is no such article."""
    found = articles.with_page(db, article_id)
    if found is None:
        return None
    stored, page_id = found
    page = pages.get(db, page_id) if page_id else None
    if page is None or page_id is None:
        return Attempt("no_page", stored)
    item = items.of_article(db, article_id, page_id) or _item_of(stored, page_id)
    further = [further_of(db, part) for part in parts.of_item(db, item.id, page_id)] if item.id else []
    named = stored.provenance["/body"].raw_refs if "/body" in stored.provenance else ()
    if len(named) > 1 + sum(part.page is not None for part in further):
        return Attempt("no_page", stored)  # retention took a part of it: what is stored is more than can be made
    publisher = publisher_of(db, catalogue, item, page)
    try:
        # As of then: «قبل ساعتين» and dates in the future are judged by the day the page was fetched.
        reading = read(item, page, further, publisher, page.fetched_at, most_pages=settings.max_article_pages)
    except BadContent as error:
        log.warning("page_unusable", article=str(article_id), code=error.code, error=error.message)
        return Attempt("unreadable", stored)
    if reading.extraction is None or reading.source.page is None:
        return Attempt("unreadable", stored)
    fresh = build_article(reading.extraction, reading.source, publisher, now=page.fetched_at, id=stored.id)
    revision = revise(stored, fresh, now=datetime.now(UTC), is_own=True, origin="extractor")
    outcome = "changed" if revision.article else "unchanged"
    return Attempt(outcome, stored, item, page_id, revision)


def _one(db: Connection, claimed: ClaimedReextraction, catalogue: Catalogue, settings: Settings) -> str:
    def work() -> str:
        made = attempt(db, claimed.article_id, catalogue, settings)
        return "gone" if made is None else _store(db, claimed, made)

    def failed(error: Exception) -> str:
        log.exception("reextraction_failed")
        is_last = claimed.attempts >= settings.max_attempts
        wait = None if is_last else RETRY_SECONDS * 2 ** (claimed.attempts - 1)
        reextractions.failed(db, claimed, wait_seconds=wait, error=f"{type(error).__name__}: {error}")
        return "dead" if is_last else "retry"

    return guarded(work, failed, lost="lost_lease", reextraction=claimed.id, article=claimed.article_id)


def _store(db: Connection, claimed: ClaimedReextraction, made: Attempt) -> str:
    article = made.revision.article if made.revision else None
    if article is None or made.revision is None:
        reextractions.done(db, claimed, outcome=made.outcome)
        return made.outcome
    now = article.versions[-1].created_at
    aliases = aliases_of(article, made.item)
    index = index_of(article)
    with db.transaction():
        articles.lock_identity(db, aliases)
        current = articles.current(db, aliases, claimed.article_id)
        if current is None or current.version != made.stored.version:
            # Somebody stored a newer version meanwhile, and with the same rules.
            reextractions.done(db, claimed, outcome="superseded")
            return "superseded"
        articles.save(db, clusters.placed(db, article, index), index, aliases, page_id=made.page_id)
        tell(db, made.revision, now)
        reextractions.done(db, claimed, outcome="changed")
    return "changed"


def _item_of(stored: Article, page_id: int) -> Item:
    """The item that retention removed, as far as the record still tells what the feed had said."""

    def by_feed(pointer: str) -> bool:
        return pointer in stored.provenance and stored.provenance[pointer].method == "feed"

    named = next((value.value for value in stored.headlines if value.role == "feed"), None)
    said = next((value.value for value in stored.descriptions if value.role == "feed"), None)
    published, modified = stored.dates.published, stored.dates.modified
    guid = stored.source.item_guid if stored.source else None
    entry = FeedEntry(
        guid=guid,
        link=stored.url,
        title=named or (stored.headline if by_feed("/headline") else None),
        summary_html=said or (stored.summary if by_feed("/summary") else None),
        authors=tuple(author.name for author in stored.authors) if by_feed("/authors") else (),
        published_raw=published.raw if published and published.method == "feed" else None,
        updated_raw=modified.raw if modified and modified.method == "feed" else None,
        categories=stored.keywords if by_feed("/keywords") else (),
    )
    return Item(
        id=0,
        feed_id=stored.source.feed_id if stored.source else UUID(int=0),
        feed_title=stored.source.feed_title if stored.source else None,
        guid=guid,
        url=stored.url,
        entry=entry,
        stage="extract",
        state="done",
        outcome="new",
        page_id=page_id,
        first_seen_at=stored.first_seen_at,
        changed_at=stored.first_seen_at,
    )
