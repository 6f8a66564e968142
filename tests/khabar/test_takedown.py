"""Which article a take-down is of. What it leaves to be read: tests/khabar_api/articles/test_takedowns.py."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

from khabar import takedown
from khabar.storage import articles
from khabar.storage.database import Connection, connect
from support.blocking import until_blocked
from support.written_articles import make_article, store


def test_what_ends_in_another_while_a_take_down_waits_for_it_is_that_one(db: Connection, database_url: str) -> None:
    ending, kept = store(db, make_article(1)), store(db, make_article(2))

    with ThreadPoolExecutor(1) as pool, connect(database_url, name="waiting") as waiting:
        with db.transaction():
            articles.merge(db, kept.id, [ending.id])
            found = pool.submit(takedown.standing, waiting, ending.id)
            until_blocked(db, waiting, found)
        read = found.result()

    assert read == kept


def test_there_is_nothing_to_take_down_where_there_is_no_article(db: Connection) -> None:
    assert takedown.standing(db, UUID(int=1)) is None
