"""What the doctor says of PostgreSQL and Redis."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest

from khabar import queue
from khabar.doctor import servers
from khabar.errors import StorageDown
from khabar.settings import Settings, load_settings
from khabar.storage import database, vitals
from khabar.storage.database import POOLED, Connection
from khabar.storage.vitals import KeptLog, Server

SETTINGS = load_settings(_env_file=None)
WELL = Server(
    major=18, encoding="UTF8", read_only_by=None, fsync=True, full_pages=True, ahead_seconds=0.01, room=94,
    limit="max_connections",
)  # fmt: skip


def found(server: Server, settings: Settings = SETTINGS) -> dict[str, str]:
    """The verdicts that are not ok, by check."""
    return {check.name: check.verdict for check in servers.postgresql(server, settings) if check.verdict != "ok"}


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({}, {}),
        ({"major": 14}, {"database version": "bad"}),
        ({"encoding": "SQL_ASCII"}, {"database encoding": "bad"}),
        ({"read_only_by": "copy"}, {"database role": "bad"}),
        ({"read_only_by": "database"}, {"database role": "bad"}),
        ({"fsync": False}, {"durability": "look"}),
        ({"ahead_seconds": -7.0}, {"clocks": "look"}),
        ({"ahead_seconds": 90.0}, {"clocks": "bad"}),
        ({"room": 19}, {"connections": "look"}),
        ({"room": 7}, {"connections": "bad"}),
    ],
    ids=str,
)
def test_a_mistake_of_the_database_server_is_found(change: dict[str, Any], wrong: dict[str, str]) -> None:
    assert found(replace(WELL, **change)) == wrong


def test_more_workers_need_more_connections() -> None:
    many = load_settings(_env_file=None, workers=100)

    assert (found(WELL), found(WELL, many)) == ({}, {"connections": "look"})


def test_the_facts_come_from_the_server(db: Connection) -> None:
    server = vitals.server(db)

    assert (server.encoding, server.read_only_by, server.limit) == ("UTF8", None, "max_connections")
    assert 0 < server.room <= 97
    assert abs(server.ahead_seconds) < servers.SKEW_SECONDS  # one machine, one clock


def test_who_is_set_to_take_no_changes_is_no_copy(db: Connection, database_url: str) -> None:
    name = db.info.dbname
    db.execute(f"alter database {name} set default_transaction_read_only = on".encode())

    with database.connect(database_url, name="tests") as closed:
        server = vitals.server(closed)

    (check,) = (check for check in servers.postgresql(server, SETTINGS) if check.name == "database role")
    assert check.found == "set to take no changes (default_transaction_read_only, by database)"


def test_the_least_of_all_limits_is_told_with_its_name(db: Connection, database_url: str) -> None:
    """Sessions of others count, also those of which a role may see little."""
    role = f"guest_{uuid.uuid4().hex[:12]}"
    db.execute(f"create role {role} login connection limit 2".encode())
    guest_url = database_url.replace("://khabar@", f"://{role}@")
    with database.connect(guest_url, name="tests") as guest, psycopg.connect(guest_url, application_name="other"):
        of_role = vitals.server(guest)
        db.execute(f"alter role {role} connection limit -1".encode())
        db.execute(f"alter database {db.info.dbname} connection limit 9".encode())
        with psycopg.connect(database_url, application_name="other"):
            of_database = vitals.server(guest)
    db.execute(f"drop role {role}".encode())

    assert (of_role.room, of_role.limit) == (1, f"the limit of role {role}")
    assert (of_database.room, of_database.limit) == (7, f"the limit of database {db.info.dbname}")


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ({"redis_version": "7.2.4", "valkey_version": "9.0.0"}, {}),
        ({"redis_version": "6.2.1"}, {"queue version": "bad"}),
        ({"redis_version": "7.2.4", "valkey_version": "7.2.5"}, {"queue version": "bad"}),
        ({"redis_version": "8.0.0", "role": "slave"}, {"queue role": "bad"}),
        ({"redis_version": "8.0.0", "cluster_enabled": 1}, {"queue role": "bad"}),
        ({"redis_version": "8.0.0", "maxmemory": 100, "maxmemory_policy": "allkeys-lru"}, {"queue memory": "look"}),
        ({"redis_version": "8.0.0", "maxmemory": 0, "maxmemory_policy": "allkeys-lru"}, {}),
        ({"redis_version": "8.0.0", "maxmemory": 100, "used_memory": 95}, {"queue memory": "look"}),
        ({"redis_version": "8.0.0", "maxmemory": 100, "used_memory": 100}, {"queue memory": "bad"}),
        ({"redis_version": "8.0.0", "aof_last_write_status": "err"}, {"queue disk": "bad"}),
        ({"redis_version": "8.0.0", "rdb_last_bgsave_status": "err"}, {"queue disk": "bad"}),
    ],
    ids=str,
)
def test_a_mistake_of_the_server_of_hints_is_found(said: dict[str, Any], wrong: dict[str, str]) -> None:
    assert {check.name: check.verdict for check in servers.redis(said)} == wrong


def test_a_database_without_room_is_found(db: Connection) -> None:
    vitals.try_room(db)
    told = servers.room("could not extend file: No space left on device", is_full=True)

    assert (servers.room(None).verdict, told.verdict) == ("ok", "bad")
    assert "Nothing is lost" in told.advice


@pytest.mark.parametrize(
    ("slots", "hours", "found"),
    [
        ({"copy": 900_000_000}, None, []),
        (
            {"copy": 900_000_000, "gone": 7_300_000_000},
            0.5,
            ["7.3 GB of changes are kept for the replication slot"],
        ),
        ({}, 5, ["nothing was archived since 2026-11-27 07:00 UTC"]),
    ],
    ids=["well", "slot", "archive"],
)
def test_what_fills_the_disk_of_a_database_is_told_early(
    slots: dict[str, int], hours: float | None, found: list[str]
) -> None:
    now = datetime(2026, 11, 27, 12, tzinfo=UTC)
    kept = KeptLog(slots, None if hours is None else now - timedelta(hours=hours))

    checks = list(servers.kept_log(kept, now))

    assert [check.found[: len(start)] for check, start in zip(checks, found, strict=True)] == found


def test_a_server_of_its_own_keeps_its_log_for_nobody(db: Connection) -> None:
    assert vitals.kept_log(db) == KeptLog({}, None)


def test_what_failed_before_archiving_was_switched_off_keeps_nothing(db: Connection) -> None:
    """A view in front of the server's own, which keeps its figures over a restart."""
    db.execute(
        """create view pg_stat_archiver as
           select null::timestamptz as last_archived_time, now() as last_failed_time, now() as stats_reset"""
    )
    db.execute("set search_path = public, pg_catalog")

    assert vitals.kept_log(db).unarchived_since is None


