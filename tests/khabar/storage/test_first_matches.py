"""Windows of the first rows: they find what the whole index finds, and are given up where they would cost more."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest

from khabar.arabic.analyse import HOURS_SINCE
from khabar.query import ArticleQuery
from khabar.storage import lists, terms
from khabar.storage.database import Connection
from khabar.storage.first_matches import first_rows
from support.article_rows import START, an_article, numbers, store
from support.settled import settle

PORT = {number for number in range(1, 61) if number % 3 == 0}


@pytest.fixture
def shelf(db: Connection) -> Connection:
    """Sixty articles, ميناء in every third; some were first seen, or published, long before those stored round them."""
    chance = random.Random(4)
    for number in range(1, 61):
        seen = START + timedelta(hours=number) - timedelta(days=chance.choice((0, 0, 0, 3, 400)))
        published = seen - timedelta(minutes=chance.randrange(3_000))
        text = "رياضة ميناء كلام" if number in PORT else "رياضة كلام"
        store(db, an_article(number, text=text, first_seen_at=seen, published_at=published))
    db.execute("analyze article")
    terms.refresh(db)
    # As if the table were large: else the whole index is always cheaper.
    db.execute("update pg_class set reltuples = 1e6 where oid = 'article'::regclass")
    settle(db)
    return db


def is_windowed(db: Connection, query: ArticleQuery) -> bool:
    among, values, search = lists.asked(db, query)
    assert search is not None
    order = lists.SORTS[query.sort]
    return "window" in first_rows(db, search, "id", among, values, order=order, limit=query.limit)[1]


@pytest.mark.parametrize("order", ["desc", "asc"])
@pytest.mark.parametrize("sort", ["first_seen", "published"])
def test_pages_from_windows_hold_every_match_once_in_order(shelf: Connection, sort: str, order: str) -> None:
    query = ArticleQuery.model_validate({"q": "ميناء", "sort": sort, "order": order, "limit": 3})
    assert is_windowed(shelf, query)

    pages, after, has_more = list[int](), None, True
    while has_more:
        found = lists.find(shelf, query, after)
        pages += [row.article_id.int for row in found.rows]
        after, has_more = found.rows[-1].place, found.has_more

    keys = shelf.execute(f"select id from article order by {lists.SORTS[query.sort].key} {order}, seq {order}".encode())
    assert pages == [number for row in keys if (number := row["id"].int) in PORT]


def test_a_hope_that_is_not_met_makes_the_window_larger(shelf: Connection) -> None:
    shelf.execute("update search_term set share = 1 where term = 'مينا'")

    assert is_windowed(shelf, ArticleQuery(q="ميناء", limit=5))
    assert numbers(shelf, q="ميناء", limit=5) == [60, 57, 54, 51, 48]


def test_the_whole_index_is_asked_where_no_window_has_enough(shelf: Connection) -> None:
    shelf.execute("update search_term set share = 0.9 where term = 'منار'")
    store(shelf, an_article(100, text="منارة"), *(an_article(number, text="كلام") for number in range(101, 121)))

    assert numbers(shelf, q="منارة", limit=2) == [100]


def test_a_window_is_given_up_where_the_other_filters_leave_it_empty(shelf: Connection) -> None:
    query = ArticleQuery(q="ميناء", section=("محليات",), limit=2)
    shelf.execute("update article set section = 'محليات' where seq = 3")

    assert not is_windowed(shelf, query)
    assert [row.article_id.int for row in lists.find(shelf, query).rows] == [3]


@pytest.mark.parametrize(("version", "windowed"), [(HOURS_SINCE, True), (HOURS_SINCE - 1, False)])
def test_windows_are_used_while_articles_are_indexed_anew(shelf: Connection, version: int, windowed: bool) -> None:
    shelf.execute("update article set search_version = %s where seq <= 30", (version,))

    assert is_windowed(shelf, ArticleQuery(q="ميناء", limit=5)) is windowed
    assert numbers(shelf, q="ميناء", limit=5) == [60, 57, 54, 51, 48]


def test_one_row_may_be_asked_for(shelf: Connection) -> None:
    assert numbers(shelf, q="ميناء", limit=1) == [60]
    assert numbers(shelf, q="ميناء", sort="relevance", limit=1) == [60]


def test_a_rare_word_is_left_to_the_whole_index(shelf: Connection) -> None:
    shelf.execute("update pg_class set reltuples = 60 where oid = 'article'::regclass")

    assert not is_windowed(shelf, ArticleQuery(q="ميناء"))
    assert numbers(shelf, q="ميناء") == sorted(PORT, reverse=True)


def test_windows_are_of_the_source_that_is_asked_for(shelf: Connection) -> None:
    shelf.execute("update article set publisher_id = 'a' where seq <= 6")

    query = ArticleQuery(q="ميناء", source=("a",), limit=1)

    assert is_windowed(shelf, query)
    assert [row.article_id.int for row in lists.find(shelf, query).rows] == [6]


def test_copies_outside_a_window_still_stand_before_those_within(shelf: Connection) -> None:
    shelf.execute("update article set cluster_id = (select id from article where seq = 3) where seq in (3, 60)")

    assert numbers(shelf, q="ميناء", duplicates="collapse", limit=2) == [57, 54]
