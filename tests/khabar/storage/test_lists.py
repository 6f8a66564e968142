"""Lists of articles: every filter and its opposite, search with Arabic variants, and paging that misses nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from khabar.article import Article, Author, PublisherRef, Quality, SourceRef
from khabar.body import At, CorrectionNote, ListBlock, ListItem, Media, Quote, Table
from khabar.errors import BadInput
from khabar.findings import Alias as Name
from khabar.findings import Entity, QuotePart, Speaker, Statement
from khabar.query import ArticleQuery, Order, Place, Sort
from khabar.storage import lists
from khabar.storage.database import Connection, connect
from khabar.versions import version_ref
from support.article_rows import START, an_article, numbers, store
from support.settled import settle

# Of few values each: what few articles have of them is found by walking through all.
OF_FEW_VALUES = {"publisher_country", "type", "status", "has"}
FEED, OTHER_FEED = UUID(int=1), UUID(int=2)
HERE = At(node="b1", start=0, end=4)


def statement(name: str) -> Statement:
    return Statement(
        id="q1", speaker=Speaker(name=name), direct=True, method="quote_marks", confidence=1,
        parts=(QuotePart(at=HERE, text="نص"),),
    )  # fmt: skip


def publisher(name: str, country: str) -> PublisherRef:
    return PublisherRef(id=name, country=country)


def entity(name: str, *names: str) -> Entity:
    aliases = tuple(Name(text=text, kind="aka", at=HERE) for text in names)
    return Entity(id="e1", type="person", name=name, aliases=aliases, confidence=1)


@pytest.mark.parametrize(
    ("name", "value", "matching", "other"),
    [
        ("source", "mithal", {"publisher": publisher("mithal", "JO")}, {"publisher": publisher("akhar", "JO")}),
        ("publisher_country", "JO", {"publisher": publisher("a", "JO")}, {"publisher": publisher("b", "EG")}),
        ("domain", "example.com", {}, {"canonical_url": "https://www.example.org/2"}),
        ("feed", FEED, {"source": SourceRef(feed_id=FEED)}, {"source": SourceRef(feed_id=OTHER_FEED)}),
        ("language", "ar", {}, {"language": "en"}),
        ("section", "محليات", {"section": "محليات"}, {"section": "رياضة"}),
        ("author", "احمد الأيوبي", {"authors": (Author(name="أحمد الايوبي"),)}, {"authors": (Author(name="أحمد"),)}),
        ("entity", "القاهره", {"entities": (entity("القاهرة"),)}, {"entities": (entity("عمّان"),)}),
        ("entity", "ام الدنيا", {"entities": (entity("القاهرة", "أمّ الدنيا"),)}, {}),
        ("speaker", "سلمي", {"quotes": (statement("سلمى"),)}, {"quotes": (statement("ليلى"),)}),
        ("type", "opinion", {"type": "opinion"}, {}),
        ("has", "image", {"media": (Media(id="m1", url="https://x.example/a.jpg"),)}, {}),
        ("has", "video", {"media": (Media(id="m1", type="video", url="https://x.example/a.mp4"),)}, {}),
        ("has", "quote", {"quotes": (statement("سلمى"),)}, {}),
        ("has", "quote", {"body": (Quote(id="b1", text="قول"),)}, {}),
        ("has", "table", {"body": (Table(id="b1", rows=()),)}, {}),
        ("has", "list", {"body": (ListBlock(id="b1", items=(ListItem(id="b1.i1", text="بند"),)),)}, {}),
        ("has", "correction", {"body": (CorrectionNote(id="b1", text="تصحيح: كذا"),)}, {}),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_a_filter_finds_its_own_and_its_opposite_the_rest(
    db: Connection, name: str, value: Any, matching: dict[str, Any], other: dict[str, Any]
) -> None:
    store(db, an_article(1, **matching), an_article(2, **other))

    assert numbers(db, **{name: (value,)}) == [1]
    assert numbers(db, **{f"{name}_not": (value,)}) == [2]


@pytest.mark.parametrize("name", ["source", "section", "language", "domain"])
def test_what_is_not_stated_is_no_match_and_not_excluded(db: Connection, name: str) -> None:
    store(db, an_article(1, url=None, canonical_url=None, language=None))

    assert numbers(db, **{name: ("x",)}) == []
    assert numbers(db, **{f"{name}_not": ("x",)}) == [1]


def test_values_of_a_filter_are_joined_by_or_and_filters_by_and(db: Connection) -> None:
    store(
        db, an_article(1, section="محليات"), an_article(2, section="رياضة"),
        an_article(3, section="رياضة", type="flash"), an_article(4, section="ثقافة"),
    )  # fmt: skip

    assert numbers(db, section=("محليات", "رياضة")) == [3, 2, 1]
    assert numbers(db, section=("محليات", "رياضة"), type=("flash",)) == [3]
    assert numbers(db, section_not=("محليات", "رياضة")) == [4]


def test_only_usable_articles_are_listed_unless_others_are_asked_for(db: Connection) -> None:
    store(db, an_article(1), an_article(2, status="canceled"), an_article(3, status="withheld"))

    assert numbers(db) == [1]
    assert numbers(db, status=("canceled", "withheld")) == [3, 2]
    assert numbers(db, status=()) == [3, 2, 1]


def test_quality_is_a_floor(db: Connection) -> None:
    store(db, *(an_article(n, quality=Quality(score=n / 10, completeness=1)) for n in (3, 7, 9)))

    assert numbers(db, min_quality=0.7) == [9, 7]


@pytest.mark.parametrize(
    ("field", "found"),
    [("published", [2]), ("first_seen", [3]), ("modified", [4])],
    ids=["published", "first seen", "modified"],
)
def test_dates_are_from_inclusive_to_exclusive_in_the_field_asked_for(
    db: Connection, field: str, found: list[int]
) -> None:
    day = START + timedelta(days=50)
    store(
        db,
        an_article(1, published_at=day + timedelta(hours=1), first_seen_at=day + timedelta(hours=1)),
        an_article(2, published_at=day),
        an_article(3, first_seen_at=day),
        an_article(4, modified_at=day),
    )

    assert numbers(db, from_=day, to=day + timedelta(hours=1), date_field=field) == found


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("زار أحمد المدينة", "احمد"),
        ("زار احمد المدينة", "أحمد"),
        ("افتتحت المدرسة اليوم", "مدرسه"),
        ("افتتحت مدرسه اليوم", "المدرسة"),
        ("وبالمدرسة حديقة", "مدرسة"),
        ("مُحَمَّد في الســـوق", "محمد السوق"),
        ("في عام ٢٠٢٦", "2026"),
        ("قال على الملأ", '"على الملأ"'),
        ("OpenAI تفتح مكتبا", "openai"),
    ],
    ids=["hamza", "no hamza", "ta marbuta", "article", "proclitics", "vowels", "digits", "phrase", "latin"],
)
def test_search_finds_the_same_word_however_it_is_spelled(db: Connection, written: str, asked: str) -> None:
    store(db, an_article(1, text=written), an_article(2, text="كلام آخر تماما"))

    assert numbers(db, q=asked) == [1]


def test_search_looks_into_headline_summary_captions_keywords_and_authors(db: Connection) -> None:
    places: list[dict[str, Any]] = [
        {"headline": "زلزال"}, {"summary": "زلزال"}, {"keywords": ("زلزال",)}, {"authors": (Author(name="زلزال"),)},
        {"media": (Media(id="m1", url="https://x.example/a.jpg", caption="زلزال"),)}, {"section": "زلزال"},
    ]  # fmt: skip
    store(db, *(an_article(n, **place) for n, place in enumerate(places, 1)))

    assert numbers(db, q="زلزال") == [5, 4, 3, 2, 1]


def test_a_search_text_that_can_not_be_read_is_the_askers_fault(db: Connection) -> None:
    with pytest.raises(BadInput):
        numbers(db, q='"')


def test_the_most_relevant_comes_first(db: Connection) -> None:
    store(
        db, an_article(1, headline="زلزال في الشمال"), an_article(2, summary="زلزال"), an_article(3, text="زلزال"),
        an_article(4, keywords=("زلزال",)), an_article(5),
    )  # fmt: skip

    assert numbers(db, q="زلزال", sort="relevance") == [1, 2, 3, 4]
    assert numbers(db, q="زلزال", sort="relevance", order="asc") == [4, 3, 2, 1]


def paged(db: Connection, sort: Sort, order: Order, q: str | None, limit: int) -> list[int]:
    found: list[int] = []
    after: Place | None = None
    query = ArticleQuery(sort=sort, order=order, q=q, limit=limit)
    settle(db)
    while page := lists.find(db, query, after).rows:
        found += [row.article_id.int for row in page]
        after = page[-1].place
    return found


@pytest.mark.parametrize("order", ["asc", "desc"])
@pytest.mark.parametrize(
    ("sort", "q"),
    [("first_seen", None), ("published", None), ("relevance", "زلزال"), ("relevance", None)],
    ids=["first seen", "published", "relevance", "relevance without words"],
)
def test_paging_shows_every_row_once_in_the_order_of_the_whole_list(
    db: Connection, sort: Sort, order: Order, q: str | None
) -> None:
    """Three in one transaction, four published at one moment, some alike in relevance."""
    same = START - timedelta(days=3)
    with db.transaction():
        store(db, *(an_article(n, text="زلزال") for n in (1, 2, 3)))
    store(db, *(an_article(n, text="زلزال " * n, published_at=same) for n in (4, 5, 6, 7)))
    store(db, an_article(8, text="زلزال", published_at=None), an_article(9, headline="زلزال"))
    settle(db)

    whole = paged(db, sort, order, q, limit=50)

    assert sorted(whole) == list(range(1, 10))
    for limit in (1, 2, 4):
        assert paged(db, sort, order, q, limit) == whole


def test_the_orders_are_what_their_names_say(db: Connection) -> None:
    store(db, an_article(1), an_article(2), an_article(3, published_at=None))

    assert numbers(db, sort="first_seen") == [3, 2, 1]
    assert numbers(db, sort="first_seen", order="asc") == [1, 2, 3]
    assert numbers(db, sort="published") == [3, 1, 2]
    assert numbers(db, sort="published", order="asc") == [2, 1, 3]


@pytest.mark.parametrize("sort", ["first_seen", "published", "relevance"])
def test_rows_that_could_still_be_overtaken_are_not_shown_yet(db: Connection, database_url: str, sort: Sort) -> None:
    """An older transaction is open: what was committed after it began has to wait, else a reader would miss rows."""
    with connect(database_url, name="slow") as slow:
        with slow.transaction():
            store(slow, an_article(1))
            store(db, an_article(2))
            during = [row.article_id.int for row in lists.find(db, ArticleQuery(sort=sort)).rows]
        after = numbers(db, sort=sort)

    assert during == []
    assert sorted(after) == [1, 2]


def test_a_row_carries_the_current_versions_record(db: Connection) -> None:
    first = an_article(1)
    store(db, first)
    second = first.model_copy(update={"version": 2, "headline": "عنوان جديد"})
    ref = version_ref(second, START, "updated", "publisher", ("/headline",))
    store(db, second.model_copy(update={"versions": (*first.versions, ref)}))
    settle(db)

    settle(db)
    (row,) = lists.find(db, ArticleQuery()).rows

    assert row.version == 2
    assert Article.model_validate_json(row.record).headline == "عنوان جديد"


def test_every_filter_but_those_of_few_values_has_an_index(db: Connection) -> None:
    rows = db.execute(
        """select attname as name, amname as method from pg_index i join pg_class c on c.oid = indexrelid
           join pg_am m on m.oid = relam join pg_attribute a on a.attrelid = indrelid
             and (attnum = indkey[0] or amname = 'gin' and attnum = any(indkey)) where indrelid = 'article'::regclass"""
    ).fetchall()
    # A hash finds a value as a btree does, however long it is.
    indexed = {(row["name"], row["method"].replace("hash", "btree")) for row in rows}

    wanted = {name: (column, "btree") for name, column in {**lists.ONE_OF, **lists.DATES}.items()}
    wanted |= {name: (column, "gin") for name, (column, _) in lists.SHARES.items()}
    missing = {name for name, (column, method) in wanted.items() if (column.removeprefix("a."), method) not in indexed}
    assert missing == OF_FEW_VALUES
