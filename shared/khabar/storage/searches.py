"""Saved searches: article filters under a name."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from khabar.ids import uuid7
from khabar.query import ArticleFilters
from khabar.record import Instant, Record
from khabar.storage.database import Connection, json_value


class SavedSearch(Record):
    """`filters` as they were saved: their meaning, not their spelling."""

    id: UUID
    name: str
    filters: ArticleFilters
    version: int
    created_at: Instant


COLUMNS = "id, name, filters, version, created_at"


def create(db: Connection, *, now: datetime, name: str, filters: ArticleFilters) -> SavedSearch:
    row = db.execute(
        f"insert into search (id, name, filters) values (%s, %s, %s) returning {COLUMNS}",
        (uuid7(now), name, json_value(_kept(filters))),
    ).fetchone()
    return SavedSearch.model_validate(row)


def get(db: Connection, search_id: UUID) -> SavedSearch | None:
    row = db.execute(f"select {COLUMNS} from search where id = %s", (search_id,)).fetchone()
    return SavedSearch.model_validate(row) if row else None


def find(db: Connection, *, after: UUID | None = None, limit: int = 50) -> list[SavedSearch]:
    """Saved searches in order of id, which is the order of making. `after` is the last id already seen."""
    rows = db.execute(
        f"select {COLUMNS} from search where %(after)s::uuid is null or id > %(after)s order by id limit %(limit)s",
        {"after": after, "limit": limit},
    )
    return [SavedSearch.model_validate(row) for row in rows]


def change(
    db: Connection,
    search_id: UUID,
    *,
    expected_version: int | None,
    name: str | None = None,
    filters: ArticleFilters | None = None,
) -> SavedSearch | None:
    """Set what is not None. None: no such search, or not at `expected_version` (None: whichever)."""
    row = db.execute(
        f"""update search set name = coalesce(%(name)s, name), filters = coalesce(%(filters)s, filters),
              version = version + 1
            where id = %(id)s and version = coalesce(%(expected)s, version) returning {COLUMNS}""",
        {
            "name": name,
            "filters": json_value(_kept(filters)) if filters else None,
            "id": search_id,
            "expected": expected_version,
        },
    ).fetchone()
    return SavedSearch.model_validate(row) if row else None


def is_used(db: Connection, search_id: UUID) -> bool:
    """Whether a webhook filters by it."""
    return db.execute("select from webhook where search_id = %s limit 1", (search_id,)).fetchone() is not None


def remove(db: Connection, search_id: UUID) -> bool:
    """Forget it. Whether there was one."""
    return db.execute("delete from search where id = %s", (search_id,)).rowcount == 1


def _kept(filters: ArticleFilters) -> dict[str, Any]:
    return filters.model_dump(mode="json", exclude_defaults=True)
