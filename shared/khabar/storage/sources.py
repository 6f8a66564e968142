"""Publishers as sources of articles: whose host it is, and what its articles are like. Records: publishers.py."""

from __future__ import annotations

from typing import Any

from khabar.storage.database import COUNTED, Connection

# Articles are counted up to here; of more there is an estimate, by the sample that PostgreSQL's analyze took.
EXACT = 1_000


def of_host(db: Connection, host: str) -> str | None:
    """The publisher whose domain `host` is or lies under; the longest such domain wins.

    `host` may carry a port, as host keys do.
    """
    labels = host.rsplit(":", 1)[0].lower().split(".")
    suffixes = [".".join(labels[start:]) for start in range(len(labels))]
    row = db.execute(
        """select id from publisher, unnest(domains) as domain where domain = any(%s)
           order by length(domain) desc, id limit 1""",
        (suffixes,),
    ).fetchone()
    return str(row["id"]) if row else None


def exists(db: Connection, publisher_id: str) -> bool:
    return db.execute("select from publisher where id = %s", (publisher_id,)).rowcount == 1


def card(db: Connection, publisher_id: str) -> dict[str, Any]:
    """What a publisher's articles are like: counts and shares over its last 1,000."""
    row = db.execute(
        """select count(*)::int as articles, round(avg(quality)::numeric, 3)::float as quality_mean,
             round(avg(feed_only::int), 3)::float as feed_only_share,
             round(avg((published_at is null)::int), 3)::float as undated_share
           from (select quality, feed_only, published_at from article where publisher_id = %s
                 order by tx desc, seq desc limit 1000) newest""",
        (publisher_id,),
    ).fetchone()
    assert row is not None
    return row


def listed(db: Connection) -> list[dict[str, Any]]:
    """Every publisher's id and record, and whether it has articles."""
    return db.execute(
        """select id, record, exists (select from article where publisher_id = publisher.id) as has_articles
           from publisher order by id"""
    ).fetchall()


def find(db: Connection, publisher_id: str | None = None) -> list[dict[str, Any]]:
    """Every publisher with its record, and how many feeds and articles it has; from EXACT articles on an estimate."""
    return db.execute(
        f"""with sampled as (
              select id, (share * greatest(reltuples, 0))::int as articles
              from pg_stats, pg_class, unnest(most_common_vals::text::text[], most_common_freqs) as common (id, share)
              where pg_stats.schemaname = current_schema() and tablename = 'article' and attname = 'publisher_id'
                and pg_class.oid = 'article'::regclass)
            select publisher.id, publisher.record,
              (select count(*)::int from feed where publisher_id = publisher.id and removed_at is null) as feeds,
              case when counted.articles <= {EXACT} then counted.articles
                else greatest({EXACT}, coalesce(
                  (select articles from sampled where sampled.id = publisher.id),
                  (select count(*)::int from (
                     select from article where publisher_id = publisher.id limit {COUNTED}) more))) end as articles,
              (select first_seen_at from article where publisher_id = publisher.id
               order by tx desc, seq desc limit 1) as last_article_at
            from publisher cross join lateral (select count(*)::int as articles from (
              select from article where publisher_id = publisher.id limit {EXACT + 1}) first) counted
            where %(id)s::text is null or publisher.id = %(id)s order by publisher.id""".encode(),
        {"id": publisher_id},
    ).fetchall()
