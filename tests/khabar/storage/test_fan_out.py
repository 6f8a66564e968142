"""Events given to webhooks: once each, of the types and the search asked for, and nobody waits for another."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from khabar.event import EventType
from khabar.query import ArticleFilters
from khabar.storage import deliveries, retention, searches, webhooks
from khabar.storage.database import Connection, connect
from support.delivery_rows import NOW, a_hook, claim, due, fan_out, happen, states
from support.settled import settle
from support.waiting import wait_for


def test_every_endpoint_gets_every_event_once(db: Connection) -> None:
    a_hook(db)
    a_hook(db)
    happen(db, "article.created", "article.updated")

    first, again = fan_out(db), fan_out(db)
    happen(db, "article.corrected")
    later = fan_out(db)

    pairs = [(row["webhook_id"], row["event_seq"]) for row in db.execute("select * from delivery")]
    assert (first, again, later) == (4, 0, 2)
    assert len(pairs) == len(set(pairs)) == 6


def test_an_endpoint_gets_nothing_from_before_it_was_made(db: Connection) -> None:
    happen(db, "article.created")
    a_hook(db)

    assert fan_out(db) == 0


@pytest.mark.parametrize(
    ("types", "wanted"),
    [
        ((), ["article.created", "article.corrected", "feed.gone"]),
        (("article.corrected",), ["article.corrected"]),
        (("article.reextracted", "feed.gone"), ["article.reextracted", "feed.gone"]),
    ],
    ids=["all but opt-in", "one", "opted in"],
)
def test_an_endpoint_gets_the_types_it_asked_for(
    db: Connection, types: tuple[EventType, ...], wanted: list[str]
) -> None:
    a_hook(db, *types)
    happen(db, "article.created", "article.corrected", "article.reextracted", "feed.gone")

    fan_out(db)

    assert [claimed.event.type for claimed in sorted(claim(db, *due(db)), key=lambda one: one.delivery_id)] == wanted


def test_a_long_backlog_is_fanned_out_in_steps_also_past_unwanted_types(db: Connection) -> None:
    a_hook(db, "feed.gone")
    happen(db, *["article.created"] * 5, "feed.gone")

    assert [fan_out(db, limit=2) for _ in range(4)] == [0, 0, 1, 0]


@pytest.mark.parametrize("endpoints", [1, 7])
def test_the_log_is_read_once_for_all_who_stand_at_one_place(db: Connection, endpoints: int) -> None:
    for _ in range(endpoints):
        a_hook(db, "feed.gone")
    happen(db, "article.created")
    settle(db)

    reads = "select (seq_scan + idx_scan)::int as n from pg_stat_xact_user_tables where relname = 'event'"

    with db.transaction():
        before = db.execute(reads).fetchone() or {"n": 0}
        deliveries.fan_out(db)
        after = db.execute(reads).fetchone() or {"n": 0}

    assert after["n"] - before["n"] == 1


def test_two_sweepers_at_once_make_each_row_once(db: Connection, database_url: str) -> None:
    a_hook(db)
    happen(db, "article.created")
    settle(db)
    with connect(database_url, name="second") as other, db.transaction():
        first = deliveries.fan_out(db)
        second = deliveries.fan_out(other)

    assert (first, second) == (1, 0)
    assert states(db) == ["pending"]


def test_an_endpoint_whose_search_takes_too_long_keeps_no_other_waiting_nor_any_event(
    db: Connection, database_url: str
) -> None:
    saved = searches.create(db, now=NOW, name="المرفأ", filters=ArticleFilters(q="ميناء"))
    slow = a_hook(db)
    webhooks.change(db, slow.id, expected_version=slow.version, search=(saved.id,))
    a_hook(db)
    happen(db, "article.created")
    settle(db)

    with connect(database_url, name="sweep", statement_seconds=0.5) as sweeping, db.transaction():
        db.execute("lock table article in access exclusive mode")  # for the search to wait
        made = deliveries.fan_out(sweeping)

    assert made == 1
    assert [hook.state for hook in webhooks.find(db)] == ["active", "active"]


def test_a_search_that_runs_holds_no_event_back(db: Connection, database_url: str) -> None:
    """What runs for a while may read only: it holds no transaction number below which readers have to stay."""
    saved = searches.create(db, now=NOW, name="المرفأ", filters=ArticleFilters(q="ميناء"))
    hook = a_hook(db)
    webhooks.change(db, hook.id, expected_version=hook.version, search=(saved.id,))
    happen(db, "article.created")
    settle(db)

    with ThreadPoolExecutor(1) as pool, connect(database_url, name="blocking") as blocking:
        with blocking.transaction():
            blocking.execute("lock table article in access exclusive mode")
            made = pool.submit(deliveries.fan_out, db)
            waits = """select backend_xid from pg_stat_activity
                       where datname = current_database() and wait_event_type = 'Lock'"""
            found = wait_for(lambda: blocking.execute(waits).fetchall() or made.done())
        made.result()

    assert found == [{"backend_xid": None}]


@pytest.mark.parametrize(
    ("filters", "named"),
    [('{"colour": "green"}', "colour: "), ('{"q": "مرفأ OR"}', ""), ('{"to": "some day"}', "to: ")],
    ids=["a key", "a query", "a value"],
)
def test_an_endpoint_whose_search_can_not_be_read_is_disabled_and_the_others_go_on(
    db: Connection, filters: str, named: str
) -> None:
    saved = searches.create(db, now=NOW, name="المرفأ", filters=ArticleFilters(q="ميناء"))
    broken = a_hook(db)
    webhooks.change(db, broken.id, expected_version=broken.version, search=(saved.id,))
    sound = a_hook(db)
    db.execute("update search set filters = %s::json", (filters,))
    happen(db, "article.created")

    made = (fan_out(db), fan_out(db))

    found = {hook.id: hook for hook in webhooks.find(db)}
    assert made == (1, 0)
    assert (found[broken.id].state, found[sound.id].state) == ("disabled", "active")
    assert str(found[broken.id].state_reason).startswith(f"its saved search can't be read: {named}")


def test_events_that_only_a_newer_version_knows_are_sent_to_who_named_no_types(db: Connection) -> None:
    a_hook(db)
    a_hook(db, "article.created")
    db.execute("insert into event (id, type, data) values (gen_random_uuid(), 'article.sung', '{}')")

    made = fan_out(db)

    (claimed,) = claim(db, *due(db))
    assert (made, claimed.event.type) == (1, "article.sung")


def test_an_event_that_can_not_be_read_holds_up_only_who_stands_before_it(db: Connection) -> None:
    a_hook(db)
    db.execute("insert into event (id, type, data) values (gen_random_uuid(), 'article.sung', '[]')")
    settle(db)
    a_hook(db)
    happen(db, "article.created")

    assert fan_out(db) == 1


def test_an_endpoint_that_slept_too_long_is_told_that_it_missed_events(db: Connection) -> None:
    hook = a_hook(db)
    happen(db, "article.created")
    db.execute("update event set at = now() - interval '100 days'")
    retention.prune(db, retention.EVENTS, days=90)
    happen(db, "article.created")

    made = fan_out(db)

    told = webhooks.get(db, hook.id)
    assert told is not None
    assert (made, told.state, told.state_reason) == (1, "active", deliveries.MISSED)


def test_events_that_are_pruned_meanwhile_are_left_out(db: Connection, database_url: str) -> None:
    a_hook(db)
    happen(db, "article.created", "article.updated")
    settle(db)

    with ThreadPoolExecutor(1) as pool, connect(database_url, name="pruning") as pruning:
        with pruning.transaction():
            pruning.execute("delete from event where type = 'article.created'")
            made = pool.submit(deliveries.fan_out, db)
            waits = "select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"
            wait_for(lambda: pruning.execute(waits).rowcount or made.done())
        result = made.result()

    assert result == 1
