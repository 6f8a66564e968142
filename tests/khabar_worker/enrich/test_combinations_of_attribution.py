"""Every way to mark speech with every way to name its speaker: who, his office, the verb and the exact words."""

from __future__ import annotations

from itertools import product

import pytest

from khabar.findings import Statement
from khabar_worker.enrich.entities import find_entities
from khabar_worker.enrich.quotes import find_quotes
from support.spoken import nodes_of_lines

_WORDS = "العمل في الجسر تأخر كثيرا هذا العام بسبب الأمطار"
_BEFORE = "قال سمير الدبوسي، وزير النقل، إن الجسر سيفتح قريبا أمام الناس. و"
# As printed → name, office, the text before the verb.
_SPEAKERS = {
    "سمير الدبوسي": ("سمير الدبوسي", None, ""),
    "وزير النقل سمير الدبوسي": ("سمير الدبوسي", "وزير النقل", ""),
    "وزير النقل، سمير الدبوسي،": ("سمير الدبوسي", "وزير النقل", ""),
    "سمير الدبوسي، وزير النقل،": ("سمير الدبوسي", "وزير النقل", ""),
    "أحد الجيران ويدعى سمير الدبوسي": ("سمير الدبوسي", "أحد الجيران", ""),
    "أحد الجيران، سمير الدبوسي،": ("سمير الدبوسي", "أحد الجيران", ""),
    "وزير النقل": (None, "وزير النقل", ""),
    "الدبوسي": ("سمير الدبوسي", "وزير النقل", _BEFORE),
    "الوزير": ("سمير الدبوسي", "وزير النقل", _BEFORE),
    "المتحدث نفسه": ("سمير الدبوسي", "وزير النقل", _BEFORE),
    "سكان الحي": (None, "سكان الحي", ""),
    "مصدر مطلع": (None, "مصدر مطلع", ""),
    "مجلس النقل": ("مجلس النقل", None, ""),
}
_FRAMES = (
    ": «{}».",
    ":«{}»",
    ": « {} ».",
    ': "{}".',
    ": “{}”.",
    ": ”{}“.",
    ": '{}'.",
    ": ‘{}’.",
    ": ''{}''.",
    ": (({})).",
    ": <<{}>>.",
    ": „{}“.",
    " «{}».",
    ' إن "{}".',
    " إن “{}”، مشيرا إلى أن الوقت قصير.",
    "، في تصريح لقناة الموج أمس، إن «{}».",
    " في مؤتمر صحفي عقده الثلاثاء: «{}».",
    ':\n"{}"',
)


def _quotation(text: str) -> Statement:
    nodes = nodes_of_lines(text)
    (quotation,) = find_quotes(nodes, find_entities(nodes)).quotes
    return quotation


def _told(quotation: Statement) -> tuple[str | None, str | None, str | None, str]:
    return quotation.speaker.name, quotation.speaker.role, quotation.verb, quotation.parts[0].text


@pytest.mark.parametrize(("speaker", "frame"), list(product(_SPEAKERS, _FRAMES)))
def test_a_verb_before_its_speaker_gives_him_the_words(speaker: str, frame: str) -> None:
    name, office, before = _SPEAKERS[speaker]
    subject = speaker.rstrip("،") if frame[0] in ":،" else speaker

    quotation = _quotation(f"{before}قال {subject}{frame.format(_WORDS)}")

    assert _told(quotation) == (name, office, "قال", _WORDS)


_NAMED = [speaker for speaker, (name, _, before) in _SPEAKERS.items() if name and not before]


@pytest.mark.parametrize(("speaker", "verb"), list(product(_NAMED, ("قال", "كتب", "استطرد", "جزم", "كشف"))))
def test_a_verb_behind_its_speaker_gives_him_the_words(speaker: str, verb: str) -> None:
    name, office, _ = _SPEAKERS[speaker]

    assert _told(_quotation(f"{speaker} {verb}: «{_WORDS}».")) == (name, office, verb, _WORDS)


@pytest.mark.parametrize("verb", ["قال", "كتب", "علق", "رد", "ذكر", "ختم", "كشف"])
def test_words_before_the_verb_are_those_of_whoever_stands_behind_it(verb: str) -> None:
    assert _told(_quotation(f"«{_WORDS}»، {verb} سمير الدبوسي.")) == ("سمير الدبوسي", None, verb, _WORDS)
