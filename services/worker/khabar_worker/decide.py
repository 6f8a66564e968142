"""What is stored of a reading, how its item ends, and when its page is fetched again. A rule: pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from khabar.article import Article
from khabar.errors import Gone, SaysGone
from khabar.item import NOT_FETCHED, Item
from khabar.record import Record
from khabar_worker.reading import refused_outcome
from khabar_worker.revise import Revision, revise
from khabar_worker.revisit import SECOND_LOOK, revisit_at
from khabar_worker.unite import with_ended


class Decision(Record):
    """`outcome` is the item's. `keeps_page`: the version is of the page that the stored article has, not of the item's.

    `revisit_at`: when the page is fetched again; None: not by itself.
    """

    revision: Revision
    outcome: str
    keeps_page: bool
    revisit_at: datetime | None


def decide(
    item: Item,
    outcome: str,
    fresh: Article,
    stored: Article | None,
    ended: Sequence[Article],
    *,
    now: datetime,
    revisit_hours: Sequence[float],
) -> Decision:
    """What becomes of `fresh`, which reading `item` gave with `outcome`.

    `stored` is the article that it is a version of, `ended` those that turn out to be that one as well.
    """
    # A page that says so with a 200 may be a site's fault of an hour: it counts when a second look finds it again.
    says_gone = outcome == refused_outcome(SaysGone.code)
    is_second_look = item.outcome == outcome and item.revisit_at is None
    is_gone = item.refused == Gone.code or (says_gone and is_second_look)
    revision = revise(
        stored,
        fresh,
        now=now,
        is_own=stored is not None and stored.id == item.article_id,
        is_gone=is_gone,
        is_by_feed=_is_by_feed(item, stored),
    )
    is_withdrawn = revision.outcome == "withdrawn"
    # A page that is gone is kept here; and one that only made articles end says nothing new of the one they end in.
    keeps_page = stored is not None and (is_withdrawn or (bool(ended) and revision.article is None))
    if stored and ended:
        revision = with_ended(revision, stored, ended, now)
    has_page = is_withdrawn or item.page_id is not None
    again = revisit_at(item.first_seen_at, now, revisit_hours) if has_page else None
    if says_gone and not is_gone:
        again = item.revisit_at or now + SECOND_LOOK
    return Decision(
        revision=revision,
        outcome=revision.outcome if is_withdrawn or outcome == "new" else outcome,
        keeps_page=keeps_page,
        revisit_at=again,
    )


def _is_by_feed(item: Item, stored: Article | None) -> bool:
    """Whether the feed alone tells of an edit: its pages are fetched no more, nor were they since the entry changed."""
    read_at = stored.fetched_at if stored else None
    return item.refused == NOT_FETCHED and (read_at is None or read_at <= item.changed_at)
