"""Lists of articles: a query becomes one SQL statement with keyset paging. Filters are the tables below."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from khabar.arabic.search_query import search_query
from khabar.entities import name_key
from khabar.query import ArticleFilters, ArticleQuery, Duplicates, Place
from khabar.storage.database import Connection
from khabar.storage.first_matches import NEWEST_FIRST, Order, Rows, first_rows
from khabar.storage.relevance import most_relevant
from khabar.storage.search import Search

# parameter → column; the parameter's values are one of, and `_not` none of.
ONE_OF = {
    "source": "a.publisher_id",
    "domain": "a.domain",
    "publisher_country": "a.country",
    "language": "a.language",
    "section": "a.section",
    "type": "a.type",
    "cluster": "a.cluster_id",
    "status": "a.status",
}
# parameter → array column that must share a value with the parameter's.
SHARES = {"feed": ("a.feed_ids", "uuid[]"), "author": ("a.authors", "text[]"), "entity": ("a.entities", "text[]"),
          "entity_id": ("a.entity_ids", "uuid[]"), "speaker": ("a.speakers", "text[]"),
          "has": ("a.has", "text[]")}  # fmt: skip
FOLDED = {"author", "entity", "speaker"}
DATES = {"published": "a.sort_at", "modified": "a.modified_at", "first_seen": "a.first_seen_at"}
# Without words all rows are equally relevant, and the newest come first. Rows of unfinished transactions are never
# shown, so none is missed.
SORTS = {"first_seen": NEWEST_FIRST, "published": Order("sort_at", "timestamptz"), "relevance": NEWEST_FIRST}
SETTLED = "a.tx < pg_snapshot_xmin(pg_current_snapshot())"
# A page of records that are all huge must not fill the memory: it ends early, and the next one goes on behind it.
MOST_BYTES = 16_000_000


@dataclass(frozen=True)
class Row:
    """One article of a list: its record as stored JSON text, and its place."""

    article_id: UUID
    version: int
    record: str
    place: Place


@dataclass(frozen=True)
class Found:
    """One page of a list. `has_more`: others stand behind its last row."""

    rows: tuple[Row, ...]
    has_more: bool


NOTHING = Found((), has_more=False)


def find(db: Connection, query: ArticleQuery, after: Place | None = None) -> Found:
    """Up to `query.limit` articles behind `after` in the query's order; fewer when their records pass MOST_BYTES.

    Raises:
        BadInput: the search text can't be read.
    """
    among, values, search = asked(db, query)
    if search is not None and not search.tsquery:
        return NOTHING
    if search is not None and query.sort == "relevance":
        statement, values = _by_relevance(db, query, search, after, among, values)
    else:
        statement, values = _by_keys(db, query, search, after, among, values)
    found: list[Row] = []
    size, has_more = 0, False
    # Row by row, so that no more is ever held than is given back.
    with (
        db.cursor() as cursor,
        # psycopg types its generator as an iterator; left open, it would keep the connection busy.
        closing(cursor.stream(statement, values)) as rows,  # type: ignore[type-var]
    ):
        for row in rows:
            size += len(row["record"].encode())
            if found and size > MOST_BYTES:
                has_more = True
                break
            if len(found) == query.limit:
                has_more = True  # and the loop ends by itself: leaving it here would cancel the statement, at a cost
            else:
                found.append(Row(row["id"], row["version"], row["record"], Place(keys=(row["k1"], row["k2"]))))
    return Found(tuple(found), has_more)


def _by_keys(
    db: Connection, query: ArticleQuery, search: Search | None, after: Place | None, among: Rows, values: dict[str, Any]
) -> tuple[bytes, dict[str, Any]]:
    """The statement of a list in the order of two columns."""
    order = SORTS[query.sort] if query.order == "desc" else SORTS[query.sort].reversed()
    if after is not None:
        among = among.which(order.behind("%(k1)s", "%(k2)s"), is_indexed=True)
        values = {**values, "k1": after.keys[0], "k2": after.keys[1]}
    columns = f"id, version, {order.key}, seq"
    rows, values = first_rows(db, search, columns, among, values, order=order, limit=query.limit + 1)
    statement = f"""select a.id, a.version, v.record::text as record, a.{order.key}::text as k1, a.seq::text as k2
        from ({rows} order by {order.by()} limit %(limit)s) a
        join article_version v on v.article_id = a.id and v.version = a.version order by {order.by("a.")}"""
    return statement.encode(), {**values, "limit": query.limit + 1}


def _by_relevance(
    db: Connection, query: ArticleQuery, search: Search, after: Place | None, among: Rows, values: dict[str, Any]
) -> tuple[bytes, dict[str, Any]]:
    """The statement of the best matches: they are chosen and put in order first, and then read."""
    best = most_relevant(db, search, among, values)
    if query.order == "asc":
        best.reverse()
    if after is not None:
        behind = (float(after.keys[0]), int(after.keys[1]))
        best = [one for one in best if (one[:2] < behind if query.order == "desc" else one[:2] > behind)]
    best = best[: query.limit + 1]
    statement = b"""select a.id, a.version, v.record::text as record, k.score::text as k1, k.seq::text as k2
        from unnest(%(ids)s::uuid[], %(scores)s::float8[], %(seqs)s::bigint[]) with ordinality k (id, score, seq, n)
        join article a using (id) join article_version v on v.article_id = a.id and v.version = a.version
        order by k.n"""
    return statement, {
        "ids": [one[2] for one in best], "scores": [one[0] for one in best], "seqs": [one[1] for one in best],
    }  # fmt: skip


def asked(db: Connection, query: ArticleFilters) -> tuple[Rows, dict[str, Any], Search | None]:
    """The rows among which `query` looks for its words, the values of their conditions, and the search for the words.

    None: it has no words. A search without a tsquery finds nothing: its words are in every text, and in no index.

    Raises:
        BadInput: the search text can't be read.
    """
    where, values = conditions(query.model_copy(update={"q": None, "duplicates": "include"}))
    search = Search.plan(db, search_query(query.q).within(query.search_in)) if query.q else None
    values = {**values, "asked": search.tsquery} if search else values
    also = "a.search @@ %(asked)s::tsquery" if search else "true"
    indexed = SETTLED
    if len(query.source) == 1:  # as one value: of several, even of an array with one, no index has the order
        values = {**values, "only_source": query.source[0]}
        indexed = f"{SETTLED} and a.publisher_id = %(only_source)s"
    return Rows(without_copies(f"{SETTLED} and {where}", query.duplicates, also), indexed), values, search


def conditions(query: ArticleFilters) -> tuple[str, dict[str, Any]]:
    """What an article `a` must fulfil, as SQL with its parameters.

    Raises:
        BadInput: the search text can't be read.
    """
    parts, values = ["true"], dict[str, Any]()
    for name, column in ONE_OF.items():
        for suffix, form in (("", "{} = any(%({})s)"), ("_not", "({0} is null or not {0} = any(%({1})s))")):
            if wanted := getattr(query, name + suffix, ()):
                values[name + suffix] = list(wanted)
                parts.append(form.format(column, name + suffix))
    for name, (column, kind) in SHARES.items():
        for suffix, form in (("", "{} && %({})s::{}"), ("_not", "not {} && %({})s::{}")):
            if wanted := getattr(query, name + suffix):
                values[name + suffix] = [name_key(value) for value in wanted] if name in FOLDED else list(wanted)
                parts.append(form.format(column, name + suffix, kind))
    if query.min_quality is not None:
        values["min_quality"] = query.min_quality
        parts.append("a.quality >= %(min_quality)s::real")  # as a double, 0.7 is more than the 0.7 that is stored
    for name, compare in (("from_", ">="), ("to", "<")):
        if (moment := getattr(query, name)) is not None:
            values[name] = moment
            parts.append(f"{DATES[query.date_field]} {compare} %({name})s")
    if query.q:
        values["tsquery"] = search_query(query.q).within(query.search_in).to_tsquery(with_earlier=True)
        # No index has words that are in every text: without them nothing is left to look for, and nothing is read.
        parts.append("a.search @@ %(tsquery)s::tsquery" if values["tsquery"] else "false")
    return without_copies(" and ".join(parts), query.duplicates), values


def without_copies(where: str, duplicates: Duplicates, also: str = "true") -> str:
    """`where`, and of each group of copies only the first that fulfils it and `also`; or groups of several alone.

    The inner `a` is another article of the group; `this` is the one that is looked at.
    """
    group = "select from (select a.id, a.cluster_id, a.tx, a.seq) this cross join article a"
    if duplicates == "only":
        return f"{where} and exists ({group} where a.cluster_id = this.cluster_id and a.id <> this.id)"
    if duplicates == "collapse":
        earlier = "a.cluster_id = this.cluster_id and (a.tx, a.seq) < (this.tx, this.seq)"
        return f"{where} and not exists ({group} where {earlier} and {where} and {also})"
    return where
