"""How much of everything there is, for gauges and the first page. Large tables are estimated by the server."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from khabar.storage.database import COUNTED, Connection, estimated


@dataclass(frozen=True)
class Totals:
    """`feeds` and `deliveries` by state; `failing` of the active feeds could not be read last.

    `articles`, `events` and done deliveries are estimates from 10,000 on.
    """

    feeds: dict[str, int]
    failing: int
    deliveries: dict[str, int]
    articles: int
    events: int


def totals(db: Connection) -> Totals:
    feeds = db.execute(
        """select state as name, count(*)::int as n, (count(*) filter (where failures > 0))::int as failing
           from feed where removed_at is null group by 1"""
    ).fetchall()
    return Totals(
        feeds={row["name"]: row["n"] for row in feeds},
        failing=sum(row["failing"] for row in feeds if row["name"] == "active"),
        deliveries=_deliveries(db),
        articles=_size(db, "article"),
        events=_size(db, "event"),
    )


def _deliveries(db: Connection) -> dict[str, int]:
    """By state, those without any left out. All but those that were delivered stand in indexes of their own."""
    rows = db.execute(
        """select 'pending' as name, count(*)::int as n from delivery where state = 'pending'
           union all select 'running', count(*)::int from delivery where state = 'running'
           union all select 'dead', count(*)::int from delivery where state = 'dead'"""
    )
    found = {row["name"]: row["n"] for row in rows}
    found["done"] = max(0, _size(db, "delivery") - sum(found.values()))
    return {name: number for name, number in found.items() if number}


@dataclass(frozen=True)
class Work:
    """Items that are not finished, by what becomes of them; `oldest_seconds`: how long the oldest due one waits."""

    pending: int
    running: int
    dead: int
    oldest_seconds: int


def work(db: Connection) -> Work:
    """What waits, read from the indexes of unfinished items alone: cheap however many are done."""
    row = db.execute(
        """select (select count(*) from item where stage = 'page' and state = 'pending')::int
                  + (select count(*) from item where stage = 'extract' and state = 'pending')::int as pending,
             (select count(*) from item where state = 'running')::int as running,
             (select count(*) from item where state = 'dead')::int as dead,
             coalesce(extract(epoch from now() - least(
               (select min(due_at) from item where stage = 'page' and state = 'pending'),
               (select min(due_at) from item where stage = 'extract' and state = 'pending'))), 0)::int
               as oldest_seconds"""
    ).fetchone()
    assert row is not None
    return Work(row["pending"], row["running"], row["dead"], max(0, row["oldest_seconds"]))


def by_minute(db: Connection, minutes: int) -> list[tuple[datetime, int]]:
    """How many articles were stored in each of the last `minutes` minutes, oldest first; the last one is unfinished."""
    rows = db.execute(
        """select minute, count(event.seq)::int as n
           from generate_series(date_trunc('minute', now()) - make_interval(mins => %(minutes)s - 1),
                                date_trunc('minute', now()), interval '1 minute') as minute
           left join event on event.at >= minute and event.at < minute + interval '1 minute'
             and event.at >= now() - make_interval(mins => %(minutes)s) and type = 'article.created'
           group by minute order by minute""",
        {"minutes": minutes},
    )
    return [(row["minute"], row["n"]) for row in rows]


def _size(db: Connection, table: str) -> int:
    row = db.execute(
        f"select count(*)::int as counted from (select from {table} limit {COUNTED}) found".encode()
    ).fetchone()
    assert row is not None
    return int(row["counted"]) if row["counted"] < COUNTED else max(estimated(db, table), COUNTED)
