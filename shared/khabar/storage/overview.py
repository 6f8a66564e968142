"""How much of everything there is, for gauges and the first page. Large tables are estimated by the server."""

from __future__ import annotations

from dataclasses import dataclass

from khabar.storage.database import Connection


@dataclass(frozen=True)
class Totals:
    """`feeds` and `deliveries` by state. `articles` and `events` are estimates from 10,000 on."""

    feeds: dict[str, int]
    deliveries: dict[str, int]
    articles: int
    events: int


# Counting a million rows takes seconds; up to here it takes a millisecond or two.
COUNTED = 10_000


def totals(db: Connection) -> Totals:
    feeds = db.execute("select state as name, count(*)::int as n from feed where removed_at is null group by 1")
    deliveries = db.execute("select state as name, count(*)::int as n from delivery group by 1")
    return Totals(
        feeds={row["name"]: row["n"] for row in feeds},
        deliveries={row["name"]: row["n"] for row in deliveries},
        articles=_size(db, "article"),
        events=_size(db, "event"),
    )


def _size(db: Connection, table: str) -> int:
    row = db.execute(
        f"""select (select count(*) from (select from {table} limit {COUNTED}) found)::int as counted,
              (select reltuples from pg_class where oid = '{table}'::regclass)::bigint as estimated""".encode()
    ).fetchone()
    assert row is not None
    return int(row["counted"] if row["counted"] < COUNTED else max(row["estimated"], COUNTED))
