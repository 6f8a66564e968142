"""Publishers and how many articles they have: exactly while they are few, by the server's own sample from then on."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from khabar.article import PublisherRef
from khabar.publishers.record import Publisher
from khabar.storage import publishers, sources
from khabar.storage.database import Connection
from support.article_rows import START, an_article, store


def a_publisher(name: str) -> Publisher:
    values: dict[str, Any] = {"time_zone": "Asia/Amman", "country": "JO", "site_url": f"https://{name}.example"}
    return Publisher(id=name, name_ar="صحيفة", name_en="Paper", domains=(f"{name}.example",), **values)


def of_publisher(number: int, name: str) -> Any:
    return an_article(number, publisher=PublisherRef(id=name))


def test_articles_are_counted_and_the_last_one_told(db: Connection) -> None:
    publishers.keep(db, [a_publisher("sahifa"), a_publisher("silent")])
    store(db, of_publisher(1, "sahifa"), of_publisher(2, "sahifa"))

    found = [(row["id"], row["articles"], row["last_article_at"]) for row in sources.find(db)]
    has_articles = {row["id"]: row["has_articles"] for row in sources.listed(db)}

    assert found == [("sahifa", 2, START + timedelta(hours=2)), ("silent", 0, None)]
    assert has_articles == {"sahifa": True, "silent": False}


def test_many_articles_are_estimated(db: Connection) -> None:
    publishers.keep(db, [a_publisher("sahifa")])
    store(db, of_publisher(1, "sahifa"))
    columns = "status, type, publisher_id, quality, feed_only, content_hash, first_seen_at, sort_at, search"
    db.execute(
        f"""insert into article (id, version, {columns})
            select gen_random_uuid(), 1, {columns} from article, generate_series(1, {sources.EXACT + 99})""".encode()
    )
    before = sources.find(db)[0]["articles"]
    db.execute("analyze article")
    db.execute("update pg_class set reltuples = 50000 where oid = 'article'::regclass")

    assert (before, sources.find(db)[0]["articles"]) == (sources.EXACT + 100, 50_000)
