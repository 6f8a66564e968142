"""Search terms of Arabic text with their places, as PostgreSQL vectors, and what a query matched. Pure.

An article and a query go through the same function. Not here: stems (`stem.py`), query syntax (`search_query.py`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from khabar.arabic.clitics import bare_of
from khabar.arabic.fold import fold
from khabar.arabic.lexicon import stop_words
from khabar.arabic.stem import terms
from khabar.remembered import remembered

# Stored with each vector. Raise it with any change to the terms of a word, and let `earlier_terms` find what has the
# version before; then `khabar reindex` brings the rows up to date while they are searched.
ANALYSIS_VERSION = 8
# The first version whose vectors have the terms of `khabar.recency`.
HOURS_SINCE = 3

# Source: PostgreSQL 18, "Text Search Limitations" (textsearch-limitations.html).
MAX_POSITION = 16_383
MAX_VECTOR_BYTES = 1_000_000  # the limit is 1 MiB of lexemes and positions
MAX_POSITIONS_A_TERM = 255
# A longer run of letters is no word; 200 letters of four bytes stay below the limit of 2,046 bytes a lexeme.
MAX_WORD_CHARACTERS = 200

_CACHED_WORDS = 200_000  # a new word costs a hundred times what a known one does

# Marks, tatweel and invisible characters belong to the word they stand in.
_JOINERS = (
    "\u0640\u00ad\u061c\ufeff\u0670"
    "\u0300-\u036f\u0610-\u061a\u064b-\u065f\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u08ca-\u08ff"
    "\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069"
)
_WORD = re.compile(rf"[^\W_](?:[^\W_]|[{_JOINERS}])*")
# The accusative's ending, written before or after its alef: حكوميًا, حكومياً.
_TANWIN = re.compile("(?<=[^\\W\\d_]{3})(?:ا\u064b|\u064bا)$")
_NOT_LETTERS = re.compile(f"[{_JOINERS}]")

# Most words: nothing of them is changed.
_PLAIN = re.compile(rf"[\u0621-\u063a\u0641-\u064a]{{1,{MAX_WORD_CHARACTERS}}}")

# Letters of the neighbours' keyboards as the Arabic letter meant.
_NEIGHBOURS = str.maketrans("کڪگیېےہھەۀۂ", "كككيييههههه")

Weight = Literal["A", "B", "C", "D"]


class Word(NamedTuple):
    """One word of a text: its letters without marks, and its code points in the original text, end exclusive."""

    word: str
    position: int
    start: int
    end: int


def words(text: str) -> Iterator[Word]:
    """The words of `text` in order, stop words too; positions count from 1."""
    for position, match in enumerate(_WORD.finditer(text), 1):
        yield Word(letters_of(match.group()), position, match.start(), match.end())


@remembered(_CACHED_WORDS)
def terms_of(word: str) -> tuple[str, ...]:
    """The terms of one word as `words` gives it; none for a stop word, nor where no letter is left. Any finds it.

    >>> {*terms_of("المدن")} & {*terms_of("مدينة")} != set()
    True
    """
    return () if word in stop_words() else tuple(term for term in terms(word) if term)


@remembered(_CACHED_WORDS)
def form_of(word: str) -> str:
    """The term of the word's very form, without clitics before it: what ranks a title above its relatives."""
    return "=" + bare_of(word)


def earlier_terms(word: str) -> tuple[str, ...]:
    """The terms by which rows of the analysis before this one have `word`; none for a stop word.

    Version 7 took the letters of some sixty first names for endings (نشوان): it has them by form,
    but for the few of them that lost more (كريمان): those are found again once their rows are brought up to date.
    """
    found = terms_of(word)
    return tuple(sorted({f"={fold(word)}", form_of(word), *found})) if found else ()


def to_tsvector(parts: Sequence[tuple[str, Weight]], also: Sequence[str] = ()) -> str:
    """The text form of a `tsvector` of `parts` with their weights, one after the other; `""` is the empty vector.

    `also`: terms that stand nowhere in the text. A phrase never reaches over two parts. Words past PostgreSQL's limits
    share its last position or are left out.
    """
    places: dict[str, list[str]] = {}
    size = 0
    before = 0
    for text, weight in parts:
        last = before
        for last, printed in enumerate(_WORD.findall(text), before + 1):
            found = _stored(printed)
            if not found:
                continue
            place = f"{last if last < MAX_POSITION else MAX_POSITION}{weight}"
            for term in found:
                known = places.get(term)
                if known is None:
                    size += len(term.encode()) + 6  # without its quotes; with alignment, a count and one position
                    known = places[term] = []
                elif len(known) >= MAX_POSITIONS_A_TERM or known[-1] == place:
                    continue
                else:
                    size += 2
                known.append(place)
            if size > MAX_VECTOR_BYTES:
                return _vector(places, also)
        before = last + 1
    return _vector(places, also)


@remembered(_CACHED_WORDS)
def _stored(printed: str) -> tuple[str, ...]:
    """The quoted lexemes of a word as a text has it: its terms and that of its very form; none for a stop word."""
    word = letters_of(printed)
    found = terms_of(word)
    return tuple(quoted(term) for term in (*found, form_of(word))) if found else ()


def quoted(term: str) -> str:
    """`term` as a quoted lexeme of a tsvector or tsquery."""
    if "'" in term or "\\" in term:
        term = term.replace("\\", "\\\\").replace("'", "''")
    return f"'{term}'"


def _vector(places: dict[str, list[str]], also: Sequence[str]) -> str:
    return " ".join([*[f"{term}:{','.join(at)}" for term, at in places.items()], *map(quoted, also)])


@remembered(_CACHED_WORDS)
def letters_of(word: str) -> str:
    """`word` in Arabic letters without marks; its hamzas, yehs and teh marbutas as written."""
    if _PLAIN.fullmatch(word):
        return word
    if word.endswith(("ا", "\u064b")) and _NOT_LETTERS.sub("", word) not in stop_words():
        word = _TANWIN.sub("", word)
    letters = unicodedata.normalize("NFKC", _NOT_LETTERS.sub("", word)).translate(_NEIGHBOURS)
    letters = _NOT_LETTERS.sub("", "".join(letters.split()))[:MAX_WORD_CHARACTERS]
    return letters if "\u0621" <= letters[:1] <= "\u06d3" else fold(letters)
