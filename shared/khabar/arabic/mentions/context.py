"""What stands around a date mention: the words before and after it, and what they say of it. Pure.

Not here: whether it is a date at all (`vetoes.py`), whether it looks back or ahead (`direction.py`), the words that
tell (`cues.py`).
"""

from __future__ import annotations

from collections.abc import Iterator

from khabar.arabic.mentions import cues
from khabar.arabic.mentions.grammar import Match
from khabar.arabic.mentions.kinds import BREAK, UNKNOWN
from khabar.arabic.mentions.words import Sketch
from khabar.arabic.node import Node

# How far back a sentence is read for a clue; news sentences put theirs at their beginning.
REACH = 14


def before(node: Node, sketched: Sketch, match: Match) -> str:
    """The folded word before a mention, without «and»; "" at the text's beginning or after anything but a space."""
    place = match.start - 1
    if place > 0 and sketched.tokens[place].kind == "PLUS":
        place -= 1
    return bare(word_at(node, sketched, place))


def after(node: Node, sketched: Sketch, match: Match) -> str:
    """The folded word after a mention, "" at the text's end or before anything but a space."""
    return word_at(node, sketched, match.end)


def word_at(node: Node, sketched: Sketch, position: int) -> str:
    """The folded word at a place of the sketch, "" where a sign or nothing is."""
    if not 0 <= position < len(sketched.tokens):
        return ""
    token = sketched.tokens[position]
    if token.last < token.first:
        return ""  # a sign
    return node.words[token.first].folded


def is_told(node: Node, match: Match) -> bool:
    """Whether somebody is said to tell it, anywhere before it in its paragraph."""
    return any(bare(word.folded) in cues.TELLING for word in node.words[: match.tokens[0].first])


def is_quoted(sketched: Sketch, match: Match) -> bool:
    """Whether an odd number of quotation marks stand before it: words of another day, perhaps."""
    return sketched.text.count('"', 0, match.start) % 2 == 1


def is_name(node: Node, sketched: Sketch, match: Match) -> bool:
    """Whether a yearless day is the name of something («ثورة 25 يناير»)."""
    return before(node, sketched, match) in cues.DAY_NAMES


def famous_year(node: Node, sketched: Sketch, match: Match, day: int, month: int) -> int | None:
    """The year of a day that is known by its event."""
    return cues.FAMOUS.get((day, month), {}).get(before(node, sketched, match))


def words_before(node: Node, sketched: Sketch, match: Match, reach: int = REACH) -> Iterator[str]:
    """The unknown words before it in its sentence, nearest first, without «and»."""
    for place in places_before(sketched, match, reach):
        token = sketched.tokens[place]
        if token.kind == UNKNOWN:
            yield bare(node.words[token.first].folded)


def places_before(sketched: Sketch, match: Match, reach: int = REACH) -> Iterator[int]:
    """The places of the sketch before it in its sentence, nearest first, `reach` at most."""
    for place in range(match.start - 1, max(match.start - 1 - reach, -1), -1):
        if sketched.text[place] in f"{BREAK}.":
            return
        yield place


def bare(word: str) -> str:
    """A folded word without «and» before it."""
    return word[1:] if len(word) > 3 and word[0] in "وف" and word not in cues.REPORTING else word
