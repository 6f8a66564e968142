"""The ledger of webhooks: one row per endpoint and event, leases, retries, pauses, resending."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest

from khabar.storage import deliveries, webhooks
from khabar.storage.database import Connection, connect
from khabar.storage.deliveries import MAX_ATTEMPTS, SHARE, ClaimedDelivery
from khabar.storage.lease import LostLease
from support.delivery_rows import SECRET, a_hook, claim, due, fan_out, happen, states
from support.waiting import wait_for


def one_due(db: Connection) -> ClaimedDelivery:
    """The only delivery of a new endpoint, claimed."""
    a_hook(db)
    happen(db, "article.created")
    fan_out(db)
    (claimed,) = claim(db, *due(db))
    return claimed


def fail(db: Connection, claimed: ClaimedDelivery, *, wait: float | None = 5, pause: float | None = None) -> None:
    deliveries.failed(
        db, claimed, error="500", status=500, response="no", wait_seconds=wait,
        is_overrun=pause is not None, pause_seconds=pause or 0,
    )  # fmt: skip


def pause_seconds(db: Connection) -> float:
    """For how long the only endpoint is left alone from now on."""
    row = db.execute("select extract(epoch from paused_until - now())::float as seconds from webhook").fetchone()
    assert row is not None
    return float(row["seconds"])


@pytest.mark.parametrize("outcome", ["failed", "done"])
def test_an_endpoint_that_is_removed_does_not_wait_for_its_sender(
    db: Connection, database_url: str, outcome: str
) -> None:
    claimed = one_due(db)
    db.execute("update webhook set failures = 1")

    def finish() -> None:
        if outcome == "failed":
            fail(db, claimed)
        else:
            deliveries.done(db, claimed, status=200, response="")

    with ThreadPoolExecutor(1) as pool, connect(database_url, name="removing") as removing:
        with removing.transaction():
            removing.execute("select from webhook for update")  # as its removal begins
            finishing = pool.submit(finish)
            waits = "select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"
            wait_for(lambda: removing.execute(waits).rowcount or finishing.done())
            removed = webhooks.remove(removing, claimed.webhook_id)

        assert removed
        with pytest.raises(LostLease):
            finishing.result()


def test_an_answer_of_an_earlier_address_does_not_disable_the_new_one(db: Connection) -> None:
    claimed = one_due(db)
    (hook,) = webhooks.find(db)
    webhooks.change(db, hook.id, expected_version=hook.version, url="https://app.example.com/new")

    deliveries.disable(db, claimed.webhook_id, "410", url=claimed.url)

    assert webhooks.find(db)[0].state == "active"


def test_a_claim_carries_what_is_sent_and_counts_the_attempt(db: Connection) -> None:
    claimed = one_due(db)

    assert (claimed.attempts, claimed.url, claimed.secrets) == (1, "https://app.example.com/hook", (SECRET,))
    assert (claimed.event.type, claimed.event.data) == ("article.created", {"n": "article.created"})
    assert claim(db, claimed.delivery_id) == []


def test_only_the_holder_of_the_lease_may_finish(db: Connection) -> None:
    orphan = one_due(db)
    db.execute("update delivery set lease_until = now() - interval '1 second', hinted_at = null")
    (heir,) = claim(db, *due(db))

    with pytest.raises(LostLease):
        deliveries.done(db, orphan, status=200, response="")
    with pytest.raises(LostLease):
        fail(db, orphan)
    deliveries.done(db, heir, status=204, response="")

    assert heir.attempts == 2
    assert states(db) == ["done"]


def test_a_failed_try_waits_and_a_last_one_is_given_up(db: Connection) -> None:
    claimed = one_due(db)

    fail(db, claimed)
    waiting = (states(db), due(db))
    db.execute("update delivery set due_at = now()")
    (again,) = claim(db, *due(db))
    fail(db, again, wait=None)

    assert waiting == (["pending"], [])
    assert states(db) == ["dead"]
    assert due(db) == []


def test_a_delivery_whose_sender_dies_each_time_is_given_up(db: Connection) -> None:
    one_due(db)
    db.execute("update delivery set attempts = %s, lease_until = now() - interval '1 second'", (MAX_ATTEMPTS,))

    assert due(db) == []

    assert states(db) == ["dead"]


def test_a_delivery_without_tries_left_is_given_up(db: Connection) -> None:
    """As when the number of tries is lowered."""
    fail(db, one_due(db))
    db.execute("update delivery set attempts = %s, due_at = now()", (MAX_ATTEMPTS,))

    assert due(db) == []

    assert [(row["state"], row["last_error"]) for row in db.execute("select * from delivery")] == [("dead", "500")]


def test_a_paused_endpoint_is_left_alone_and_a_success_opens_it_again(db: Connection) -> None:
    claimed = one_due(db)
    happen(db, "article.updated")
    fan_out(db)

    fail(db, claimed, wait=0, pause=60)
    while_paused = (due(db), claim(db, 1, 2))
    db.execute("update webhook set paused_until = now()")
    (first, _) = claim(db, *due(db))
    deliveries.done(db, first, status=200, response="")

    (hook,) = webhooks.find(db)
    assert while_paused == ([], [])
    assert (hook.failures, hook.paused_until) == (0, None)


@pytest.mark.parametrize(
    ("failures", "asked", "wanted"),
    [(0, 0, 30), (1, 0, 60), (3, 0, 240), (7, 0, 3600), (5000, 0, 3600), (0, 600, 600), (0, 86_400, 86_400)],
    ids=["first", "second", "fourth", "an hour", "no more", "asked", "asked for a day"],
)
def test_the_pause_doubles_with_each_failure_up_to_an_hour_or_what_was_asked(
    db: Connection, failures: int, asked: float, wanted: float
) -> None:
    claimed = one_due(db)
    db.execute("update webhook set failures = %s", (failures,))

    fail(db, claimed, pause=asked)

    assert wanted - 5 < pause_seconds(db) <= wanted


@pytest.mark.parametrize("pause", [None, 0.0], ids=["no pause", "a shorter one"])
def test_a_later_failure_never_shortens_a_pause(db: Connection, pause: float | None) -> None:
    a_hook(db)
    happen(db, "article.created", "article.updated")
    fan_out(db)
    first, second = claim(db, *due(db))
    fail(db, first, pause=900)

    fail(db, second, pause=pause)

    assert pause_seconds(db) > 890


def test_a_long_backlog_of_one_endpoint_leaves_room_for_the_others(db: Connection) -> None:
    busy = a_hook(db, "article.created").id
    happen(db, *["article.created"] * (SHARE + 10))
    fan_out(db)
    db.execute("update delivery set due_at = now() - interval '1 hour'")
    quiet = a_hook(db, "article.updated").id
    happen(db, *["article.updated"] * 3)
    fan_out(db)
    owners = {row["id"]: row["webhook_id"] for row in db.execute("select id, webhook_id from delivery")}

    four = deliveries.reconcile(db, rehint_seconds=120, limit=4)
    rest = deliveries.reconcile(db, rehint_seconds=120)

    assert [owners[one] for one in four] == [busy, quiet, busy, quiet]
    assert [owners[one] for one in rest] == [busy, quiet] + [busy] * (SHARE - 3)


def test_of_one_endpoint_no_more_wait_as_hints_than_its_share(db: Connection) -> None:
    a_hook(db)
    happen(db, *["article.created"] * (2 * SHARE))
    fan_out(db)

    first, meanwhile = due(db), due(db)
    for claimed in claim(db, *first[:3]):
        deliveries.done(db, claimed, status=200, response="")
    following = due(db)

    assert len(first) == SHARE
    assert meanwhile == []
    assert following == [first[-1] + 1, first[-1] + 2, first[-1] + 3]


def test_a_backlog_of_days_is_not_looked_through_with_every_sweep(db: Connection) -> None:
    hook = a_hook(db)
    db.execute(
        "insert into event (id, type, data) select md5(n::text)::uuid, 'x', '{}' from generate_series(1, 3000) n"
    )
    db.execute("insert into delivery (webhook_id, event_seq) select %s, seq from event", (hook.id,))
    db.execute("analyze delivery")
    reads = "select (seq_tup_read + idx_tup_fetch)::int as n from pg_stat_xact_user_tables where relname = 'delivery'"

    with db.transaction():
        db.execute("set local enable_seqscan = off")
        before = db.execute(reads).fetchone() or {"n": 0}
        found = due(db)
        after = db.execute(reads).fetchone() or {"n": 0}

    assert len(found) == SHARE
    assert after["n"] - before["n"] < 10 * SHARE


def test_a_disabled_endpoint_keeps_its_deliveries_for_later(db: Connection) -> None:
    claimed = one_due(db)
    fail(db, claimed, wait=0)
    deliveries.disable(db, claimed.webhook_id, "410", url=claimed.url)
    happen(db, "article.updated")
    while_disabled = (fan_out(db), due(db), claim(db, claimed.delivery_id))

    (hook,) = webhooks.find(db)
    webhooks.change(db, hook.id, expected_version=hook.version, state="active")

    assert (hook.state, hook.state_reason) == ("disabled", "410")
    assert while_disabled == (0, [], [])
    assert fan_out(db) == 1
    assert len(due(db)) == 2


@pytest.mark.parametrize("outcome", ["done", "dead"])
def test_what_was_delivered_or_given_up_can_be_sent_again(db: Connection, outcome: str) -> None:
    claimed = one_due(db)
    if outcome == "done":
        deliveries.done(db, claimed, status=200, response="ok")
    else:
        fail(db, claimed, wait=None)

    resent = webhooks.resend(db, claimed.webhook_id, claimed.delivery_id)

    (again,) = claim(db, *due(db))
    assert resent
    assert again.event == claimed.event
    assert again.attempts == 1


def test_only_an_endpoints_own_delivery_can_be_sent_again(db: Connection) -> None:
    claimed = one_due(db)
    deliveries.done(db, claimed, status=200, response="ok")

    assert not webhooks.resend(db, UUID(int=5), claimed.delivery_id)
    assert not webhooks.resend(db, claimed.webhook_id, claimed.delivery_id + 1)
    assert states(db) == ["done"]
