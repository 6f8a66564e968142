"""How a search runs: which rows are looked at, by which index, and which of them are the most relevant.

PostgreSQL's own plan for "this word, newest 20" costs a hundred times too much where it takes a rare word for a common
one; so the application decides by the terms' shares. Ranking every match of a common word would cost seconds: the
newest are ranked, and found by the terms of recent hours or days. Figures: docs/performance.md, "Search".
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from khabar.arabic.analyse import quoted
from khabar.arabic.search_tree import QueryWord, SearchQuery, group_tsquery
from khabar.storage.database import Connection
from khabar.storage.first_matches import NEWEST_FIRST, Rows, where_first_match
from khabar.storage.terms import TermShares

# The newest matches are ranked, no more: each costs some 0.1 ms.
RANKED = 500
# Of rows that have all words, so many newest ones.
_RANKED_WHOLE = 200
# With fewer rows than this that have all words, rows that lack some are ranked as well.
_ENOUGH = 50
# Rows that any one word of a loosened query may find, all told; commoner words are left out of it.
_LOOSE_ROWS = 20_000
_LOOSE_WORDS = 10
# What a row costs, in microseconds of a processor; only their ratios matter. Source: docs/performance.md, "Search".
_FOUND = 4.0  # found by the word index and read
_LISTED = 0.2  # in the index's list of the rarest needed word

# Of a word in captions and names, body, summary, headline: the order of ts_rank's weights, D to A.
_WEIGHTS = "{0.3,0.5,0.7,1.0}"
# BM25's saturation and length normalisation, and what two words near each other bring beside their own worth.
# Source: Robertson and Zaragoza (2009), §3.5; the values are the best of a few on ARCD: docs/arabic.md.
_SATURATION, _LENGTH, _NEAR = 0.4, 0.5, 0.25
_NEAR_WORDS = 2
# The word's very form counts as much as all its terms.
_FORM = 0.5
_MOST_RANKED_WORDS = 16


@dataclass(frozen=True)
class Search:
    """A search that is ready to run: its tsquery, what is known of its words, what part of the articles it may find.

    `listed`: the part that has its rarest needed word.
    """

    query: SearchQuery
    shares: TermShares
    tsquery: str
    share: float
    listed: float

    @property
    def index_cost(self) -> float:
        """Microseconds that all matches cost by the index."""
        return self.shares.rows * (self.listed * _LISTED + self.share * _FOUND)

    @classmethod
    def plan(cls, db: Connection, query: SearchQuery) -> Search:
        if query.root is None:
            return cls(query, TermShares(0, {}, None, has_earlier=False), "", 0.0, 0.0)
        return cls.of(query, TermShares.of(db, query))

    @classmethod
    def of(cls, query: SearchQuery, shares: TermShares) -> Search:
        assert query.root is not None
        tsquery = query.to_tsquery(with_earlier=shares.has_earlier)
        return cls(query, shares, tsquery, shares.of_node(query.root), shares.of_rarest(query.root))


def most_relevant(
    db: Connection, search: Search, among: Rows, values: Mapping[str, Any]
) -> list[tuple[float, int, UUID]]:
    """Score, `seq` and id of the newest matches in the rows `among`, best first; at most RANKED."""
    if not search.tsquery:
        return []
    found = _newest(db, search, among, values, _RANKED_WHOLE)
    if len(found) < _ENOUGH:
        for looser in _looser(search):
            more = {**values, "found": found}
            found += _newest(db, looser, among.which("a.id <> all(%(found)s)"), more, RANKED - len(found))
            if len(found) >= RANKED:
                break
    scores = _score(search)
    rows = db.execute(
        f"""select ({scores.expression})::real as score, seq, id from
              (select seq, id, search, (avg(length(search)) over ())::float8 as usual
               from (select seq, id, ts_filter(search, '{{a,b,c,d}}') as search from article
                     where id = any(%(found)s) offset 0) a) a
            order by 1 desc, seq desc""".encode(),
        {**scores.values, "found": found},
    )
    return [(row["score"], row["seq"], row["id"]) for row in rows]


def _newest(db: Connection, search: Search, among: Rows, values: Mapping[str, Any], limit: int) -> list[UUID]:
    """Ids of the newest rows that match, newest first."""
    # Half of them are enough to rank, and near the newest in any case.
    found, values = where_first_match(db, search, among, values, order=NEWEST_FIRST, limit=limit // 2 + 1)
    # All are found before they are put in order: PostgreSQL would else take a rare word for a common one, and walk.
    statement = f"""with found as materialized (select id, tx, seq from article a where {found})
        select id from found order by {NEWEST_FIRST.by()} limit {limit}"""
    return [row["id"] for row in db.execute(statement.encode(), values)]


def _looser(search: Search) -> list[Search]:
    """Searches that let words be missing: one at first, then all but one; none where every word is needed."""
    loosened = search.query.loosened()
    if loosened is None:
        return []
    by_rarity = sorted(loosened[1], key=search.shares.of_node)[:_LOOSE_WORDS]
    rare, rows = [], 0.0
    for wanted in by_rarity:
        rows += search.shares.of_node(wanted) * search.shares.rows
        if rows > _LOOSE_ROWS:
            break
        rare.append(wanted)
    queries = [search.query.any_but(1, of=tuple(by_rarity))] if len(by_rarity) > 2 else []
    queries.append(search.query.any_but(len(rare) - 1, of=tuple(rare)))
    return [Search.of(query, search.shares) for query in queries if query is not None]


@dataclass(frozen=True)
class _Score:
    expression: str
    values: dict[str, Any]


def _score(search: Search) -> _Score:
    """BM25 over words, by ts_rank of their terms and their form, with a bonus for words near each other."""
    words = _ranked_words(search)
    parts: list[str] = []
    values: dict[str, Any] = {}
    with_earlier = search.shares.has_earlier
    for number, word in enumerate(words):
        values[f"g{number}"] = group_tsquery(word, with_earlier=with_earlier)
        values[f"f{number}"] = group_tsquery(word) if word.is_prefix else quoted(word.form)
        values[f"w{number}"] = search.shares.rarity(word)
        rank = (
            f"({1 - _FORM} * ts_rank('{_WEIGHTS}', search, %(g{number})s::tsquery)"
            f" + {_FORM} * ts_rank('{_WEIGHTS}', search, %(f{number})s::tsquery))"
        )
        length = f"{_SATURATION} * ({1 - _LENGTH} + {_LENGTH} * length(search) / usual)"
        parts.append(f"%(w{number})s::float8 * {rank} / ({rank} + {length})")
    for number, (first, second) in enumerate(itertools.pairwise(words)):
        if 0 < second.position - first.position <= _NEAR_WORDS and first.form != second.form:
            one, two = values[f"g{number}"], values[f"g{number + 1}"]
            values[f"n{number}"] = f"({one} <1> {two}) | ({one} <2> {two})"
            worth = _NEAR * min(values[f"w{number}"], values[f"w{number + 1}"])
            parts.append(f"{worth} * (search @@ %(n{number})s::tsquery)::int")
    return _Score(" + ".join(parts) or "0", values)


def _ranked_words(search: Search) -> list[QueryWord]:
    """The words of the query, each once, in its order; of a very long one the rarest."""
    once = list({word.form: word for word in search.query.words()}.values())
    kept = sorted(once, key=search.shares.rarity, reverse=True)[:_MOST_RANKED_WORDS]
    return [word for word in once if word in kept]
