"""Quotation marks of one text: which opens, which closes, what stands between. Pure; positions are code points.

Not here: whether marked words are speech (`clauses.py`).
"""

from __future__ import annotations

import re
from typing import NamedTuple

from khabar.arabic.fold import fold

# Of apostrophes two together. It begins with a set, which is sought fastest.
_MARK = re.compile("[«»‹›“”„‟″\"＂'](?:(?<!')|')")
# Quotation marks only in pairs that close, as each of them is also an apostrophe or a bracket: '…', ‘…’, ((…)), <<…>>.
_ONLY_IN_PAIRS = re.compile(r"(?<![\w'])['‘’](?=[^\W\d])([^'‘’\n]+)['‘’](?![\w'])|\(\(([^()\n]+)\)\)|<<([^<>\n]+)>>")
_ANY_IN_PAIRS = ("'", "‘", "’", "((", "<<")
# «((صلى الله عليه وسلم))» behind a name is nobody's statement.
_HONORIFIC = re.compile(
    r"\s*(?:(?:صلي|رضي|رحم(?:ه|ها|هم)?|حفظ(?:ه|ها|هم))\s+الله|علي(?:ه|ها|هم|هما)\s+(?:ال)?(?:صلاه|سلام)|عز\s+وجل|سبحانه|"
    r"جل\s+(?:جلاله|وعلا))(?!\w)"
)
_FAMILY = {
    **dict.fromkeys("«»‹›", "angle"),
    **dict.fromkeys("“”„‟", "curly"),
    **dict.fromkeys(('"', "＂", "″", "''"), "straight"),
}
_CLOSERS = frozenset("»›”")
# One letter that Arabic writes on to the next word, so that a mark may open right behind it: بـ«…», و"…".
_CLITIC = re.compile(r"(?:^|[^\w])(?:[وفبكل]|[وف][بكل])\u0640*$")
_BEFORE_OPENING = frozenset("([{-–—:،؛/…\u0640")
_PARTING = frozenset("،,؛:؟!)")  # no quotation begins with these: a mark before one closes, also behind a space
_LOOK_BACK = 6


class Marked(NamedTuple):
    """Marked words: `start`..`end` inside the marks without white space, `open`..`close` with the marks."""

    start: int
    end: int
    open: int
    close: int


class Marks(NamedTuple):
    """Outermost pairs in order. `dangling_open`: behind an opening mark that nothing closes; `dangling_close`: of a
    closing mark that nothing opens. Both None when all marks pair."""

    pairs: tuple[Marked, ...]
    dangling_open: int | None
    dangling_close: int | None


def find_marks(text: str) -> Marks:
    """Every outermost quotation in `text`, whatever marks it uses, mixed and nested ones included.

    >>> [("قال «نعم \\"ربما\\" لا»")[m.start : m.end] for m in find_marks('قال «نعم "ربما" لا»').pairs]
    ['نعم "ربما" لا']
    """
    written = text
    if any(mark in text for mark in _ANY_IN_PAIRS):
        text = _ONLY_IN_PAIRS.sub(_as_usual, text)
    open_marks: list[tuple[int, int, str]] = []
    pairs: list[Marked] = []
    dangling_close: int | None = None
    for found in _MARK.finditer(text):
        family = _FAMILY[found[0]]
        if _opens(text, found, family, open_marks):
            open_marks.append((found.start(), found.end(), family))
        elif open_marks:
            start, inside, _ = _closed_by(open_marks, family)
            pairs = [pair for pair in pairs if pair.open < start]
            if marked := _trimmed(text, inside, found.start(), start, found.end()):
                pairs.append(marked)
        elif dangling_close is None and not pairs:
            dangling_close = found.start()
    dangling_open = open_marks[0][1] if open_marks else None
    return Marks(tuple(_as_written(written, pair) for pair in pairs), dangling_open, dangling_close)


def _as_usual(found: re.Match[str]) -> str:
    """The same words, letter for letter, in the usual marks; of doubled ones the outer become spaces."""
    if found[1]:
        return f"«{found[1]}»"
    words = found[2] or found[3]
    return found[0] if _HONORIFIC.match(fold(words)) else f" «{words}» "


def _as_written(written: str, pair: Marked) -> Marked:
    """A pair with both of its doubled marks."""
    opening, closing = written[pair.open] in "(<", written[pair.close - 1] in ")>"
    return pair._replace(open=pair.open - opening, close=pair.close + closing)


def _opens(text: str, found: re.Match[str], family: str, open_marks: list[tuple[int, int, str]]) -> bool:
    """Whether a mark opens, by its place between letters and spaces first, then by its kind."""
    before = text[found.start() - 1] if found.start() else " "
    after = text[found.end()] if found.end() < len(text) else " "
    clitic = _CLITIC.search(text[max(0, found.start() - _LOOK_BACK) : found.start()]) is not None
    parts = after in _PARTING or (after == "." and text[found.end() : found.end() + 2] != "..")
    fits_opening = (before.isspace() or before in _BEFORE_OPENING or clitic) and not after.isspace() and not parts
    fits_closing = not before.isspace() and not clitic and (after.isspace() or not after.isalnum())
    if before == ":" and not open_marks and found[0] not in _CLOSERS:
        return True  # «قوله:" إن …"»
    if fits_opening != fits_closing:
        return fits_opening
    if found[0] in _CLOSERS:
        return False
    return not any(mark[2] == family for mark in open_marks)


def _closed_by(open_marks: list[tuple[int, int, str]], family: str) -> tuple[int, int, str]:
    """The opening mark that a closing one of `family` answers, taken off with all unanswered ones behind it."""
    at = next((i for i in range(len(open_marks) - 1, -1, -1) if open_marks[i][2] == family), len(open_marks) - 1)
    found = open_marks[at]
    del open_marks[at:]
    return found


def _trimmed(text: str, start: int, end: int, opening: int, closing: int) -> Marked | None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Marked(start, end, opening, closing) if start < end else None
