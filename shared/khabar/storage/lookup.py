"""Look-ups by what an outsider knows of an article: its URL or its guid."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from khabar.storage.database import Connection


def by_urls(db: Connection, url_keys: Sequence[bytes]) -> Mapping[bytes, dict[str, Any]]:
    """For each known URL key: `article_id` (None: none yet) and the newest item's `outcome`, `state`."""
    rows = db.execute(
        """select wanted.key, coalesce(alias.article_id, item.article_id) as article_id, item.outcome, item.state
           from unnest(%s::bytea[]) as wanted(key)
           left join article_alias alias on alias.kind = 'url' and alias.key = wanted.key
           left join lateral (select article_id, outcome, state from item where item.url_key = wanted.key
                              order by id desc limit 1) item on true
           where alias.article_id is not null or item.outcome is not null""",
        (list(url_keys),),
    )
    return {row.pop("key"): row for row in rows.fetchall()}


def by_guids(db: Connection, guids: Sequence[str]) -> Mapping[str, dict[str, Any]]:
    """As `by_urls`, for guids as published; when several feeds use one guid, the newest item counts."""
    rows = db.execute(
        """select item.* from unnest(%s::text[]) as wanted(guid)
           cross join lateral (select guid, article_id, outcome, state from item
                               where md5(item.guid) = md5(wanted.guid) and item.guid = wanted.guid
                               order by id desc limit 1) item""",
        ([guid[:1000] for guid in guids],),
    )
    return {row.pop("guid"): row for row in rows.fetchall()}


# The article that %(id)s ended in; mostly itself.
_STANDING = "(select coalesce(told.merged_into, told.id) from article told where told.id = %(id)s)"


@dataclass(frozen=True)
class Stored:
    """One version of an article: its record as stored JSON text, and when the version was made.

    `is_withheld`: the article is, whatever it was in that version.
    """

    article_id: UUID
    version: int
    created_at: datetime
    record: str
    is_withheld: bool


def stored(db: Connection, article_id: UUID, version: int | None = None) -> Stored | None:
    """A version (None: the current one) of an article; None when there is none.

    The current version of one that ended in another is the other's; numbered ones are its own.
    """
    row = db.execute(
        f"""select v.article_id, v.version, v.created_at, v.record::text as record,
              (select status = 'withheld' from article standing where standing.id = {_STANDING}) as is_withheld
            from article
              join article_version v on article_id = id and v.version = coalesce(%(version)s::int, article.version)
            where id = case when %(version)s::int is null then {_STANDING} else %(id)s end""".encode(),
        {"version": version, "id": article_id},
    ).fetchone()
    return Stored(**row) if row else None


def standing(db: Connection, article_id: UUID) -> UUID | None:
    """The article that this one ended in, mostly itself; None: there is none."""
    row = db.execute(f"select {_STANDING} as id".encode(), {"id": article_id}).fetchone()
    return row["id"] if row else None


def raw_page_of(db: Connection, article_id: UUID) -> int | None:
    """The page that the current version was read from; None when it has none, or there is no such article."""
    row = db.execute(
        f"""select page_id from article_version v join article on id = article_id and article.version = v.version
            where article_id = {_STANDING}""".encode(),
        {"id": article_id},
    ).fetchone()
    return row["page_id"] if row else None
