"""Speakers told by an office, and words beside which only one speaker fits. All are invented."""

from __future__ import annotations

import pytest

from khabar_worker.enrich.entities import find_entities
from support.spoken import nodes_of_lines, quoted, statements_of, told


@pytest.mark.parametrize(
    ("text", "speakers"),
    [
        pytest.param(
            "وكتب أمينها العام، سامر الحوراني، على صفحته: «كل التضامن مع رفاقنا».",
            ["سامر الحوراني"],
            id="a body's office",
        ),
        pytest.param("وقالت رئيستها سهى القاسمي إن «الطريق مفتوح للجميع».", ["سهى القاسمي"], id="her office"),
        pytest.param(
            "وقالت وزيرة النقل سهى القاسمي إن «الطريق مفتوح للجميع».", ["سهى القاسمي"], id="an office of women"
        ),
        pytest.param(
            "أكد عضو اللجنة في الاتحاد العربي لكرة السلة سامر الحوراني قوة البطولة وقال: «الجميع مرشح للفوز».",
            ["سامر الحوراني"],
            id="an adjective that is a first name",
        ),
        pytest.param(
            "وأكد العربي الحوراني قوة البطولة وقال: «الجميع مرشح للفوز».", ["العربي الحوراني"], id="his first name"
        ),
        pytest.param(
            "ولم تعلق شركة الجسور على الدعوة، غير أن وزير النقل سامر الحوراني كان قد صرح بأن «الأبواب مفتوحة للجميع».",
            ["سامر الحوراني"],
            id="who had said so",
        ),
        pytest.param(
            'ونقلت الوكالة عن الوزير سامر الحوراني قوله:" إنه سيفتح الجسر قبل الشتاء".',
            ["سامر الحوراني"],
            id="a space behind the mark",
        ),
        pytest.param(
            "وأوضحت سهى القاسمي أن البلاد تواجه «صدمة مزدوجة»، في إشارة إلى الرسوم.",
            ["سهى القاسمي"],
            id="a noun and its adjective",
        ),
    ],
)
def test_whose_marked_words_they_are(text: str, speakers: list[str]) -> None:
    assert [who for who, _ in told(text)] == speakers


def test_a_title_of_two_words_is_no_speech() -> None:
    assert quoted("وأوضحت سهى القاسمي أن الفرقة تقدم «ليلة خديجة» غدا.") == ()


@pytest.mark.parametrize(
    ("text", "office"),
    [
        pytest.param("وأبلغ سامر الحوراني سفيرها أن «الرد سيكون قريبا جدا».", None, id="whom he tells"),
        pytest.param("وهاجم سامر الحوراني رئيسها قائلا إن «النادي يغرق في الديون».", None, id="whom he attacks"),
        pytest.param("وقال سامر الحوراني، أمينها العام، إن «النادي يغرق في الديون».", "أمينها العام", id="his own"),
    ],
)
def test_an_office_with_a_bodys_pronoun_is_the_speakers_only_behind_a_comma(text: str, office: str | None) -> None:
    nodes = nodes_of_lines(text)

    assert [one.speaker.role for one in statements_of(nodes, find_entities(nodes))] == [office]


@pytest.mark.parametrize(
    "text", ["وحيّى سامر الحوراني جنوده في «العملية الكبرى الخاصة».", "حيّى أمير البلاد الجيش الذي «صد الهجوم»."]
)
def test_what_marks_hold_behind_a_greeting_is_no_speech(text: str) -> None:
    assert quoted(text) == ()
