"""The forms of verbs of speech and what they agree with."""

from __future__ import annotations

import pytest

from khabar.arabic.fold import fold
from khabar.arabic.speech.verbs import CUES, Cue


@pytest.mark.parametrize(
    ("written", "cue"),
    [
        ("قال", Cue("say", "m")),
        ("وقالت", Cue("say", "f", prefix=1)),
        ("ويقولون", Cue("say", "m", plural=True, prefix=1)),
        ("رأت", Cue("say", "f")),
        ("نفوا", Cue("say", "m", plural=True)),
        ("فأوضحت", Cue("say", "f", prefix=1)),
        ("دعا", Cue("act", "m")),
        ("مؤكدةً", Cue("participle", "f")),
        ("داعيا", Cue("participle", "m", wary=True)),
        ("وصفته", Cue("describe", "f")),
        ("يسمونها", Cue("describe", "m", plural=True)),
        ("أكده", Cue("object", "m")),
        ("قولها", Cue("noun", "f")),
        ("تأكيد", Cue("noun", wary=True)),
        ("رددوا", Cue("say", "m", plural=True)),
        ("موردا", Cue("participle", "m")),
        ("وبحسب", Cue("according", prefix=1)),
    ],
)
def test_a_form_tells_what_it_agrees_with(written: str, cue: Cue) -> None:
    assert CUES[fold(written)] == cue


@pytest.mark.parametrize("written", ["بينهم", "القول", "والقائل", "مقالة", "يشار", "مدينة", "دونها"])
def test_a_noun_or_a_passive_announces_nothing(written: str) -> None:
    assert fold(written) not in CUES


def test_a_word_that_may_be_another_is_marked() -> None:
    assert {word for word in ("بين", "ذكر", "عبر", "كتب") if CUES[word].wary} == {"بين", "ذكر", "عبر", "كتب"}
