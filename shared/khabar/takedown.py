"""An operator's take-down of an article, and its undoing. A flow; call it in the transaction of the change.

takedown.standing ─▶ versions.in_next_version ─▶ articles.save + events.append_of
withhold also ─▶ exports.remove_holding, trials.remove_of; restore also ─▶ ledger.refetch

What is left of it to be seen and searched is a rule: policy.left_of.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from khabar.article import Article, Status
from khabar.event import EventType
from khabar.indexing import index_of
from khabar.storage import articles, clusters, events, exports, ledger, lookup, trials
from khabar.storage.database import Connection
from khabar.versions import in_next_version, with_status


def standing(db: Connection, article_id: UUID) -> Article | None:
    """The current version, its row locked; of an article that ended in another, the other's. None: there is none."""
    standing_id = lookup.standing(db, article_id)
    if standing_id is None:
        return None
    article = articles.current(db, (), standing_id)
    # It may have ended in another one while its row was waited for.
    return article if lookup.standing(db, article_id) == standing_id else standing(db, article_id)


def withhold(db: Connection, article: Article, now: datetime) -> None:
    """Show nothing of `article` from now on, in any version; it is not withheld yet.

    Its text stays in the database, so that it can be restored, and its publisher's edits go on being stored. Exports
    that may hold it are removed, and trials of its page.
    """
    _remove_copies(db, article)
    _store(db, in_next_version(article, "withheld", now, "withheld", "operator"), "article.withheld", now)


def extend(db: Connection, article: Article, ended: Iterable[Article], now: datetime) -> None:
    """Withhold also what has `ended` in the withheld `article`: its versions are, by that; copies are removed."""
    _remove_copies(db, article)
    for one in ended:
        events.append_of(db, one, "article.withheld", now=now, changed=(), origin="operator")


def restore(db: Connection, article: Article, now: datetime) -> None:
    """Show a withheld article again, in the state that it had, or as withdrawn when its page was found gone meanwhile.

    Its page is asked for again, if that can be.
    """
    was_read_there = "feed_only" not in article.quality.warnings
    status = "canceled" if was_read_there and ledger.is_gone(db, article.id) else _earlier_status(db, article)
    ledger.refetch(db, article.id)
    _store(db, in_next_version(article, status, now, "restored", "operator"), "article.updated", now)


def _remove_copies(db: Connection, article: Article) -> None:
    exports.remove_holding(db, article.id)
    trials.remove_of(db, article.id, with_status(article, "usable").content_hash)


def _earlier_status(db: Connection, article: Article) -> Status:
    """What it was when it was withheld: its publisher may have taken it back before."""
    number = max((ref.version for ref in article.versions if ref.kind == "withheld"), default=1) - 1
    record = articles.record_text(db, article.id, number)
    return Article.model_validate_json(record).status if record else "usable"


def _store(db: Connection, article: Article, event: EventType, now: datetime) -> None:
    index = index_of(article)
    page_id = lookup.raw_page_of(db, article.id)
    articles.save(db, clusters.placed(db, article, index), index, (), page_id=page_id)
    newest = article.versions[-1]
    events.append_of(db, article, event, now=now, changed=newest.changed, origin=newest.origin)
