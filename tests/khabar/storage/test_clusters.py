"""Copies of one report: told when they are stored, by two writers at once too, and listed once or together."""

from __future__ import annotations

import random
import threading
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from khabar.article import Article, PublisherRef
from khabar.body import Paragraph
from khabar.indexing import index_of
from khabar.query import ArticleFilters
from khabar.storage import articles, clusters
from khabar.storage.database import Connection, connect
from support.article_rows import START, an_article, numbers
from support.settled import settle

WORDS = [f"كلمة{number}" for number in range(500)]
STORY = random.Random(1).choices(WORDS, k=200)
OTHER = random.Random(2).choices(WORDS, k=200)


def an_article_of(number: int, words: list[str], publisher: str | None = None, **changes: Any) -> Article:
    source = PublisherRef(id=publisher) if publisher else None
    body = Paragraph(id="b1", text=" ".join(words))
    return an_article(number, body, publisher=source, first_seen_at=START + timedelta(hours=number), **changes)


def kept(db: Connection, article: Article) -> tuple[int, str, float | None] | None:
    """Stores it as a worker does; the group it came to, as number, role and similarity."""
    index = index_of(article)
    with db.transaction():
        placed = clusters.placed(db, article, index)
        articles.save(db, placed, index, [], page_id=None)
    found = placed.cluster
    return (found.id.int, found.role, found.similarity) if found else None


def test_copies_come_to_the_group_of_the_first_whatever_they_are_copied_from(db: Connection) -> None:
    assert kept(db, an_article_of(1, STORY, "a")) == (1, "first", None)
    assert kept(db, an_article_of(2, ["الرياض", *STORY], "b")) == (1, "copy", 0.99)
    assert kept(db, an_article_of(3, ["الرياض", *STORY[:130]], "c")) == (1, "edited", 0.72)
    assert kept(db, an_article_of(4, OTHER, "d")) == (4, "first", None)


def test_one_publishers_texts_of_one_pattern_are_no_copies_but_its_own_copy_is(db: Connection) -> None:
    kept(db, an_article_of(1, STORY, "a"))

    assert kept(db, an_article_of(2, [*STORY[:130], *OTHER[:20]], "a")) == (2, "first", None)
    assert kept(db, an_article_of(3, STORY, "a")) == (1, "copy", 1.0)


def test_what_is_printed_again_weeks_later_is_no_copy(db: Connection) -> None:
    kept(db, an_article_of(1, STORY, "a"))

    assert kept(db, an_article_of(24 * 8, STORY, "b")) == (24 * 8, "first", None)


def test_a_flash_is_in_no_group(db: Connection) -> None:
    assert kept(db, an_article_of(1, STORY[:10])) is None
    assert kept(db, an_article_of(2, STORY[:10])) is None


def test_a_new_version_of_the_first_stays_the_first_and_one_of_a_copy_may_leave(db: Connection) -> None:
    kept(db, an_article_of(1, STORY, "a"))
    kept(db, an_article_of(2, STORY, "b"))

    assert kept(db, an_article_of(1, [*STORY, "تحديث"], "a", version=2)) == (1, "first", None)
    assert kept(db, an_article_of(2, OTHER, "b", version=2)) == (2, "first", None)


def test_two_copies_that_are_stored_at_once_find_each_other(database_url: str) -> None:
    roles: list[str] = []

    def store(number: int) -> None:
        with connect(database_url, name="tests") as db:
            found = kept(db, an_article_of(number, STORY, f"p{number}"))
            assert found is not None
            roles.append(found[1])

    threads = [threading.Thread(target=store, args=(number,)) for number in range(1, 9)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(roles) == ["copy"] * 7 + ["first"]


@pytest.fixture
def groups(db: Connection) -> Connection:
    """1 to 3 are copies, 4 and 5 are, 6 is alone."""
    for number, (words, publisher, section) in enumerate(
        [
            (STORY, "a", "محليات"), (STORY, "b", "محليات"), (STORY, "c", "رياضة"),
            (OTHER, "a", "محليات"), (OTHER, "b", "رياضة"),
            (STORY[:10], "a", "محليات"),
        ],
        1,
    ):  # fmt: skip
        kept(db, an_article_of(number, words, publisher, section=section, headline=f"ميناء {publisher}"))
    return db


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, [6, 5, 4, 3, 2, 1]),
        ({"duplicates": "collapse"}, [6, 4, 1]),
        ({"duplicates": "only"}, [5, 4, 3, 2, 1]),
        ({"duplicates": "collapse", "section": ("رياضة",)}, [5, 3]),
        ({"duplicates": "collapse", "source_not": ("a",)}, [5, 2]),
        ({"duplicates": "collapse", "q": "ميناء b"}, [5, 2]),
        ({"duplicates": "collapse", "q": "ميناء", "sort": "relevance", "source": ("b", "c")}, [5, 2]),
        ({"duplicates": "collapse", "sort": "published", "order": "asc"}, [6, 4, 1]),
        ({"cluster": (UUID(int=4),)}, [5, 4]),
        ({"cluster_not": (UUID(int=1),)}, [6, 5, 4]),
    ],
    ids=str,
)
def test_a_group_is_shown_whole_once_or_alone(groups: Connection, query: dict[str, Any], found: list[int]) -> None:
    assert sorted(numbers(groups, **query), reverse=True) == found


def test_groups_are_ranked_by_their_publishers(groups: Connection) -> None:
    settle(groups)

    several, is_capped = clusters.ranked(groups, ArticleFilters(), least=2, limit=10)
    every, _ = clusters.ranked(groups, ArticleFilters(section=("رياضة",)), least=1, limit=10)

    assert [(group.id.int, group.articles, group.publishers) for group in several] == [
        (1, 3, ["a", "b", "c"]),
        (4, 2, ["a", "b"]),
    ]
    assert [(group.id.int, group.articles) for group in every] == [(1, 1), (4, 1)]
    assert not is_capped
