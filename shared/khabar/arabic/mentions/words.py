"""The words of dates inside running text, and a text's sketch: one character for each word that may belong to a date.

The grammar of mentions (`grammar.py`) is a table of patterns over sketches: a sketch is a sixth as long as its
text, and what a word may look like is settled here once. Not here: the words (`kinds.py`); what a mention means
(`resolve.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import repeat
from typing import NamedTuple

from khabar.arabic.date_tables import DAYS_BACK, DUALS, HIJRI_MONTHS, MONTHS, NUMBERS, UNITS, WEEKDAYS
from khabar.arabic.fold import fold
from khabar.arabic.mentions.kinds import BREAK, DATING, SKETCHED, UNIT_NAMES, UNKNOWN, WORDS
from khabar.arabic.node import Node, Word
from khabar.remembered import remembered

_KIND_OF = {character: kind for kind, character in SKETCHED.items()}

# What stands between two words. Everything else parts them as a full stop does.
_BETWEEN = {
    **dict.fromkeys("-–—−ـ", "-"), **dict.fromkeys("/\\", "/"), **dict.fromkeys("([", "("),
    **dict.fromkeys(")]", ")"), **dict.fromkeys("،,", ","), ".": ".", **dict.fromkeys("\"«»“”„", '"'),
    **dict.fromkeys(" \t\u00a0\u200b\u200c\u200d\u200e\u200f\u061c\u202a\u202b\u202c\u2066\u2067\u2068\u2069", ""),
}  # fmt: skip

_DIGITS = re.compile(r"([0-9]{1,4})(م|ه)?")
# و ف ب ك ل: and, so, in, as, to. They are written as one with the word.
_AND = "وف"
_PREPOSITIONS = "بكل"
_new = tuple.__new__


class Token(NamedTuple):
    """One character of a sketch. `first` and `last` are word numbers, equal to the neighbours' for a sign.

    `value` is the number the word stands for, 0 for none; `cut` counts the folded letters of proclitics before it.
    """

    kind: str
    value: int
    first: int
    last: int
    cut: int = 0


class Sketch(NamedTuple):
    text: str
    tokens: list[Token]


def sketch(node: Node) -> Sketch:
    """The sketch of a node's text, empty when no word of it makes a date."""
    words, gaps = node.words, node.gaps
    meanings = [_known(folded) for folded, _, _ in words]
    if not any(known.is_dating for known in meanings if known is not None):
        return Sketch("", [])
    marks: list[str] = []
    tokens: list[Token] = []
    count = len(words)
    # Nearly every word is one of these: made by one call of C.
    unknown = list(map(_new, repeat(Token), zip(repeat(UNKNOWN), repeat(0), range(count), range(count), repeat(0))))
    done = 0
    told = [at for at, (known, gap) in enumerate(zip(meanings, gaps, strict=False)) if known is not None or gap != " "]
    for number in told:
        if number < done:
            continue  # a later word of an expression
        marks.append(UNKNOWN * (number - done))
        tokens += unknown[done:number]
        if number and gaps[number] != " ":
            for character in gaps[number]:
                if sign := _BETWEEN.get(character, BREAK):
                    marks.append(sign)
                    tokens.append(Token(_KIND_OF.get(sign, BREAK), 0, number, number - 1))
        known = meanings[number]
        found = _token(known, words, number) if known is not None else None
        if found is None:
            marks.append(UNKNOWN)
            tokens.append(unknown[number])
        elif _is_same_month(tokens, found, number):
            tokens[-1] = tokens[-1]._replace(last=found.last)
        else:
            if found.cut and words[number].folded[0] in _AND:
                marks.append("+")
                tokens.append(Token("PLUS", 0, number, number - 1))
            marks.append(SKETCHED[found.kind])
            tokens.append(found)
        done = found.last + 1 if found is not None else number + 1
    marks.append(UNKNOWN * (count - done))
    tokens += unknown[done:]
    return Sketch("".join(marks), tokens)


def _is_same_month(before: list[Token], found: Token, number: int) -> bool:
    """Whether a month is named again in the words of other countries, with no sign between («9 أغسطس آب»)."""
    return (
        found.kind == "MONTH"
        and not found.cut
        and bool(before)
        and before[-1][:2] == found[:2]
        and before[-1].last == number - 1
    )


def _token(known: _Known, words: tuple[Word, ...], number: int) -> Token | None:
    longer, single, cut, _ = known
    for rest, kind, value in longer:
        last = number + len(rest)
        if last < len(words) and all(words[number + 1 + i].folded == part for i, part in enumerate(rest)):
            return Token(kind, value, number, last, cut)
    return Token(single[0], single[1], number, number, cut) if single else None


