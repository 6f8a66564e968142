"""Groups of copies: which one a new article belongs to, and which groups there are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from khabar.article import Article, Cluster
from khabar.fingerprint import COPY, EDITED, similarity
from khabar.indexing import ArticleIndex
from khabar.query import ArticleFilters
from khabar.storage.database import COUNTED, Connection
from khabar.storage.lists import SETTLED, conditions

# Copies come within days; what a publisher prints every week in the same words is no copy.
WINDOW = timedelta(days=7)
# So many texts that share a band are looked at, the newest; more are no news but a form that is filled in every hour.
_MOST_CANDIDATES = 100


def placed(db: Connection, article: Article, index: ArticleIndex) -> Article:
    """`article` with its group: that of the most similar article of the days around, else one of its own.

    Holds off whoever stores a similar text until the transaction ends, so that two copies at once find each other.
    """
    if index.fingerprint is None:
        return article.model_copy(update={"cluster": None})
    # In order of numbers: no deadlock. And the planner can't know how rare bands are: it would read the whole table.
    wait = """select set_config('enable_seqscan', 'off', true), pg_advisory_xact_lock(band)
              from (select unnest(%s::bigint[]) as band order by 1) b"""
    db.execute(wait, (index.bands,))
    rows = db.execute(
        # Found by the bands alone: without the values of a week it would be taken for rarer than they are.
        """select id, cluster_id, fingerprint, publisher_id from (
             select id, coalesce(cluster_id, id) as cluster_id, fingerprint, publisher_id, first_seen_at from article
             where bands && %s::bigint[] offset 0) alike
           where id <> %s and first_seen_at between %s and %s order by first_seen_at desc limit %s""",
        (
            index.bands, article.id, article.first_seen_at - WINDOW, article.first_seen_at + WINDOW, _MOST_CANDIDATES,
        ),
    ).fetchall()  # fmt: skip
    publisher = article.publisher.id if article.publisher else None
    best, share = None, 0.0
    for row in rows:
        found = similarity(index.fingerprint, row["fingerprint"])
        # One publisher's own texts are alike because they are written to a pattern: congratulations, rain, executions.
        least = COPY if publisher is not None and row["publisher_id"] == publisher else EDITED
        if found >= least and found > share:
            best, share = row, found
    if best is None or best["cluster_id"] == article.id:
        cluster = Cluster(id=article.id, role="first")
    else:
        role = "copy" if share >= COPY else "edited"
        cluster = Cluster(id=best["cluster_id"], role=role, similarity=round(share, 2), nearest=best["id"])
    return article.model_copy(update={"cluster": cluster})


@dataclass(frozen=True)
class Group:
    """One group: its size, its publishers, and its first article's record as stored JSON text."""

    id: UUID
    articles: int
    publishers: list[str]
    first_at: datetime
    last_at: datetime
    record: str


def ranked(db: Connection, filters: ArticleFilters, *, least: int, limit: int) -> tuple[Sequence[Group], bool]:
    """Groups of at least `least` articles, those of most publishers first, then the newest; and whether it was capped:
    the newest COUNTED articles that match are looked at.

    Raises:
        BadInput: the search text of `filters` can't be read.
    """
    where, values = conditions(filters)
    rows = db.execute(
        f"""with matching as materialized (
              select coalesce(cluster_id, id) as cluster, id, version, publisher_id, sort_at, tx, seq
              from article a where {SETTLED} and {where} order by tx desc, seq desc limit {COUNTED + 1}),
            chosen as (
              select cluster, count(*)::int as articles, min(sort_at) as first_at, max(sort_at) as last_at,
                array_remove(array_agg(distinct publisher_id), null) as publishers,
                (array_agg(id order by tx, seq))[1] as first
              from matching group by cluster having count(*) >= %(least)s
              order by count(distinct publisher_id) desc, last_at desc, cluster limit %(limit)s)
            select cluster as id, articles, publishers, first_at, last_at, v.record::text as record,
              (select count(*) from matching) > {COUNTED} as is_capped
            from chosen join article on article.id = first
            join article_version v on v.article_id = first and v.version = article.version
            order by cardinality(publishers) desc, last_at desc, cluster""".encode(),
        {**values, "least": least, "limit": limit},
    ).fetchall()
    is_capped = any(row.pop("is_capped") for row in rows)
    return [Group(**row) for row in rows], is_capped
