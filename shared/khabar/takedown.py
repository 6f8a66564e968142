"""An operator's take-down of an article, and its undoing. A flow; call it in the transaction of the change.

takedown.standing ─▶ versions.in_next_version ─▶ articles.save + events.append_of (+ exports.remove_holding)

What is left of it to be seen and searched is a rule: policy.left_of.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from khabar.article import Article, Status
from khabar.event import EventType
from khabar.indexing import index_of
from khabar.storage import articles, clusters, events, exports, lookup
from khabar.storage.database import Connection
from khabar.versions import in_next_version


def standing(db: Connection, article_id: UUID) -> Article | None:
    """The current version, its row locked; of an article that ended in another, the other's. None: there is none."""
    found = lookup.stored(db, article_id)
    return articles.current(db, (), found.article_id) if found else None


def withhold(db: Connection, article: Article, now: datetime) -> None:
    """Show nothing of `article` from now on, in any version; it is not withheld yet.

    Its text stays in the database, so that it can be restored, and its publisher's edits go on being stored. Exports
    that may hold it are removed.
    """
    exports.remove_holding(db, article.id)
    _store(db, in_next_version(article, "withheld", now, "withheld", "operator"), "article.withheld", now)


def restore(db: Connection, article: Article, now: datetime) -> None:
    """Show a withheld article again, in the state that it had."""
    status = _earlier_status(db, article)
    _store(db, in_next_version(article, status, now, "restored", "operator"), "article.updated", now)


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
