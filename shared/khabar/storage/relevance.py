"""Which of a search's matches are the most relevant: the newest are ranked, as ranking every match of a common word
would cost seconds. Figures: docs/performance.md, "Search".
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from khabar.arabic.analyse import HOURS_SINCE, quoted
from khabar.arabic.search_tree import QueryWord, group_tsquery
from khabar.recency import TERMS_OF_MOMENT
from khabar.storage.database import Connection
from khabar.storage.first_matches import Rows
from khabar.storage.newest_matches import newest_matches
from khabar.storage.search import Search

# The newest matches are ranked, no more: each costs some 0.03 ms.
RANKED = 500
# Of rows that have all words, so many newest ones.
_RANKED_WHOLE = 200
# With fewer rows than this that have all words, rows that lack some are ranked as well.
_ENOUGH = 50
# Rows that any one word of a loosened query may find, all told; commoner words are left out of it.
_LOOSE_ROWS = 20_000
_LOOSE_WORDS = 10
# Of a word in captions and names, body, summary, headline: the order of ts_rank's weights, D to A.
_WEIGHTS = "{0.3,0.5,0.7,1.0}"
# BM25's saturation and length normalisation, and what two words near each other bring beside their own worth.
# Source: Robertson and Zaragoza (2009), §3.5; the values are the best of a few on ARCD: docs/arabic.md.
_SATURATION, _LENGTH, _NEAR = 0.4, 0.5, 0.25
_NEAR_WORDS = 2
# The word's very form counts as much as all its terms.
_FORM = 0.5
_MOST_RANKED_WORDS = 16
# How many different terms the text has; those of when it was first seen are no part of it.
_TERMS = f"length(search) - {TERMS_OF_MOMENT} * (search_version >= {HOURS_SINCE})::int"


def most_relevant(
    db: Connection, search: Search, among: Rows, values: Mapping[str, Any]
) -> list[tuple[float, int, UUID]]:
    """Score, `seq` and id of the newest matches in the rows `among`, best first; at most RANKED."""
    if not search.tsquery:
        return []
    found = newest_matches(db, search, among, values, _RANKED_WHOLE)
    if len(found) < _ENOUGH:
        for looser in _looser(search):
            more = {**values, "found": found}
            others = among.which("a.id <> all(%(found)s)")
            found += newest_matches(db, looser, others, more, RANKED - len(found))
            if len(found) >= RANKED:
                break
    score = _score(search)
    # Each vector is unpacked once: ts_delete gives the one back that lacks the term. What is wanted of it is a few
    # numbers, so that no vector is kept until all are read.
    rows = db.execute(
        f"""select ({score.expression})::real as score, seq, id from
              (select *, (avg(length) over ())::float8 as usual from
                (select {score.columns} from
                  (select seq, id, search_version, ts_delete(search, '') as search from article
                   where id = any(%(found)s) offset 0) a) a) a
            order by 1 desc, seq desc""".encode(),
        {**score.values, "found": found},
    )
    return [(row["score"], row["seq"], row["id"]) for row in rows]


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
    """`columns`: what is read off each article. `expression`: its score by them, where `usual` is the mean `length`."""

    columns: str
    expression: str
    values: dict[str, Any]


def _score(search: Search) -> _Score:
    """BM25 over words, by ts_rank of their terms and their form, with a bonus for words near each other."""
    words = _ranked_words(search)
    columns = ["seq", "id", f"{_TERMS} as length"]
    parts: list[str] = []
    values: dict[str, Any] = {}
    with_earlier = search.shares.has_earlier
    length = f"{_SATURATION} * ({1 - _LENGTH} + {_LENGTH}::float8 * length / usual)"
    for number, word in enumerate(words):
        values[f"g{number}"] = group_tsquery(word, with_earlier=with_earlier)
        values[f"f{number}"] = group_tsquery(word) if word.is_prefix else quoted(word.form)
        values[f"w{number}"] = search.shares.rarity(word)
        columns.append(
            f"{1 - _FORM} * ts_rank('{_WEIGHTS}', search, %(g{number})s::tsquery)"
            f" + {_FORM} * ts_rank('{_WEIGHTS}', search, %(f{number})s::tsquery) as rank_{number}"
        )
        # rank / (rank + length), and 0 where both are.
        parts.append(f"%(w{number})s::float8 * (1 - {length} / (rank_{number} + {length}))")
    for number, (first, second) in enumerate(itertools.pairwise(words)):
        if 0 < second.position - first.position <= _NEAR_WORDS and first.form != second.form:
            one, two = values[f"g{number}"], values[f"g{number + 1}"]
            values[f"n{number}"] = f"({one} <1> {two}) | ({one} <2> {two})"
            values[f"b{number}"] = _NEAR * min(values[f"w{number}"], values[f"w{number + 1}"])
            columns.append(f"(search @@ %(n{number})s::tsquery)::int as near_{number}")
            parts.append(f"%(b{number})s::float8 * near_{number}")
    return _Score(", ".join(columns), " + ".join(parts) or "0", values)


def _ranked_words(search: Search) -> list[QueryWord]:
    """The words of the query, each once, in its order; of a very long one the rarest."""
    once = list({word.form: word for word in search.query.words()}.values())
    kept = sorted(once, key=search.shares.rarity, reverse=True)[:_MOST_RANKED_WORDS]
    return [word for word in once if word in kept]
