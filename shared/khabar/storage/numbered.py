"""Lists of articles by page number, with a total: what another product's API promises. khabar's own are in lists.py."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from khabar.arabic.search_query import search_query
from khabar.query import ArticleFilters
from khabar.storage.database import Connection
from khabar.storage.first_matches import Rows
from khabar.storage.lists import SETTLED, conditions
from khabar.storage.search import Search, most_relevant

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
    if wanted.by_relevance and wanted.filters.q:
        return _best(db, wanted, wanted.filters.q, offset, limit)
    where, values = _conditions(wanted)
    rows = db.execute(
        f"""select v.record::text as record from
              (select id, version, sort_at, seq from article a where {where}
               order by sort_at desc, seq desc limit %(limit)s offset %(offset)s) a
            join article_version v on v.article_id = a.id and v.version = a.version
            order by a.sort_at desc, a.seq desc""",
        {**values, "limit": limit, "offset": offset},
    ).fetchall()
    counted = db.execute(
        f"select count(*)::int as n from (select from article a where {where} limit {MOST_COUNTED}) found", values
    ).fetchone()
    assert counted is not None
    return NumberedPage(tuple(row["record"] for row in rows), counted["n"])


def _best(db: Connection, wanted: NumberedQuery, text: str, offset: int, limit: int) -> NumberedPage:
    filters = wanted.filters.model_copy(update={"q": None})
    where, values = _conditions(NumberedQuery(filters, wanted.title_q, wanted.topic))
    search = Search.plan(db, search_query(text).within(wanted.filters.search_in))
    best = most_relevant(db, search, Rows(where, indexed=SETTLED), values)
    rows = db.execute(
        """select v.record::text as record from unnest(%(ids)s::uuid[]) with ordinality k (id, n)
           join article a using (id) join article_version v on v.article_id = a.id and v.version = a.version
           order by k.n""",
        {"ids": [article_id for _, _, article_id in best[offset : offset + limit]]},
    )
    return NumberedPage(tuple(row["record"] for row in rows), len(best))


def _conditions(wanted: NumberedQuery) -> tuple[str, dict[str, Any]]:
    where, values = conditions(wanted.filters)
    parts = [SETTLED, where]
    if wanted.title_q:
        values["title_q"] = search_query(wanted.title_q).within(("headline",)).to_tsquery(with_earlier=True)
        parts.append("a.search @@ %(title_q)s::tsquery" if values["title_q"] else "false")
    if wanted.topic is not None:
        values["topic_publishers"], values["topic_sections"] = map(list, wanted.topic)
        parts.append("(a.publisher_id = any(%(topic_publishers)s) or a.section = any(%(topic_sections)s))")
    return " and ".join(parts), values
