"""Articles: identity, versions and lists. Saving is one caller's transaction; see khabar_worker.tasks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from khabar.article import Article
from khabar.entities import names_of
from khabar.indexing import ArticleIndex
from khabar.policy import left_of
from khabar.storage import entities
from khabar.storage.database import Connection

AliasKind = Literal["url", "guid", "content_hash"]


@dataclass(frozen=True)
class Alias:
    """One key under which an article is known; `key` is a sha256."""

    kind: AliasKind
    key: bytes


def lock_identity(db: Connection, aliases: Sequence[Alias]) -> None:
    """Let no other transaction decide on any of these identities until this one ends. In key order: no deadlock."""
    for alias in sorted(aliases, key=lambda alias: alias.key):
        number = int.from_bytes(alias.key[:8], "big", signed=True)
        db.execute("select pg_advisory_xact_lock(%s)", (number,))


def current(db: Connection, aliases: Sequence[Alias], article_id: UUID | None = None) -> Article | None:
    """The current version of the article that `article_id`, or else the first alias that is known, names."""
    if article_id is None:
        article_id = next(iter(known(db, aliases).values()), None)
    if article_id is None:
        return None
    # Two statements: in one, who had to wait for the row would look for its new version among the versions of before.
    locked = db.execute("select version from article where id = %s for update", (article_id,)).fetchone()
    record = record_text(db, article_id, locked["version"]) if locked else None
    return Article.model_validate_json(record) if record else None


def known(db: Connection, aliases: Sequence[Alias]) -> dict[Alias, UUID]:
    """The article that each alias names, in the order of `aliases`; those that name none are left out."""
    rows = db.execute(
        """select kind, key, article_id from article_alias
           where (kind, key) in (select * from unnest(%s::text[], %s::bytea[]))""",
        ([alias.kind for alias in aliases], [alias.key for alias in aliases]),
    ).fetchall()
    found = {Alias(row["kind"], row["key"]): row["article_id"] for row in rows}
    return {alias: found[alias] for alias in aliases if alias in found}


def merge(db: Connection, kept: UUID, others: Sequence[UUID]) -> None:
    """Let `others` be known as `kept`: their keys and readers' marks lead there. Their versions stay.

    Their feed entries do after `items.follow`.
    """
    values = {"kept": kept, "others": list(others)}
    for statement in (
        """update article set merged_into = %(kept)s, status = 'merged', updated_tx = pg_current_xact_id()
           where id = any(%(others)s) or merged_into = any(%(others)s)""",
        """update article set feed_ids = array(select distinct feed from article a, unnest(a.feed_ids) feed
                                               where a.id = %(kept)s or a.id = any(%(others)s))
           where id = %(kept)s""",
        "update article_alias set article_id = %(kept)s where article_id = any(%(others)s)",
        """insert into mark (reader, article_id, is_read, is_starred)
           select reader, %(kept)s, bool_or(is_read), bool_or(is_starred) from mark where article_id = any(%(others)s)
           group by reader on conflict (reader, article_id) do update set
             is_read = coalesce(mark.is_read, excluded.is_read), is_starred = mark.is_starred or excluded.is_starred""",
    ):
        db.execute(statement.encode(), values)


def save(
    db: Connection,
    article: Article,
    index: ArticleIndex,
    aliases: Sequence[Alias],
    *,
    page_id: int | None,
    feed_id: UUID | None = None,
) -> None:
    """Store `article` as its newest version. Versions are never changed afterwards. `feed_id`: a feed that has it."""
    visible = left_of(article)
    columns = {
        "version": article.version,
        "status": article.status,
        "type": article.type,
        "canonical_url": article.canonical_url,
        "publisher_id": article.publisher.id if article.publisher else None,
        "country": article.publisher.country if article.publisher else None,
        "language": article.language,
        "section": visible.section,
        "headline": visible.headline,
        "quality": article.quality.score,
        "feed_only": "feed_only" in article.quality.warnings,
        "content_hash": article.content_hash,
        "published_at": article.published_at,
        "modified_at": article.modified_at,
        "first_seen_at": article.first_seen_at,
        "sort_at": article.published_at or article.first_seen_at,
        "cluster_id": article.cluster.id if article.cluster else article.id,
        **index.columns(),
    }
    feed_ids = list(dict.fromkeys(filter(None, (article.source.feed_id if article.source else None, feed_id))))
    names = list(columns)
    db.execute(
        f"""insert into article (id, feed_ids, {", ".join(names)})
            values (%(id)s, %(feed_ids)s, {", ".join(f"%({name})s" for name in names)})
            on conflict (id) do update set updated_tx = pg_current_xact_id(),
              feed_ids = array(select distinct f from unnest(article.feed_ids || excluded.feed_ids) f),
              {", ".join(f"{name} = excluded.{name}" for name in names if name not in ("first_seen_at", "status"))},
              status = case when article.merged_into is null then excluded.status else article.status end""".encode(),
        {"id": article.id, "feed_ids": feed_ids, **columns},
    )
    newest = article.versions[-1]
    db.execute(
        """insert into article_version
             (article_id, version, created_at, kind, origin, content_hash, changed, page_id, record)
           values (%s, %s, %s, %s, %s, %s, %s, %s, %s::json)""",
        (
            article.id, article.version, newest.created_at, newest.kind, newest.origin, newest.content_hash,
            list(newest.changed), page_id, article.model_dump_json(by_alias=True),
        ),
    )  # fmt: skip
    entities.keep(db, names_of(visible))
    add_aliases(db, article.id, aliases)


def add_aliases(db: Connection, article_id: UUID, aliases: Sequence[Alias]) -> None:
    """Make the article known under more keys; a key that names another article keeps doing so."""
    db.execute(
        """insert into article_alias (kind, key, article_id) select *, %s from unnest(%s::text[], %s::bytea[])
           on conflict (kind, key) do nothing""",
        (article_id, [alias.kind for alias in aliases], [alias.key for alias in aliases]),
    )


def add_feed(db: Connection, article_id: UUID, feed_id: UUID) -> None:
    """Note that a feed carries the article too."""
    db.execute(
        "update article set feed_ids = feed_ids || %(feed)s where id = %(id)s and not feed_ids @> array[%(feed)s]",
        {"feed": feed_id, "id": article_id},
    )


def with_page(db: Connection, article_id: UUID) -> tuple[Article, int | None] | None:
    """The current version and the id of the page it was made from; None when there is no such article."""
    row = db.execute(
        """select record, page_id from article
           join article_version v on v.article_id = id and v.version = article.version where id = %s""",
        (article_id,),
    ).fetchone()
    return (Article.model_validate(row["record"]), row["page_id"]) if row else None


def record_text(db: Connection, article_id: UUID, version: int | None = None) -> bytes | None:
    """The stored JSON of a version (None: the current one), as bytes; None when there is none."""
    row = db.execute(
        """select v.record::text as record from article join article_version v on v.article_id = id
             and v.version = coalesce(%s::int, article.version) where id = %s""",
        (version, article_id),
    ).fetchone()
    return row["record"].encode() if row else None


def versions(db: Connection, article_id: UUID) -> list[dict[str, Any]]:
    """All versions, oldest first, without their records."""
    return db.execute(
        """select version, created_at, kind, origin, content_hash, changed from article_version
           where article_id = %s order by version""",
        (article_id,),
    ).fetchall()


def count(db: Connection) -> int:
    row = db.execute("select count(*)::int as n from article").fetchone()
    assert row is not None
    return int(row["n"])
