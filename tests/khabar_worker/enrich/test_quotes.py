"""Statements of invented articles: who said what, found how, and exactly where."""

from __future__ import annotations

import pytest

from khabar.arabic.node import Node, NodeKind
from khabar.body import At
from khabar.findings import Entity
from khabar_worker.enrich.drafts import Said
from khabar_worker.enrich.quotes import find_quotes
from support.spoken import Case, nodes_of_lines, only, said, statements_of

DIRECT = {
    "verb, subject, marks": Case(
        "وقال سامر الحوراني: «سنفتح الجسر قبل الشتاء».",
        (("سامر الحوراني", "سنفتح الجسر قبل الشتاء"),),
    ),
    "subject before its verb": Case(
        "وزير النقل سامر الحوراني قال «سنفتح الجسر قبل الشتاء».",
        (("سامر الحوراني", "سنفتح الجسر قبل الشتاء"),),
    ),
    "role, name, verb": Case(
        "الباحثة في شؤون المناخ، سهى القاسمي، قالت: «الأمطار تأخرت هذا العام كثيرا».",
        (("سهى القاسمي", "الأمطار تأخرت هذا العام كثيرا"),),
    ),
    "speaker at the end": Case(
        "«الطريق الساحلي مغلق حتى الصباح»، قال نديم الصفدي.",
        (("نديم الصفدي", "الطريق الساحلي مغلق حتى الصباح"),),
    ),
    "split over its verb": Case(
        "«الطريق مغلق حتى الصباح»، تقول سهى القاسمي، «ولن نفتحه قبل زوال الخطر».",
        (("سهى القاسمي", "الطريق مغلق حتى الصباح"), ("سهى القاسمي", "ولن نفتحه قبل زوال الخطر")),
    ),
    "according to, behind": Case(
        "وتسببت الأمطار «في أضرار كبيرة لمزارع الوادي»، بحسب نديم الصفدي.",
        (("نديم الصفدي", "في أضرار كبيرة لمزارع الوادي"),),
    ),
    "according to, before": Case(
        "وبحسب نديم الصفدي فإن «العاصفة ألحقت أضرارا كبيرة بالمزارع».",
        (("نديم الصفدي", "العاصفة ألحقت أضرارا كبيرة بالمزارع"),),
    ),
    "as he told": Case(
        "وعادت المياه «إلى منسوبها المعتاد بعد يومين»، وفق ما أفاد به مصدر مطلع.",
        (("مصدر مطلع", "إلى منسوبها المعتاد بعد يومين"),),
    ),
    "fragments in a reported clause": Case(
        "وقال سامر الحوراني إن الوزارة في «حالة تأهب قصوى» تحسبا لـ«سيول جارفة».",
        (("سامر الحوراني", "حالة تأهب قصوى"), ("سامر الحوراني", "سيول جارفة")),
    ),
    "what he calls it": Case(
        "وانتقد سامر الحوراني ما وصفه بـ«الإهمال الطويل للطرق».",
        (("سامر الحوراني", "الإهمال الطويل للطرق"),),
    ),
    "a quotation in a quotation": Case(
        'وقالت سهى القاسمي: «سمعت من يقول "لا تعبروا" ثم انهار الجسر».',
        (("سهى القاسمي", 'سمعت من يقول "لا تعبروا" ثم انهار الجسر'),),
    ),
    "curly and straight marks": Case(
        'وقالت سهى القاسمي “وصلنا قبل الفجر إلى القرية”. وأضافت: "لم نجد أحدا هناك".',
        (("سهى القاسمي", "وصلنا قبل الفجر إلى القرية"), ("سهى القاسمي", "لم نجد أحدا هناك")),
    ),
    "told by an agency": Case(
        "ونقلت وكالة الضفاف عن نديم الصفدي قوله إن «السد آمن ولا خوف على القرى».",
        (("نديم الصفدي", "السد آمن ولا خوف على القرى"),),
    ),
    "diacritics and tatweel": Case(
        "وقـــالَ سامِر الحوراني: «سنفتحُ الجســـر قريبا».",
        (("سامِر الحوراني", "سنفتحُ الجســـر قريبا"),),
    ),
    "over two paragraphs": Case(
        """
        وقال سامر الحوراني: «بدأنا العمل في الجسر قبل عام.
        وسننهيه قبل موعده بشهرين».
        """,
        (("سامر الحوراني", "بدأنا العمل في الجسر قبل عام."), ("سامر الحوراني", "وسننهيه قبل موعده بشهرين")),
    ),
    "the paragraph behind a colon": Case(
        """
        وختم سامر الحوراني بالقول:
        «شكرا لكل من عمل معنا في هذا المشروع».
        """,
        (("سامر الحوراني", "شكرا لكل من عمل معنا في هذا المشروع"),),
    ),
}

