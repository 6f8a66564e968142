"""What the tagger sees of a word: named features, hashed into a fixed number of buckets. Pure.

A word's features depend on the word alone, so they are worked out once a word type, for itself and its neighbours.
Training and tagging share this file: a model made with another version of the features is refused.
"""

from __future__ import annotations

import functools
import zlib
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from khabar.arabic.lexicon import stop_words, vocabulary
from khabar.arabic.names.gazetteer import Match, kinds_of_word, opens_names
from khabar.arabic.names.proclitics import is_likelier, openings
from khabar.arabic.names.tables import (
    Triggers,
    given_names,
    honorifics,
    nationalities,
    small_words,
    surnames,
    titles,
    triggers,
    word_list,
)
from khabar.remembered import remembered

FEATURES_VERSION = 3
# Of version 2 is the packaged model: it sees its sentence alone, not what `elsewhere.py` tells of the article.
SENTENCE_VERSION = 2
BUCKETS = 1 << 18
# How far a word is seen, in tokens before (-) and after it.
DISTANCES = (-2, -1, 0, 1, 2)
_CACHED_WORDS = 100_000
_CACHED_BARE = 8_000  # asked for a word's features, and for its class
_OF_ANY_PREFIX = frozenset({"V", "L"})
OUTSIDE = ""  # the token before the first and after the last


class Features(NamedTuple):
    """Names of a word's features: those that only the word itself sees, its next neighbours too, and those two away."""

    own: tuple[str, ...]
    near: tuple[str, ...]
    far: tuple[str, ...]

    def seen(self, distance: int) -> tuple[str, ...]:
        """What a token sees of the word that stands `distance` tokens away."""
        reach = abs(distance)
        return self.far if reach > 1 else self.near + self.far if reach else self.own + self.near + self.far


def bucket(feature: str) -> int:
    return zlib.crc32(feature.encode()) & (BUCKETS - 1)


