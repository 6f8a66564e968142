"""Two things with one label before both: شركتي برقاش ودبوس، مدينتي القاهرة والجيزة. Pure rules."""

from __future__ import annotations

from khabar.arabic.lexicon import vocabulary
from khabar.arabic.names.gazetteer import match_at
from khabar.arabic.names.proclitics import openings
from khabar.arabic.names.reading import LETTERS, Reading, Span
from khabar.arabic.names.tables import small_words, word_list

_RARE = 60


def second_of_two(reading: Reading, first: Span) -> Span | None:
    """The other body or place behind the first; None where «و» leads to no name: مدينتي القاهرة وهي جميلة."""
    at = first.end
    if first.label != 1 or not reading.text(at).startswith("و"):
        return None
    if not any(one.word in word_list("labels_of_two") for one in openings(reading.texts[first.start])):
        return None
    match = match_at(reading.texts, at)
    if match is not None and match.cut:
        end = match.end
    elif _may_be_name(reading, at, LETTERS[first.kind]):
        end = at + 1
    else:
        return None
    return Span(at, end, 1, first.kind, "rule", first.confidence)


def _may_be_name(reading: Reading, at: int, letter: str) -> bool:
    """Whether the tagger sees such a name behind «و», or none and the word is rare."""
    word = reading.texts[at][1:]
    is_free = not reading.tag(at) and vocabulary().get(word, 0) < _RARE
    return word not in small_words() and (reading.tag(at) == letter or is_free)
