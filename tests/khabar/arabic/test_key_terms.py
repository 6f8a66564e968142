from hypothesis import given
from hypothesis import strategies as st

from khabar.arabic.key_terms import MOST_TERMS, Named, key_terms
from khabar.arabic.node import Node


def text_of(*paragraphs: str, headline: str = "") -> list[Node]:
    nodes = [Node("headline", "headline", -1, headline)] if headline else []
    return [*nodes, *(Node(f"b{at}", "paragraph", at, text) for at, text in enumerate(paragraphs))]


def texts(nodes: list[Node], named: dict[str, list[Named]] | None = None) -> list[str]:
    return [term.text for term in key_terms(nodes, named or {})]


def test_a_term_is_the_word_the_text_keeps_to_in_the_form_it_uses_most() -> None:
    nodes = text_of(
        "افتتحت البلدية الحديقة الجديدة، وقالت إن الحديقة مفتوحة للجميع.",
        "وتضم الحديقة ملعبا. وستفتح حدائق أخرى في الصيف، وفي حديقة منها نافورة.",
    )

    first = key_terms(nodes, {})[0]

    assert (first.text, first.relevance, first.count) == ("حديقة", 1.0, 5)


def test_verbs_and_words_of_all_news_are_no_terms() -> None:
    nodes = text_of("أعلنت الشركة اليوم أنها أعلنت ما أعلنت، وقالت إنها قالت ذلك اليوم. ويتوقع أن يتوقع ذلك كل يوم.")

    assert not {"أعلنت", "قالت", "يتوقع", "ذلك"} & set(texts(nodes))


def test_numbers_times_and_a_newsrooms_own_words_are_no_terms() -> None:
    nodes = text_of(
        "استمر العرض أربعين دقيقة. وكان قد استمر أربعين دقيقة قبل شهرين.", headline="عاجل | عرض في أربعين دقيقة"
    )

    assert texts(nodes) == ["عرض"]


def test_whom_any_report_cites_is_no_term_but_a_trade_is() -> None:
    nodes = text_of(
        "رأى خبيران أن الجسر قديم. وقال مسؤول في البلدية إن الجسر يحرسه حارس.",
        "وأضاف الخبيران أن الحارس أنذر الأهالي، وأكد المسؤول ذلك.",
        headline="خبيران يشرحان: الجسر أقدم من حارسه",
    )

    found = texts(nodes)

    assert {"جسر", "حارس"} <= set(found)
    assert not {"خبيران", "خبير", "مسؤول"} & set(found)


def test_whom_reports_cite_may_be_part_of_a_term() -> None:
    nodes = text_of("يعد المحلل المالي تقارير الشركة. والمحلل المالي موظف فيها.", headline="ماذا يعمل المحلل المالي؟")

    assert "المحلل المالي" in texts(nodes)


def test_an_adjective_alone_is_no_term() -> None:
    nodes = text_of(
        "تفتح الورشة التطوعية أبوابها، وفيها دورة تطوعية للنجارة، ويدها التطوعية ممدودة.",
        "وقالت المشرفة إن الأيام التطوعية تمتد أسبوعا في الورشة.",
    )

    found = texts(nodes)

    assert "ورشة" in found
    assert not {"تطوعية", "تطوعي"} & set(found)


def test_an_adjective_seen_in_both_genders_is_no_term_alone() -> None:
    nodes = text_of(
        "سجل اللاعب أهدافا حاسمة ولعب تمريرة حاسمة. وقدم مستوى رائعا.",
        "وفي الشوط الثاني أهدر ركلة حاسمة، ثم كان الفوز رائعا. ودرب الفريق مدرب جديد، والمدرب مدرب قدير.",
    )

    found = texts(nodes)

    assert "مدرب" in found
    assert not {"حاسمة", "رائعا", "رائع"} & set(found)


def test_a_noun_in_the_shape_of_an_adjective_is_a_term() -> None:
    nodes = text_of("وصلت القضية إلى المحكمة، وهذه القضية طويلة. ولم تنته القضية بعد.", headline="القضية أمام المحكمة")

    assert texts(nodes)[0] == "قضية"


def test_a_noun_with_article_opens_no_phrase_with_one_that_has_none() -> None:
    nodes = text_of("رمى الحجاج جمرة واحدة صباحا، ثم رمى الحجاج جمرة أخرى مساء.", headline="الحجاج يرمون")

    assert "الحجاج جمرة" not in texts(nodes)


def test_words_that_keep_coming_together_are_one_term_with_its_article() -> None:
    nodes = text_of("يدرس المعهد بالذكاء الاصطناعي صور النباتات.", "والذكاء الاصطناعي أداة، وللذكاء الاصطناعي حدود.")

    found = texts(nodes)

    assert found[0] == "الذكاء الاصطناعي"
    assert not {"ذكاء", "اصطناعي"} & set(found)


def test_a_form_with_a_pronoun_counts_and_is_not_shown() -> None:
    found = texts(text_of("وقع اللاعب عقده صباحا، وكان قد مدد عقده من قبل.", headline="عقد جديد للاعب"))

    assert "عقد" in found
    assert "عقده" not in found


def test_a_name_is_one_term_however_it_is_mentioned() -> None:
    text = "زار سالم البحري الميناء، وقال البحري إن الرصيف جاهز."
    named = {"b0": [Named(4, 15, "e1", "سالم البحري"), Named(30, 36, "e1", "سالم البحري")]}

    terms = key_terms(text_of(text), named)

    assert (terms[0].text, terms[0].count, terms[0].entity_id) == ("سالم البحري", 2, "e1")
    assert "البحري" not in [term.text for term in terms]


def test_one_mention_in_the_headline_is_enough_and_one_in_the_text_is_not() -> None:
    nodes = text_of("وصلت السفينة إلى المرفأ صباحا.", headline="سفينة محملة بالقمح")

    found = texts(nodes)

    assert "سفينة" in found
    assert "مرفأ" not in found


@given(st.lists(st.text(alphabet="ابتثجحدرسعقكلمنهوي ةأإؤ،.", max_size=80), max_size=6))
def test_whatever_the_text_terms_are_few_sorted_and_none_twice(paragraphs: list[str]) -> None:
    terms = key_terms(text_of(*paragraphs), {})

    assert len(terms) <= MOST_TERMS
    assert [term.relevance for term in terms] == sorted((term.relevance for term in terms), reverse=True)
    assert all(term.text and 0 < term.relevance <= 1 and term.count >= 1 for term in terms)
