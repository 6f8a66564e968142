"""Which of a page's bylines is the article's, and which source is trusted. Not here: finding them, taking one apart."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from khabar.arabic.fold import fold
from khabar.article import Author
from khabar.origin import Method, Provenance, Rejected
from khabar_worker.extract.bylines.agencies import signs_for_body
from khabar_worker.extract.bylines.byline import authors_of
from khabar_worker.extract.bylines.introductions import CONTRIBUTIONS, INTRODUCTION
from khabar_worker.extract.bylines.people import is_signature
from khabar_worker.extract.bylines.signatures import Signed, claims

EXTRACTOR = "page-fields@1"
_LONGEST = 200
# As systems stamp a page, whoever wrote it.
_POSTED = re.compile(r"^\W*posted\s+by\s", re.IGNORECASE)
# What a newsroom calls its accounts: one word, or «Nahr Media».
_ACCOUNT = re.compile(
    r"^\S+$|(?<!\w)(?:media|news|press|office|admin|web|tv|editors?|channel|team|cent(?:er|re)|online|site)(?!\w)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Byline:
    authors: tuple[Author, ...] = ()
    raw: str | None = None
    provenance: Provenance | None = None


class _Candidate(NamedTuple):
    method: Method
    confidence: float
    raw: str
    authors: tuple[Author, ...]


def find_authors(signed: Signed) -> Byline:
    """The people who signed: the first source that names any; agencies only when nobody does."""
    candidates = [
        _Candidate(claim.method, claim.confidence, claim.text, authors_of(claim.text, signed.sites, signed.places))
        for claim in claims(signed)
        if claim.text and len(claim.text) <= _LONGEST
    ]
    naming = [one for one in candidates if one.authors]
    if not naming:
        lines = [one for one in candidates if one.method == "dom"] or candidates
        return Byline(raw=lines[0].raw if lines else None)
    people = [one for one in naming if any(author.type == "person" for author in one.authors)]
    if offices := [one for one in naming if one.method == "dom" and signs_for_body(one.raw)]:
        # Above a statement that its office signs, an account in Latin letters is who published it.
        stamps = fold(" | ".join(one.raw for one in naming if _POSTED.match(one.raw)))
        people = [one for one in people if not _is_account(one.authors, stamps)] or offices
    return _byline(_trusted(people or naming), candidates)


def _byline(winner: _Candidate, candidates: list[_Candidate]) -> Byline:
    """The winner as a byline; who says the same makes it surer, and the others are told as rejected."""
    same = [one for one in candidates if _same(one.authors, winner.authors)]
    # The printed line is the byline as the reader saw it, whoever else names the same people.
    raw = next((one.raw for one in same if one.method == "dom"), winner.raw)
    rejected = tuple(
        Rejected(
            method=one.method,
            value=one.raw,
            why="a more trusted byline says otherwise" if one.authors else "names nobody",
        )
        for one in candidates
        if not _same(one.authors, winner.authors)
    )
    provenance = Provenance(
        method=winner.method,
        extractor=EXTRACTOR,
        confidence=min(0.99, winner.confidence + 0.05) if len(same) > 1 else winner.confidence,
        rejected=rejected[:6],
    )
    return Byline(winner.authors, raw, provenance)


def _trusted(named: list[_Candidate]) -> _Candidate:
    """The first candidate; but a full name that the page prints outweighs an account that only machines are told."""
    written = [one for one in named if any(author.role not in CONTRIBUTIONS for author in one.authors)]
    named = written or named
    first = named[0]
    is_short = not any(" " in author.name for author in first.authors)
    for other in named[1:]:
        if first.method != "dom" and other.method == "dom" and _adds_writers(other, first):
            return other
    is_printed = first.method == "dom" and not is_short and _is_arabic(first.authors)
    if is_printed or any(other.method == "dom" and _shares(other.authors, first.authors) for other in named[1:]):
        return first
    for other in named[1:]:
        if first.method == "dom" and other.method != "dom":
            continue
        is_full = all(" " in author.name for author in other.authors if author.type == "person")
        is_contribution = any(author.role in CONTRIBUTIONS for author in other.authors)
        is_vague = all(author.type == "organization" for author in first.authors) and _names_none(other.authors)
        if other.method == "dom" and is_full and not is_vague and not is_contribution and _is_arabic(other.authors):
            return other
    return first


def _names_none(authors: tuple[Author, ...]) -> bool:
    """«وكالات»: agencies, whichever."""
    return all(re.fullmatch(r"(?:ال)?وكالات(?:\s+(?:ال)?أنباء)?", author.name) for author in authors)


def _adds_writers(printed: _Candidate, told: _Candidate) -> bool:
    """Whether a printed line introduces all whom machines are told of, and others: «من طرف فلانة وفلان»."""
    known = {fold(author.name) for author in told.authors}
    added = [author for author in printed.authors if fold(author.name) not in known]
    return (
        bool(added)
        and len(printed.authors) - len(added) == len(known)
        and INTRODUCTION.match(printed.raw) is not None
        and all(is_signature(author.name) and author.role not in CONTRIBUTIONS for author in added)
    )


def _is_arabic(authors: tuple[Author, ...]) -> bool:
    return all("\u0600" <= author.name[0] <= "\u06ff" for author in authors)


def _is_account(authors: tuple[Author, ...], stamps: str) -> bool:
    """Whether nobody of a byline has written: accounts in Latin letters, as in `stamps`, and those who only helped."""
    writers = [author for author in authors if author.role not in CONTRIBUTIONS]
    return all(
        not _is_arabic((author,)) and (_ACCOUNT.search(author.name) or fold(author.name) in stamps)
        for author in writers
    )


def _shares(left: tuple[Author, ...], right: tuple[Author, ...]) -> bool:
    """Whether one person is in both, with or without a title: «د. منى سعد»."""
    return any(
        fold(one.name) in fold(other.name) or fold(other.name) in fold(one.name) for one in left for other in right
    )


def _same(left: tuple[Author, ...], right: tuple[Author, ...]) -> bool:
    return {fold(author.name) for author in left} == {fold(author.name) for author in right}


def byline_doubt(publisher_names: frozenset[str], places: frozenset[str] = frozenset()) -> Callable[[str], str | None]:
    """What is wrong with a text as a byline; None when it names somebody. Arguments as of `authors_of`."""
    return lambda text: None if len(text) <= _LONGEST and authors_of(text, publisher_names, places) else "names nobody"
