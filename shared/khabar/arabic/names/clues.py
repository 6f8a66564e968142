"""What one word alone may begin or announce, asked once a word type; and where such words stand in a text. Pure rules.

Every rule looks only at the few words that concern it: one pass over a text finds them for all.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

from khabar.arabic.names.gazetteer import begins_known
from khabar.arabic.names.proclitics import Opening, is_likelier, openings
from khabar.arabic.names.tables import given_names, surnames, triggers, word_list
from khabar.remembered import remembered

# known: a name of the tables begins. given: a person's name may begin. surname: without article. saint: سيدي، مولاي.
# mother: أم, before a first name. father: بنت، ولد.
Clue = Literal[
    "known",
    "given",
    "mother",
    "father",
    "surname",
    "ordinal",
    "speech",
    "body",
    "place",
    "near",
    "saint",
    "comma",
    "bracket",
    "copy",
]
Clues = Mapping[Clue, Sequence[int]]

_CACHED_WORDS = 100_000
# «أم» and its proclitics → how many letters they have.
MOTHERS = {"ام": 0, "وام": 1, "لام": 1, "بام": 1}
_BY_ITSELF: Mapping[str, Clue] = {
    "بنت": "father",
    "منت": "father",
    "ولد": "father",
    "،": "comma",
    "(": "bracket",
    "نسخه": "copy",
}
_BEFORE_PEOPLE = frozenset({"لصالح", "بحق", "وبحق"})  # صوت لصالح فلان, صدر حكم بحق فلان
_BEGINNING = frozenset({"ابو", "ابا", "ابي", "ابن", "عبد"})


def clues_in(texts: Sequence[str]) -> Clues:
    """Clue → the tokens that give it, in order."""
    found: dict[Clue, list[int]] = defaultdict(list)
    for at, clues in [(at, clues) for at, clues in enumerate(map(_clues, texts)) if clues]:
        for clue in clues:
            found[clue].append(at)
    return found


@remembered(_CACHED_WORDS)
def _clues(folded: str) -> tuple[Clue, ...]:
    return tuple(_each_clue(folded))


def _each_clue(folded: str) -> Iterator[Clue]:
    if begins_known(folded):
        yield "known"
    if given(folded) or folded in _BEGINNING:
        yield "given"
    if folded in MOTHERS:
        yield "mother"
    if folded in surnames() and not folded.startswith("ال"):
        yield "surname"
    if folded in word_list("ordinals"):
        yield "ordinal"
    if is_speech(folded):
        yield "speech"
    if body_openings(folded):
        yield "body"
    if place_openings(folded):
        yield "place"
    if saint(folded) is not None:
        yield "saint"
    if folded in word_list("near"):
        yield "near"
    if (clue := _BY_ITSELF.get(folded)) is not None:
        yield clue


@remembered(_CACHED_WORDS)
def given(folded: str) -> tuple[int, bool] | None:
    """(letters of proclitics, sure) when the word is a given name."""
    names = given_names()
    if folded in triggers().place or folded in _BEFORE_PEOPLE:
        return None  # وادي is no «و + إدي»
    for opening in openings(folded):
        sure = None if opening.cut and opening.word in word_list("speech") else names.get(opening.word)
        if sure is not None and (not opening.cut or is_likelier(folded, opening.word)):
            return opening.cut, sure
    return None


@remembered(_CACHED_WORDS)
def is_speech(folded: str) -> bool:
    """Whether it is a verb of speech, behind a conjunction too."""
    return any(opening.word in word_list("speech") for opening in openings(folded))


@remembered(_CACHED_WORDS)
def body_openings(folded: str) -> tuple[Opening, ...]:
    """The ways to read the word as one that opens an organisation's name."""
    opens = triggers().organisation | triggers().label
    return tuple(one for one in openings(folded) if one.word in opens or one.word.removeprefix("ال") in opens)


@remembered(_CACHED_WORDS)
def place_openings(folded: str) -> tuple[Opening, ...]:
    """The ways to read the word as one that opens a place's name."""
    opens = triggers().place | triggers().place_label
    return tuple(one for one in openings(folded) if one.word in opens or is_commune(folded, one))


def is_commune(folded: str, opening: Opening) -> bool:
    """Whether the word tells a commune rather than a group: بجماعة برقاش, not جماعة برقاش."""
    return opening.word == "جماعه" and folded[: opening.cut].endswith("ب")


def saint(folded: str) -> Opening | None:
    """How the word is read as one after which a saint's name stands: سيدي، بمولاي."""
    return next((one for one in openings(folded) if one.word in word_list("saints")), None)
