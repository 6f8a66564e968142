"""A list cut into days and parts, for archives of feeds: each part is the same articles for ever. Current versions."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from khabar.query import ArticleFilters
from khabar.record import Record
from khabar.storage.database import Connection
from khabar.storage.lists import SETTLED, conditions

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
    rows = db.execute(
        f"""select v.record::text as record from article a
            join article_version v on v.article_id = a.id and v.version = a.version
            where {where} order by a.tx, a.seq limit {PART} offset %(skipped)s""".encode(),
        {**values, "skipped": (part.number - 1) * PART},
    )
    return [row["record"] for row in rows]


def before(db: Connection, filters: ArticleFilters, day: date) -> Part | None:
    """The last part of the last day before `day` that has articles; None when there is none."""
    where, values = conditions(filters)
    row = db.execute(
        f"""select max(a.first_seen_at) as at from article a
            where {SETTLED} and {where} and a.first_seen_at < %(begin)s""".encode(),
        {**values, "begin": _midnight(day)},
    ).fetchone()
    return _last(db, filters, row["at"].astimezone(UTC).date()) if row and row["at"] else None


def after(db: Connection, filters: ArticleFilters, day: date, end: date) -> Part | None:
    """The first part of the first day after `day` and before `end` that has articles."""
    where, values = conditions(filters)
    row = db.execute(
        f"""select min(a.first_seen_at) as at from article a
            where {SETTLED} and {where} and a.first_seen_at >= %(begin)s and a.first_seen_at < %(end)s""".encode(),
        {**values, "begin": _midnight(day + timedelta(days=1)), "end": _midnight(end)},
    ).fetchone()
    return Part(day=row["at"].astimezone(UTC).date(), number=1) if row and row["at"] else None


def parts(db: Connection, filters: ArticleFilters, day: date) -> int:
    """How many parts `day` has."""
    where, values = _of_day(filters, day)
    row = db.execute(f"select count(*) as n from article a where {where}".encode(), values).fetchone()
    return -(-int(row["n"]) // PART) if row else 0


def _last(db: Connection, filters: ArticleFilters, day: date) -> Part:
    return Part(day=day, number=max(1, parts(db, filters, day)))


def _of_day(filters: ArticleFilters, day: date) -> tuple[str, dict[str, Any]]:
    where, values = conditions(filters)
    bounds = {"begin": _midnight(day), "end": _midnight(day + timedelta(days=1))}
    return f"{SETTLED} and {where} and a.first_seen_at >= %(begin)s and a.first_seen_at < %(end)s", values | bounds


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