REPORTED = {
    "verb, subject, that": Case(
        "وأكد وزير النقل سامر الحوراني أن الجسر سيفتح قبل الشتاء.",
        (("سامر الحوراني", "أن الجسر سيفتح قبل الشتاء."),),
    ),
    "a participle goes on": Case(
        "وأكد سامر الحوراني أن الجسر سيفتح قبل الشتاء، مشيرا إلى أن العمل بدأ في مايو.",
        (
            ("سامر الحوراني", "أن الجسر سيفتح قبل الشتاء"),
            ("سامر الحوراني", "أن العمل بدأ في مايو."),
        ),
    ),
    "an occasion between": Case(
        "وأوضحت سهى القاسمي، في تصريحات خاصة لموقع «الضفاف»، أن الأمطار تأخرت كثيرا.",
        (("سهى القاسمي", "أن الأمطار تأخرت كثيرا."),),
    ),
    "a body speaks": Case(
        "أعلنت هيئة الموانئ أنها ستستقبل السفن من الأحد.",
        (("هيئة الموانئ", "أنها ستستقبل السفن من الأحد."),),
    ),
    "he had said": Case(
        "وكان سامر الحوراني قد أعلن أن الجسر سيفتح قريبا.",
        (("سامر الحوراني", "أن الجسر سيفتح قريبا."),),
    ),
    "as for": Case(
        "أما نديم الصفدي فقد رأى أن المسرحية تحتاج إلى وقت أطول.",
        (("نديم الصفدي", "أن المسرحية تحتاج إلى وقت أطول."),),
    ),
    "unnamed sources": Case(
        "وكشفت مصادر أمنية أن الطريق سيفتح مساء.",
        (("مصادر أمنية", "أن الطريق سيفتح مساء."),),
    ),
    "two experts": Case(
        "رأى خبيران أن السد يحتاج إلى صيانة عاجلة.",
        (("خبيران", "أن السد يحتاج إلى صيانة عاجلة."),),
    ),
    "a spokesman's body is his org": Case(
        "صرح المتحدث باسم هيئة الموانئ جابر اللاذقاني بأن السفن وصلت كلها.",
        (("جابر اللاذقاني", "بأن السفن وصلت كلها."),),
    ),
    "a new sentence of another speaker": Case(
        "وقال سامر الحوراني إن الجسر جاهز. وقالت سهى القاسمي إن الأمطار تأخرت.",
        (("سامر الحوراني", "إن الجسر جاهز."), ("سهى القاسمي", "إن الأمطار تأخرت.")),
    ),
}

