"""Storing articles: identity, versions, aliases, and text of any kind."""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import psycopg
import pytest

from khabar.article import Article, Author, Quality, SourceRef
from khabar.body import Paragraph
from khabar.indexing import index_of
from khabar.origin import Identity, Lineage, Raw
from khabar.storage import articles
from khabar.storage.articles import Alias, AliasKind
from khabar.storage.database import Connection, connect
from khabar.versions import version_ref
from support.blocking import until_blocked

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)


def an_article(number: int = 1, **changes: Any) -> Article:
    article = Article.model_validate(
        {
            "id": UUID(int=number), "headline": "خبر", "first_seen_at": NOW, "provenance": {}, "raw": Raw(stored=False),
            "body": (Paragraph(id="b1", text="نص"),), "quality": Quality(score=0.5, completeness=1),
            "content_hash": "sha256:1", "lineage": Lineage(identity=Identity(key="guid")), **changes,
        }
    )  # fmt: skip
    return article.model_copy(update={"versions": (version_ref(article, NOW, "created", "publisher", ()),)})


def key(text: str, kind: AliasKind = "url") -> Alias:
    return Alias(kind, hashlib.sha256(text.encode("utf-8", "replace")).digest())


def save(db: Connection, article: Article, *aliases: Alias) -> None:
    articles.save(db, article, index_of(article), aliases, page_id=None)


def second_version(article: Article, **changes: Any) -> Article:
    newer = article.model_copy(update={"version": 2, **changes})
    ref = version_ref(newer, NOW, "updated", "publisher", ("/headline",))
    return newer.model_copy(update={"versions": (*article.versions, ref)})


def test_a_record_comes_back_as_it_was_stored(db: Connection) -> None:
    article = an_article(published_at=NOW, keywords=("أول", "ثان"))

    save(db, article, key("a"))

    assert articles.current(db, [key("a")]) == article
    assert articles.record_text(db, article.id) == article.model_dump_json(by_alias=True).encode()


def test_the_first_known_alias_decides_and_an_id_before_them_all(db: Connection) -> None:
    one, two = an_article(1), an_article(2)
    save(db, one, key("one"))
    save(db, two, key("two"))

    assert articles.current(db, [key("none"), key("two"), key("one")]) == two
    assert articles.current(db, [key("two")], one.id) == one
    assert articles.current(db, [key("none")]) is None
    assert articles.current(db, []) is None


def test_who_waits_for_an_article_gets_the_version_that_it_waited_for(db: Connection, database_url: str) -> None:
    article = an_article()
    save(db, article, key("a"))
    newer = second_version(article, headline="خبر آخر")

    with ThreadPoolExecutor(1) as pool, connect(database_url, name="waiting") as waiting:
        with db.transaction():
            save(db, newer)
            found = pool.submit(articles.current, waiting, [key("a")])
            until_blocked(db, waiting, found)
        read = found.result()

    assert read == newer


def test_a_key_of_another_kind_is_another_key(db: Connection) -> None:
    save(db, an_article(), key("a", "guid"))

    assert articles.current(db, [key("a", "url")]) is None


def test_a_key_that_names_an_article_keeps_doing_so(db: Connection) -> None:
    save(db, an_article(1), key("shared"))
    save(db, an_article(2), key("shared"), key("own"))

    found = articles.current(db, [key("shared")]), articles.current(db, [key("own")])

    assert [article and article.id.int for article in found] == [1, 2]


def test_versions_are_kept_and_the_newest_is_current(db: Connection) -> None:
    first = an_article(source=SourceRef(feed_id=UUID(int=1)))
    save(db, first, key("a"))
    second = second_version(first, headline="عنوان جديد", first_seen_at=datetime(2027, 1, 1, tzinfo=UTC))
    save(db, second, key("b"))

    row = db.execute("select version, headline, first_seen_at from article").fetchone()
    assert [(line["version"], line["kind"]) for line in articles.versions(db, first.id)] == [
        (1, "created"), (2, "updated"),
    ]  # fmt: skip
    assert row == {"version": 2, "headline": "عنوان جديد", "first_seen_at": NOW}
    assert articles.record_text(db, first.id, 1) == first.model_dump_json(by_alias=True).encode()
    assert articles.record_text(db, first.id, 3) is None
    assert articles.current(db, [key("a")]) == articles.current(db, [key("b")]) == second


def test_a_version_is_never_written_twice(db: Connection) -> None:
    save(db, an_article())

    with pytest.raises(psycopg.errors.UniqueViolation):
        save(db, an_article(headline="آخر"))


def test_feeds_that_carry_it_are_added_up(db: Connection) -> None:
    first = an_article(source=SourceRef(feed_id=UUID(int=1)))
    save(db, first)
    save(db, second_version(first, source=SourceRef(feed_id=UUID(int=2))))

    row = db.execute("select feed_ids from article").fetchone()
    assert row is not None
    assert sorted(row["feed_ids"]) == [UUID(int=1), UUID(int=2)]


def test_an_article_without_a_date_is_sorted_by_when_it_was_seen(db: Connection) -> None:
    save(db, an_article())

    assert db.execute("select published_at, sort_at from article").fetchone() == {"published_at": None, "sort_at": NOW}


def test_an_identity_is_decided_by_one_transaction_at_a_time(db: Connection, database_url: str) -> None:
    with connect(database_url, name="other") as other, db.transaction():
        articles.lock_identity(db, [key("a"), key("b")])

        other.execute("set statement_timeout = 100")
        with pytest.raises(psycopg.errors.QueryCanceled), other.transaction():
            articles.lock_identity(other, [key("b"), key("c")])
        with other.transaction():
            articles.lock_identity(other, [key("c")])


def test_what_a_reader_starred_stays_so_when_two_articles_become_one(db: Connection) -> None:
    save(db, an_article(1))
    save(db, an_article(2))
    for number, is_read, is_starred in ((1, True, False), (2, False, True)):
        db.execute("insert into mark values ('r', %s, %s, %s)", (UUID(int=number), is_read, is_starred))

    articles.merge(db, UUID(int=1), [UUID(int=2)])

    kept = db.execute("select is_read, is_starred from mark where article_id = %s", (UUID(int=1),)).fetchall()
    assert kept == [{"is_read": True, "is_starred": True}]


@pytest.mark.parametrize(
    "text",
    [
        "مُدَّة ـــ ٣٫٥ ۱۲۳ ﷺ ﻻ",
        "\u200fيسار\u200e يمين\u202e مقلوب",
        "👨\u200d👩\u200d👧 \U0010ffff \ufffd",
        "Robert'); drop table article; -- %s {0} %(x)s \\ \\u0000",
        "<script>alert(1)</script> ' \" ` $$ \\' E''",
        "خ" * 200_000,
        "a\u0300" * 1000 + "\u200f\u200e",
        "\t\n\r line\u2028separator\u2029",
    ],
    ids=["arabic", "bidi", "emoji", "sql", "markup", "long", "combining", "white space"],
)
def test_any_text_can_be_stored_and_comes_back_letter_for_letter(db: Connection, text: str) -> None:
    article = an_article(
        headline=text,
        body=(Paragraph(id="b1", text=text),),
        section=text,
        keywords=(text,),
        authors=(Author(name=text),),
    )

    save(db, article, key(text))

    assert articles.current(db, [key(text)]) == article
