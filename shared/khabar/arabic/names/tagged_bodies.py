"""Organisations in one node that the tagger alone saw. Pure rules; not here: those that a word opens (`bodies.py`)."""

from __future__ import annotations

from collections.abc import Iterator

from khabar.arabic.names.adjectives import is_addressed
from khabar.arabic.names.body_words import is_foreign, is_in_place, leaves_name
from khabar.arabic.names.clues import is_commune, place_openings
from khabar.arabic.names.gazetteer import is_sure_body
from khabar.arabic.names.proclitics import openings
from khabar.arabic.names.reading import Reading, Span
from khabar.arabic.names.tables import nationalities, organisation_words, small_words, triggers, word_list
from khabar.arabic.names.unlisted import behind_body

_NEVER_INSIDE = frozenset({"الي", "على", "في", "عن", "التي", "الذي"})
# An organisation that only the tagger saw must be this sure to it.
_LEAST_ALONE = 0.55


def tagged_bodies(reading: Reading, begun: set[int]) -> Iterator[Span]:
    """Organisations that the tagger alone saw and whose words are no common ones; the tagger alone proves no other.

    `begun`: where `bodies` begin. How far those go they have told with the tagger's help.
    """
    for whole in reading.tagged:
        if whole.kind != "organization" or whole.confidence < _LEAST_ALONE or whole.start in begun:
            continue
        if reading.is_dateline(whole.start, whole.end):
            continue
        beyond = (
            at
            for at in range(whole.start + 1, whole.end)
            if leaves_name(reading.texts[at])
            or reading.is_that(at)
            or (reading.texts[at - 1].startswith("ال") and place_openings(reading.texts[at]))
            or (at > whole.start + 1 and reading.texts[at] in word_list("no_part"))
            or (reading.text(whole.start - 1) == "باسم" and reading.texts[at].startswith("لل"))  # للإعلام العربي
        )
        span = whole._replace(end=next(beyond, whole.end))
        texts = reading.texts[span.start : span.end]
        if (
            not _NEVER_INSIDE.isdisjoint(texts)
            or organisation_words().vague.intersection(texts)
            or reading.has_pronoun(span.start)
        ):
            continue
        if any(is_commune(texts[0], opening) for opening in openings(texts[0])):
            continue
        if any(is_addressed(reading, at) for at in range(span.start + 1, span.end)):
            continue
        if any(m.start > span.start and m.end == span.end and is_sure_body(m) for m in reading.matches):
            continue  # أفرع داعش: the known name is there for itself
        if behind_body(reading, span.start) is not None:
            continue  # مجلس النواب | ربيعة دبوسي
        if " ".join(texts) in organisation_words().kinds or is_in_place(texts[-1]):
            continue
        if texts[-1] in nationalities() and any(o.word in triggers().label for o in openings(texts[0])):
            continue  # وكالة كيودو اليابانية
        rare = sum(1 for at in range(span.start, span.end) if reading.is_word(at) and is_foreign(reading, at))
        opened = any(o.word.removeprefix("ال") in triggers().organisation for o in openings(texts[0]))
        if (
            texts[0] not in small_words()
            and all(reading.is_word(at) for at in range(span.start, span.end))
            and (rare * 2 >= len(texts) or (opened and len(texts) > 1))
        ):
            yield span
