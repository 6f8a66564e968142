"""How many articles in each stretch of time, by one of their properties."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from khabar.query import ArticleFilters
from khabar.storage.database import Connection
from khabar.storage.lists import DATES, ONE_OF, SETTLED, conditions

Interval = Literal["hour", "day", "week", "month"]
By = Literal["source", "language", "section", "type", "publisher_country", "domain"]
# More lines than a chart or a table can show; the answer says when it was cut.
MOST_LINES = 10_000


@dataclass(frozen=True)
class Count:
    """`articles` from `at` (UTC) on, for one interval; `name` None: not known, or not asked for."""

    at: datetime
    name: str | None
    articles: int


def counts(db: Connection, filters: ArticleFilters, *, interval: Interval, by: By | None) -> list[Count]:
    """Counts in order of time and name; at most one more than MOST_LINES.

    Raises:
        BadInput: the search text can't be read.
    """
    where, values = conditions(filters)
    name = ONE_OF[by] if by else "null::text"
    rows = db.execute(
        f"""select date_trunc(%(interval)s, {DATES[filters.date_field]}, 'UTC') as at, {name} as name,
              count(*)::int as articles
            from article a where {SETTLED} and {where} group by 1, 2 order by 1, 2 limit {MOST_LINES + 1}""".encode(),
        {**values, "interval": interval},
    )
    return [Count(row["at"], row["name"], row["articles"]) for row in rows]
