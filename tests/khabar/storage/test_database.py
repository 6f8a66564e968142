"""Connections: what is asked of the server for each, and how soon its loss is noticed."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

import pytest

from khabar.doctor import servers
from khabar.errors import BadSetup, StorageDown
from khabar.storage import vitals
from khabar.storage.database import Connection, Database, connect, require_own_sessions, translated_errors
from support.pooler import Pooler


def test_a_server_that_is_gone_without_a_word_is_noticed(database_url: str) -> None:
    """The embedded server is reached over a file, so that only what is asked of TCP can be looked at."""
    with (
        Database(database_url, name="pooled") as pool,
        pool.connection() as pooled,
        connect(database_url, name="one") as one,
    ):
        for connection in (pooled, one):
            asked = connection.info.get_parameters()
            idle, interval, count = (int(asked[f"keepalives_{name}"]) for name in ("idle", "interval", "count"))
            assert idle + interval * count <= 30
            assert int(asked["tcp_user_timeout"]) <= 30_000
            assert int(asked["connect_timeout"]) <= 10


def test_a_connection_that_was_ended_while_it_was_idle_is_replaced(db: Connection, database_url: str) -> None:
    with Database(database_url, name="pool", size=1) as pool:
        with pool.connection() as first:
            idle = first.info.backend_pid
        db.execute("select pg_terminate_backend(%s, 5000)", (idle,))

        with pool.connection() as second:
            answer = second.execute("select pg_backend_pid() as pid").fetchone()

    assert answer is not None
    assert answer["pid"] != idle


def test_a_session_has_its_limits_and_what_the_address_asks_for(database_url: str) -> None:
    url = f"{database_url}&options=-c%20jit%3Doff"
    asked = """select current_setting('jit') as jit, current_setting('TimeZone') as zone,
                 current_setting('statement_timeout') as statement, current_setting('plan_cache_mode') as plans,
                 current_setting('idle_in_transaction_session_timeout') as idle,
                 current_setting('default_transaction_read_only') as read_only"""
    limits = {"jit": "off", "zone": "UTC", "statement": "15s", "idle": "30s", "plans": "auto", "read_only": "off"}

    with connect(url, name="one") as one, connect(url, name="rows", statement_seconds=2, is_for_rows=True) as rows:
        assert one.execute(asked).fetchone() == limits
        assert rows.execute(asked).fetchone() == {**limits, "statement": "2s", "plans": "force_generic_plan"}
    with Database(url, name="pooled", read_only=True) as pool, pool.connection() as pooled:
        assert pooled.execute(asked).fetchone() == {**limits, "read_only": "on"}


def test_what_a_server_is_set_to_by_its_operator_changes_no_answer(database_url: str) -> None:
    """Each of these, set for a database, would break what is read, written or locked."""
    odd = (
        "datestyle=SQL,DMY", "intervalstyle=iso_8601", "timezone=Asia/Riyadh", "client_encoding=LATIN1",
        "default_transaction_isolation=serializable", "lock_timeout=200ms",
    )  # fmt: skip
    options = quote(" ".join(f"-c {one}" for one in odd))

    with connect(f"{database_url}&options={options}", name="tests") as db:
        row = db.execute(
            """select timestamptz '2026-03-09 08:15:30+03' as at, interval '1 day 2 hours' as span, %s as text,
                 current_setting('transaction_isolation') as isolation, current_setting('lock_timeout') as lock""",
            ("خبر",),
        ).fetchone()

    assert row == {
        "at": datetime(2026, 3, 9, 5, 15, 30, tzinfo=UTC),
        "span": timedelta(days=1, hours=2),
        "text": "خبر",
        "isolation": "read committed",
        "lock": "0",
    }


def test_a_session_is_set_up_where_serializable_queries_have_to_wait(database_url: str) -> None:
    """Or are refused, as by a replica: the first thing said must be no query."""
    serializable = "-c default_transaction_isolation=serializable"
    waits = f"{serializable} -c default_transaction_read_only=on -c default_transaction_deferrable=on"
    url = f"{database_url}&options={quote(waits + ' -c statement_timeout=1000')}"

    with connect(database_url, name="writing") as writing, writing.transaction():
        writing.execute("set transaction isolation level serializable")
        writing.execute("select from feed")
        with connect(url, name="reading") as reading:
            assert reading.execute("select 1 as n").fetchone() == {"n": 1}


def test_a_server_that_is_set_to_take_no_changes_is_left_so(database_url: str) -> None:
    with (
        connect(f"{database_url}&options={quote('-c default_transaction_read_only=on')}", name="full") as full,
        pytest.raises(StorageDown, match="PostgreSQL takes no changes"),
        translated_errors(),
    ):
        full.execute("delete from feed")


def test_a_pool_that_gives_each_transaction_another_session_is_refused(database_url: str) -> None:
    require_own_sessions(database_url)

    with Pooler(database_url) as between:
        with connect(between.url, name="one") as one:
            assert one.execute("select 1 as n").fetchone() == {"n": 1}
        with pytest.raises(BadSetup, match=r"KHABAR_DATABASE_URL leads to a pool .* pool_mode = session"):
            require_own_sessions(between.url)


def test_what_a_role_may_not_do_is_told_as_a_matter_of_setup(db: Connection, database_url: str) -> None:
    role = f"guest_{uuid.uuid4().hex[:12]}"
    db.execute(f"create role {role} login".encode())
    try:
        with connect(database_url.replace("://khabar@", f"://{role}@"), name="guest") as guest:
            assert not vitals.may_create(guest)
            with (
                pytest.raises(BadSetup, match=r"permission denied for schema public.*owner of the database"),
                translated_errors(),
            ):
                guest.execute("create table mine (n int)")
    finally:
        db.execute(f"drop role {role}".encode())

    assert vitals.may_create(db)
    assert servers.missing_migrations(1, may_create=False).advice.startswith("Make it the owner")
    assert servers.missing_migrations(1, may_create=True).advice == "Run: khabar migrate"
