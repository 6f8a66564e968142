"""Text folded for matching and search, with the way back to the original letters.

Not here: text to store or show (`clean.py`); stems and search terms (`analyse.py`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from khabar.remembered import remembered

# Combining marks that a reader leaves out without changing the word.
# Marks of Indic and other scripts are vowels: they stay.
_MARKS = (
    range(0x0300, 0x0370),  # Latin, Greek, Cyrillic accents
    range(0x0591, 0x05C8),  # Hebrew points
    range(0x0610, 0x061B),  # Arabic honorifics
    range(0x064B, 0x0660),  # harakat, shadda, sukun, combining hamza and madda
    range(0x0670, 0x0671),  # superscript alef
    range(0x06D6, 0x06EE),  # Quranic marks
    range(0x0898, 0x08A0),
    range(0x08CA, 0x0900),
    range(0xFE00, 0xFE10),  # variation selectors
)
_TATWEEL = "\u0640"  # tatweel (ـ), the stretching stroke

# Letters that a writer, a keyboard or a neighbouring language gives another shape. Every seat of a hamza but
# alef becomes the hamza itself, so that مسؤول and مسئول meet; alef loses it, because writers leave it out (احمد).
_LETTERS = {
    **dict.fromkeys("أإآٱٲٳ", "ا"),
    **dict.fromkeys("ؤئٶٸ", "ء"),
    **dict.fromkeys("ىیېۍێۑے", "ي"),
    **dict.fromkeys("ةہھەۀۂۃە", "ه"),
    **dict.fromkeys("کڪګگڭ", "ك"),
    **dict.fromkeys("ۆۇۈۋ", "و"),
    **dict.fromkeys("ڤڥ", "ف"),
    "پ": "ب",
    "چ": "ج",
    "ژ": "ز",
}


class _FoldTable(dict[int, str]):
    """What each code point folds to, worked out when first met: at most one entry per code point of Unicode."""

    def __missing__(self, code: int) -> str:
        folded = _folded_character(chr(code))
        self[code] = folded
        return folded


def _folded_character(character: str) -> str:
    """`character` after compatibility forms, case, letters, digits and marks; repeated until nothing changes."""
    seen = character
    while True:
        composed = unicodedata.normalize("NFKC", seen)  # a presentation form becomes its letter, hamza and all
        parts = unicodedata.normalize("NFKD", "".join(_LETTERS.get(c, c) for c in composed).casefold())
        folded = "".join(_folded_part(c) for c in parts)
        if folded == seen:
            return folded
        seen = folded


def _folded_part(part: str) -> str:
    if part == _TATWEEL or unicodedata.category(part) == "Cf" or any(ord(part) in marks for marks in _MARKS):
        return ""
    digit = unicodedata.decimal(part, None)
    return str(digit) if digit is not None else _LETTERS.get(part, part)


_TABLE = _FoldTable()
# Letters of a plain sentence, and those of them that fold to another: replacing these one by one takes a quarter of the
# table's time. Any other character sends the text to the table.
_PLAIN = [*map(chr, [*range(0x20, 0x41), *range(0x5B, 0x7F), *range(0x621, 0x63B), *range(0x641, 0x64B)]), *"،؛؟«»“”–—"]
_REPLACED = [(character, folded) for character in _PLAIN if (folded := _folded_character(character)) != character]
_SHORT, _REMEMBERED = 120, 4_096
_IS_PLAIN = re.compile(f"[{re.escape(''.join(_PLAIN))}]*+")


def fold(text: str) -> str:
    """`text` (NFC) for comparing: one alef, one yeh, ASCII digits, lower case; no marks, tatweel, invisible characters.

    Idempotent. White space and punctuation stay.

    >>> fold("الـمُؤتَمَر في ٢٠٢٦")
    'المءتمر في 2026'
    """
    return _folded_line(text) if len(text) <= _SHORT else _folded_text(text)


def _folded_text(text: str) -> str:
    if not _IS_PLAIN.fullmatch(text):
        return text.translate(_TABLE)
    for character, folded in _REPLACED:
        text = text.replace(character, folded)
    return text


# The titles, names and labels of a page are compared many times over.
_folded_line = remembered(_REMEMBERED)(_folded_text)


def fold_with_offsets(text: str) -> tuple[str, tuple[int, ...]]:
    """`fold(text)`, and for each of its characters the code point of `text` it came from."""
    pieces: list[str] = []
    offsets: list[int] = []
    for offset, character in enumerate(text):
        piece = _TABLE[ord(character)]
        pieces.append(piece)
        offsets.extend([offset] * len(piece))
    return "".join(pieces), tuple(offsets)


def source_span(text: str, offsets: Sequence[int], start: int, end: int) -> tuple[int, int]:
    """The stretch of `text` behind `start`..`end` of its folded form, end exclusive.

    Marks that fold to nothing belong to the letter before them.
    """
    if start >= end:
        at = offsets[start] if start < len(offsets) else len(text)
        return at, at
    stop = offsets[end - 1] + 1
    while stop < len(text) and not _TABLE[ord(text[stop])] and not text[stop].isspace():
        stop += 1
    return offsets[start], stop