_CUT = frozenset(_AND + _PREPOSITIONS)
_Longer = list[tuple[tuple[str, ...], str, int]]


class _Known(NamedTuple):
    """What a word may be: longer expressions that it begins, what it is alone, letters of proclitics cut off."""

    longer: _Longer
    single: tuple[str, int] | None
    cut: int
    is_dating: bool


@remembered(1 << 16)
def _known(folded: str) -> _Known | None:
    """None for nearly all words, which is why it is remembered."""
    found = _entry(folded, 0)
    if found is not None or folded[:1] not in _CUT or len(folded) < 2:
        return found
    first, rest, cut = folded[0], folded[1:], 1
    if first in _AND:
        found = _entry(rest, cut)
        if found is not None or len(rest) < 2 or rest[0] not in _PREPOSITIONS:
            return found
        first, rest, cut = rest[0], rest[1:], 2
    if first == "ل" and rest[0] == "ل":
        rest = "ا" + rest  # «للعام» is ل and «العام»: the alef is not written
    return _entry(rest, cut)


def _entry(folded: str, cut: int) -> _Known | None:
    longer, single = _LONGER.get(folded, []), _SINGLE.get(folded) or _number(folded)
    if not longer and single is None:
        return None
    kinds = {kind for _, kind, _ in longer} | ({single[0]} if single else set())
    return _Known(longer, single, cut, not kinds.isdisjoint(DATING))


def _number(folded: str) -> tuple[str, int] | None:
    """Kind and value of a word of digits, perhaps with the article («الـ20») and an era («2014م»)."""
    match = _DIGITS.fullmatch(folded.removeprefix("ال"))
    if match is None:
        return None
    value, era = int(match[1]), match[2]
    dated = "DATED_" if era else ""
    if len(match[1]) == 4 and 1300 <= value <= 1499 and era != "م":
        return dated + "HIJRI_YEAR", value
    if len(match[1]) == 4 and 1500 <= value <= 2100 and era != "ه":
        return dated + "YEAR", value
    if era is not None:
        return ("DAY_OF_ERA", value) if len(match[1]) < 3 else None
    return "DAY" if 1 <= value <= 31 and len(match[1]) < 3 else "COUNT", value


_WITH_BA = fold("بالأمس")  # the proclitic is cut off here


def _entries() -> Iterable[tuple[str, str, int]]:
    for kind, words in WORDS.items():
        table = {0: words} if isinstance(words, str) else words
        for value, several in table.items():
            yield from ((fold(word.replace("_", " ")), kind, value) for word in several.split())
    units = {unit: number for number, unit in enumerate(UNIT_NAMES)}
    yield from ((word, "UNITS", units[unit]) for word, unit in UNITS.items())
    yield from ((word, "PAIR", units[unit]) for word, unit in DUALS.items())
    yield from ((word, "NUMBER", number) for word, number in NUMBERS.items() if number < 10)
    yield from ((fold(word), "NUMBER", 2) for word in ("اثني", "اثنتي"))  # عشر
    yield from (("ال" + word, "THE_NUMBER", number) for word, number in NUMBERS.items() if 2 < number <= 10)
    yield from ((word, "MONTH", month) for word, month in MONTHS.items())
    yield from ((word, "HIJRI_MONTH", month) for word, month in HIJRI_MONTHS.items())
    yield from ((word, "WEEKDAY", weekday) for word, weekday in WEEKDAYS.items())
    yield from ((word, "BACK", days) for word, days in DAYS_BACK.items() if days and word != _WITH_BA)
    yield from ((fold(word), "BACK", 1) for word in ("الأمس", "يوم أمس"))


def _tables() -> tuple[dict[str, tuple[str, int]], dict[str, _Longer]]:
    single: dict[str, tuple[str, int]] = {}
    longer: dict[str, _Longer] = {}
    for word, kind, value in _entries():
        first, *rest = word.split()
        if rest:
            longer.setdefault(first, []).append((tuple(rest), kind, value))
        elif not word.isascii():  # Latin words of the shared tables («may», «mars») are names inside Arabic text
            single.setdefault(word, (kind, value))
    single["و"] = ("PLUS", 0)  # «10 و 11 أبريل»: the conjunction on its own
    for several in longer.values():
        several.sort(key=lambda entry: -len(entry[0]))
    return single, longer


_SINGLE, _LONGER = _tables()