RESOLVED = {
    "a surname": Case(
        "قال وزير النقل سامر الحوراني إن الجسر جاهز. وأضاف الحوراني أن العمل انتهى أمس.",
        (("سامر الحوراني", "إن الجسر جاهز."), ("سامر الحوراني", "أن العمل انتهى أمس.")),
    ),
    "a pronoun": Case(
        "قال سامر الحوراني إن الجسر جاهز. وتابع أن العمل انتهى أمس.",
        (("سامر الحوراني", "إن الجسر جاهز."), ("سامر الحوراني", "أن العمل انتهى أمس.")),
    ),
    "the pronoun of a woman": Case(
        "قالت سهى القاسمي إن الأمطار تأخرت. وقال سامر الحوراني إن السد آمن. وأضافت أن الأمطار ستعود.",
        (
            ("سهى القاسمي", "إن الأمطار تأخرت."),
            ("سامر الحوراني", "إن السد آمن."),
            ("سهى القاسمي", "أن الأمطار ستعود."),
        ),
    ),
    "his office": Case(
        "قال وزير النقل سامر الحوراني إن الجسر جاهز. وقالت سهى القاسمي إن الأمطار تأخرت. وأكد الوزير أن السد آمن.",
        (
            ("سامر الحوراني", "إن الجسر جاهز."),
            ("سهى القاسمي", "إن الأمطار تأخرت."),
            ("سامر الحوراني", "أن السد آمن."),
        ),
    ),
    "his honour": Case(
        "قال أمير المنطقة فهد بن نايف الراشد إن المشروع مهم. وأكد سموه أن العمل مستمر.",
        (("فهد بن نايف الراشد", "إن المشروع مهم."), ("فهد بن نايف الراشد", "أن العمل مستمر.")),
    ),
    "the same source": Case(
        "أفاد مصدر مطلع بأن الطريق مغلق. وأضاف المصدر نفسه أن السيول مستمرة.",
        (("مصدر مطلع", "بأن الطريق مغلق."), ("مصدر مطلع", "أن السيول مستمرة.")),
    ),
    "the same man by what he is": Case(
        "قال سامر الحوراني إن الجسر جاهز. وأضاف الفاعل المدني ذاته أن السد آمن.",
        (("سامر الحوراني", "إن الجسر جاهز."), ("سامر الحوراني", "أن السد آمن.")),
    ),
    "a body by its kind": Case(
        "أعلنت شركة الضفاف للنقل أنها ستوقف رحلاتها. وأوضحت الشركة أن القرار مؤقت.",
        (("شركة الضفاف للنقل", "أنها ستوقف رحلاتها."), ("شركة الضفاف للنقل", "أن القرار مؤقت.")),
    ),
    "its statement": Case(
        "قالت هيئة الموانئ في بيان إن السفن وصلت. وجاء في البيان «نشكر كل العاملين في الميناء».",
        (("هيئة الموانئ", "إن السفن وصلت."), ("هيئة الموانئ", "نشكر كل العاملين في الميناء")),
    ),
    "the fullest name, also for what came before it": Case(
        "وقال الحوراني إن الجسر جاهز. وأكد وزير النقل سامر الحوراني أن السد آمن.",
        (("سامر الحوراني", "إن الجسر جاهز."), ("سامر الحوراني", "أن السد آمن.")),
    ),
}

NOTHING = {
    "a title": "وعُرض فيلم «الطريق إلى البحر الأزرق» في المهرجان.",
    "a title that somebody announces": "وأعلن سامر الحوراني إطلاق برنامج «عودة المزارع إلى الوادي القديم».",
    "a newspaper": 'نشرت صحيفة "ضفاف النهر" الخبر أمس.',
    "a word held at arm's length": "وانتشر ما يسمى «الجيل الضائع» في القرى.",
    "between": "وقع الاتفاق بين الوزارة والبلدية على أن يبدأ العمل في مايو.",
    "a noun of speech": "وهذا قول قديم إن المطر يأتي متأخرا.",
    "not said": "ولم يقل سامر الحوراني إن الجسر جاهز.",
    "nobody says it": "يذكر أن الجسر افتتح قبل عشرة أعوام. ويعتقد أن الخلل قديم.",
    "an order": "ودعا سامر الحوراني إلى أن يبدأ العمل فورا.",
    "nobody to give it to": "«الطريق مغلق حتى الصباح».",
    "a heading": "# سامر الحوراني: «سنفتح الجسر قبل الشتاء»",
}


