"""What is stored of a reading, how its item ends, and when its page is fetched again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from khabar.article import Article, Quality
from khabar.errors import Gone, SaysGone
from khabar.feed import FeedEntry
from khabar.item import NOT_FETCHED, Item
from khabar_worker.decide import Decision, decide
from khabar_worker.reading import refused_outcome
from khabar_worker.revisit import SECOND_LOOK
from support.article_rows import an_article

SEEN = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
NOW = SEEN + timedelta(hours=2)
STORED = an_article(1)
FROM_FEED = an_article(1, quality=Quality(score=0.5, completeness=1, warnings=("feed_only",)))
SAYS_GONE = refused_outcome(SaysGone.code)


def decided(
    fresh: Article,
    stored: Article | None = None,
    *,
    outcome: str = "new",
    before: str = "",
    ended: tuple[Article, ...] = (),
    **of_item: Any,
) -> Decision:
    item = Item(
        id=1, feed_id=UUID(int=9), entry=FeedEntry(title="عودة القطار"), stage="extract", state="running",
        outcome=before, first_seen_at=SEEN, changed_at=SEEN,
        **{"article_id": stored.id if stored else None, "page_id": 5, **of_item},
    )  # fmt: skip
    return decide(item, outcome, fresh, stored, ended, now=NOW, revisit_hours=(1, 24))


def test_a_new_article_is_looked_at_again_at_the_next_hour_that_is_set() -> None:
    decision = decided(STORED)

    assert (decision.outcome, decision.revision.event) == ("new", "article.created")
    assert decision.revisit_at == SEEN + timedelta(hours=24)


def test_what_has_no_page_is_not_looked_at_again() -> None:
    decision = decided(FROM_FEED, outcome="refused:gone", page_id=None)

    assert (decision.outcome, decision.revisit_at) == ("refused:gone", None)


def test_a_page_that_is_gone_withdraws_its_article_and_keeps_the_page_it_had() -> None:
    decision = decided(FROM_FEED, STORED, outcome=refused_outcome(Gone.code), refused=Gone.code, page_id=None)

    assert (decision.outcome, decision.keeps_page) == ("withdrawn", True)
    assert decision.revisit_at == SEEN + timedelta(hours=24)


@pytest.mark.parametrize(
    ("before", "revisit_at", "outcome", "next_look"),
    [
        ("new", None, SAYS_GONE, NOW + SECOND_LOOK),
        (SAYS_GONE, NOW + timedelta(hours=3), SAYS_GONE, NOW + timedelta(hours=3)),
        (SAYS_GONE, None, "withdrawn", SEEN + timedelta(hours=24)),
    ],
    ids=["first look", "before its second look", "second look"],
)
def test_a_page_that_only_says_it_is_gone_counts_at_the_second_look(
    before: str, revisit_at: datetime | None, outcome: str, next_look: datetime
) -> None:
    decision = decided(FROM_FEED, STORED, outcome=SAYS_GONE, before=before, revisit_at=revisit_at)

    assert (decision.outcome, decision.revisit_at) == (outcome, next_look)


@pytest.mark.parametrize(
    ("fetched_at", "is_replaced"), [(SEEN, True), (SEEN + timedelta(hours=1), False)], ids=["before", "since"]
)
def test_the_feed_replaces_a_page_only_where_none_was_read_since_the_entry_changed(
    fetched_at: datetime, is_replaced: bool
) -> None:
    stored = an_article(1, fetched_at=fetched_at, content_hash="of the page")

    decision = decided(FROM_FEED, stored, outcome="new", refused=NOT_FETCHED, page_id=None)

    assert (decision.revision.article is not None) is is_replaced


def test_an_article_that_others_end_in_gets_a_version_of_its_own_page() -> None:
    decision = decided(STORED, STORED, ended=(an_article(2),))

    assert decision.keeps_page
    assert decision.revision.article is not None
    assert decision.revision.article.version == 2
    assert [merge.article_id for merge in decision.revision.article.lineage.merged_from] == [UUID(int=2)]
