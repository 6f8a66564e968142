"""Exports: every article once, in parts; what a killed worker or a removal leaves, and what a policy withholds."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from itertools import count
from typing import Any

import pytest

from khabar.article import Access
from khabar.errors import RetryLater
from khabar.export import Export
from khabar.query import ArticleFilters
from khabar.settings import Settings
from khabar.storage import exports, retention
from khabar.storage.database import Connection, connect
from khabar.storage.exports import Part
from khabar.storage.lease import LostLease
from khabar_worker import export
from support.article_rows import START, an_article, store
from support.settled import settle


def asked_for(db: Connection, **filters: Any) -> Export:
    settle(db)
    return exports.ask(db, now=START, filters=ArticleFilters.model_validate(filters))


def state_of(db: Connection, asked: Export) -> Export:
    found = exports.get(db, asked.id)
    assert found is not None
    return found


def lines_of(db: Connection, asked: Export) -> list[dict[str, Any]]:
    parts = [part for part in (exports.part(db, asked.id, number) for number in range(100)) if part is not None]
    return [json.loads(line) for line in gzip.decompress(b"".join(parts)).splitlines()]


SMALL = export.Size(rows=2, part_bytes=1)


def test_every_article_that_matched_when_asked_is_written_once_oldest_first(db: Connection, settings: Settings) -> None:
    store(db, *(an_article(n, language="en" if n == 3 else "ar") for n in range(1, 7)))
    asked = asked_for(db, language=("ar",))
    store(db, an_article(7))
    settle(db)

    export.run(settings, [asked.number], size=SMALL)

    done = state_of(db, asked)
    assert (done.state, done.total, done.articles) == ("done", 5, 5)
    assert [line["id"][-1] for line in lines_of(db, asked)] == ["1", "2", "4", "5", "6"]
    assert done.bytes == sum(len(exports.part(db, asked.id, n) or b"") for n in range(10))


def test_a_count_that_takes_too_long_costs_the_total_and_not_the_export(db: Connection, settings: Settings) -> None:
    store(db, an_article(1))
    asked = asked_for(db)
    claimed = exports.claim(db, asked.number, lease_seconds=0)
    assert claimed is not None

    with connect(str(settings.database_url), name="tests") as other, other.transaction():
        other.execute("lock table article in access exclusive mode")
        exports.count(db, claimed, seconds=0.05)
    uncounted = state_of(db, asked)
    export.run(settings, [asked.number])

    assert (uncounted.total, state_of(db, asked).state, state_of(db, asked).total) == (None, "done", 1)


def test_articles_that_are_not_found_in_time_are_told_so_in_words(db: Connection, settings: Settings) -> None:
    asked = asked_for(db)
    claimed = exports.claim(db, asked.number, lease_seconds=0)
    assert claimed is not None

    with connect(str(settings.database_url), name="tests") as other, other.transaction():
        other.execute("lock table article in access exclusive mode")
        db.execute("set statement_timeout = 50")
        with pytest.raises(RetryLater, match="narrow the filters"):
            exports.rows_of(db, claimed, None, 1)


def test_the_files_of_all_exports_together_are_bounded(db: Connection, settings: Settings) -> None:
    store(db, an_article(1))
    asked = asked_for(db)
    db.execute("insert into export (id, filters, bytes) select gen_random_uuid(), '{}', 3000000000")

    export.run(settings.model_copy(update={"keep_exports_gb": 2.5}), [asked.number])

    assert state_of(db, asked).state == "failed"
    assert "larger than 2.5 GB (KHABAR_KEEP_EXPORTS_GB)" in str(state_of(db, asked).error)


def test_another_job_goes_on_where_time_was_up(db: Connection, settings: Settings) -> None:
    store(db, *(an_article(n) for n in range(1, 6)))
    asked = asked_for(db)
    clocks: list[Callable[[], float]] = [count(0, 15).__next__ for _ in range(3)]

    states = []
    for clock in clocks:
        export.run(settings, [asked.number], clock, SMALL)
        states.append((state_of(db, asked).state, state_of(db, asked).articles))

    assert states == [("pending", 2), ("pending", 4), ("done", 5)]
    assert len(lines_of(db, asked)) == 5


def test_a_killed_worker_costs_no_article_and_doubles_none(db: Connection, settings: Settings) -> None:
    store(db, *(an_article(n) for n in range(1, 6)))
    asked = asked_for(db)
    claimed = exports.claim(db, asked.number, lease_seconds=0)
    assert claimed is not None
    rows, _ = exports.rows_of(db, claimed, None, 2)
    exports.add(db, claimed, Part(gzip.compress(b"{}\n{}\n")), articles=2, place=rows[-1].place, lease_seconds=0)

    hinted = exports.reconcile(db, rehint_seconds=60)
    export.run(settings, hinted, size=SMALL)

    assert hinted == [asked.number]
    assert (state_of(db, asked).state, len(lines_of(db, asked))) == ("done", 5)
    with pytest.raises(LostLease):
        exports.done(db, claimed, b"")


def test_an_export_whose_worker_dies_every_time_is_given_up(db: Connection) -> None:
    asked = asked_for(db)
    for _ in range(exports.MAX_ATTEMPTS):
        exports.claim(db, asked.number, lease_seconds=0)

    assert exports.reconcile(db, rehint_seconds=60) == []
    assert state_of(db, asked).error == "its worker died 5 times"


def test_what_a_policy_withholds_is_not_written(db: Connection, settings: Settings) -> None:
    store(db, an_article(1, access=Access(policy="headline_only")))
    asked = asked_for(db)

    export.run(settings, [asked.number])

    assert [line["body"] for line in lines_of(db, asked)] == [[]]


def test_a_removed_export_stops_and_an_old_one_is_removed(db: Connection, settings: Settings) -> None:
    removed, old = asked_for(db), asked_for(db)
    db.execute("update export set asked_at = now() - interval '3 days' where id = %s", (old.id,))

    assert exports.remove(db, removed.id)
    assert export.run(settings, [removed.number]) == 0
    assert (retention.prune(db, retention.EXPORTS, days=2), exports.waiting(db)) == (1, 0)


def test_the_file_of_a_removed_export_is_out_of_reach_at_once_and_goes_step_by_step(
    db: Connection, settings: Settings
) -> None:
    """In one statement the parts of a large one would take longer than a request, or a take-down, may."""
    store(db, an_article(1), an_article(2), an_article(3))
    kept, removed = asked_for(db), asked_for(db)
    export.run(settings, [kept.number, removed.number], size=SMALL)
    parts = len(exports.part_sizes(db, removed.id))

    exports.remove(db, removed.id)
    there, waiting = exports.part(db, removed.id, 0), retention.count(db, retention.EXPORT_PARTS, days=1)
    steps = [retention.prune(db, retention.EXPORT_PARTS, days=1, limit=1) for _ in range(parts + 1)]

    assert (there, waiting, steps) == (None, parts, [1] * parts + [0])
    assert len(lines_of(db, kept)) == 3


def test_a_format_of_a_newer_version_is_left_to_its_workers(db: Connection, settings: Settings) -> None:
    store(db, an_article(1))
    asked = asked_for(db)
    db.execute("update export set format = 'arrow'")

    written = export.run(settings, [asked.number])

    assert written == 0
    assert db.execute("select state, attempts from export").fetchone() == {"state": "pending", "attempts": 0}
