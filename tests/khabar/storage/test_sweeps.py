"""Sweeps of every ledger wait for no row that another transaction holds, and do the others."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from khabar.storage import discoveries, exports, hosts, items, pages, parts, reextractions, trials
from khabar.storage.database import Connection, connect
from support.ledger_rows import HOST, a_story, stored_items
from support.written_articles import make_article, store

MOST = 8
RAN_OUT = "state = 'running', lease_token = gen_random_uuid(), lease_until = now() - interval '1 second'"


def of_items(stage: str) -> Callable[[Connection], None]:
    def made(db: Connection) -> None:
        stored_items(db, a_story(1, stage=stage), a_story(2, stage=stage))

    return made


def of_parts(db: Connection) -> None:
    url = f"https://{HOST}/1"
    page_id = pages.keep(
        db, pages.pack(b"page"), url=url, final_url=url, status=200, content_type=None, etag=None, last_modified=None
    )
    for item_id in stored_items(db, a_story(1, stage="extract"), a_story(2, stage="extract")):
        db.execute(
            """insert into part (item_id, of_page_id, number, kind, url, url_key, host)
               values (%s, %s, 2, 'next', %s, 'key', %s)""",
            (item_id, page_id, f"{url}?page=2", HOST),
        )


def of_reextractions(db: Connection) -> None:
    for number in (1, 2):
        store(db, make_article(number))
    db.execute("insert into reextraction (article_id) select id from article")


def of_trials(db: Connection) -> None:
    db.execute("insert into trial (id, stage) select gen_random_uuid(), 'extract' from generate_series(1, 2)")


def of_further_pages(db: Connection) -> None:
    hosts.ensure(db, HOST, 0)
    db.execute("insert into trial (id, stage, further) select gen_random_uuid(), 'page', 2 from generate_series(1, 2)")
    db.execute(
        "insert into trial_part (trial_id, number, url, host) select id, 2, 'https://a/', %s from trial", (HOST,)
    )


def of_exports(db: Connection) -> None:
    db.execute("insert into export (id, filters) select gen_random_uuid(), '{}' from generate_series(1, 2)")


def of_discoveries(db: Connection) -> None:
    hosts.ensure(db, HOST, 0)
    db.execute(
        """insert into discovery (id, url, host)
           select gen_random_uuid(), 'https://a/' || n, %s from generate_series(1, 2) n""",
        (HOST,),
    )


def sweep_items(db: Connection) -> None:
    items.reconcile(db, rehint_seconds=120, max_attempts=MOST)


def sweep_parts(db: Connection) -> None:
    parts.reconcile(db, max_attempts=MOST)


def sweep_reextractions(db: Connection) -> None:
    reextractions.due(db, in_flight=5, rehint_seconds=120, max_attempts=MOST)


def sweep_trials(db: Connection) -> None:
    trials.reconcile(db, rehint_seconds=120)


def sweep_exports(db: Connection) -> None:
    exports.reconcile(db, rehint_seconds=120)


def sweep_discoveries(db: Connection) -> None:
    discoveries.give_up(db)


@pytest.mark.parametrize(
    ("made", "table", "held", "attempts", "sweep"),
    [
        pytest.param(of_items("page"), "item", "item", 1, sweep_items, id="page"),
        pytest.param(of_items("page"), "item", "item", MOST, sweep_items, id="page that kills"),
        pytest.param(of_items("extract"), "item", "item", MOST, sweep_items, id="poison"),
        pytest.param(of_parts, "part", "part", 1, sweep_parts, id="further page"),
        pytest.param(of_parts, "part", "part", MOST, sweep_parts, id="further page that kills"),
        pytest.param(of_parts, "part", "item", MOST, sweep_parts, id="item of a further page that kills"),
        pytest.param(of_reextractions, "reextraction", "reextraction", MOST, sweep_reextractions, id="reextraction"),
        pytest.param(of_trials, "trial", "trial", MOST, sweep_trials, id="trial"),
        pytest.param(of_further_pages, "trial", "trial", 0, sweep_trials, id="further page of a trial"),
        pytest.param(of_exports, "export", "export", MOST, sweep_exports, id="export"),
        pytest.param(of_discoveries, "discovery", "discovery", MOST, sweep_discoveries, id="discovery"),
    ],
)
def test_a_sweep_waits_for_no_row_that_another_holds(
    db: Connection,
    database_url: str,
    made: Callable[[Connection], None],
    table: str,
    held: str,
    attempts: int,
    sweep: Callable[[Connection], None],
) -> None:
    made(db)
    db.execute(f"update {table} set {RAN_OUT}, attempts = %s".encode(), (attempts,))
    db.execute("set lock_timeout = '1s'")
    with connect(database_url, name="other") as other, other.transaction():
        other.execute(f"select from {held} order by id limit 1 for update".encode())

        sweep(db)

    states = [row["state"] for row in db.execute(f"select state from {table} order by id".encode())]
    assert states[0] == "running" != states[1]
