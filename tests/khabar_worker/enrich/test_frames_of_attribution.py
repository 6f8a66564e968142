"""Frames round what somebody said, as the press of several countries builds them. Each was once missed."""

from __future__ import annotations

import pytest

from spoken import Case, quoted

CASES = {
    "a noun that looks like a verb stands before the words": Case(
        "وتابع سامر الحوراني، في حديثه عن تسمية القاعة، بأن «هذا التزام لي شخصيا وللمدينة كلها».",
        (("سامر الحوراني", "هذا التزام لي شخصيا وللمدينة كلها"),),
    ),
    "dashes made of tatweel": Case(
        "وهاجم الناشط رشيد الصفدي حكومة البلاد في دارين ـ شمال البلاد ـ وقال: «لن نقبل بهذا القانون أبدا».",
        (("رشيد الصفدي", "لن نقبل بهذا القانون أبدا"),),
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_the_words_go_to_whoever_the_frame_names(case: Case) -> None:
    assert quoted(case.text) == case.expected
