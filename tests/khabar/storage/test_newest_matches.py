"""The newest matches by stretches of time: those that the whole index finds, but for articles that were stored late."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from khabar.arabic.analyse import ANALYSIS_VERSION, HOURS_SINCE, quoted
from khabar.query import ArticleQuery
from khabar.recency import terms_of_moment
from khabar.storage import lists, terms
from khabar.storage.database import Connection
from khabar.storage.newest_matches import newest_matches
from support.article_rows import START
from support.settled import settle

ROWS = 3_000
# Stored last, and first seen long before the others. ميناء is in every third article.
LATE = ROWS
PORT = [number for number in range(ROWS, 0, -1) if number % 3 == 0]
WITHOUT_LATE = PORT[1:]


def first_seen(number: int) -> datetime:
    return START + (timedelta(days=-300) if number == LATE else timedelta(minutes=number))


@pytest.fixture
def shelf(db: Connection) -> Connection:
    vectors = [
        " ".join(map(quoted, ["مينا" if number in PORT else "كلام", *terms_of_moment(first_seen(number))]))
        for number in range(1, ROWS + 1)
    ]
    db.execute(
        """insert into article (id, version, status, type, quality, feed_only, content_hash, first_seen_at, sort_at,
             search_version, search)
           select lpad(to_hex(n), 32, '0')::uuid, 1, 'usable', 'article', 1, false, 'x', at, at, %s, vector
           from unnest(%s::tsvector[], %s::timestamptz[]) with ordinality seen (vector, at, n) order by n""",
        (ANALYSIS_VERSION, vectors, [first_seen(number) for number in range(1, ROWS + 1)]),
    )
    db.execute("analyze article")
    terms.refresh(db)
    # As if the table were large: else the whole index is always cheaper.
    db.execute("update pg_class set reltuples = 1e6 where oid = 'article'::regclass")
    settle(db)
    return db


def newest(db: Connection, limit: int, **query: Any) -> list[int]:
    among, values, search = lists.asked(db, ArticleQuery(q="ميناء", **query))
    assert search is not None
    return [found.int for found in newest_matches(db, search, among, values, limit)]


def test_of_a_common_word_the_newest_are_those_first_seen_last(shelf: Connection) -> None:
    assert newest(shelf, 7) == WITHOUT_LATE[:7]


def test_a_hope_that_is_not_met_makes_the_stretch_longer(shelf: Connection) -> None:
    shelf.execute("update search_term set share = 1 where term = 'مينا'")

    assert newest(shelf, 500) == WITHOUT_LATE[:500]


def test_the_whole_index_is_asked_for_more_than_a_stretch_has(shelf: Connection) -> None:
    assert newest(shelf, 2 * ROWS) == PORT


def test_a_rare_word_is_left_to_the_whole_index(shelf: Connection) -> None:
    shelf.execute("update search_term set share = 1e-6 where term = 'مينا'")

    assert newest(shelf, 7) == PORT[:7]


def test_the_whole_index_is_asked_where_the_other_filters_leave_a_stretch_empty(shelf: Connection) -> None:
    shelf.execute("update article set section = 'محليات' where seq = 3")

    assert newest(shelf, 7, section=("محليات",)) == [3]


def test_the_whole_index_is_asked_of_a_source_with_few_articles(shelf: Connection) -> None:
    shelf.execute("update article set publisher_id = 'a' where seq <= 6")

    assert newest(shelf, 7, source=("a",)) == [6, 3]


@pytest.mark.parametrize(("version", "found"), [(HOURS_SINCE, WITHOUT_LATE[:7]), (HOURS_SINCE - 1, PORT[:7])])
def test_a_stretch_finds_no_row_without_terms_of_hours(shelf: Connection, version: int, found: list[int]) -> None:
    shelf.execute("update article set search_version = %s where seq <= 30", (version,))

    assert newest(shelf, 7) == found


def test_articles_that_all_came_at_once_are_found(shelf: Connection) -> None:
    terms_of_start = " ".join(map(quoted, terms_of_moment(START)))
    shelf.execute("update article set first_seen_at = %s, search = 'مينا'::tsvector || %s", (START, terms_of_start))

    assert newest(shelf, 7) == list(range(ROWS, ROWS - 7, -1))


def test_an_article_first_seen_in_the_future_tells_nothing_of_the_pace(shelf: Connection) -> None:
    """A clock was wrong once."""
    shelf.execute("update article set first_seen_at = now() + interval '1 year' where seq = %s", (ROWS - 1,))

    assert newest(shelf, 7) == WITHOUT_LATE[:7]
