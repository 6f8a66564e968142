"""Do two stored articles turn out to be one? Pure: what is stored and what the page now says come in.

It happens when the first look at one of them had no page: its address led elsewhere, or its page was refused, and the
other's address was not known yet.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from khabar.arabic.fold import fold
from khabar.article import Article
from khabar.origin import Merge
from khabar.versions import version_ref, with_status
from khabar_worker.revise import Revision

POINTER = "/lineage/merged_from"


def united(
    fresh: Article, own: Article, others: Collection[Article], at_its_address: UUID | None
) -> tuple[Article, tuple[Article, ...]]:
    """The article that `fresh` is a version of, and those that end in it; mostly `own` and none.

    `own` is the one it came for, `others` are further ones that its keys name. The one that stands at the address which
    the page gives as its own stays, when it says what the page says: a wrong address must not cost an article.
    What an operator withheld ends in nothing that is shown; what is shown ends in it, and is withheld from then on.
    """
    stored = {article.id: article for article in (own, *others)}
    kept = stored.pop(at_its_address, None) if at_its_address else None
    if kept is None or not says_the_same(fresh, kept) or _is_exposed(own, kept):
        return own, ()
    alike = (one for one in stored.values() if one.id == own.id or says_the_same(fresh, one))
    return kept, tuple(one for one in alike if not _is_exposed(one, kept))


def _is_exposed(ended: Article, kept: Article) -> bool:
    """Whether what is withheld would be shown again by ending in `kept`."""
    return ended.status == "withheld" != kept.status


def says_the_same(fresh: Article, other: Article) -> bool:
    """Equal in what the publisher wrote, or of one publisher under one headline, spelling variants folded."""
    if with_status(fresh, other.status).content_hash == other.content_hash:
        return True
    publishers = {article.publisher.id if article.publisher else None for article in (fresh, other)}
    headlines = {fold(article.headline or "") for article in (fresh, other)}
    return len(publishers) == len(headlines) == 1 and "" not in headlines


def with_ended(revision: Revision, kept: Article, ended: Collection[Article], now: datetime) -> Revision:
    """`revision` of `kept`, with a version that names the articles which ended in it."""
    merges = (Merge(article_id=one.id, reason="same_address", at=now) for one in ended)
    lineage = {"merged_from": (*kept.lineage.merged_from, *merges)}
    if revision.article is not None:
        article = revision.article
        *before, newest = article.versions
        changed = (*revision.changed, POINTER)
        versions = (*before, newest.model_copy(update={"changed": changed}))
    else:
        article = kept.model_copy(update={"version": kept.version + 1})
        changed = (POINTER,)
        versions = (*kept.versions, version_ref(article, now, "updated", "extractor", changed))
    article = article.model_copy(update={"lineage": article.lineage.model_copy(update=lineage), "versions": versions})
    event = revision.event or "article.updated"
    return revision.model_copy(update={"article": article, "changed": changed, "event": event})
