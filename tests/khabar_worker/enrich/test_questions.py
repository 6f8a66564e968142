"""Interviews and explainers: which blocks ask, and which answer."""

from __future__ import annotations

from khabar.body import Heading, ListBlock, ListItem, Paragraph
from khabar_worker.enrich.questions import find_questions


def heading(number: int, text: str) -> Heading:
    return Heading(id=f"b{number}", level=2, text=text)


def paragraph(number: int, text: str) -> Paragraph:
    return Paragraph(id=f"b{number}", text=text)


def pairs(*body: Heading | Paragraph | ListBlock) -> list[tuple[str, tuple[str, ...]]]:
    return [(found.question, found.answer) for found in find_questions(body)]


def test_an_answer_goes_down_to_the_next_question_or_heading() -> None:
    items = ListBlock(id="b4", ordered=False, items=(ListItem(id="b4.i1", text="شجر السدر"),))

    found = pairs(
        paragraph(1, "حاورناها في بيتها."),
        heading(2, "كيف بدأت علاقتك بالبحر؟"),
        paragraph(3, "كنت في العاشرة حين رأيته."),
        items,
        heading(5, "وماذا بعد؟"),
        paragraph(6, "سأعود إليه."),
        heading(7, "سيرة قصيرة"),
        paragraph(8, "ولدت عام 1970."),
    )

    assert found == [("b2", ("b3", "b4")), ("b5", ("b6",))]


def test_labelled_paragraphs_are_questions() -> None:
    found = pairs(
        paragraph(1, "س: متى يفتتح الجسر؟"),
        paragraph(2, "ج: في الربيع."),
        paragraph(3, "س 2- ومن يموله؟"),
        paragraph(4, "ج: الصندوق."),
    )

    assert found == [("b1", ("b2",)), ("b3", ("b4",))]


def test_one_question_or_a_rhetorical_one_makes_no_interview() -> None:
    assert pairs(heading(1, "هل ترتفع الأسعار؟"), paragraph(2, "ربما.")) == []
    assert pairs(paragraph(1, "فمن يدفع الثمن؟"), paragraph(2, "وأين يذهب المال؟"), paragraph(3, "لا أحد يعلم.")) == []


def test_a_question_without_an_answer_is_left_out() -> None:
    found = pairs(heading(1, "ما الذي جرى؟"), heading(2, "ومتى؟"), paragraph(3, "أمس."), heading(4, "ولماذا؟"))

    assert found == []
