"""The whole examination, against real servers."""

from __future__ import annotations

import uuid

import pytest
from rq import Queue, Worker

from khabar import queue
from khabar.doctor import Check, examine
from khabar.settings import Settings
from khabar.storage.database import Connection


def checks(settings: Settings) -> dict[str, Check]:
    return {check.name: check for check in examine(settings)}


def test_every_check_that_is_not_ok_says_what_to_do(settings: Settings) -> None:
    found = checks(settings)

    assert len(found) > 15
    assert [name for name, check in found.items() if check.verdict != "ok" and not check.advice] == []


def test_missing_migrations_end_the_examination_of_the_database(settings: Settings, db: Connection) -> None:
    db.execute("delete from migration where number = 1")

    found = checks(settings)

    assert (found["migrations"].verdict, found["migrations"].advice) == ("bad", "Run: khabar migrate")
    assert "feeds" not in found


@pytest.mark.parametrize(("name", "verdict"), [("later", "look"), ("later_contract", "bad")])
def test_a_database_of_a_newer_khabar_is_told_by_what_that_one_did(
    settings: Settings, db: Connection, name: str, verdict: str
) -> None:
    db.execute("insert into migration (number, name, sha256) values (9999, %s, 'x')", (name,))

    found = checks(settings)

    assert (found["migrations"].verdict, "9999" in found["migrations"].found) == (verdict, True)
    assert ("backup is needed" in found["migrations"].advice, "work" in found) == (verdict == "look", verdict == "look")


@pytest.mark.parametrize(("sqlstate", "verdict"), [("53100", "bad"), ("57014", "look")], ids=["full disk", "time-out"])
def test_only_a_full_disk_is_called_one(settings: Settings, db: Connection, sqlstate: str, verdict: str) -> None:
    """PostgreSQL gives up as a trigger on what is written tells it to."""
    db.execute(
        f"""create function give_up() returns event_trigger language plpgsql
            as $$ begin raise exception 'it gave up' using errcode = '{sqlstate}'; end $$""".encode()
    )
    db.execute("create event trigger gives_up on ddl_command_end execute function give_up()")

    found = checks(settings)["database disk"]

    assert (found.verdict, "it gave up" in found.found) == (verdict, True)


def test_a_server_that_does_not_answer_hides_no_other_finding(settings: Settings) -> None:
    found = checks(settings.model_copy(update={"redis_url": "redis://127.0.0.1:1"}))

    assert (found["queue"].verdict, found["database"].verdict) == ("bad", "ok")


def test_a_replica_that_is_away_or_closed_or_late_is_told_from_the_primary(
    settings: Settings, db: Connection, database_url: str, template: str, servers: Settings
) -> None:
    db.execute("insert into event (id, type, at, data) values (gen_random_uuid(), 'feed.failing', '2026-01-01', '{}')")
    role = f"reader_{uuid.uuid4().hex[:12]}"
    db.execute(f"create role {role} login".encode())
    places = {
        "away": "postgresql://khabar@127.0.0.1:1/khabar",
        "closed": database_url.replace("://khabar@", f"://{role}@"),
        "late": str(servers.database_url).replace("@/khabar?", f"@/{template}?"),
        "well": database_url,
    }

    found = {
        name: checks(settings.model_copy(update={"database_read_url": url}))["reading"] for name, url in places.items()
    }
    db.execute(f"drop role {role}".encode())

    assert {name: check.verdict for name, check in found.items()} == {
        "away": "bad", "closed": "bad", "late": "look", "well": "ok",
    }  # fmt: skip
    assert found["away"].advice == "Start the server, or correct host and port in KHABAR_DATABASE_READ_URL."
    assert "article" in found["closed"].found


def test_a_worker_is_counted_while_it_lives(redis_url: str) -> None:
    with queue.connect(redis_url) as client:
        worker = Worker([Queue("extract", connection=client)], connection=client)
        before = queue.workers(client, "extract")
        worker.register_birth()
        during = queue.workers(client, "extract"), queue.workers(client, "deliver")
        worker.register_death()

        assert (before, during, queue.workers(client, "extract")) == (0, (1, 0), 0)


def test_a_worker_that_was_killed_does_not_count(redis_url: str) -> None:
    with queue.connect(redis_url) as client:
        client.sadd("rq:workers:extract", "rq:worker:gone")

        assert queue.workers(client, "extract") == 0
