"""When two stored articles turn out to be one, and what is then stored and told."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import pytest

from khabar import takedown
from khabar.article import Article, PublisherRef
from khabar.feed import FeedEntry
from khabar.publishers.loader import Catalogue
from khabar.settings import Settings
from khabar.storage import articles, feeds, lookup
from khabar.storage.articles import Alias
from khabar.storage.database import Connection, connect
from khabar.url import url_key
from khabar.versions import with_status
from khabar_worker.revise import Revision
from khabar_worker.unite import POINTER, says_the_same, united, with_ended
from support.blocking import until_blocked
from support.extract_rows import GOOD_PAGE, HEADLINE, HOST, extracted, row_of, stored_item, types
from support.written_articles import make_article

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
KEPT, OWN, THIRD = (make_article(number, headline=HEADLINE) for number in (1, 2, 3))
FRESH = with_status(make_article(4, headline=HEADLINE), "usable")
HIDDEN = [with_status(article, "withheld") for article in (KEPT, OWN, THIRD)]
SAME_BUT_HIDDEN = with_status(FRESH, "withheld").content_hash
SHORT = f"https://{HOST}/s/77"


@pytest.mark.parametrize(
    ("changes", "is_same"),
    [
        ({}, True),
        ({"headline": "عوده القطار إلي المدينة بعد عشرين عاما"}, True),
        ({"headline": "عنوان آخر"}, False),
        ({"headline": "عنوان آخر", "content_hash": FRESH.content_hash}, True),
        ({"headline": "عنوان آخر", "status": "withheld", "content_hash": SAME_BUT_HIDDEN}, True),
        ({"headline": None}, False),
        ({"publisher": PublisherRef(id="ukhra", name_ar="أخرى", name_en="Ukhra", domain="ukhra.example")}, False),
    ],
    ids=[
        "headline",
        "spelling",
        "other headline",
        "equal content",
        "equal but withheld",
        "no headline",
        "other publisher",
    ],
)
def test_articles_say_the_same_by_content_or_headline(changes: dict[str, Any], is_same: bool) -> None:
    assert says_the_same(FRESH, make_article(2, **{"headline": HEADLINE, **changes})) == is_same


@pytest.mark.parametrize(
    ("own", "others", "address", "kept", "ended"),
    [
        (OWN, [KEPT], KEPT, KEPT, [OWN]),
        (KEPT, [OWN], KEPT, KEPT, [OWN]),
        (OWN, [KEPT, THIRD], KEPT, KEPT, [OWN, THIRD]),
        (OWN, [KEPT], None, OWN, []),
        (OWN, [make_article(1, headline="خبر آخر")], make_article(1), OWN, []),
        (KEPT, [make_article(2, headline="خبر آخر")], KEPT, KEPT, []),
        (OWN, [HIDDEN[0]], KEPT, HIDDEN[0], [OWN]),
        (OWN, [HIDDEN[0], HIDDEN[2]], KEPT, HIDDEN[0], [OWN, HIDDEN[2]]),
        (HIDDEN[1], [KEPT], KEPT, HIDDEN[1], []),
        (OWN, [KEPT, HIDDEN[2]], KEPT, KEPT, [OWN]),
    ],
    ids=[
        "into the address's",
        "into its own",
        "two",
        "address of nobody",
        "wrong address",
        "another story",
        "into a withheld one",
        "two into a withheld one",
        "a withheld one into no shown one",
        "but for a withheld one",
    ],
)
def test_the_article_at_the_pages_own_address_stays(
    own: Article, others: list[Article], address: Article | None, kept: Article, ended: list[Article]
) -> None:
    found = united(FRESH, own, others, address.id if address else None)

    assert found == (kept, tuple(ended))


def test_a_merge_alone_is_a_version_of_ours_that_says_what_ended_in_it() -> None:
    equal = Revision(outcome="duplicate_of", article=None, event=None)

    revision = with_ended(equal, KEPT, [OWN], NOW)

    assert revision.article is not None
    assert (revision.article.version, revision.event, revision.changed) == (2, "article.updated", (POINTER,))
    assert [merge.article_id for merge in revision.article.lineage.merged_from] == [OWN.id]
    newest = revision.article.versions[-1]
    assert (newest.version, newest.kind, newest.origin, newest.changed) == (2, "updated", "extractor", (POINTER,))
    assert revision.article.body == KEPT.body


def short_and_full(db: Connection, settings: Settings, catalogue: Catalogue) -> tuple[int, int]:
    """The items of one article twice: made from the feed at an address that failed, and read at its own."""
    short = stored_item(db, FeedEntry(guid="77", link=SHORT, title=HEADLINE), refused="unreachable", feed="short")
    extracted(db, short, catalogue, settings)
    full = stored_item(db, page=GOOD_PAGE)
    extracted(db, full, catalogue, settings)
    return short, full


def find_page(db: Connection, short: int, full: int) -> None:
    """The failing address leads to the article's page after all."""
    db.execute("update item set state = 'pending', page_id = (select page_id from item where id = %s), refused = null "
               "where id = %s", (full, short))  # fmt: skip


