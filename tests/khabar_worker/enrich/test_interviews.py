"""Whose words the answers of an interview are."""

from __future__ import annotations

import pytest

from spoken import quoted

_INTERVIEW = """
%s
س: متى يفتح المتحف أبوابه؟ وقد قال الوزير ناصر المرزوقي إن العمل تأخر.
ج: نفتح الأبواب في الربيع بعد الترميم.
س: وكم تبلغ الكلفة؟
ج- الكلفة نحو مليون ليرة.
"""


@pytest.mark.parametrize(
    "opening",
    [
        "في حوار مع «الضفاف»، يتحدث مدير المتحف سامر الحوراني عن خطط المتحف.",
        "قال سامر الحوراني إن المتحف مغلق. وهذا نص الحوار معه.",
    ],
)
def test_answers_of_an_interview_are_those_of_whoever_gives_it(opening: str) -> None:
    found = quoted(_INTERVIEW % opening)

    assert found == (
        ("سامر الحوراني", "نفتح الأبواب في الربيع بعد الترميم."),
        ("سامر الحوراني", "الكلفة نحو مليون ليرة."),
    )


def test_answers_that_nobody_is_named_for_are_left_out() -> None:
    assert quoted("س: متى يفتح المتحف؟\nج: في الربيع.\nس: وكم تبلغ الكلفة؟\nج: مليون ليرة.") == ()
