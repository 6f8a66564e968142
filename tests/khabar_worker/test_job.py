"""What becomes of failures in a job, and of what it has no time for."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest

from khabar.errors import StatementFailed, StorageDown
from khabar.queue import JobTimeout
from khabar.storage import items
from khabar.storage.database import Connection
from khabar.storage.lease import LostLease
from khabar_worker.job import BEGIN_SECONDS, each, guarded
from support.ledger_rows import a_story, stored_items


def fail_with(error: Exception) -> str:
    """One piece of work that fails so, and what came of it."""

    def work() -> str:
        raise error

    return guarded(work, lambda caught: f"noted {caught}", lost="lost", item=1)


@pytest.mark.parametrize(
    ("raised", "told"),
    [
        (psycopg.OperationalError("the connection is lost"), StorageDown),
        (psycopg.errors.AdminShutdown("terminating connection"), StorageDown),
        (psycopg.errors.DeadlockDetected("deadlock detected"), StatementFailed),
        (psycopg.errors.QueryCanceled("statement timeout"), StatementFailed),
        (psycopg.errors.DiskFull("no space left"), StatementFailed),
        (StorageDown("PostgreSQL does not answer"), StorageDown),
        (JobTimeout("60 s"), JobTimeout),
    ],
    ids=lambda one: one.__name__ if isinstance(one, type) else None,
)
def test_what_is_no_fault_of_the_work_is_not_noted_as_one(raised: Exception, told: type[Exception]) -> None:
    with pytest.raises(told) as caught:
        fail_with(raised)

    assert type(caught.value) is told


@pytest.mark.parametrize(
    ("raised", "outcome"),
    [
        (ValueError("a tag"), "noted a tag"),
        (psycopg.errors.ProgramLimitExceeded("index row size"), "noted index row size"),
        (psycopg.DataError("a NUL"), "noted a NUL"),
        (LostLease("item 1"), "lost"),
    ],
    ids=["ours", "a limit", "a value", "lost"],
)
def test_a_fault_of_ours_is_noted_and_a_lost_lease_told(raised: Exception, outcome: str) -> None:
    assert fail_with(raised) == outcome


def test_a_lease_that_is_lost_while_a_fault_is_noted_is_told() -> None:
    def failed(_: Exception) -> str:
        raise LostLease("item 1")

    def work() -> str:
        raise ValueError("a tag")

    assert guarded(work, failed, lost="lost") == "lost"


@pytest.fixture
def hinted(db: Connection) -> list[int]:
    """Three items whose hint a worker has."""
    ids = stored_items(db, *(a_story(number, stage="extract") for number in (1, 2, 3)))
    items.mark_hinted(db, ids)
    return ids


def unhinted(db: Connection) -> list[int]:
    return [row["id"] for row in db.execute("select id from item where hinted_at is null order by id")]


def test_what_a_job_has_no_time_for_is_hinted_again(db: Connection, hinted: list[int]) -> None:
    clock: Iterator[float] = iter([0.0, 0.0, BEGIN_SECONDS])
    done = list[int]()

    each(db, items.LEDGER, "extract", hinted, done.append, clock=lambda: next(clock))

    assert done == hinted[:1]
    assert unhinted(db) == hinted[1:]


def test_a_statement_that_fails_leaves_the_rest_of_the_job_to_another(db: Connection, hinted: list[int]) -> None:
    def one(_: int) -> None:
        raise StatementFailed("PostgreSQL gave up on a statement")

    with pytest.raises(StatementFailed):
        each(db, items.LEDGER, "extract", hinted, one)

    assert unhinted(db) == hinted[1:]
