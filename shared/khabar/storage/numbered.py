"""Lists of articles by page number, with a total: what another product's API promises. khabar's own are in lists.py."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from khabar.arabic.search_query import search_query
from khabar.query import ArticleFilters
from khabar.storage.database import Connection
from khabar.storage.first_matches import Rows, first_rows
from khabar.storage.lists import SORTS, asked
from khabar.storage.relevance import most_relevant
from khabar.storage.search import Search

# Nobody turns that many pages, and an exact count of a million rows costs a second.
MOST_COUNTED = 10_000


@dataclass(frozen=True)
class NumberedQuery:
    """`title_q` is looked for in the headline, beside `filters.q`.

    `topic` None, or publishers and section names: articles of either.
    """

    filters: ArticleFilters
    title_q: str | None = None
    topic: tuple[Sequence[str], Sequence[str]] | None = None
    by_relevance: bool = False


@dataclass(frozen=True)
class NumberedPage:
    """Records as stored JSON text. `total` counts all that the query finds, at most MOST_COUNTED."""

    records: tuple[str, ...]
    total: int


def find(db: Connection, wanted: NumberedQuery, *, offset: int, limit: int) -> NumberedPage:
    """One page, newest first, or best first where there are words to be ranked by.

    Raises:
        BadInput: a search text can't be read.
    """
    among, values, search = _asked(db, wanted)
    if search is not None and not search.tsquery:
        return NumberedPage((), 0)
    if search is not None and wanted.by_relevance and wanted.filters.q:
        best = most_relevant(db, search, among, values)
        return NumberedPage(_records(db, [article_id for _, _, article_id in best[offset : offset + limit]]), len(best))
    order = SORTS["published"]
    rows, values = first_rows(db, search, "id, sort_at, seq", among, values, order=order, limit=MOST_COUNTED)
    row = db.execute(
        f"""with found as materialized ({rows} order by {order.by()} limit {MOST_COUNTED})
            select (select count(*)::int from found) as total,
              array(select id from found order by {order.by()} limit %(limit)s offset %(offset)s) as ids""".encode(),
        {**values, "limit": limit, "offset": offset},
    ).fetchone()
    assert row is not None
    return NumberedPage(_records(db, row["ids"]), row["total"])


def _records(db: Connection, ids: Sequence[UUID]) -> tuple[str, ...]:
    """The current records of articles, in the order of `ids`."""
    rows = db.execute(
        """select v.record::text as record from unnest(%(ids)s::uuid[]) with ordinality k (id, n)
           join article a using (id) join article_version v on v.article_id = a.id and v.version = a.version
           order by k.n""",
        {"ids": list(ids)},
    )
    return tuple(row["record"] for row in rows)


def _asked(db: Connection, wanted: NumberedQuery) -> tuple[Rows, dict[str, Any], Search | None]:
    """As `lists.asked`. Where only the headline is searched, that is the search; beside another it is a condition."""
    among, values, search = asked(db, wanted.filters)
    if wanted.title_q:
        titled = search_query(wanted.title_q).within(("headline",))
        if search is None:
            search = Search.plan(db, titled)
        else:
            values["title_q"] = titled.to_tsquery(with_earlier=True)
            among = among.which("a.search @@ %(title_q)s::tsquery" if values["title_q"] else "false")
    if wanted.topic is not None:
        values["topic_publishers"], values["topic_sections"] = map(list, wanted.topic)
        among = among.which("(a.publisher_id = any(%(topic_publishers)s) or a.section = any(%(topic_sections)s))")
    return among, values, search
