"""Whose words they are, where the sentence makes it hard to tell. Each case was once read wrong."""

from __future__ import annotations

import pytest

from khabar.arabic.node import Node
from khabar.article import Entity
from khabar.body import At
from khabar_worker.enrich.quotes import find_quotes
from spoken import Case, nodes_of_lines, said

CASES = {
    "an answer is no verb": Case(
        "وأضاف سامر الحوراني ردا على سؤال عن موعد الفتح: «سنفتحه قبل الشتاء بإذن الله».",
        (("سامر الحوراني", "سنفتحه قبل الشتاء بإذن الله"),),
    ),
    "the connection first": Case(
        "وقال في هذا الصدد سامر الحوراني، الكاتب العام للنقابة، إن «الوضع صعب على الجميع».",
        (("سامر الحوراني", "الوضع صعب على الجميع"),),
    ),
    "the outlet in marks, then the words": Case(
        "وقال سامر الحوراني لـ«الضفاف» «سنفتح الجسر قبل الشتاء».",
        (("سامر الحوراني", "سنفتح الجسر قبل الشتاء"),),
    ),
    "a participle behind the name": Case(
        "وأضافت سهى القاسمي مخاطبة المزارعين: «لا تبيعوا أرضكم اليوم».",
        (("سهى القاسمي", "لا تبيعوا أرضكم اليوم"),),
    ),
    "what he went on with": Case(
        "وواصل سامر الحوراني حديثه للصحفيين بالقول إن «العمل لم ينته بعد».",
        (("سامر الحوراني", "العمل لم ينته بعد"),),
    ),
    "he went on": Case(
        "وقال سامر الحوراني إن «العمل انتهى أمس»، وزاد: «لم يبق غير الطلاء».",
        (("سامر الحوراني", "العمل انتهى أمس"), ("سامر الحوراني", "لم يبق غير الطلاء")),
    ),
    "a rank": Case(
        "وقال ضابط في الشرطة برتبة عقيد: «أغلقنا الطريق حتى الصباح».",
        (("ضابط في الشرطة", "أغلقنا الطريق حتى الصباح"),),
    ),
    "a statement is its body's": Case(
        "أعلنت هيئة الموانئ أن السفن وصلت. وأضاف بيان الهيئة: «نشكر كل العاملين في الميناء».",
        (("هيئة الموانئ", "أن السفن وصلت."), ("هيئة الموانئ", "نشكر كل العاملين في الميناء")),
    ),
    "it stood in a statement": Case(
        "جاء ذلك في بيان لهيئة الموانئ ورد فيه: «وصلت السفن كلها قبل الفجر».",
        (("هيئة الموانئ", "وصلت السفن كلها قبل الفجر"),),
    ),
    "a trade for a name": Case(
        "قال سامر الحوراني إن «الوضع صعب على الجميع». وأكد الفاعل النقابي أن «الحل بيد الوزارة».",
        (("سامر الحوراني", "الوضع صعب على الجميع"), ("سامر الحوراني", "الحل بيد الوزارة")),
    ),
    "that official": Case(
        "وقال مسؤول كبير في الوزارة إن «الجسر جاهز تماما». وأضاف ذلك المسؤول أن «السد آمن أيضا».",
        (("مسؤول كبير في الوزارة", "الجسر جاهز تماما"), ("مسؤول كبير في الوزارة", "السد آمن أيضا")),
    ),
    "meanwhile, said he": Case(
        "وقال سامر الحوراني: «الجسر جاهز، لكن السد، في الوقت الحالي، يحتاج إلى صيانة».",
        (("سامر الحوراني", "الجسر جاهز، لكن السد، في الوقت الحالي، يحتاج إلى صيانة"),),
    ),
    "his lawyer": Case(
        "وقال محامي سامر الحوراني إن «التهمة باطلة من أساسها».",
        (("محامي سامر الحوراني", "التهمة باطلة من أساسها"),),
    ),
    "a name in marks behind the office": Case(
        "وقال مدير مكتب الري «قصي الحوراني» إن العمل مستمر. وأضاف أن «السد لن يكتمل هذا العام».",
        (
            ("قصي الحوراني", "إن العمل مستمر."),
            ("قصي الحوراني", "السد لن يكتمل هذا العام"),
        ),
    ),
    "the accuser, not the accused": Case(
        "هيئة الموانئ تتهم سامر الحوراني بـ«التفريط بحقوق العمال في الميناء».",
        (("هيئة الموانئ", "التفريط بحقوق العمال في الميناء"),),
    ),
    "what he called it": Case(
        "ووصف سامر الحوراني القرار بـ«المتسرع».",
        (("سامر الحوراني", "المتسرع"),),
    ),
    "not acceptable": Case(
        "وقال سامر الحوراني إن تأخر العمل في الجسر كل هذه المدة «غير مقبول».",
        (("سامر الحوراني", "غير مقبول"),),
    ),
    "to go on to say": Case(
        "وتفقد وزير النقل سامر الحوراني أمس الجسر، ليؤكد أن «العمل انتهى قبل موعده».",
        (("سامر الحوراني", "العمل انتهى قبل موعده"),),
    ),
}

NOTHING = {
    "an event's name": "وقال سامر الحوراني إن دورة العام من «مهرجان الضفاف للفيلم القصير» ستبدأ في مايو.",
    "a list behind a colon": "واستبعد المدرب سبعة لاعبين إلى جانب: سامر الحوراني، قصي الصفدي، نديم الراشد.",
    "a common word in marks is no speaker": "ونشرت «فيديو» هددت فيه بـ«حرق المزارع في الوادي كله».",
}


@pytest.mark.parametrize("case", [pytest.param(case, id=name) for name, case in CASES.items()])
def test_the_speaker_is_the_right_one(case: Case) -> None:
    assert said(case.text) == list(case.expected)


@pytest.mark.parametrize("text", [pytest.param(text, id=name) for name, text in NOTHING.items()])
def test_what_only_looks_like_a_quotation_is_none(text: str) -> None:
    assert find_quotes(nodes_of_lines(text), ()).quotes == ()


def _person(nodes: list[Node], name: str) -> Entity:
    mentions = tuple(
        At(node=node.id, start=start, end=start + len(name)) for node in nodes if (start := node.text.find(name)) >= 0
    )
    return Entity(id="e1", type="person", name=name, mentions=mentions, confidence=0.9)


def test_an_office_told_behind_a_name_is_his_from_then_on() -> None:
    nodes = nodes_of_lines("ألقى الدكتور زهران الوادعي شيخ الجامع كلمة أمس.\nوقال شيخ الجامع: «لا خير في علم بلا عمل».")

    (quote,) = find_quotes(nodes, (_person(nodes, "زهران الوادعي"),)).quotes

    assert quote.speaker.name == "زهران الوادعي"


def test_a_name_ends_where_the_entity_does() -> None:
    nodes = nodes_of_lines("وأبدى المدرب البحريني غزوان الصيرفي سعادته بالنتيجة، مضيفا: «لعبنا مباراة كبيرة جدا».")

    (quote,) = find_quotes(nodes, (_person(nodes, "غزوان الصيرفي"),)).quotes

    assert (quote.speaker.name, quote.speaker.role) == ("غزوان الصيرفي", "المدرب البحريني")
