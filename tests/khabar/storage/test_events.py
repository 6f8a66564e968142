"""The event log: order under concurrent writers, resuming, deliveries."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID, uuid4

from khabar.event import Event, Position
from khabar.query import ArticleFilters
from khabar.storage import events, retention
from khabar.storage.database import Connection, connect
from support.article_rows import an_article, store
from support.settled import settle

NOW = datetime.now(UTC)


def write(db: Connection, article: UUID | None = None, version: int = 1) -> UUID:
    article = article or uuid4()
    events.append(db, now=NOW, type="article.created", article_id=article, article_version=version, data={})
    return article


def read_all(db: Connection, position: Position | None = None) -> list[Event]:
    settle(db)
    return events.after(db, position)


def test_event_cursor_out_of_order_commits(db: Connection, database_url: str) -> None:
    """The first writer commits last; a reader that polls in between still gets both, each once."""
    with connect(database_url, name="slow") as slow, slow.transaction():
        late = write(slow)
        early = write(db)
        before = events.after(db, None)
    after = read_all(db, before[-1].position if before else None)

    assert [event.article_id for event in [*before, *after]] == [late, early]


def test_reading_in_small_steps_misses_and_repeats_nothing(db: Connection) -> None:
    written = [write(db) for _ in range(7)]
    settle(db)

    seen: list[UUID | None] = []
    position = None
    settle(db)
    while step := events.after(db, position, limit=2):
        seen += [event.article_id for event in step]
        position = step[-1].position

    assert seen == written


def test_positions_are_compared_as_numbers(db: Connection) -> None:
    """As text, transaction 99 would stand behind 100. A new cluster is far past both."""
    for tx in ("100", "99"):
        db.execute(
            "insert into event (tx, id, type, data) values (%s::text::xid8, gen_random_uuid(), 'feed.gone', '{}')",
            (tx,),
        )

    assert [event.position.tx for event in read_all(db)] == [99, 100]
    assert str(Position(tx=99, seq=1)) < str(Position(tx=100, seq=1))


def test_the_same_event_of_a_version_is_written_once(db: Connection) -> None:
    article = write(db)
    write(db, article)
    write(db, article, version=2)

    assert len(read_all(db)) == 2


def test_types_filter_and_newest_marks_the_end(db: Connection) -> None:
    write(db)
    events.append(db, now=NOW, type="feed.gone", feed_id=uuid4(), data={})
    settle(db)

    settle(db)
    only = events.after(db, None, types=["feed.gone"])
    end = events.newest(db)

    assert [event.type for event in only] == ["feed.gone"]
    assert end == only[-1].position
    assert events.after(db, end) == []


def test_old_events_are_removed_unless_a_delivery_waits_for_them(db: Connection) -> None:
    write(db)
    write(db)
    db.execute("update event set at = now() - interval '100 days'")
    db.execute(
        """insert into webhook (id, url, secret, after_tx, after_seq)
           values (gen_random_uuid(), 'https://hooks.example.com', 's', '0', 0)"""
    )
    db.execute(
        "insert into delivery (webhook_id, event_seq) select webhook.id, min(seq) from webhook, event group by 1"
    )

    removed = retention.prune(db, retention.EVENTS, days=90)

    assert removed == 1
    assert len(read_all(db)) == 1


def test_who_begins_at_the_end_of_an_emptied_log_has_missed_nothing(db: Connection) -> None:
    write(db)
    before = read_all(db)[-1].position
    db.execute("update event set at = now() - interval '100 days'")
    retention.prune(db, retention.EVENTS, days=90)

    end = events.newest(db)

    assert end == before
    assert not events.is_expired(db, end)


def test_only_the_articles_of_the_events_are_looked_at(db: Connection) -> None:
    """However many others a search would find."""
    store(db, an_article(1, text="رصيف الميناء"))
    columns = "version, status, type, quality, feed_only, content_hash, first_seen_at, sort_at"
    db.execute(
        f"""insert into article (id, search, {columns}) select md5(n::text)::uuid, '', {columns}
            from article, generate_series(1, 2000) n"""
    )
    db.execute("analyze article")
    for row in db.execute("select id from article limit 300").fetchall():
        write(db, row["id"])
    scans = "select idx_scan from pg_stat_user_indexes where indexrelname = 'article_search'"

    passing = events.matching(db, read_all(db), ArticleFilters(q="ميناء"))
    db.execute("select pg_stat_force_next_flush()")

    assert [event.article_id for event in passing] == [UUID(int=1)]
    assert db.execute(scans).fetchall() == [{"idx_scan": 0}]


def test_who_follows_a_search_is_told_of_a_withdrawal(db: Connection) -> None:
    store(db, an_article(1, section="رياضة", status="canceled"), an_article(2, section="اقتصاد", status="canceled"))
    for number in (1, 2):
        events.append(db, now=NOW, type="article.withdrawn", article_id=UUID(int=number), article_version=2, data={})

    told = events.matching(db, read_all(db), ArticleFilters(section=("رياضة",)))
    of_usable = events.matching(db, read_all(db), ArticleFilters(section=("رياضة",), status=("usable", "withheld")))

    assert [event.article_id for event in told] == [UUID(int=1)]
    assert of_usable == []
