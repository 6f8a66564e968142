"""Migrations: once, in order, by one process at a time, and never over one that was changed or lacks something."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from khabar.errors import BadSetup, MigrationFailed
from khabar.settings import Settings
from khabar.storage import reindex, server
from khabar.storage.database import Connection, connect
from khabar.storage.migrate import Migration, migrate, pending, shipped, statements


@pytest.fixture
def empty_url(servers: Settings) -> Iterator[str]:
    """A database without a single table."""
    name = f"empty_{uuid.uuid4().hex}"
    url = str(servers.database_url)
    with connect(url, name="tests") as db:
        server.create(db, name)
        yield url.replace("@/khabar?", f"@/{name}?")
        server.drop(db, name)


@pytest.fixture
def empty(empty_url: str) -> Iterator[Connection]:
    with connect(empty_url, name="tests") as db:
        yield db


def tables(db: Connection) -> set[str]:
    return {row["tablename"] for row in db.execute("select tablename from pg_tables where schemaname = 'public'")}


def test_a_migration_does_not_wait_for_work_in_the_background(empty_url: str, empty: Connection) -> None:
    with connect(empty_url, name="reindexing") as other:
        other.execute("select pg_advisory_lock(%s)", (reindex.LOCK,))

        assert migrate(empty)


def test_migrations_are_numbered_without_gaps() -> None:
    assert [migration.number for migration in shipped()] == list(range(1, len(shipped()) + 1))


@pytest.mark.parametrize("encoding", ["SQL_ASCII", "LATIN1"])
def test_a_database_that_can_hold_no_arabic_is_refused(servers: Settings, encoding: str) -> None:
    name = f"narrow_{uuid.uuid4().hex}"
    url = str(servers.database_url)
    with connect(url, name="tests") as db:
        db.execute(f"create database {name} encoding '{encoding}' locale 'C' template template0".encode())
        with connect(url.replace("@/khabar?", f"@/{name}?"), name="tests") as narrow:
            with pytest.raises(BadSetup, match=f"{name} has the encoding {encoding}.*template0$"):
                migrate(narrow)

            assert tables(narrow) == set()
        server.drop(db, name)


def test_an_empty_database_gets_every_migration_in_order(empty: Connection) -> None:
    waiting = pending(empty)

    applied = migrate(empty)

    assert waiting == applied == shipped()
    assert tables(empty) >= {"migration", "feed", "item", "article", "article_version", "event", "delivery"}
    assert pending(empty) == []


# Text in btree indexes, whose entries hold 2,704 bytes: ours, or cut short before it is stored.
SHORT = {
    "id", "type", "kind", "name", "reader", "token", "publisher_id",  # ours
    "host", "domain",  # a name of the DNS has 253 letters
    "language",  # khabar_worker.extract.identity
    "term",  # of a tsvector, 2,046 bytes
    "md5",
}  # fmt: skip


def test_no_index_refuses_a_long_text(db: Connection) -> None:
    columns = db.execute(
        """select distinct attname from pg_index join pg_class on oid = indexrelid join pg_am on pg_am.oid = relam
             join pg_attribute on attrelid = indexrelid
           where relnamespace = 'public'::regnamespace and amname = 'btree' and atttypid = 'text'::regtype"""
    )

    assert {row["attname"] for row in columns} <= SHORT


def test_migrating_again_does_nothing(db: Connection) -> None:
    before = db.execute("select * from migration").fetchall()

    assert migrate(db) == []

    assert db.execute("select * from migration").fetchall() == before


def test_two_services_may_migrate_at_once(empty_url: str) -> None:
    def start(_: int) -> list[Migration]:
        with connect(empty_url, name="tests") as db:
            return migrate(db)

    with ThreadPoolExecutor(3) as threads:
        applied = sorted(threads.map(start, range(3)), key=len)

    assert applied == [[], [], shipped()]


def test_an_index_that_was_left_half_built_is_built_anew(db: Connection) -> None:
    concurrent = [migration for migration in shipped() if migration.is_concurrent]
    before = tables(db)
    for migration in concurrent:  # as if it had been stopped just before it was noted
        db.execute("delete from migration where number = %s", (migration.number,))

    assert migrate(db) == concurrent != []
    assert tables(db) == before
    assert db.execute("select from pg_index where not indisvalid").rowcount == 0


@pytest.mark.parametrize(
    "held",
    [
        "-- one; two",
        "/* one; */",
        "select 'one; it''s'",
        r"select E'one\'; two'",
        'select 1 as "one; two"',
        "do $body$ begin perform 1; end $body$",
    ],
)
def test_a_semicolon_that_ends_no_statement_leaves_it_whole(db: Connection, held: str) -> None:
    found = statements(f"{held}\n;\nselect 2;\n-- the end; really\n")

    for statement in found:
        db.execute(statement.encode())
    assert found == [f"{held}\n;", "\nselect 2;", "\n-- the end; really\n"]


def test_a_migration_that_was_changed_afterwards_is_refused(db: Connection) -> None:
    db.execute("update migration set sha256 = 'other' where number = 1")

    with pytest.raises(MigrationFailed, match="was changed after it had been applied") as caught:
        migrate(db)

    assert caught.value.subject == f"0001_{shipped()[0].name}.sql"


def test_a_database_to_which_a_newer_version_only_added_is_left_alone(db: Connection) -> None:
    db.execute("insert into migration (number, name, sha256) values (9999, 'future', 'x')")

    assert migrate(db) == []


def test_a_database_from_which_a_newer_version_took_something_is_refused(db: Connection) -> None:
    db.execute("insert into migration (number, name, sha256) values (9999, 'future_contract', 'x')")

    with pytest.raises(
        MigrationFailed, match="migration 9999_future_contract, which this version of khabar does not know"
    ):
        migrate(db)


def test_a_migration_that_fails_leaves_nothing_half_done(empty: Connection) -> None:
    """Something of the same name is in the way of the last table of the first file."""
    empty.execute("create table delivery (id int)")

    with pytest.raises(MigrationFailed, match=r"0001_start\.sql"):
        migrate(empty)

    assert tables(empty) == {"migration", "delivery"}
    assert pending(empty) == shipped()


def test_after_a_failure_the_next_try_gets_the_lock(empty: Connection, empty_url: str) -> None:
    empty.execute("create table delivery (id int)")
    with pytest.raises(MigrationFailed):
        migrate(empty)
    empty.execute("drop table delivery")

    with connect(empty_url, name="tests") as other:
        assert migrate(other) == shipped()
