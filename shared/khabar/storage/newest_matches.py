"""The newest matches of a search, where newest may be told by the hour, day or month when an article was first seen.

Enough for choosing what is ranked, and cheap: a list has to know the very place that its first rows reach to
(`first_matches.py`), and walks through them; here no row is looked at that does not match.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from khabar.arabic.analyse import quoted
from khabar.recency import terms_of_stretch
from khabar.storage.database import Connection
from khabar.storage.first_matches import NEWEST_FIRST, Rows
from khabar.storage.search import Search

# A stretch of time is so many times as long as its matches should need.
_PATIENCE = 2.0
# What a row of a stretch costs besides its matches, in microseconds of a processor, as `Search.index_cost` counts.
_PASSED = 0.05
# Terms of a longer part of all time cost more than they spare.
_LONGEST = 0.5
# So many rows tell how fast articles come. The part of them that seems to have come first may be of another time.
_PACE_ROWS, _STRAY = 2_000, 0.1
# What comes from further ahead was seen by a clock that was wrong.
_CLOCKS_DIFFER = "interval '1 day'"


def newest_matches(db: Connection, search: Search, among: Rows, values: Mapping[str, Any], limit: int) -> list[UUID]:
    """Ids of the newest `limit` matches in the rows `among`, newest first; of all where there are fewer."""
    values = {**values, "tsquery": search.tsquery, "limit": limit}
    matching = among.which("a.search @@ %(tsquery)s::tsquery")
    rows = limit / max(search.share, 1e-9) * _PATIENCE
    most = 0 if search.shares.lacks_hours else min(search.index_cost / _PASSED, search.shares.rows * _LONGEST)
    pace = _pace(db, among.indexed, values) if rows < most else None
    while pace and rows < most:
        latest, between = pace
        terms = terms_of_stretch(latest, rows * between)
        if not terms:
            break
        # A condition of its own: within one the index reads lists whole, but skips from one's next row to another's.
        near = matching.which("a.search @@ %(stretch)s::tsquery")
        found = _found(db, near.where, {**values, "stretch": " | ".join(map(quoted, terms))})
        if len(found) == limit:
            return found
        if not found:
            break  # the other filters ask for something else than what is new
        rows *= limit / len(found) * _PATIENCE
    return _found(db, matching.where, values)


def _found(db: Connection, where: str, values: Mapping[str, Any]) -> list[UUID]:
    # All are found before they are put in order: PostgreSQL would else take a rare word for a common one, and walk.
    statement = f"""with found as materialized (select id, tx, seq from article a where {where})
        select id from found order by {NEWEST_FIRST.by()} limit %(limit)s"""
    return [row["id"] for row in db.execute(statement.encode(), values)]


def _pace(db: Connection, where: str, values: Mapping[str, Any]) -> tuple[datetime, timedelta] | None:
    """When the last of the rows was first seen, and the time between two of late. None where there are few."""
    row = db.execute(
        f"""select count(*)::int as n, max(first_seen_at) as latest,
              percentile_disc({_STRAY}) within group (order by first_seen_at) as early
            from (select first_seen_at from article a where {where} and first_seen_at < now() + {_CLOCKS_DIFFER}
                  order by {NEWEST_FIRST.by()} limit {_PACE_ROWS}) a""".encode(),
        values,
    ).fetchone()
    if row is None or row["n"] < _PACE_ROWS:
        return None
    return row["latest"], (row["latest"] - row["early"]) / (_PACE_ROWS * (1 - _STRAY))
