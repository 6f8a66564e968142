"""How common search terms are, by a sample of the articles, and what that says of a query before it runs."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from khabar.arabic.analyse import ANALYSIS_VERSION, HOURS_SINCE
from khabar.arabic.lexicon import background_share
from khabar.arabic.search_tree import Either, Every, Needed, Node, QueryWord, SearchQuery, Wanted
from khabar.storage.database import Connection

# 10,000 articles tell a term of every thousandth article from one of every ten-thousandth, and take some seconds.
SAMPLE_ROWS = 10_000
# Taken anew when so many more articles have come.
_GROWTH = 1.1
_SAMPLED = "search_terms_of"
_LOCK = 0x6B686274  # "khbt": one process at a time takes the sample
# Words of one text are no strangers: two words that are each in a hundredth of the articles are together in more than
# a ten-thousandth.
_TOGETHER = 0.5


def refresh(db: Connection, *, is_forced: bool = False) -> int:
    """Take the sample anew if the articles have grown by a tenth since, or if forced, for new terms.

    Returns how many terms it has; 0: it was left alone.
    """
    rows = int(_number(db, "select count(*) from article"))
    known = int(_number(db, f"select coalesce((select value from setting where name = '{_SAMPLED}'), '0')::bigint"))
    if rows <= known * _GROWTH and not is_forced:
        return 0
    with db.transaction():
        if not _number(db, f"select pg_try_advisory_xact_lock({_LOCK})::int"):
            return 0
        # Before the first write: a transaction that writes holds back all later events until it ends.
        shares = sample(db, rows)
        db.execute("delete from search_term")
        db.execute(
            "insert into search_term select * from unnest(%s::text[], %s::real[])",
            (list(shares), list(shares.values())),
        )
        db.execute(
            "insert into setting values (%s, %s) on conflict (name) do update set value = excluded.value",
            (_SAMPLED, str(rows)),
        )
    return len(shares)


def sample(db: Connection, rows: int) -> dict[str, float]:
    """Terms of a sample of the `rows` articles, each with the part of them that have it; '': what the rarest is above.

    Only reads.
    """
    percent = min(100.0, 100.0 * SAMPLE_ROWS / rows)
    sampled = f"article tablesample system ({percent:.6f}) repeatable (1)"
    size = max(1, int(_number(db, f"select count(*) from {sampled}")))
    # Terms of very forms (=) are for ranking only, and no query has those of moments (@). One sighting in a large
    # sample is chance.
    found = db.execute(
        f"""select word, ndoc::real / {size} as share from ts_stat('select search from {sampled}')
            where word !~ '^[=@]' and ndoc >= {1 + size // 5_000}""".encode()
    )
    return {row["word"]: row["share"] for row in found} | {"": 1.0 / size}


def _number(db: Connection, statement: str) -> float:
    row = db.execute(statement.encode()).fetchone()
    assert row is not None
    return float(next(iter(row.values())))


@dataclass(frozen=True)
class TermShares:
    """`shares`: term → part of the articles that have it, 0..1. `rows`: about how many articles there are.

    `least`: what a term that the sample has not is rarer than; None when no sample was taken yet.
    `has_earlier`: whether articles are still indexed by the analysis before this one. `lacks_hours`: whether by one
    whose vectors have no terms of `khabar.recency`.
    """

    rows: int
    shares: Mapping[str, float]
    least: float | None
    has_earlier: bool
    lacks_hours: bool = False

    @classmethod
    def of(cls, db: Connection, query: SearchQuery) -> TermShares:
        terms = sorted({term for word in query.words() for term in word.terms})
        found = {
            row["term"]: row["share"]
            for row in db.execute(
                """select term, share from search_term where term = any(%s)
                   union all select '*', reltuples from pg_class where oid = 'article'::regclass
                   union all select '<', min(search_version) from article""",
                (["", *terms],),
            )
        }
        rows, oldest = max(0, int(found.pop("*"))), found.pop("<") or ANALYSIS_VERSION
        least = found.pop("", None)
        return cls(rows, found, least, has_earlier=oldest < ANALYSIS_VERSION, lacks_hours=oldest < HOURS_SINCE)

    def of_word(self, word: QueryWord) -> float:
        """The part of the articles that have any term of `word`."""
        if word.is_prefix:
            return 1.0
        if self.least is None:
            return background_share(word.form.removeprefix("="))
        return min(1.0, sum(self.shares.get(term, self.least / 2) for term in word.terms))

    def of_node(self, node: Node) -> float:
        """The part of the articles that `node` finds, roughly; exclusions count for nothing."""
        match node:
            case Wanted(words):
                return _together([self.of_word(word) for word in words])
            case Needed(inner):
                return self.of_node(inner)
            case Every(nodes):
                return _together([self.of_node(one) for one in nodes])
            case Either(nodes):
                return min(1.0, sum(self.of_node(one) for one in nodes))
            case _:
                return 1.0

    def of_rarest(self, node: Node) -> float:
        """The part of the articles that the index lists for the rarest word that `node` needs."""
        match node:
            case Wanted(words):
                return min(self.of_word(word) for word in words)
            case Needed(inner):
                return self.of_rarest(inner)
            case Every(nodes):
                return min(self.of_rarest(one) for one in nodes)
            case Either(nodes):
                return min(1.0, sum(self.of_rarest(one) for one in nodes))
            case _:
                return 1.0

    def rarity(self, word: QueryWord) -> float:
        """How much `word` says about a text: its inverse document frequency, above 0.

        Source: Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009), §3.1.
        """
        if word.is_prefix:
            return 1.0
        if self.least is None:
            share = background_share(word.form.removeprefix("="))
        else:  # of its terms the commonest: the others are there for words that are spelled or inflected in another way
            share = max(self.shares.get(term, self.least / 2) for term in word.terms)
        return math.log(1 + (1 - share + 1e-6) / (share + 1e-6))


def _together(shares: Sequence[float]) -> float:
    least, *others = sorted(shares)
    return least * math.prod(others) ** _TOGETHER
