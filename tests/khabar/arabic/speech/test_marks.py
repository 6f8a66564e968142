"""Which quotation marks open and which close, whatever kind a writer uses."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khabar.arabic.speech.marks import find_marks


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("قال «نعم» ثم «لا»", ["نعم", "لا"], id="guillemets"),
        pytest.param("قال “نعم” ثم “لا”", ["نعم", "لا"], id="curly"),
        pytest.param('قال "نعم" ثم "لا"', ["نعم", "لا"], id="straight"),
        pytest.param("قال ”نعم“ فقط", ["نعم"], id="curly, turned round"),
        pytest.param("قال »نعم« فقط", ["نعم"], id="guillemets, turned round"),
        pytest.param('قال «نعم" فقط', ["نعم"], id="mixed"),
        pytest.param("قال « نعم » فقط", ["نعم"], id="with spaces inside"),
        pytest.param('قال «إن "الجسر" فُتح» أمس', ['إن "الجسر" فُتح'], id="nested in guillemets"),
        pytest.param('قال "إن "الجسر" فُتح" أمس', ['إن "الجسر" فُتح'], id="nested in the same marks"),
        pytest.param('تحسبا لـ"عاصفة" و"سيول"', ["عاصفة", "سيول"], id="behind a clitic"),
        pytest.param("قال ''نعم'' فقط", ["نعم"], id="two apostrophes"),
        pytest.param("قال 'نعم' ثم ‘لا’", ["نعم", "لا"], id="apostrophes, in pairs"),
        pytest.param("أوائل '90 في N'Djamena", [], id="apostrophes that mark nothing"),
        pytest.param("قال ((نعم)) ثم <<لا>>", ["نعم", "لا"], id="doubled brackets"),
        pytest.param("«سنفعل ((كلهم)) يوم ما»", ["سنفعل ((كلهم)) يوم ما"], id="doubled brackets inside others"),
        pytest.param("عن النبي ((صلّى الله عليه وسلم)) قوله", [], id="an honorific in doubled brackets"),
        pytest.param('قال "نعم. وأضاف "لا"', ["لا"], id="one mark is missing"),
        pytest.param("«»", [], id="nothing inside"),
    ],
)
def test_the_outermost_marks_pair(text: str, expected: list[str]) -> None:
    marks = find_marks(text)

    assert [text[mark.start : mark.end] for mark in marks.pairs] == expected


def test_a_mark_that_nothing_closes_is_told() -> None:
    text = "وقال: «بدأ العمل في الجسر"

    marks = find_marks(text)

    assert marks.dangling_open is not None
    assert text[marks.dangling_open :] == "بدأ العمل في الجسر"


def test_a_mark_that_nothing_opens_is_told() -> None:
    text = "وسينتهي في الربيع»."

    marks = find_marks(text)

    assert marks.dangling_close is not None
    assert text[: marks.dangling_close] == "وسينتهي في الربيع"


def test_doubled_marks_are_part_of_what_they_mark() -> None:
    text = "((نعم))"

    (mark,) = find_marks(text).pairs

    assert (mark.open, mark.close) == (0, len(text))


@given(st.text(alphabet="اب «»“”\"'.، \nلـ()<>", max_size=60))
def test_pairs_stand_in_order_and_never_overlap(text: str) -> None:
    pairs = find_marks(text).pairs

    assert all(mark.open < mark.start < mark.end < mark.close <= len(text) for mark in pairs)
    assert all(first.close <= second.open for first, second in pairwise(pairs))