def test_the_shipped_valkey_has_none(redis_url: str) -> None:
    with queue.connect(redis_url) as client:
        assert list(servers.redis(queue.info(client))) == []


@pytest.mark.parametrize(
    ("url", "advice"),
    [
        ("postgresql://khabar@127.0.0.1:1/khabar", "Start the server, or correct host and port"),
        ("postgresql://khabar@khabar.invalid/khabar", "Check the host name"),
    ],
)
def test_what_to_do_depends_on_what_the_driver_said(url: str, advice: str) -> None:
    with pytest.raises(StorageDown) as refused, database.connect(url, name="tests"):
        pass

    assert servers.database_advice(refused.value.message).startswith(advice)


def test_a_database_that_is_missing_is_told_from_a_server_that_is(database_url: str) -> None:
    with pytest.raises(StorageDown) as refused, database.connect(database_url.replace("test_", "no_"), name="tests"):
        pass

    assert servers.database_advice(refused.value.message).startswith("Make that database")


def test_what_to_do_about_a_pool_that_shares_sessions() -> None:
    assert servers.database_advice(POOLED).startswith("Locks and time limits are a session's")


@pytest.mark.parametrize(
    ("message", "advice"),
    [
        ("Redis does not answer: invalid username-password pair", "Check user and password"),
        (
            "Redis does not answer: HELLO must be called with the client already authenticated, otherwise the HELLO …",
            "Check user and password",
        ),
        ("Redis does not answer: Error 111 connecting to 127.0.0.1:1. Connection refused.", "Start the server"),
        ("Redis does not answer: DB index is out of range", "Choose a database number"),
        ("Redis does not answer: something else", "Is KHABAR_REDIS_URL right"),
    ],
)
def test_what_to_do_depends_on_what_redis_said(message: str, advice: str) -> None:
    assert servers.redis_advice(message).startswith(advice)
