"""Counts of what a query finds, and names across articles."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, get_args

import pytest

from khabar.article import Author, PublisherRef
from khabar.entities import entity_id
from khabar.findings import Entity
from khabar.publishers.loader import load_publishers
from khabar.query import ArticleFilters
from khabar.storage import entities, facets, publishers
from khabar.storage.database import COUNTED, Connection
from khabar.storage.facets import Facet
from support.article_rows import START, an_article, store
from support.settled import settle


def named(kind: Any, *names: str) -> tuple[Entity, ...]:
    return tuple(Entity(id=f"e{number}", type=kind, name=name, confidence=1) for number, name in enumerate(names, 1))


def counted(db: Connection, facet: Facet, **filters: Any) -> list[tuple[str, int]]:
    """Name or value and count, as the facet gives them."""
    settle(db)
    found = facets.count(db, ArticleFilters.model_validate(filters), [facet]).counts[facet]
    return [(value.name or value.value, value.articles) for value in found]


@pytest.mark.parametrize(
    ("facet", "many", "few", "shown"),
    [
        ("source", {"publisher": PublisherRef(id="a")}, {"publisher": PublisherRef(id="b")}, ("a", "b")),
        ("publisher_country", {"publisher": PublisherRef(id="a", country="JO")},
         {"publisher": PublisherRef(id="a", country="EG")}, ("JO", "EG")),
        ("domain", {}, {"canonical_url": "https://www.example.org/3"}, ("example.com", "example.org")),
        ("language", {}, {"language": "en"}, ("ar", "en")),
        ("section", {"section": "محليات"}, {"section": "رياضة"}, ("محليات", "رياضة")),
        ("type", {}, {"type": "opinion"}, ("article", "opinion")),
        ("author", {"authors": (Author(name="سلمى"),)}, {"authors": (Author(name="ليلى"),)}, ("سلمى", "ليلى")),
        ("person", {"entities": named("person", "سلمى")}, {"entities": named("person", "ليلى")}, ("سلمى", "ليلى")),
        ("place", {"entities": named("place", "عمّان")}, {"entities": named("place", "إربد")}, ("عمّان", "إربد")),
        ("day", {"published_at": START}, {"published_at": START - timedelta(days=1)}, ("2026-11-22", "2026-11-21")),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)  # fmt: skip
def test_a_facet_counts_its_values(
    db: Connection, facet: Facet, many: dict[str, Any], few: dict[str, Any], shown: tuple[str, str]
) -> None:
    store(db, an_article(1, **many), an_article(2, **many), an_article(3, **few))

    assert counted(db, facet) == [(shown[0], 2), (shown[1], 1)]


def test_a_source_is_called_by_its_arabic_name(db: Connection) -> None:
    publishers.keep(db, load_publishers(None))
    store(db, an_article(1, publisher=PublisherRef(id="aljazeera")))

    settle(db)

    found = facets.count(db, ArticleFilters(), ["source"]).counts["source"]

    assert [(one.value, one.name) for one in found] == [("aljazeera", "الجزيرة نت")]


def test_filters_and_words_narrow_what_is_counted(db: Connection) -> None:
    store(
        db, an_article(1, headline="ميناء", section="محليات"), an_article(2, headline="ميناء", section="رياضة"),
        an_article(3, headline="حفل", section="ثقافة"), an_article(4, headline="ميناء", status="withheld"),
    )  # fmt: skip

    assert counted(db, "section", q="الميناء") == [("رياضة", 1), ("محليات", 1)]
    assert counted(db, "section", section_not=("رياضة",)) == [("ثقافة", 1), ("محليات", 1)]
    assert counted(db, "section", q="في") == []


def test_every_facet_can_be_asked_for_at_once(db: Connection) -> None:
    store(db, an_article(1))
    settle(db)

    found = facets.count(db, ArticleFilters(), get_args(Facet))

    assert (found.articles, found.is_capped, set(found.counts)) == (1, False, {*get_args(Facet)})


def test_a_count_says_that_there_are_more_than_it_looked_at(db: Connection) -> None:
    store(db, an_article(1))
    db.execute(
        """insert into article (id, version, status, type, quality, feed_only, content_hash, first_seen_at, sort_at,
             search, section)
           select gen_random_uuid(), 1, 'usable', 'article', 1, false, n::text, now(), now(), '', 'محليات'
           from generate_series(1, %s) n""",
        (COUNTED,),
    )
    settle(db)

    found = facets.count(db, ArticleFilters(), ["section"])

    assert (found.articles, found.is_capped) == (COUNTED, True)
    assert [one.articles for one in found.counts["section"]] == [COUNTED]


def test_names_are_found_by_the_beginnings_of_their_words(db: Connection) -> None:
    store(
        db, an_article(1, entities=named("person", "سلمى الحوراني", "أحمد سلطان")),
        an_article(2, entities=named("person", "سلمى الحوراني")),
        an_article(3, entities=named("organization", "البنك المركزي"), authors=(Author(name="سلمى ناصر"),)),
    )  # fmt: skip
    settle(db)

    def found(words: str | None, *types: Any) -> list[tuple[str, int]]:
        names = entities.counted(db, ArticleFilters(), words=words, types=types, limit=10)
        return [(name.name, name.articles) for name in names]

    assert found(None) == [("سلمى الحوراني", 2), ("أحمد سلطان", 1), ("البنك المركزي", 1), ("سلمى ناصر", 1)]
    assert found("سلم") == [("سلمى الحوراني", 2), ("سلمى ناصر", 1)]
    assert found("سلمي", "author") == [("سلمى ناصر", 1)]
    assert found("احمد سلط") == [("أحمد سلطان", 1)]
    assert found("بنك") == [("البنك المركزي", 1)]
    assert found("؟!") == []


def test_articles_are_listed_by_the_id_of_a_name(db: Connection) -> None:
    store(db, an_article(1, entities=named("place", "عمّان")), an_article(2, entities=named("person", "عمان")))
    settle(db)

    assert entities.articles_with(db, entity_id("place", "عمان"))["articles"] == 1
    assert entities.articles_with(db, entity_id("place", "إربد"))["articles"] == 0


def test_a_name_keeps_the_spelling_it_was_met_with_first(db: Connection) -> None:
    store(db, an_article(1, entities=named("place", "عمّان")), an_article(2, entities=named("place", "عمان")))

    known = entities.get(db, entity_id("place", "عمان"))

    assert known is not None
    assert known.name == "عمّان"
