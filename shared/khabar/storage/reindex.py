"""Bringing articles up to today's analysis while they are searched. The row's own version says what is still to do.

Nothing else is kept of the work: it may be stopped at any moment, started again, and run several times at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from pydantic import ValidationError

from khabar.arabic.analyse import ANALYSIS_VERSION
from khabar.article import Article
from khabar.entities import names_of
from khabar.indexing import index_of
from khabar.policy import left_of
from khabar.storage import entities
from khabar.storage.database import Connection

_EARLIER = f"search_version < {ANALYSIS_VERSION}"
_STALE = f"({_EARLIER} or search_version > {ANALYSIS_VERSION})"
LOCK = 0x6B686278  # "khbx": one process at a time works in the background; not the lock of migrations


@dataclass(frozen=True)
class Step:
    """What one step did: how many rows are done, and the articles whose records could not be read."""

    done: int
    unreadable: tuple[UUID, ...]


def stale(db: Connection) -> int:
    """How many articles are indexed by another analysis than today's."""
    row = db.execute(f"select count(*)::int as n from article where {_STALE}".encode()).fetchone()
    assert row is not None
    return int(row["n"])


def step_in_background(db: Connection, *, limit: int, without: Sequence[UUID] = ()) -> Step:
    """A step over rows of earlier analyses alone; nothing is done while another process does one."""
    row = db.execute("select pg_try_advisory_lock(%s) as is_mine", (LOCK,)).fetchone()
    if row is None or not row["is_mine"]:
        return Step(0, ())
    try:
        return step(db, limit=limit, without=without, rows_of=_EARLIER)
    finally:
        db.execute("select pg_advisory_unlock(%s)", (LOCK,))


def step(db: Connection, *, limit: int, without: Sequence[UUID] = (), rows_of: str = _STALE) -> Step:
    """Index up to `limit` stale articles anew, but not those of `without`. Each row is a transaction of its own.

    A long one would hold back what readers are shown. A row that a worker stores meanwhile stays as the worker made it.
    """
    rows = db.execute(
        f"""select a.id, a.version, v.record::text as record
            from article a join article_version v on v.article_id = a.id and v.version = a.version
            where {rows_of} and a.id <> all(%s) limit %s""".encode(),
        (list(without), limit),
    ).fetchall()
    done, unreadable = 0, []
    for row in rows:
        try:
            article = left_of(Article.model_validate_json(row["record"]))
        except ValidationError:
            unreadable.append(row["id"])
            continue
        columns = index_of(article).columns()
        entities.keep(db, names_of(article))
        changes = ", ".join(f"{name} = %({name})s" for name in columns)
        db.execute(
            f"update article set {changes} where id = %(id)s and version = %(version)s and {rows_of}".encode(),
            {**columns, "id": row["id"], "version": row["version"]},
        )
        done += 1
    return Step(done, tuple(unreadable))
