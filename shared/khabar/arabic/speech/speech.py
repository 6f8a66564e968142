"""One thing said, and the words that frame it. A shape, and how its frame is read.

Not here: finding it (`clauses.py`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from khabar.arabic.speech.particles import TO
from khabar.arabic.speech.reading import Reading
from khabar.arabic.speech.stops import OUTLETS, SKIPPED, VENUE_LEADS, VENUES
from khabar.arabic.speech.subject import Subject
from khabar.arabic.speech.verbs import Gender

SpeechMethod = Literal["quote_marks", "verb_anna", "colon"]


@dataclass(frozen=True)
class Speech:
    """Words given to a subject.

    `subject` None: nobody is named with the verb, so whoever spoke before goes on. `parts`: stretches of the text, in
    order; empty where only the subject is of use. `intro`: from the clause's beginning up to what was said.
    `runs_on`: the text ends in a colon or inside marks, and the next node goes on. `ends_node`: nothing follows the
    last part. `verb`: as written, without و.
    `outlet`: who passes the words on, with the gender of its verb; the subject, and `gender`, are its source's then.
    """

    subject: Subject | None
    gender: Gender | None
    is_plural: bool
    verb: str | None
    method: SpeechMethod
    parts: tuple[tuple[int, int], ...]
    intro: tuple[int, int]
    venue: str | None = None
    runs_on: Literal["colon", "marks"] | None = None
    ends_node: bool = False
    is_certain: bool = True
    outlet: tuple[Subject, Gender | None] | None = None


def venue_between(reading: Reading, index: int, stop: int) -> str | None:
    """Where it was said, as written between the verb and the speech: «تصريحات خاصة لموقع …»."""
    for at in range(index + 1, stop):
        word = reading.folded[at]
        if word in VENUES and reading.folded[at - 1] in VENUE_LEADS:
            end = next(
                (
                    k
                    for k in range(at + 1, stop)
                    if reading.breaks(k) or (reading.folded[k] in SKIPPED and k not in reading.inside)
                ),
                stop,
            )
            return reading.slice(at, min(end, at + 14))
        if word.startswith("ل") and word[1:] in OUTLETS:
            end = next(
                (
                    k
                    for k in range(at + 1, stop)
                    if reading.breaks(k) or (reading.folded[k] in SKIPPED and k not in reading.inside)
                ),
                stop,
            )
            return reading.slice(at, min(end, at + 8))[1:].lstrip("\u0640")
        if word == TO and (mark := reading.mark_before(at + 1) if at + 1 < len(reading.folded) else None):
            return reading.text[mark.start : mark.end]
    return None


def intro_start(reading: Reading, index: int) -> int:
    """The beginning of the clause that introduces speech: behind the last comma or full stop, or its subject."""
    sentence = next((start for start, end in reading.sentences if start <= index < end), 0)
    at = index
    cue = reading.cues[index]
    if cue is None or cue.prefix == 0:
        return reading.words[sentence].start
    while at > sentence and not reading.breaks(at):
        at -= 1
    return reading.words[at].start
