"""Whose words the answers of an interview are."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from khabar_worker.preview import preview
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


def test_answers_below_questions_that_became_headings_are_quoted() -> None:
    answers = [f"نفتح القاعة رقم {number} في الربيع بعد أن ينتهي الترميم ويعود الموظفون." for number in range(2, 6)]
    turns = "".join(
        f"<p>س: متى تفتح القاعة رقم {at} أبوابها؟</p><p>ج: {said}</p>" for at, said in enumerate(answers, 2)
    )
    opening = "<p>في حوار مع «الضفاف»، يتحدث مدير المتحف سامر الحوراني عن خطط المتحف في السنوات المقبلة.</p>"
    html = f"<body><article><h1>مدير المتحف يشرح خططه</h1>{opening}{turns}</article></body>"

    article = preview(
        html.encode(),
        url="https://news.example.com/2026/museum",
        published=None,
        is_text=False,
        publisher=None,
        http_charset="utf-8",
        now=datetime(2026, 11, 22, tzinfo=UTC),
    )

    assert [block.type for block in article.body].count("heading") == len(answers)
    assert [part.text for quote in article.quotes for part in quote.parts] == answers


def test_lettered_points_of_a_list_are_no_answers() -> None:
    listed = "س- شرط أول.\nج- شرط ثان.\nس- شرط ثالث.\nج- شرط رابع."

    assert quoted(f"في حوار مع «الضفاف»، يتحدث مدير المتحف سامر الحوراني عن خطط المتحف.\n{listed}") == ()


def test_answers_that_nobody_is_named_for_are_left_out() -> None:
    assert quoted("س: متى يفتح المتحف؟\nج: في الربيع.\nس: وكم تبلغ الكلفة؟\nج: مليون ليرة.") == ()
