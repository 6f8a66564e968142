"""Names across articles: kept when an article is stored, counted and found when somebody asks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from khabar.arabic.analyse import quoted
from khabar.entities import Name, NameType, asked_words, name_words
from khabar.query import ArticleFilters
from khabar.storage.database import COUNTED, Connection
from khabar.storage.lists import SETTLED, conditions

# Names that words may find; their articles are counted, so that the commonest come first.
_MOST_NAMES = 2000


@dataclass(frozen=True)
class NameCount:
    """A name, and how many of the articles looked at have it."""

    id: UUID
    type: NameType
    name: str
    articles: int


def keep(db: Connection, names: Sequence[Name]) -> None:
    """Make names known; those that are keep the spelling they have."""
    if not names:
        return
    db.execute(
        """insert into entity (id, type, name, search)
           select * from unnest(%s::uuid[], %s::text[], %s::text[], %s::tsvector[]) on conflict (id) do nothing""",
        (
            [name.id for name in names],
            [name.type for name in names],
            [name.name for name in names],
            [" ".join(map(quoted, name_words(name.name))) for name in names],
        ),
    )


def get(db: Connection, id: UUID) -> Name | None:
    row = db.execute("select id, type, name from entity where id = %s", (id,)).fetchone()
    return Name.model_validate(row) if row else None


def counted(
    db: Connection, filters: ArticleFilters, *, words: str | None, types: Sequence[NameType], limit: int
) -> list[NameCount]:
    """The commonest names among the newest COUNTED articles that match and have one of them.

    `words`: each must begin a word of the name; None: any name.

    Raises:
        BadInput: the search text of `filters` can't be read.
    """
    where, values = conditions(filters)
    named, wanted = "", ["true"]
    if words is not None:
        asked = asked_words(words)
        if not asked:
            return []
        values["words"] = " & ".join(f"{quoted(word)}:*" for word in asked)
        named = f"""named as materialized (
            select array_agg(id) as ids from (select id from entity
            where search @@ %(words)s::tsquery and (%(types)s::text[] = '{{}}' or type = any(%(types)s))
            limit {_MOST_NAMES}) found),"""
        where += " and a.entity_ids && (select ids from named)"
        wanted.append("entity.id = any((select ids from named)::uuid[])")
    if types:
        wanted.append("entity.type = any(%(types)s)")
    rows = db.execute(
        f"""with {named} matching as materialized (
              select a.entity_ids from article a where {SETTLED} and {where}
              order by tx desc, seq desc limit {COUNTED}),
            counted as (select id, count(*)::int as articles from matching, unnest(entity_ids) as met(id) group by id)
            select entity.id, type, name, articles from counted join entity using (id)
            where {" and ".join(wanted)} order by articles desc, name, entity.id limit %(limit)s""".encode(),
        {**values, "types": list(types), "limit": limit},
    )
    return [NameCount(**row) for row in rows]


def articles_with(db: Connection, id: UUID) -> dict[str, Any]:
    """How many usable articles have the name, at most COUNTED, and when the first and the last were published."""
    row = db.execute(
        f"""select count(*)::int as articles, min(sort_at) as first_at, max(sort_at) as last_at from (
              select sort_at from article a where {SETTLED} and status = 'usable' and entity_ids @> array[%s]::uuid[]
              order by tx desc, seq desc limit {COUNTED}) found""".encode(),
        (id,),
    ).fetchone()
    assert row is not None
    return row
