"""A list cut into days and parts, for archives of feeds: each part is the same articles for ever. Current versions."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from khabar.query import ArticleFilters
from khabar.record import Record
from khabar.storage.database import Connection
from khabar.storage.first_matches import Order, Rows, first_rows
from khabar.storage.lists import SETTLED, asked, conditions

# Whose index finds a day, and the day before, without a look at any other.
_LATEST = Order("first_seen_at", "timestamptz")
BETWEEN = "a.first_seen_at >= %(begin)s and a.first_seen_at < %(end)s"
# Articles of one part: a document of some megabytes at most.
PART = 100


class Part(Record):
    """Part `number` (from 1) of what was first seen on `day` (UTC)."""

    day: date
    number: int


def records(db: Connection, filters: ArticleFilters, part: Part) -> list[str]:
    """The part's records as JSON text, oldest first.

    Raises:
        BadInput: the search text can't be read.
    """
    where, values = _of_day(filters, part.day)
    # The day is found before it is put in order: PostgreSQL would else walk through all articles in their order.
    rows = db.execute(
        f"""with of_day as materialized (select id, version, tx, seq from article a where {where})
            select v.record::text as record
            from (select * from of_day order by tx, seq limit {PART} offset %(skipped)s) a
            join article_version v on v.article_id = a.id and v.version = a.version order by a.tx, a.seq""".encode(),
        {**values, "skipped": (part.number - 1) * PART},
    )
    return [row["record"] for row in rows]


def before(db: Connection, filters: ArticleFilters, day: date) -> Part | None:
    """The last part of the last day before `day` that has articles; None when there is none."""
    found = _first(db, filters, _LATEST, "a.first_seen_at < %(end)s", {"end": _midnight(day)})
    return Part(day=found, number=max(1, parts(db, filters, found))) if found else None


def after(db: Connection, filters: ArticleFilters, day: date, end: date) -> Part | None:
    """The first part of the first day after `day` and before `end` that has articles."""
    bounds = {"begin": _midnight(day + timedelta(days=1)), "end": _midnight(end)}
    found = _first(db, filters, _LATEST.reversed(), BETWEEN, bounds)
    return Part(day=found, number=1) if found else None


def parts(db: Connection, filters: ArticleFilters, day: date) -> int:
    """How many parts `day` has."""
    where, values = _of_day(filters, day)
    row = db.execute(f"select count(*) as n from article a where {where}".encode(), values).fetchone()
    return -(-int(row["n"]) // PART) if row else 0


def _first(db: Connection, filters: ArticleFilters, order: Order, bounds: str, values: dict[str, Any]) -> date | None:
    """The day of the first article in `order` that passes `filters` and `bounds`."""
    among, wanted, search = asked(db, filters)
    if search is not None and not search.tsquery:
        return None
    among, values = Rows(f"{among.where} and {bounds}", indexed=f"{SETTLED} and {bounds}"), {**wanted, **values}
    rows, values = first_rows(db, search, "first_seen_at, seq", among, values, order=order, limit=1)
    row = db.execute(f"{rows} order by {order.by()} limit 1".encode(), values).fetchone()
    return row["first_seen_at"].astimezone(UTC).date() if row else None


def _of_day(filters: ArticleFilters, day: date) -> tuple[str, dict[str, Any]]:
    where, values = conditions(filters)
    bounds = {"begin": _midnight(day), "end": _midnight(day + timedelta(days=1))}
    return f"{SETTLED} and {where} and {BETWEEN}", values | bounds


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
