"""Days that something is planned for, and years in words."""

from __future__ import annotations

from datetime import date

import pytest

from khabar.arabic.mentions.reading import Published
from khabar.arabic.mentions.resolve import resolve_mentions
from khabar.arabic.node import Node

SUNDAY = Published(date(2023, 7, 9))


def said(text: str) -> list[tuple[str, str | None]]:
    found = resolve_mentions([Node("b1", "paragraph", 0, text)], SUNDAY)
    return [(text[one.start : one.end], one.meaning.value) for one in found]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("ناقش المجلس الملف قبل جلسته المقررة الثلاثاء", "2023-07-11"),
        ("قالت المقررة الأممية لحرية الرأي الثلاثاء", "2023-07-04"),  # an office
        (
            "توقع المرصد أن تتأثر القرى والبلدات الواقعة على امتداد السهل الساحلي كله بأمطار ابتداء من الثلاثاء",
            "2023-07-11",
        ),
        ("بدأ العمل بالتعرفة الجديدة اعتبارا من الثلاثاء", "2023-07-04"),
        ("انقطعت الكهرباء عن الحي ابتداء من الثلاثاء", "2023-07-04"),
        ("نزح السكان ابتداء من الثلاثاء هربا من القصف", "2023-07-04"),
        ("ألغت المحكمة الجلسة المقررة الثلاثاء بعد غياب الشهود", "2023-07-04"),
        ("غاب الرئيس عن القمة المقررة الثلاثاء", "2023-07-04"),
        ("وفي القاهرة قالت المقررة الثلاثاء إن الأمر صعب", "2023-07-04"),
        ("أعلنت السلطات أن تعليق الدراسة الثلاثاء كان بسبب العواصف", "2023-07-04"),
        ("أعلنت الوزارة أن الدراسة انطلقت الثلاثاء", "2023-07-04"),
        ("أعلنت الوزارة الثلاثاء تعليق الدراسة", "2023-07-04"),
    ],
)
def test_a_day_that_something_is_planned_for_is_ahead(text: str, value: str) -> None:
    assert [value for _, value in said(text)] == [value]


def test_a_month_from_which_something_begins_is_one() -> None:
    assert said("تعود المياه بداية من يونيو") == [("يونيو", "2023-06")]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("ستعلق الدراسة يومي الأحد والاثنين", ["2023-07-09", "2023-07-10"]),
        ("أغلق الجسر الخميس والجمعة", ["2023-07-06", "2023-07-07"]),
        ("شهد الجسر اشتباكات الأحد والاثنين خلفت قتلى", ["2023-07-09", "2023-07-03"]),  # never tomorrow
        ("أغلق الجسر الخميس والأحد", ["2023-07-06", "2023-07-09"]),
        ("أغلق الجسر السبت، والاثنين", ["2023-07-08", "2023-07-03"]),
    ],
)
def test_a_weekday_joined_to_the_one_before_it_is_the_next_day(text: str, values: list[str]) -> None:
    assert [value for _, value in said(text)] == values


@pytest.mark.parametrize(
    ("text", "words", "value"),
    [
        ("بني الجسر عام ألفين وثلاثة", "عام ألفين وثلاثة", "2003"),
        ("بني الجسر عام ألفين وأحد عشر", "عام ألفين وأحد عشر", "2011"),
        ("بني الجسر في عام ألفين واثني عشر", "عام ألفين واثني عشر", "2012"),
        ("بني الجسر سنة ألف وتسعمئة وخمس وتسعين", "سنة ألف وتسعمئة وخمس وتسعين", "1995"),
    ],
)
def test_a_year_may_be_written_in_words(text: str, words: str, value: str) -> None:
    assert said(text) == [(words, value)]


@pytest.mark.parametrize(
    "text",
    [
        "بني الجسر عام ألفين وإحدى عشرة",
        "حكايات عام ألف ليلة",
        "بلغ سعر الطن العام ألفين دولار",
        "خسرت البلاد في العام ألفين وثلاثة جنود",
        "سجلت البلدة في عام ألفين وثلاث حالات",
        "سنة ألفين وثلاثمئة وخمسين ينتهي العالم",
        "وقعت المعركة سنة ألف وتسعمئة واثنتين وثلاثين للهجرة",
        "بين عامي ألفين وعشرة وألفين وعشرين تغير كل شيء",
    ],
)
def test_what_is_no_year_in_words_or_not_read_whole_is_left_alone(text: str) -> None:
    assert said(text) == []


def test_two_years_told_together_are_both_read() -> None:
    assert said("نزح أهالي القرية في العامين 2013 و2014") == [("العامين 2013", "2013"), ("2014", "2014")]
