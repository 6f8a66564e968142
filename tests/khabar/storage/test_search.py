"""Which rows a search looks at, and which it puts first."""

from __future__ import annotations

import pytest

from khabar.arabic.analyse import ANALYSIS_VERSION
from khabar.arabic.search_query import search_query
from khabar.query import ArticleQuery
from khabar.storage import articles, lists, terms
from khabar.storage.database import Connection
from khabar.storage.first_matches import Rows
from khabar.storage.relevance import most_relevant
from khabar.storage.search import Search
from support.article_rows import an_article, numbers, store
from support.settled import settle


@pytest.fixture
def shelf(db: Connection) -> Connection:
    """Forty articles: رياضة in all, ميناء in four, منارة in one."""
    for number in range(1, 41):
        words = ["رياضة"] + ["ميناء"] * (number % 10 == 0) + ["منارة"] * (number == 20)
        store(db, an_article(number, text=" ".join(["كلام", *words, "آخر"])))
    db.execute("analyze article")
    terms.refresh(db)
    return db


def test_a_common_word_and_a_rare_one_are_told_apart_by_the_sample(shelf: Connection) -> None:
    common, rare = (Search.plan(shelf, search_query(text)) for text in ("رياضة", "منارة"))

    assert (common.share, rare.share) == (1.0, pytest.approx(0.025))
    assert rare.shares.rarity(rare.query.words()[0]) > common.shares.rarity(common.query.words()[0])


def test_rows_without_some_word_follow_where_few_have_all(shelf: Connection) -> None:
    assert numbers(shelf, q="ميناء منارة", sort="relevance")[0] == 20
    assert sorted(numbers(shelf, q="ميناء منارة", sort="relevance")) == [10, 20, 30, 40]
    assert numbers(shelf, q="ميناء منارة") == [20]
    assert numbers(shelf, q="ميناء AND منارة", sort="relevance") == [20]
    assert numbers(shelf, q="+منارة ميناء", sort="relevance") == [20]


def test_the_other_filters_hold_for_rows_without_some_word_too(shelf: Connection) -> None:
    store(shelf, an_article(50, text="ميناء", section="محليات"))

    assert numbers(shelf, q="ميناء منارة", sort="relevance", section=("محليات",)) == [50]


@pytest.mark.parametrize(
    ("query", "best", "other"),
    [
        pytest.param("ميناء عدن", "ميناء عدن اليوم", "عدن مدينة قديمة فيها ميناء", id="next to each other"),
        pytest.param("مدرسة", "زار مدرسة القرية", "زار مدارس القرية", id="the very form"),
        pytest.param("منارة رياضة", "منارة قديمة هنا", "رياضة قديمة هنا", id="the rarer word"),
        pytest.param("ميناء", "ميناء ميناء قديم هنا", "ميناء كبير قديم هنا", id="more often"),
        pytest.param("ميناء", "ميناء قديم", "ميناء قديم " + "كلام آخر طويل " * 30, id="the shorter text"),
    ],
)
def test_relevance_prefers(shelf: Connection, query: str, best: str, other: str) -> None:
    shelf.execute("delete from article where id = any(select id from article where search @@ '''مينا'' | ''منار''')")
    store(shelf, an_article(98, text=best), an_article(99, text=other))

    assert numbers(shelf, q=query, sort="relevance")[0] == 98


def test_a_search_in_the_headline_leaves_the_body_out(db: Connection) -> None:
    store(db, an_article(1, headline="زلزال"), an_article(2, text="زلزال"), an_article(3, summary="زلزال"))

    assert numbers(db, q="زلزال", search_in=("headline",)) == [1]
    assert numbers(db, q="زلزال", search_in=("summary", "body")) == [3, 2]


def test_a_word_with_a_star_finds_what_begins_so(db: Connection) -> None:
    store(db, an_article(1, text="وزارة النقل"), an_article(2, text="الوزير"), an_article(3, text="وزارات"))

    assert numbers(db, q="وزار*") == [3, 1]
    assert numbers(db, q="وزار* نقل", sort="relevance")[0] == 1


@pytest.mark.parametrize(("others", "found"), [(5, [1]), (100, [])], ids=["some", "more than are tried"])
def test_words_that_no_article_has_do_not_hide_those_that_one_has(
    db: Connection, others: int, found: list[int]
) -> None:
    store(db, an_article(1, text="ميناء"))

    assert numbers(db, q=" ".join(["ميناء", *(f"w{n}" for n in range(others))]), sort="relevance") == found


def test_an_article_that_goes_while_it_is_ranked_is_left_out(db: Connection) -> None:
    store(db, an_article(1, text="ميناء"), an_article(2, text="ميناء"))
    db.execute("delete from article where id = %s", (an_article(1).id,))

    assert numbers(db, q="ميناء", sort="relevance") == [2]
    assert articles.count(db) == 1
    assert lists.find(db, ArticleQuery(q="ميناء", sort="relevance", limit=1)).has_more is False


def test_only_the_newest_matches_of_a_common_word_are_ranked(shelf: Connection) -> None:
    shelf.execute(
        """insert into article (id, version, status, type, quality, feed_only, content_hash, first_seen_at, sort_at,
             search_version, search)
           select gen_random_uuid(), 1, 'usable', 'article', 1, false, 'x', at, at, %s,
             'رياضه:1C =رياضه:1C'::tsvector
             || array_to_tsvector(array[to_char(at, '"@h"YYYYMMDDHH24'), to_char(at, '"@d"YYYYMMDD')])
           from (select now() at time zone 'utc' - n * interval '1 minute' as at
                 from generate_series(2000, 1, -1) n) seen""",
        (ANALYSIS_VERSION,),
    )
    shelf.execute("update pg_class set reltuples = 1e6 where oid = 'article'::regclass")
    settle(shelf)
    search = Search.plan(shelf, search_query("رياضة"))

    ranked = most_relevant(shelf, search, Rows("true", indexed="true"), {})

    newest = shelf.execute("select seq from article order by tx desc, seq desc limit 200").fetchall()
    assert {seq for _, seq, _ in ranked} == {row["seq"] for row in newest}