def test_a_record_made_from_the_feed_ends_in_the_article_that_its_page_names(
    db: Connection, settings: Settings, catalogue: Catalogue
) -> None:
    """Its short address could not be fetched at first; meanwhile another feed carried the article itself."""
    short, full = short_and_full(db, settings, catalogue)
    ended, kept = row_of(db, short)["article_id"], row_of(db, full)["article_id"]

    find_page(db, short, full)
    outcome = extracted(db, short, catalogue, settings)

    event = db.execute("select article_id, data from event where type = 'article.merged'").fetchone()
    article = articles.current(db, [Alias("url", url_key(SHORT))])
    page = db.execute("select page_id from item where id = %s", (full,)).fetchone()
    assert ended != kept
    assert (outcome, row_of(db, short)["article_id"]) == ("duplicate_of", kept)
    assert article is not None
    assert (article.id, article.version, len(article.body)) == (kept, 2, 3)
    assert event is not None
    assert (event["article_id"], event["data"]["merged_into"]) == (ended, str(kept))
    assert types(db) == ["article.created", "article.created", "article.updated", "article.merged"]
    assert page is not None
    assert lookup.raw_page_of(db, ended) == page["page_id"]


def test_articles_are_united_while_the_feed_of_their_items_is_removed(
    db: Connection, settings: Settings, catalogue: Catalogue, database_url: str
) -> None:
    """The removal begins when both articles are one already and their items are not yet."""
    short, full = short_and_full(db, settings, catalogue)
    ended, kept = row_of(db, short)["article_id"], row_of(db, full)["article_id"]
    later = stored_item(db, FeedEntry(guid="78", link=f"{SHORT}?again", title=HEADLINE), feed="short")
    db.execute("update item set article_id = case id when %s then %s::uuid end where id <> %s", (later, ended, full))
    find_page(db, short, full)
    (feed,) = (one for one in feeds.find(db) if one.url.endswith("/short"))

    with (
        ThreadPoolExecutor(2) as pool,
        connect(database_url, name="worker") as worker, connect(database_url, name="api") as api,
    ):  # fmt: skip
        with db.transaction():
            db.execute("lock table event in share mode")
            outcome = pool.submit(extracted, worker, short, catalogue, settings)
            assert until_blocked(db, worker, outcome)
            removed = pool.submit(feeds.remove, api, feed.id)
            until_blocked(db, api, removed)

        assert (outcome.result(), removed.result()) == ("duplicate_of", True)
    assert [row_of(db, item_id)["article_id"] for item_id in (short, later)] == [kept, kept]


def test_a_record_made_from_the_feed_ends_in_the_withheld_article_that_its_page_names(
    db: Connection, settings: Settings, catalogue: Catalogue
) -> None:
    short, full = short_and_full(db, settings, catalogue)
    ended, kept = row_of(db, short)["article_id"], row_of(db, full)["article_id"]
    shown = takedown.standing(db, kept)
    assert shown is not None
    takedown.withhold(db, shown, NOW)

    find_page(db, short, full)
    extracted(db, short, catalogue, settings)

    stored = [lookup.stored(db, ended), lookup.stored(db, ended, 1)]
    assert row_of(db, short)["article_id"] == kept
    assert [one and one.is_withheld for one in stored] == [True, True]
    told = db.execute("select article_id from event where type = 'article.withheld' order by seq").fetchall()
    assert [event["article_id"] for event in told] == [kept, ended]
