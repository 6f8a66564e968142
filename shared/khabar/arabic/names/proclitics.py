"""Proclitics of one folded word: و ف ب ك ل written to the next word. Pure."""

from __future__ import annotations

from typing import NamedTuple

from khabar.arabic.lexicon import vocabulary
from khabar.remembered import remembered

_LEAST_REST = 2
# Conjunction, then preposition; each of both may be missing.
_OPENINGS = ("وب", "ول", "وك", "فب", "فل", "و", "ف", "ب", "ل", "ك")
_CACHED_WORDS = 100_000


class Opening(NamedTuple):
    """A way to read a word: `cut` letters are proclitics, `word` is left, its article restored after ل (للقاهرة)."""

    cut: int
    word: str


@remembered(_CACHED_WORDS)
def openings(folded: str) -> tuple[Opening, ...]:
    """All ways to read the word, the uncut one first. Whether the rest is a word is for the reader to know.

    >>> [opening.word for opening in openings("للقاهره")]
    ['للقاهره', 'القاهره', 'لقاهره']
    """
    found = [Opening(0, folded)]
    for opening in _OPENINGS:
        rest = folded[len(opening) :]
        if not folded.startswith(opening) or len(rest) < _LEAST_REST:
            continue
        if opening.endswith("ل") and rest.startswith("ل"):
            found.append(Opening(len(opening), "ا" + rest))
        found.append(Opening(len(opening), rest))
    return tuple(found)


@remembered(_CACHED_WORDS)
def printed_forms(word: str) -> frozenset[str]:
    """All words that `openings` reads as this one.

    >>> "للقاهره" in printed_forms("القاهره")
    True
    """
    swallowed = [opening + word[1:] for opening in _OPENINGS if opening.endswith("ل") and word.startswith("ال")]
    return frozenset([word, *(opening + word for opening in _OPENINGS), *swallowed])


@remembered(_CACHED_WORDS)
def is_likelier(folded: str, rest: str) -> bool:
    """Whether a word that holds `rest` behind proclitics is not rather a word of its own: وليد is no «و + ليد».

    Source: frequencies of data/vocabulary.tsv.gz. A bare word is commoner than the same word with a proclitic.
    """
    counts = vocabulary()
    return counts.get(rest, 0) * 2 >= counts.get(folded, 0)
