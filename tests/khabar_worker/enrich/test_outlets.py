"""Whose words an outlet passes on, and who goes on speaking behind them."""

from __future__ import annotations

import pytest

from support.spoken import told


@pytest.mark.parametrize(
    ("text", "speakers"),
    [
        pytest.param(
            "وقالت صحيفة الضفاف نقلا عن الوزير سامر الحوراني إن الحرب انتهت. وأضافت أن الجيش انسحب من المدينة.",
            ["سامر الحوراني", "صحيفة الضفاف"],
            id="she is the paper",
        ),
        pytest.param(
            "ذكرت صحيفة الضفاف نقلا عن مصدر أمني أن الهجوم فشل. وأضافت أن الجيش انسحب من المدينة.",
            ["مصدر أمني", "صحيفة الضفاف"],
            id="she is no source",
        ),
        pytest.param(
            "وقالت وكالة الضفاف نقلا عن المتحدث باسم الجيش إن الحرب انتهت.\nوأوضحت أن الجيش انسحب من المدينة.",
            ["المتحدث باسم الجيش", "وكالة الضفاف"],
            id="she is no spokesman",
        ),
        pytest.param(
            "وقالت وكالة الضفاف نقلا عن المتحدث باسم الجيش إن الحرب انتهت.\nوأوضح أن الجيش انسحب من المدينة.",
            ["المتحدث باسم الجيش", "المتحدث باسم الجيش"],
            id="he is the spokesman",
        ),
        pytest.param(
            "وقالت وكالة الضفاف نقلا عن الوزيرة سهى القاسمي إن الحرب انتهت.\nوأوضحت أن الجيش انسحب من المدينة.",
            ["سهى القاسمي", "سهى القاسمي"],
            id="she is the minister",
        ),
        pytest.param(
            "وقالت صحيفة الضفاف نقلا عن مصادر أمنية إن الهجوم فشل. وأضافت أن الجيش انسحب من المدينة.",
            ["مصادر أمنية", "صحيفة الضفاف"],
            id="she is no group",
        ),
        pytest.param(
            "وأضافت الوكالة نقلا عن بيان لوزارة النقل أن الجسر مغلق.", ["وزارة النقل"], id="somebody's statement"
        ),
        pytest.param(
            'قالت صحيفة الضفاف إن الحرب انتهت. وأضافت الصحيفة نقلا عن نظيرتها "معاريف" أن الجيش انسحب من المدينة.',
            ["صحيفة الضفاف", "صحيفة الضفاف"],
            id="another paper",
        ),
        pytest.param(
            "قالت شبكة الاستخبارات نقلا عن الوزير سامر الحوراني إن الحرب انتهت.",
            ["شبكة الاستخبارات"],
            id="no outlet passes on",
        ),
    ],
)
def test_the_words_are_the_sources_and_a_pronoun_is_whom_it_agrees_with(text: str, speakers: list[str]) -> None:
    assert [name for name, _ in told(text)] == speakers


@pytest.mark.parametrize(
    "thing",
    ["صور الأقمار الصناعية", "وثائق مسربة", "دراسة", "تقرير لوزارة النقل", "هيئة البث", "إعلام محلي"],
)
def test_what_is_read_or_heard_is_no_source(thing: str) -> None:
    found = told(f"وقالت صحيفة الضفاف نقلا عن {thing} إن الجيش انسحب من المدينة.")

    assert [name for name, _ in found] == ["صحيفة الضفاف"]
