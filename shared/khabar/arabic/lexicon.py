"""The packaged word lists: how often a word is seen, and which words say nothing about a subject. Read once a process.

Sources and licences: data/SOURCES.md.
"""

from __future__ import annotations

import functools
import gzip
from collections.abc import Mapping
from importlib.resources import files

from khabar.arabic.fold import fold

NOUN_FLOOR = 20  # how often a word is seen at least to be a known noun
_BARE_ALEF = str.maketrans("أإآ", "ااا")
_FINAL_YEH = str.maketrans("ي", "ى")


@functools.cache
def vocabulary() -> Mapping[str, int]:
    """Folded word → how often it was seen in 19 million words of news."""
    packed = (files("khabar.arabic") / "data" / "vocabulary.tsv.gz").read_bytes()
    rows = (line.split("\t") for line in gzip.decompress(packed).decode("utf-8").splitlines())
    return {word: int(count) for word, count in rows}


@functools.cache
def stop_words() -> frozenset[str]:
    """Words that say nothing about what a text is about, with and without hamza on their alefs.

    Final yeh also without its dots, as Egypt prints it (فى). Not folded further: على is one, the name علي is not.
    """
    written = (files("khabar.arabic") / "data" / "stop_words.txt").read_text(encoding="utf-8").split()
    return frozenset(
        spelling
        for word in written
        for spelling in (word, word.translate(_BARE_ALEF), word[:-1] + word[-1].translate(_FINAL_YEH))
    )


@functools.cache
def spellings() -> tuple[tuple[str, ...], ...]:
    """Folded spellings of one word, the usual one first."""
    text = (files("khabar.arabic") / "data" / "spellings.txt").read_text(encoding="utf-8")
    return tuple(tuple(fold(line).split()) for line in text.splitlines() if not line.startswith("#"))


@functools.cache
def feminines() -> Mapping[str, bool]:
    """Folded nouns whose teh marbuta is no ending, and whether the nisba without it is theirs."""
    text = (files("khabar.arabic") / "data" / "feminines.txt").read_text(encoding="utf-8")
    lines = [line.split() for line in text.splitlines() if not line.startswith("#")]
    return {fold(word): line[0] == "+" for line in lines for word in line if word != "+"}


@functools.cache
def whole_words() -> frozenset[str]:
    """Folded names and nouns that only look as if they had a clitic, a pronoun or an ending."""
    text = (files("khabar.arabic") / "data" / "whole_words.txt").read_text(encoding="utf-8")
    return frozenset(fold(word) for line in text.splitlines() if not line.startswith("#") for word in line.split())


def seen(word: str) -> int:
    """How often the folded `word` was seen with or without the article: as a noun, that is."""
    known = vocabulary()
    return known.get(word, 0) + known.get("ال" + word, 0)


# Words of an average news text, and of the corpus that was counted.
_WORDS_A_TEXT, _WORDS_COUNTED = 300, 19_388_088


def background_share(word: str) -> float:
    """About what part of news texts has the folded `word`, with or without the article; above 0, at most 1."""
    return min(1.0, (seen(word) + 1) * _WORDS_A_TEXT / _WORDS_COUNTED)
