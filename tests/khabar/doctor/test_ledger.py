"""What the doctor says of the work: of rows in a real ledger, and by rule."""

from __future__ import annotations

import pytest

from khabar.doctor import ledger
from khabar.settings import load_settings
from khabar.storage import database, vitals
from khabar.storage.database import Connection
from khabar.storage.overview import Work
from khabar.storage.vitals import Unwell
from support.ledger_rows import a_feed, a_story, stored_items

QUIET = Work(pending=0, running=0, dead=0, oldest_seconds=0)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ("next_poll_at = now() - interval '2 hours', lease_until = null", "overdue"),
        ("next_poll_at = now() + interval '1 hour', last_success_at = now() - interval '26 hours'", "stale"),
        ("next_poll_at = now() + interval '1 hour', failures = 1", "failing"),
        ("next_poll_at = now() + interval '1 hour', last_success_at = now(), last_item_at = now() - interval '3 days'",
         "silent"),
        ("next_poll_at = now() + interval '1 hour', last_success_at = now(), last_item_at = now() - interval '1 day'",
         None),
        (("next_poll_at = now() + interval '1 hour', last_success_at = now(), interval_seconds = 40000, "
          "last_item_at = now() - interval '5 days'"), None),
        ("state = 'paused', last_success_at = now() - interval '26 hours'", None),
    ],
    ids=str,
)  # fmt: skip
def test_a_feed_is_unwell_for_one_reason(db: Connection, change: str, reason: str | None) -> None:
    feed = a_feed(db).feed
    db.execute(f"update feed set {change}".encode())

    unwell = vitals.unwell_feeds(db)

    assert unwell == ({} if reason is None else {reason: Unwell(1, (feed.url,))})


def test_each_reason_comes_with_its_own_advice() -> None:
    assert set(ledger.FEED_ADVICE) == set(vitals.REASONS)


def test_unwell_feeds_are_named() -> None:
    _, check = ledger.feeds(9, {"silent": Unwell(1, ("https://minbar.example/rss",))})

    assert (check.name, check.verdict, check.found) == ("feeds, silent", "look", "1: https://minbar.example/rss")


def test_no_feed_at_all_is_something_to_look_at() -> None:
    (check,) = ledger.feeds(0, {})

    assert check.verdict == "look"


def test_feeds_that_all_fail_point_at_the_network() -> None:
    first, *_ = ledger.feeds(2, {"stale": Unwell(1, ("a",)), "failing": Unwell(1, ("b",))})

    assert (first.verdict, "Internet" in first.advice) == ("bad", True)


@pytest.mark.parametrize(
    ("known", "verdicts"),
    [
        (QUIET, ["ok"]),
        (Work(pending=3, running=0, dead=0, oldest_seconds=4000), ["look"]),
        (Work(pending=3, running=0, dead=0, oldest_seconds=400), ["ok"]),
        (Work(pending=0, running=0, dead=2, oldest_seconds=0), ["ok", "look"]),
    ],
    ids=str,
)
def test_late_and_dead_work_is_found(known: Work, verdicts: list[str]) -> None:
    assert [check.verdict for check in ledger.work(known, 10)] == verdicts


def test_items_that_no_worker_was_told_of_are_found(db: Connection) -> None:
    stored_items(db, a_story(stage="extract"), a_story(2, stage="extract"), a_story(3, stage="page"))
    db.execute("update item set due_at = now() - interval '10 minutes'")
    db.execute("update item set hinted_at = now() where url like '%/2'")

    late = vitals.unhinted(db, rehint_seconds=120)

    assert (late, ledger.hints(0)) == (1, None)
    assert (check := ledger.hints(late)) is not None
    assert check.verdict == "look"


def test_an_ingester_is_known_by_its_session(database_url: str, db: Connection) -> None:
    nobody = vitals.sessions(db, "ingest")

    with database.connect(database_url, name="ingest"):
        somebody = vitals.sessions(db, "ingest")

    assert (nobody, somebody) == (0, 1)


def test_missing_hands_are_named_with_the_command_that_starts_them() -> None:
    ingest, workers = ledger.hands(0, {"extract": 0, "deliver": 2}, {"extract": 7})

    assert (ingest.verdict, workers.verdict) == ("look", "look")
    assert workers.found == "no worker for extract, and work waits"
    assert workers.advice == "Start one: khabar up, or khabar worker --queue extract"


def test_hands_that_are_there_are_counted() -> None:
    ingest, workers = ledger.hands(1, {"extract": 2, "deliver": 1}, {})

    assert (ingest.verdict, workers.verdict, workers.found) == ("ok", "ok", "2 extract, 1 deliver")


def test_dead_deliveries_and_disabled_webhooks_are_found() -> None:
    assert list(ledger.deliveries(0, 0)) == []
    assert [check.name for check in ledger.deliveries(3, 1)] == ["deliveries", "webhooks"]


@pytest.mark.parametrize(
    ("host", "asked", "has_key", "verdict"),
    [
        ("127.0.0.1", "auto", False, "ok"),
        ("0.0.0.0", "auto", False, "bad"),
        ("0.0.0.0", "auto", True, "ok"),
        ("0.0.0.0", "required", False, "look"),
    ],
)
def test_an_open_api_needs_a_key(host: str, asked: str, has_key: bool, verdict: str) -> None:
    settings = load_settings(_env_file=None, api_host=host, api_keys=asked)

    assert ledger.keys(settings, has_key=has_key).verdict == verdict


def test_an_old_index_is_found() -> None:
    assert (ledger.index(0).verdict, ledger.index(5).verdict) == ("ok", "look")


@pytest.mark.parametrize(
    ("named", "subscriptions", "is_on", "verdict", "found"),
    [
        (0, {}, False, None, ""),
        (3, {}, False, "ok", "off without a KHABAR_PUBLIC_URL; 3 feeds name a hub, and are only polled"),
        (3, {}, True, "ok", "none yet"),
        (3, {"asking": 1, "active": 2}, True, "ok", "2 active, 1 asking"),
        (3, {"active": 2, "denied": 1}, True, "look", "2 active, 1 denied"),
    ],
    ids=["no-hub", "off", "not-asked-yet", "on", "denied"],
)
def test_the_doctor_says_whether_hubs_push(
    named: int, subscriptions: dict[str, int], is_on: bool, verdict: str | None, found: str
) -> None:
    check = ledger.hubs(named, subscriptions, is_on=is_on)

    assert (check.verdict if check else None, check.found if check else "") == (verdict, found)
