"""Whose an answer of an interview is, and what stands between the questions and is no answer.

Not here: which paragraphs answer (`interviews.py`).
"""

from __future__ import annotations

from collections.abc import Iterable

from khabar.arabic.fold import fold
from khabar.arabic.speech.particles import FIRST_PERSON
from khabar.arabic.speech.reading import Reading
from khabar.arabic.speech.roles import TITLES
from khabar.arabic.speech.speech import Speech
from khabar.arabic.speech.subjects import read_subject
from khabar.arabic.speech.words import word_set
from khabar_worker.enrich.bodies import Place
from khabar_worker.enrich.cast import Cast
from khabar_worker.enrich.member import Member, head_of, is_within

_GUESTS = word_set("الضيف الضيفة ضيفنا ضيفتنا جواب الجواب الإجابة ج")


def answering(cast: Cast, reading: Reading, place: Place, interviewee: Member | None) -> Member | None:
    """Whom the label that ends at `place` names; the interviewee where it is none, or tells no name.

    None where it names a thing, or somebody by an office that nobody known has.
    """
    label = reading.folded[: reading.at(place[1])] if place[1] else ()
    is_open = not label or (len(label) == 1 and (label[0] in _GUESTS or label[0] in TITLES))
    if is_open or (interviewee is not None and is_within(label, interviewee.tokens)):
        return interviewee
    named = read_subject(reading, 0, len(label), is_tight=True)
    if named is None or named.kind != "person":
        return None
    member = cast.resolve(named, None, place, is_plural=False, needs_proof=False, goes_on=False, opens=False)
    if member is None or not member.name or member.kind != "person":
        return None
    is_held = named.name or (named.role and member.role and head_of(named.role) == head_of(member.role))
    return member if is_held else None


def is_told(reading: Reading, speeches: Iterable[Speech], interviewee: Member | None) -> bool:
    """Whether the newsroom itself tells in a paragraph between the questions what somebody said."""
    tokens = interviewee.tokens if interviewee else ()
    is_own = not FIRST_PERSON.isdisjoint(reading.folded)
    for one in speeches:
        if one.subject and one.method == "quote_marks":
            return True
        name = tuple(fold(one.subject.name or "").split()) if one.subject else ()
        is_other = bool(name) and name != tokens and not is_within(name, tokens)
        if is_other and one.parts and not is_own and not reading.text[: one.intro[0]].strip():
            return True
    return False
