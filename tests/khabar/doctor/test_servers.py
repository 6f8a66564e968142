"""What the doctor says of PostgreSQL and Redis."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from khabar import queue
from khabar.doctor import servers
from khabar.errors import StorageDown
from khabar.settings import Settings, load_settings
from khabar.storage import database, vitals
from khabar.storage.database import POOLED, Connection
from khabar.storage.vitals import Server

SETTINGS = load_settings(_env_file=None)
WELL = Server(
    major=18, encoding="UTF8", is_read_only=False, fsync=True, full_pages=True, ahead_seconds=0.01, max_sessions=97,
    others=3,
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
        ({"is_read_only": True}, {"database role": "bad"}),
        ({"fsync": False}, {"durability": "look"}),
        ({"ahead_seconds": -7.0}, {"clocks": "look"}),
        ({"ahead_seconds": 90.0}, {"clocks": "bad"}),
        ({"max_sessions": 22}, {"connections": "look"}),
        ({"others": 90}, {"connections": "bad"}),
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

    assert (server.encoding, server.is_read_only, server.max_sessions) == ("UTF8", False, 97)
    assert abs(server.ahead_seconds) < servers.SKEW_SECONDS  # one machine, one clock


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
