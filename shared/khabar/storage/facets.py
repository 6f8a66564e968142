"""How the articles that a query finds divide: by source, person, day… One statement over the newest matches."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from khabar.query import ArticleFilters
from khabar.storage.database import COUNTED, Connection
from khabar.storage.first_matches import NEWEST_FIRST, first_rows
from khabar.storage.lists import DATES, ONE_OF, asked

Facet = Literal[
    "source", "domain", "publisher_country", "language", "section", "type", "has",
    "author", "person", "organization", "place", "event", "product", "day",
]  # fmt: skip
# The commonest values of a facet; of days, which are few, a year.
MOST_VALUES, MOST_DAYS = 20, 366


@dataclass(frozen=True)
class FacetValue:
    """A value, as its filter takes it, how it is called (None: as the value), and how many articles have it."""

    value: str
    name: str | None
    articles: int


@dataclass(frozen=True)
class Facets:
    """`articles` were looked at; `is_capped`: they are the newest, and there are more."""

    articles: int
    is_capped: bool
    counts: dict[Facet, tuple[FacetValue, ...]]


def count(db: Connection, filters: ArticleFilters, facets: Sequence[Facet]) -> Facets:
    """Counts of the commonest values of each facet among the newest COUNTED articles that match.

    Raises:
        BadInput: the search text can't be read.
    """
    among, values, search = asked(db, filters)
    if search is not None and not search.tsquery:
        return Facets(0, is_capped=False, counts=dict.fromkeys(facets, ()))
    columns = (
        "publisher_id, domain, country, language, section, type, has, entity_ids, tx, seq, "
        f"{DATES[filters.date_field]} as moment"
    )
    matching, values = first_rows(db, search, columns, among, values, order=NEWEST_FIRST, limit=COUNTED + 1)
    parts = "".join(f" union all ({_part(name)})" for name in dict.fromkeys(facets))
    # Written only where a facet of names is asked for, as nothing else reads it; and counted once for all of them.
    met = """select entity.id, entity.type, entity.name, counted.articles from (
               select id, count(*)::int as articles from matching, unnest(entity_ids) as met(id) group by id) counted
             join entity using (id)"""
    statement = f"""with matching as materialized ({matching} order by tx desc, seq desc limit {COUNTED + 1}),
        met as ({met})
        select '' as facet, '' as value, null::text as name, count(*)::int as articles from matching{parts}"""
    rows = db.execute(statement.encode(), values).fetchall()
    found = rows[0]["articles"]
    counts = {
        name: tuple(FacetValue(row["value"], row["name"], row["articles"]) for row in rows if row["facet"] == name)
        for name in facets
    }
    return Facets(min(found, COUNTED), is_capped=found > COUNTED, counts=counts)


def _part(facet: Facet) -> str:
    """The statement of one facet: its name, value, the value's own name, and count; commonest first."""
    counted = "count(*)::int as articles"
    if facet == "day":
        return f"""select 'day', to_char(moment, 'YYYY-MM-DD'), null, {counted} from matching
                   where moment is not null group by 2 order by 2 desc limit {MOST_DAYS}"""
    if facet == "source":
        return f"""select 'source', counted.id, coalesce(record->>'name_ar', record->>'name_en'), articles from (
                     select publisher_id as id, {counted} from matching where publisher_id is not null
                     group by 1 order by 2 desc, 1 limit {MOST_VALUES}) counted
                   left join publisher using (id) order by 4 desc, 2"""
    if facet == "has":
        return f"""select 'has', value, null, {counted} from matching, unnest(has) as value
                   group by 2 order by 4 desc, 2"""
    if column := ONE_OF.get(facet):
        name = column.removeprefix("a.")
        return f"""select '{facet}', {name}, null, {counted} from matching where {name} is not null
                   group by 2 order by 4 desc, 2 limit {MOST_VALUES}"""
    return f"""select '{facet}', id::text, name, articles from met where type = '{facet}'
               order by 4 desc, 3 limit {MOST_VALUES}"""
