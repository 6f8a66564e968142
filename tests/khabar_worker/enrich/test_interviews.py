"""Whose words the answers of an interview are."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from khabar_worker.preview import preview
from support.spoken import quoted, told

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


NAMED = """
قالت الكاتبة سهى القاسمي لـ«الضفاف» إنها سعيدة.
الضفاف: كيف بدأت الرحلة؟
القاسمي: بدأت من قرية صغيرة في الجبل.
الضفاف: وماذا بعد ذلك؟
القاسمي: سافرت إلى المدينة لأتعلم.
"""
OF_A_HOST = """
- المذيع: كيف بدأت الرحلة؟
- سهى القاسمي: بدأت من قرية صغيرة في الجبل.
- المذيع: وماذا بعد ذلك؟
- سهى القاسمي: سافرت إلى المدينة لأتعلم.
"""


@pytest.mark.parametrize("text", [NAMED, OF_A_HOST])
def test_answers_behind_a_name_are_those_of_whom_it_names(text: str) -> None:
    assert quoted(text) == (
        ("سهى القاسمي", "بدأت من قرية صغيرة في الجبل."),
        ("سهى القاسمي", "سافرت إلى المدينة لأتعلم."),
    )


def test_two_guests_of_one_interview_are_told_apart() -> None:
    found = quoted(
        "هذه ندوة «الضفاف».\nالضفاف: متى يفتح المتحف؟\nسامر الحوراني: في الربيع.\nسهى القاسمي: بل في الصيف.\n"
        "الضفاف: وكم تبلغ الكلفة؟\nسامر الحوراني: نحو مليون ليرة.\nسهى القاسمي: أكثر من ذلك."
    )

    assert [name for name, _ in found] == ["سامر الحوراني", "سهى القاسمي"] * 2


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("المكان: دار الضفاف.\nالزمان: مساء السبت.\nالمكان: دار الجسور.\nالزمان: الأحد.", id="a programme"),
        pytest.param("سامر: تأخرنا.\nسهى: لننتظر.\nسامر: لا وقت.\nسهى: اذهب وحدك.", id="a play where nobody asks"),
        pytest.param("اقرأ أيضا: كيف؟\nالقاهرة: وصل الوفد.\nاقرأ أيضا: متى؟\nالقاهرة: غادر الوفد.", id="links"),
        pytest.param("الزوج: أين هو؟\nليلى: على الطاولة.\nالزوج: ومن أخذه؟\nليلى: لا أعرف.", id="a play of a pair"),
        pytest.param(
            "كتبت «الضفاف» هذا.\nالضفاف: كيف؟\nشاهد: صور.\nالضفاف: متى؟\nشاهد: صور القاعة.", id="links behind questions"
        ),
        pytest.param(
            "كتبت «الضفاف» هذا.\nالضفاف: كيف؟\nالقاهرة: وصل الوفد.\nالضفاف: متى؟\nالقاهرة: غادر.", id="places"
        ),
        pytest.param("سامر: أين سهى؟\nسهى: هنا.\nسامر: تعالي.\nسهى: لا.", id="a play where one asks once"),
    ],
)
def test_labels_that_nobody_asks_behind_make_no_interview(text: str) -> None:
    assert quoted(text) == ()


ASKED = ("كيف بدأت الرحلة؟", "وماذا بعد ذلك؟", "وماذا تكتبين الآن؟")
ANSWERED = ("كنت في العاشرة حين رأيت البحر.", "سافرت إلى المدينة وكنا أربعة.", "أعتقد أن روايتي القادمة عن البحر.")


@pytest.mark.parametrize(("asks", "answers"), [("# ", ""), ("* ", "– ")], ids=["headings", "bullets"])
def test_answers_behind_questions_are_those_of_whoever_gives_the_interview(asks: str, answers: str) -> None:
    turns = [f"{asks}{question}\n{answers}{answer}" for question, answer in zip(ASKED, ANSWERED, strict=True)]
    goes_on = "ولدي أكثر من حكاية."

    found = quoted("\n".join(["في هذا الحوار تتحدث الكاتبة سهى القاسمي عن البحر.", *turns, goes_on, "ولدت في الجبل."]))

    assert found == tuple(("سهى القاسمي", said) for said in (*ANSWERED, goes_on))


@pytest.mark.parametrize(("answers", "count"), [("– ", 3), ("", 0)], ids=["each has a dash", "none has"])
def test_answers_with_a_dash_behind_bullets_need_not_say_i(answers: str, count: int) -> None:
    said = ("القرار متوقع، والبنك اختار التريث.", "انتهت الرحلة في الميناء.", "الحل في ترك الناس يعملون.")
    turns = [f"* {question}\n{answers}{answer}" for question, answer in zip(ASKED, said, strict=True)]

    found = quoted("\n".join(["في هذا الحوار تتحدث الكاتبة سهى القاسمي عن البحر.", *turns]))

    assert found == tuple(("سهى القاسمي", one) for one in said[:count])


@pytest.mark.parametrize(
    ("opening", "answers"),
    [
        pytest.param("تتحدث الكاتبة سهى القاسمي عن البحر.", ANSWERED, id="not announced"),
        pytest.param("قالت الوزيرة سهى القاسمي إن الحوار مع الأحزاب بدأ.", ANSWERED, id="talks of parties"),
        pytest.param(
            "في هذا الحوار تتحدث الكاتبة سهى القاسمي عن البحر.",
            ("بدأت الرحلة قبل عام.", "انتهت الرحلة في الميناء.", "لا أحد يعرف."),
            id="explained by the newsroom",
        ),
        pytest.param("في حوار مع «الضفاف»، حذر خبراء من الموج.", ANSWERED, id="nobody gives it"),
        pytest.param("أجرى فريق التحقق مقابلة خاصة مع الكاتبة سهى القاسمي.", ANSWERED, id="somebody else's interview"),
        pytest.param("انطلق الحوار التالي بين الأحزاب برئاسة سهى القاسمي.", ANSWERED, id="talks that follow"),
        pytest.param(
            "في هذا الحوار تتحدث الكاتبة سهى القاسمي عن البحر.",
            (*ANSWERED[:2], "كما ذكرنا في تقريرنا فإن الصورة قديمة."),
            id="the newsroom recalls its report",
        ),
    ],
)
def test_questions_of_an_explainer_have_no_speaker(opening: str, answers: tuple[str, ...]) -> None:
    turns = [f"# {question}\n{answer}" for question, answer in zip(ASKED, answers, strict=True)]

    assert [text for _, text in quoted("\n".join([opening, *turns])) if text in answers] == []


def test_what_the_newsroom_tells_between_the_questions_is_its_speakers() -> None:
    turns = [f"# {question}\n{answer}" for question, answer in zip(ASKED, ANSWERED, strict=True)]
    turns[1] += "\nوقال الوزير سامر الحوراني: «البحر ملك للجميع هنا»."

    found = quoted("\n".join(["في هذا الحوار تتحدث الكاتبة سهى القاسمي عن البحر.", *turns]))

    assert ("سامر الحوراني", "البحر ملك للجميع هنا") in found


def test_an_interview_that_an_outlet_holds_is_one() -> None:
    turns = [f"# {question}\n{answer}" for question, answer in zip(ASKED, ANSWERED, strict=True)]

    found = quoted("\n".join(["أجرت صحيفة الضفاف حوارا خاصا مع الكاتبة سهى القاسمي.", *turns]))

    assert found == tuple(("سهى القاسمي", said) for said in ANSWERED)


def test_a_report_of_somebody_else_between_the_questions_is_no_answer() -> None:
    turns = [f"# {question}\n{answer}" for question, answer in zip(ASKED, ANSWERED, strict=True)]
    turns[1] = f"# {ASKED[1]}\nوقال الوزير سامر الحوراني إن المتحف سيفتح غدا."

    found = told("\n".join(["في هذا الحوار تتحدث الكاتبة سهى القاسمي عن البحر.", *turns]))

    assert ("سامر الحوراني", "إن المتحف سيفتح غدا.") in found


def test_an_answer_goes_on_behind_its_label_up_to_the_next_question() -> None:
    first, second = NAMED.split("الضفاف: وماذا")

    found = quoted(f"{first.rstrip()}\nثم رأيت البحر.\nالضفاف: وماذا{second}\nولدت في الجبل.")

    assert [text for _, text in found] == [
        "بدأت من قرية صغيرة في الجبل.",
        "ثم رأيت البحر.",
        "سافرت إلى المدينة لأتعلم.",
    ]


def test_a_label_behind_the_last_answer_tells_no_speaker() -> None:
    assert len(quoted(f"{NAMED.strip()}\nالمدخل: القاعة الكبرى.\nالمدخل: القاعة الصغرى.")) == 2


def test_a_label_that_names_somebody_else_is_not_whoever_gives_the_interview() -> None:
    found = quoted(NAMED.replace("القاسمي: ", "المترجم: "))

    assert found == ()
