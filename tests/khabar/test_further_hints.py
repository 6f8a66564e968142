"""A job that goes on with the next hint: what it takes, what it leaves, when it ends."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator

import pytest
import redis
from rq import suspension
from rq.job import Job
from rq.registry import FailedJobRegistry

from khabar import queue
from khabar.queue.at_work import AtWork
from khabar.queue.further_hints import FURTHER_CPU_SECONDS
from khabar.queue.worker import LimitedWorker, current
from khabar.settings import Settings
from khabar.storage import items
from khabar.storage.database import Connection, connect
from khabar_worker.job import each
from support.burst import work_off, working
from support.ledger_rows import a_story, stored_items
from support.waiting import wait_for

FIRST = [1]


@pytest.fixture
def client(redis_url: str) -> Iterator[redis.Redis]:
    with queue.connect(redis_url) as connection:
        yield connection


@pytest.fixture
def worker(client: redis.Redis) -> Iterator[LimitedWorker]:
    """The worker whose work-horse this process is."""
    made = LimitedWorker(["extract"], connection=client)
    made.pid, made.takes_further = os.getppid(), True
    before = current.set(made)
    yield made
    current.reset(before)


def hint(client: redis.Redis, name: queue.Work, ids: list[int]) -> None:
    queue.hint(client, name, ids, rehint_seconds=120, size=20)


def taken(seconds: float = 0.05) -> list[list[int]]:
    """What a job of the ids FIRST goes through."""
    until = time.monotonic() + seconds
    return [list(ids) for ids in queue.further("extract", FIRST, until=until, is_good=lambda: True)]


def waiting(client: redis.Redis) -> list[str]:
    return [raw.decode() if isinstance(raw, bytes) else raw for raw in client.lrange("rq:queue:extract", 0, -1)]


@pytest.mark.usefixtures("worker")
def test_a_job_goes_on_with_what_is_hinted_meanwhile(client: redis.Redis) -> None:
    hint(client, "extract", [2, 3])
    hint(client, "extract", [4])

    assert taken() == [FIRST, [2, 3], [4]]
    assert waiting(client) == []
    assert list(client.scan_iter("rq:job:*")) == []


@pytest.mark.usefixtures("worker")
def test_other_work_ends_the_job_and_keeps_its_place(client: redis.Redis) -> None:
    hint(client, "trial", [7])
    hint(client, "extract", [2])
    before = waiting(client)

    assert taken() == [FIRST]
    assert waiting(client) == before


def test_nothing_is_taken_once_the_worker_is_to_stop(client: redis.Redis, worker: LimitedWorker) -> None:
    hint(client, "extract", [2])
    client.hset(worker.key, "shutdown_requested_date", "2026-01-02T03:04:05.000000Z")

    assert taken() == [FIRST]
    assert len(waiting(client)) == 1


@pytest.mark.usefixtures("worker")
def test_nothing_is_taken_when_the_time_is_up(client: redis.Redis) -> None:
    hint(client, "extract", [2])

    assert taken(seconds=-1) == [FIRST]
    assert len(waiting(client)) == 1


def test_nothing_is_taken_once_the_worker_is_gone(client: redis.Redis, worker: LimitedWorker) -> None:
    hint(client, "extract", [2])
    worker.pid = os.getpid()  # whoever is the parent now, it is not the worker

    assert taken() == [FIRST]
    assert len(waiting(client)) == 1


@pytest.mark.usefixtures("worker")
def test_nothing_is_taken_while_workers_are_suspended(client: redis.Redis) -> None:
    hint(client, "extract", [2])
    suspension.suspend(client)

    assert taken() == [FIRST]
    assert len(waiting(client)) == 1


@pytest.mark.usefixtures("worker")
def test_a_job_that_has_used_its_share_of_the_processor_takes_no_more(client: redis.Redis) -> None:
    hint(client, "extract", [2])
    hint(client, "extract", [3])
    used = iter([1.0, 1.0, 1.0 + FURTHER_CPU_SECONDS])

    until = time.monotonic() + 60
    hinted = queue.further("extract", FIRST, until=until, is_good=lambda: True, cpu_clock=lambda: next(used))

    assert list(hinted) == [FIRST, [2]]
    assert len(waiting(client)) == 1


@pytest.mark.usefixtures("worker")
def test_a_hint_stays_in_its_place_for_a_job_whose_connection_has_ended(
    db: Connection, client: redis.Redis, database_url: str
) -> None:
    hint(client, "extract", [2])
    hint(client, "extract", [3])
    before = waiting(client)
    done = list[int]()

    with connect(database_url, name="tests") as ended:
        db.execute("select pg_terminate_backend(%s, 60000)", (ended.info.backend_pid,))
        each(ended, items.LEDGER, "extract", [], done.append)

    assert (done, waiting(client)) == ([], before)


@pytest.mark.usefixtures("worker")
def test_a_hint_that_came_as_the_connection_ended_is_put_back(client: redis.Redis) -> None:
    hint(client, "extract", [2])
    hint(client, "extract", [3])
    before = waiting(client)
    good = iter([True, False])

    hinted = queue.further("extract", FIRST, until=time.monotonic() + 60, is_good=lambda: next(good))

    assert list(hinted) == [FIRST]
    assert waiting(client) == before


def test_a_process_that_is_no_work_horse_takes_nothing(client: redis.Redis) -> None:
    hint(client, "extract", [2])

    assert taken() == [FIRST]
    assert len(waiting(client)) == 1


@pytest.mark.usefixtures("worker")
def test_hints_that_have_expired_or_can_not_be_read_are_passed_over(client: redis.Redis) -> None:
    for number in (2, 3, 4, 5):
        hint(client, "extract", [number])
    hint(client, "trial", [1])  # other work, which ends the job
    expired, undated, unread, _, other = waiting(client)
    client.delete(Job.key_for(expired))
    client.hset(Job.key_for(undated), "created_at", "not a time")
    client.hset(Job.key_for(unread), "data", b"\xff")

    assert taken(30) == [FIRST, [5]]
    assert list(client.scan_iter("rq:job:*")) == [Job.key_for(other).encode()]


def test_redis_that_is_gone_ends_the_job(worker: LimitedWorker) -> None:
    worker.connection = queue.connect("redis://127.0.0.1:1/0", tries=0)

    assert taken() == [FIRST]


@pytest.mark.usefixtures("worker")
def test_rows_of_a_further_hint_are_worked_on_as_well(db: Connection, client: redis.Redis) -> None:
    first, second = stored_items(db, *(a_story(number, stage="extract") for number in (1, 2)))
    hint(client, "extract", [second])
    hint(client, "trial", [7])
    done = list[int]()

    each(db, items.LEDGER, "extract", [first], done.append)

    assert done == [first, second]


def test_a_worker_that_stays_extracts_what_comes_next_in_the_same_job(
    db: Connection, client: redis.Redis, settings: Settings
) -> None:
    first, second = stored_items(db, *(a_story(number, stage="extract") for number in (1, 2)))

    with working(settings):
        servers = [server_that_did(db, client, item_id) for item_id in (first, second)]

    assert len(servers[0]) == 1
    assert servers[0] == servers[1]


def server_that_did(db: Connection, client: redis.Redis, item_id: int) -> list[int]:
    """The server processes of extract jobs, once the item is hinted and done."""
    hint(client, "extract", [item_id])
    wait_for(lambda: db.execute("select from item where id = %s and state = 'done'", (item_id,)).rowcount)
    return sessions(db, "extract")


def test_a_worker_that_ends_with_its_queue_leaves_nothing_waiting(
    db: Connection, client: redis.Redis, settings: Settings
) -> None:
    for item_id in stored_items(db, *(a_story(number, stage="extract") for number in (1, 2))):
        hint(client, "extract", [item_id])

    work_off(settings)

    assert db.execute("select from item where state = 'done'").rowcount == 2


@pytest.mark.parametrize("name", queue.QUEUES)
def test_no_job_is_lost_as_postgresql_ends_the_session_of_one_that_waits(
    db: Connection, client: redis.Redis, settings: Settings, name: queue.QueueName
) -> None:
    failed = FailedJobRegistry(name, connection=client)

    with working(settings, name):
        hint(client, name, [1])
        wait_for(lambda: is_waiting(client))
        (waiting,) = sessions(db, name)
        db.execute("select pg_terminate_backend(%s, 60000)", (waiting,))
        hint(client, name, [2])
        wait_for(lambda: failed.count or (sessions(db, name) and not queue.depth(client, name)))
        assert failed.count == 0


def is_waiting(client: redis.Redis) -> bool:
    """Whether a job waits for a further hint: workers themselves wait with another command."""
    number = str(client.connection_pool.connection_kwargs["db"])
    return any((one["cmd"], one["db"]) == ("blpop", number) for one in client.client_list())


def sessions(db: Connection, name: queue.QueueName) -> list[int]:
    found = db.execute(
        "select pid from pg_stat_activity where datname = current_database() and application_name = %s",
        (f"khabar {name}",),
    )
    return [row["pid"] for row in found]


def test_what_a_killed_process_had_before_it_is_known_to_its_parent() -> None:
    at_work = AtWork()
    at_work.note([1])
    child = os.fork()
    if child == 0:
        at_work.note([2, 3])
        os.kill(os.getpid(), signal.SIGKILL)
    os.waitpid(child, 0)

    assert at_work.ids() == [2, 3]


def test_more_ids_than_can_be_kept_are_none() -> None:
    at_work = AtWork()
    at_work.note([1])
    at_work.note(range(100_000))

    assert at_work.ids() == []
