"""Marked words that the words before them tell to be a title, a name or an amount. Pure; over one node.

Not here: what the marked words tell by themselves (`spoken.py`).
"""

from __future__ import annotations

from khabar.arabic.speech.marks import Marked
from khabar.arabic.speech.nouns import is_definite, is_listed_verb
from khabar.arabic.speech.particles import (
    ABOUT,
    CAMPAIGNS,
    CHRISTENS,
    CLITICS,
    JUDGES,
    MOTTOES,
    PAPERS_ON,
    THAT,
    TITLED,
    UPON_IT,
)
from khabar.arabic.speech.reading import Reading
from khabar.arabic.speech.stops import NAMERS
from khabar.arabic.speech.words import word_set

_LONG_QUOTE = 5  # so many marked words are hardly ever the name of a campaign
_PAPER = 4  # words of «محاضرة في المعهد حول «…»» before the marks
_GOVERNS = THAT | JUDGES | word_set("لكن لأن كأن فإن ليت لعل")  # before a noun of which something is said


def is_title(reading: Reading, mark: Marked, *, adjacent: bool) -> bool:
    """«بعنوان «…»», «ندوة حول «…»», «حملة الوزارة «…»»: whether the words before marks lead to a title.

    `adjacent`: the marked words follow the word that announces speech at once.
    """
    first, count = _extent(reading, mark)
    second, before = _two_before(reading, first)
    if before in TITLED or (second in MOTTOES and is_definite(before)):
        return True
    if before == ABOUT:
        is_paper = not PAPERS_ON.isdisjoint(reading.folded[max(0, first - _PAPER) : first])
        return is_paper and not _is_said_behind(reading, mark)
    is_campaign = second in CAMPAIGNS and is_definite(before) and 1 < count < _LONG_QUOTE
    return is_campaign and not adjacent and not _is_said_of(reading, mark, first - 2)


def is_called(reading: Reading, mark: Marked) -> bool:
    """«ما يعرف بـ«…»», «أطلقت عليه «…»»: whether the two words before marks give a name."""
    second, before = _two_before(reading, reading.at(mark.start))
    return (before in CLITICS and second in NAMERS) or (before in UPON_IT and second in CHRISTENS)


def is_amount(reading: Reading, mark: Marked) -> bool:
    """«4.1 طن»: numbers, and what they count."""
    first, count = _extent(reading, mark)
    return count > 1 and all(word.isdigit() for word in reading.folded[first : first + count - 1])


def _is_said_behind(reading: Reading, mark: Marked) -> bool:
    """««…» قال فلان»: whether a verb of speech right behind marks tells no other words than theirs."""
    index = reading.at(mark.close)
    end = next((end for start, end in reading.sentences if start <= index < end), index)
    cue = reading.cues[index] if index < end else None
    return cue is not None and cue.kind == "say" and not cue.prefix and THAT.isdisjoint(reading.folded[index:end])


def _is_said_of(reading: Reading, mark: Marked, noun: int) -> bool:
    """«إن برنامج الوزارة «فاشل»»: whether marks hold what is said of word `noun`, not its name.

    In «أن حملة الوزارة «…» ستبدأ» they hold its name: the verb tells what is said of it.
    """
    behind = reading.at(mark.close)
    is_told = behind < len(reading.folded) and not reading.breaks(behind) and is_listed_verb(reading.folded[behind])
    return noun > 0 and reading.folded[noun - 1].removeprefix("و") in _GOVERNS and not is_told


def _extent(reading: Reading, mark: Marked) -> tuple[int, int]:
    """The first word of marks, and how many they hold."""
    first = reading.at(mark.start)
    return first, reading.at(mark.end) - first


def _two_before(reading: Reading, first: int) -> tuple[str, str]:
    second, before = ("", "", *reading.folded[max(0, first - 2) : first])[-2:]
    return second, before
