"""Known names in a row of folded words: a dictionary by first word, the longest name first. Pure."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal, NamedTuple

from khabar.arabic.lexicon import vocabulary
from khabar.arabic.names.proclitics import is_likelier, openings
from khabar.arabic.names.tables import derived_places, forms
from khabar.remembered import remembered

Kind = Literal["person", "organization", "place"]

_FILES: tuple[tuple[Kind, str], ...] = (
    ("person", "people.txt"),
    ("organization", "organisations.txt"),
    ("place", "places.txt"),
)


_CACHED_WORDS = 100_000
# Stands for the second word of a name of one word.
_ALONE = ""
_OF_NO_KIND: frozenset[Kind] = frozenset()
_NOTHING: Mapping[str, Sequence[tuple[int, _Row]]] = {}


class Known(NamedTuple):
    """What a name means. `entry` is shared by all forms of one thing; None: the form stands alone."""

    kind: Kind
    sure: bool
    entry: str | None


class Match(NamedTuple):
    """Words `start`..`end` (exclusive) are a known name; `cut` letters of the first are proclitics.

    `known` has more than one meaning where a city, a club and a newspaper share their name.
    """

    start: int
    end: int
    cut: int
    known: tuple[Known, ...]


class _Row(NamedTuple):
    rest: tuple[str, ...]
    known: tuple[Known, ...]


@functools.cache
def _rows() -> dict[str, tuple[_Row, ...]]:
    """First word → names that begin with it, longest first."""
    found: dict[tuple[str, ...], list[Known]] = {}
    for kind, file in _FILES:
        for form in forms(file):
            _add(found, form.words, Known(kind, form.sure, f"{kind}{form.entry}"))
    for words, sure in derived_places():
        if not any(known.kind == "place" for known in found.get(words, ())):
            _add(found, words, Known("place", sure, None))
    rows: dict[str, list[_Row]] = {}
    for words, known in found.items():
        rows.setdefault(words[0], []).append(_Row(words[1:], tuple(known)))
    return {first: tuple(sorted(names, key=lambda row: -len(row.rest))) for first, names in rows.items()}


def _add(found: dict[tuple[str, ...], list[Known]], words: tuple[str, ...], known: Known) -> None:
    """A name met twice is unsure if it was so once."""
    names = found.setdefault(words, [])
    same = next((i for i, one in enumerate(names) if one.kind == known.kind), None)
    if same is None:
        names.append(known)
    elif not known.sure:
        names[same] = names[same]._replace(sure=False)


def is_sure_body(match: Match) -> bool:
    """Whether the words name an organisation and are no common ones."""
    return any(known.kind == "organization" and known.sure for known in match.known)


def kinds_of_word(folded: str) -> tuple[Known, ...]:
    """What the word alone names."""
    rows = _rows().get(folded)
    return rows[-1].known if rows and not rows[-1].rest else ()


def opens_names(folded: str) -> frozenset[Kind]:
    """Kinds of the longer names that begin with the word."""
    rows = _rows().get(folded)
    return frozenset(known.kind for row in rows if row.rest for known in row.known) if rows else _OF_NO_KIND


def begins_known(folded: str) -> bool:
    """Whether a known name may begin with the word, proclitics before it or not."""
    return bool(_beginning(folded))


def matches_in(words: Sequence[str], begun: Iterable[int] | None = None) -> list[Match]:
    """Known names in a row of tokens, from left to right, none inside another.

    `begun`: the tokens that may begin one, in order, where they are known already.
    """
    found: list[Match] = []
    after = 0
    for at in [at for at, word in enumerate(words) if _beginning(word)] if begun is None else begun:
        match = match_at(words, at) if at >= after else None
        if match is not None:
            found.append(match)
            after = match.end
    return found


def match_at(words: Sequence[str], at: int) -> Match | None:
    """The longest known name that begins at token `at`. Marks are tokens too, so no name reaches over one."""
    begun = _beginning(words[at])
    longer = begun.get(words[at + 1], ()) if at + 1 < len(words) else ()
    best: Match | None = None
    for cut, row in (*longer, *begun.get(_ALONE, ())):
        size = 1 + len(row.rest)
        if best is not None and size <= best.end - best.start:
            continue
        if size <= 2 or tuple(words[at + 1 : at + size]) == row.rest:
            best = Match(at, at + size, cut, row.known)
    return best


@remembered(_CACHED_WORDS)
def _beginning(folded: str) -> Mapping[str, Sequence[tuple[int, _Row]]]:
    """Names that begin with the word, each with the letters of proclitics before it, by their second word."""
    found: dict[str, list[tuple[int, _Row]]] = {}
    for cut, word in openings(folded):
        for row in _rows().get(word, ()):
            if not cut or row.rest or (is_likelier(folded, word) and not is_adverb(folded)):
                found.setdefault(row.rest[0] if row.rest else _ALONE, []).append((cut, row))
    return found or _NOTHING


def is_adverb(folded: str) -> bool:
    """Whether the word is an adjective with the ending of adverbs: فلكيا is no «ف + ل + كيا»."""
    return folded.endswith("يا") and vocabulary().get(folded[:-1], 0) > vocabulary().get(folded, 0)