@pytest.mark.parametrize("case", [pytest.param(c, id=n) for n, c in {**DIRECT, **REPORTED, **RESOLVED}.items()])
def test_every_statement_is_found_with_its_speaker(case: Case) -> None:
    assert said(case.text) == list(case.expected)


@pytest.mark.parametrize("case", [pytest.param(c, id=n) for n, c in DIRECT.items()])
def test_marked_words_given_to_a_speaker_are_direct(case: Case) -> None:
    statements = statements_of(nodes_of_lines(case.text))

    assert {(one.direct, one.method) for one in statements} == {(True, "quote_marks")}


@pytest.mark.parametrize("case", [pytest.param(c, id=n) for n, c in REPORTED.items()])
def test_reported_speech_is_not_direct(case: Case) -> None:
    statements = statements_of(nodes_of_lines(case.text))

    assert {(one.direct, one.method) for one in statements} == {(False, "verb_anna")}


@pytest.mark.parametrize("text", [pytest.param(text, id=name) for name, text in NOTHING.items()])
def test_what_nobody_said_is_no_statement(text: str) -> None:
    assert said(text) == []


def test_a_statement_carries_its_verb_its_venue_and_the_speakers_office() -> None:
    statement = only("وأوضح المتحدث باسم هيئة الموانئ، جابر اللاذقاني، في تصريح لقناة الضفاف، أن السفن وصلت كلها.")

    assert statement.id == "r1"
    assert statement.verb == "أوضح"
    assert statement.venue == "تصريح لقناة الضفاف"
    assert (statement.speaker.role, statement.speaker.org) == ("المتحدث باسم هيئة الموانئ", "هيئة الموانئ")


def test_a_pronoun_is_less_certain_than_a_name() -> None:
    named, meant = statements_of(nodes_of_lines("قال سامر الحوراني إن الجسر جاهز. وتابع أن العمل انتهى أمس."))

    assert named.confidence > meant.confidence


def test_an_office_without_a_name_is_less_certain_until_the_article_names_its_holder() -> None:
    nameless = only("وقال الخبير الأمني إن الجسر جاهز.")
    named = statements_of(nodes_of_lines("وقال وزير النقل إن الجسر جاهز. وأضاف وزير النقل سامر الحوراني أنه آمن."))[0]

    assert nameless.confidence < named.confidence


def test_unmarked_speech_behind_a_colon_goes_to_the_next_verb() -> None:
    text = "وقال سامر الحوراني: سنفتح الجسر قريبا. العمل فيه انتهى. وأضاف أن السد آمن."

    first, second = statements_of(nodes_of_lines(text))

    assert (first.method, first.direct, first.parts[0].text) == ("colon", False, "سنفتح الجسر قريبا. العمل فيه انتهى.")
    assert second.speaker == first.speaker


def test_a_speaker_who_is_an_entity_names_it() -> None:
    entity = Entity(
        id="e7",
        type="person",
        name="سامر الحوراني",
        role="وزير النقل",
        mentions=(At(node="b1", start=0, end=13),),
        confidence=0.9,
    )

    (statement,) = statements_of(nodes_of_lines("وقال الحوراني إن الجسر جاهز."), (entity,))

    assert (statement.speaker.entity_id, statement.speaker.name, statement.speaker.role) == (
        "e7",
        "سامر الحوراني",
        "وزير النقل",
    )


def test_captions_cells_and_the_headline_are_never_quoted() -> None:
    text = "وقال سامر الحوراني: «سنفتح الجسر قبل الشتاء»."
    kinds: tuple[NodeKind, ...] = ("headline", "caption", "cell", "heading")

    assert find_quotes([Node(f"n{i}", kind, i, text) for i, kind in enumerate(kinds)], ()) == Said((), (), {})
