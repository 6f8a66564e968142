"""A search that is ready to run, and what its matches cost: PostgreSQL's own plan for "this word, newest 20" costs a
hundred times too much where it takes a rare word for a common one, so the application decides by the terms' shares.

Not here: where the first matches are looked for (`first_matches.py`), which are the most relevant (`relevance.py`).
"""

from __future__ import annotations

from dataclasses import dataclass

from khabar.arabic.search_tree import SearchQuery
from khabar.storage.database import Connection
from khabar.storage.terms import TermShares

# What a row costs, in microseconds of a processor; only their ratios matter. Source: docs/performance.md, "Search".
_FOUND = 4.0  # found by the word index and read
_LISTED = 0.2  # in the index's list of the rarest needed word


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