def _frequency(count: int) -> str:
    """Its logarithm in steps of four."""
    return str(((count + 1).bit_length() - 1) // 2)


def _shape(text: str) -> str:
    if not text[:1].isalnum():
        return "mark" + text
    if text[0].isdigit():
        return "number"
    return "latin" if text[0].isascii() else "al" if text.startswith("ال") else "bare"


@remembered(_CACHED_BARE)
def without_proclitics(text: str) -> tuple[str, int]:
    """The word without the proclitics it most likely has, and how many letters they are."""
    counts = vocabulary()
    for opening in openings(text)[1:]:
        if (
            len(opening.word) > 2
            and is_likelier(text, opening.word)
            and (opening.word in counts or kinds_of_word(opening.word) or opening.word in given_names())
        ):
            return opening.word, opening.cut
    return text, 0


@functools.cache
def _marks() -> Mapping[str, tuple[str, ...]]:
    """Word → marks of the tables that have it, in order."""
    names = given_names()
    tables = {
        **{f"N{int(sure)}": frozenset(name for name in names if names[name] == sure) for sure in (False, True)},
        "T": titles(),
        "H": honorifics(),
        "A": nationalities(),
        **{f"t{name}": words for name, words in zip(Triggers._fields, triggers(), strict=True)},
        "V": word_list("speech"),
        "L": word_list("in_places"),
    }
    found: dict[str, tuple[str, ...]] = {}
    for mark, words in tables.items():
        for word in words:
            found[word] = (*found.get(word, ()), mark)
    return found


def _classes(text: str, bare: str) -> Iterator[str]:
    """What the tables know of the word, with and without proclitics."""
    for word, prefix in ((text, ""), (bare, "~")) if bare != text else ((text, ""),):
        for known in kinds_of_word(word):
            yield f"{prefix}G{known.kind[0]}{int(known.sure)}"
        for kind in opens_names(word):
            yield f"{prefix}g{kind[0]}"
        for mark in _marks().get(word, ()):
            yield mark if mark in _OF_ANY_PREFIX else prefix + mark


def _morphology(text: str) -> Iterator[str]:
    """How the word behaves in the news: names take no article and no pronoun, common nouns take both."""
    counts = vocabulary()
    count = counts.get(text, 0)
    yield "f" + _frequency(count)
    if text.startswith("ال"):
        yield f"fb{_frequency(counts.get(text[2:], 0))}"
    else:
        yield f"fa{_frequency(counts.get('ال' + text, 0))}"
    pronouns = sum(counts.get(text + ending, 0) for ending in ("ها", "هم", "نا"))
    pronouns += counts.get(text[:-1] + "ته", 0) + counts.get(text[:-1] + "تها", 0) if text.endswith("ه") else 0
    yield f"fp{_frequency(pronouns)}"
    verbs = sum(counts.get(letter + text, 0) for letter in "يت") + counts.get(text + "ت", 0)
    yield f"fv{_frequency(verbs)}"
    clitics = counts.get("و" + text, 0) + counts.get("ب" + text, 0) + counts.get("ل" + text, 0)
    yield f"fc{_frequency(clitics)}"


@remembered(_CACHED_WORDS)
def word_class(text: str) -> str:
    """One short word for what the token is; three of them in a row make a feature."""
    if text == OUTSIDE:
        return "end"
    shape = _shape(text)
    if shape not in {"al", "bare"}:
        return shape
    bare, cut = without_proclitics(text)
    for word, mark in ((text, ""), (bare, "~" if cut else "")):
        found = _known_classes().get(word)
        if found is None:
            kinds = kinds_of_word(word)
            found = next((known.kind[:2] for known in kinds if known.sure), "un" if kinds else None)
        if found is not None:
            return mark + found
    count = vocabulary().get(text, 0)
    size = "0" if count < 3 else "1" if count < 60 else "2"
    if shape == "al":
        return "al" + size + ("y" if text.endswith("ي") else "")
    return (
        size + ("n" if vocabulary().get("ال" + text, 0) * 3 > count else "") + (text[0] if text[0] in "وبليت" else "")
    )


@functools.cache
def _known_classes() -> Mapping[str, str]:
    """Word → the first of the classes whose tables have it."""
    names = given_names()
    opens = triggers()
    classes: tuple[tuple[str, frozenset[str]], ...] = (
        ("small", small_words()),
        ("verb", word_list("speech")),
        ("given", frozenset(name for name, sure in names.items() if sure)),
        ("title", titles()),
        ("nation", nationalities()),
        ("surname", surnames()),
        ("org", opens.organisation | {"ال" + word for word in opens.organisation}),
        ("label", opens.label | {"ال" + word for word in opens.label}),
        ("where", opens.place | opens.place_label),
        ("given?", frozenset(names)),
        ("honour", honorifics()),
    )
    return {word: name for name, words in reversed(classes) for word in words}


def in_a_row(before: str, word: str, after: str) -> list[str]:
    """Features of three neighbouring classes."""
    return [f"c<{before} {word}", f"c>{word} {after}", f"c={before} {word} {after}"]


def features_of(text: str) -> Features:
    """All features of a word, by how far away a token may stand that sees them."""
    if text == OUTSIDE:
        return Features((), (), ("end",))
    shape = _shape(text)
    own = ["b", f"l={min(len(text), 9)}"]
    far = ["w=" + text, "sh=" + shape]
    if shape not in {"al", "bare", "latin"}:
        return Features(tuple(own), (), tuple(far))
    bare, cut = without_proclitics(text)
    far += ["s=" + bare, *_classes(text, bare)]
    morphology = list(_morphology(text))
    near = [f"p={text[:2]}", f"x={text[-2:]}", f"x={text[-3:]}", *morphology[:3]]
    own += [f"k={text[:cut]}", f"q={bare[:3]}", *morphology[3:], shape + morphology[0] + morphology[1]]
    own += [f"p={text[:size]}" for size in (1, 3) if len(text) > size]
    own += [f"x={text[-size:]}" for size in (1, 4) if len(text) > size]
    if text in stop_words():
        own.append("stop")
    return Features(tuple(own), tuple(near), tuple(far))


def in_known_name(matches: Sequence[Match]) -> dict[int, list[str]]:
    """Token → features of the known names it stands in: `matches` are over tokens. Names of one word are in `own`."""
    found: dict[int, list[str]] = {}
    for match in matches:
        for known in match.known:
            for at in range(match.start, match.end):
                place = "B" if at == match.start else "I"
                many = min(match.end - match.start, 3)
                found.setdefault(at, []).append(f"M{place}{known.kind[0]}{int(known.sure)}{many}")
    return found
