"""Where the first matches of a search stand, in the order of two columns: which rows the word index has to look at.

A word's list in the index has every article that ever had it, and finding the newest 20 of 300,000 by it costs what
finding all costs. Each article's vector also has terms of the hour, day and month when it was first seen; the index
skips from one to the next article that has the words and one of those. Figures: docs/performance.md, "Search".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from khabar.arabic.analyse import quoted
from khabar.recency import terms_of_hours
from khabar.storage.database import Connection
from khabar.storage.search import Search

# A window of the first rows is so many times as large as its matches should need.
_PATIENCE = 2.0
# What a row of a window costs, in microseconds of a processor, as `Search.index_cost` counts.
_WINDOWED = 1.0
_MOST_ROWS = 200_000

Values = Mapping[str, Any]


@dataclass(frozen=True)
class Order:
    """Rows of `article` in the order of `key`, whose SQL type is `key_type`, and then of `seq`."""

    key: str
    key_type: str
    is_descending: bool = True

    @property
    def direction(self) -> str:
        return "desc" if self.is_descending else "asc"

    def by(self, prefix: str = "") -> str:
        """What follows `order by`."""
        return f"{prefix}{self.key} {self.direction}, {prefix}seq {self.direction}"

    def reversed(self) -> Order:
        return Order(self.key, self.key_type, is_descending=not self.is_descending)

    def behind(self, key: str, seq: str) -> str:
        """The rows of `a` behind a place, which is told by two expressions."""
        return f"(a.{self.key}, a.seq) {'<' if self.is_descending else '>'} ({key}::{self.key_type}, {seq}::bigint)"


NEWEST_FIRST = Order("tx", "xid8")


@dataclass(frozen=True)
class Rows:
    """Rows of `article`, as conditions on `a`. `indexed`: those of `where` that its indexes in order serve."""

    where: str
    indexed: str

    def which(self, condition: str, *, is_indexed: bool = False) -> Rows:
        """Those of them that fulfil `condition` too."""
        return Rows(f"{self.where} and {condition}", f"{self.indexed} and {condition}" if is_indexed else self.indexed)


def first_rows(
    db: Connection, search: Search | None, columns: str, among: Rows, values: Values, *, order: Order, limit: int
) -> tuple[str, dict[str, Any]]:
    """A select of `columns` and its values: of the rows `among` all that match `search`, or fewer, in no order yet.

    The first `limit` in `order` are there in any case. Without a search it is all rows.
    """
    rows = f"select {columns} from article a where"
    if search is None:
        return f"{rows} {among.where}", dict(values)
    where, found = _where_first_match(db, search, among, values, order=order, limit=limit)
    # All are found before they are put in order: PostgreSQL would else take a rare word for a common one, and walk.
    return f"with found as materialized ({rows} {where}) select * from found", found


def _where_first_match(
    db: Connection, search: Search, among: Rows, values: Values, *, order: Order, limit: int
) -> tuple[str, dict[str, Any]]:
    """A condition on `a`: of the rows `among` all that match `search`, or fewer, but the first `limit` in any case."""
    values = {**values, "tsquery": search.tsquery}
    matching = among.which("a.search @@ %(tsquery)s::tsquery")
    rows = int(limit / max(search.share, 1e-9) * _PATIENCE) + 1
    most = 0 if search.shares.lacks_hours else min(search.index_cost / _WINDOWED, _MOST_ROWS)
    while rows < most:
        window = _window(db, among.indexed, values, order, rows)
        if window is None:
            break
        # A condition of its own: within one the index reads lists whole, but skips from one's next row to another's.
        # With `not` before it the place is never taken for a range of the list's index, which would be walked. Rows
        # that came since stay out: the window may lack their hours, and a list with some would hide the others.
        near = matching.which(
            f"a.search @@ %(window)s::tsquery and not {order.behind('%(key)s', '%(seq)s')} and a.tx < %(settled)s::xid8"
        ).where
        found = _count(db, near, values | window)
        if found >= limit:
            return near, values | window
        if not found:
            break  # the other filters ask for something else than what is first
        rows = int(rows * limit / found * _PATIENCE)
    return matching.where, values


def _window(db: Connection, where: str, values: Values, order: Order, rows: int) -> dict[str, Any] | None:
    """The first `rows` rows: their terms, `key` and `seq` of the last, and before which `tx` all was `settled`.

    None where there are fewer rows, or their terms are too many.
    """
    of_rows = f"from article a where {where} order by {order.by()}"
    row = db.execute(
        f"""select key::text, seq, pg_snapshot_xmin(pg_current_snapshot())::text as settled, array(
              select date_bin('1 hour', first_seen_at, timestamptz 'epoch')
              from (select first_seen_at {of_rows} limit {rows}) seen group by 1) as hours
            from (select {order.key} as key, seq {of_rows} offset {rows - 1} limit 1) last""".encode(),
        values,
    ).fetchone()
    terms = terms_of_hours(row.pop("hours")) if row else ()
    return {**row, "window": " | ".join(map(quoted, terms))} if row and terms else None


def _count(db: Connection, where: str, values: Values) -> int:
    row = db.execute(f"select count(*)::int as n from article a where {where}".encode(), values).fetchone()
    return row["n"] if row else 0
