"""The scorers of `make eval-arabic` on small data whose figures can be worked out by hand."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from evaluation.arabic import dates, tags, texts
from evaluation.arabic.sources import kinds_of
from evaluation.measures import Hits

TAGGED = """وصل O
الوزير O
سمير B-PERS
الدبوسي I-PERS
إلى O
القاهرة B-LOC
. O

وقال O
الدبوسي B-PERS
إن O
مدينة O
حلب B-LOC
بخير O
. O
"""


@pytest.mark.parametrize(
    ("name", "text", "kind"),
    [
        ("days.tsv", "form\ttext\texpected\nlevant\t22 تشرين الثاني 2024\t2024-11-22\n", "dates"),
        ("names", TAGGED, "tags"),
        ("truth.json", '{"text": "خبر", "quotes": []}', "texts"),
        ("questions.json", '{"data": []}', "questions"),
        ("notes.txt", "هذا نص عادي لا وسوم فيه\nوهذا سطر ثان\n", None),
        ("other.tsv", "a\tb\n1\t2\n", None),
        ("broken.json", "{", None),
    ],
)
def test_a_file_is_told_by_what_stands_in_it(tmp_path: Path, name: str, text: str, kind: str | None) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")

    found = kinds_of([tmp_path])

    assert list(found.values()) == ([kind] if kind else [])


def test_names_are_counted_by_their_exact_words_and_by_any_word_in_common() -> None:
    found = tags.score(TAGGED.splitlines())

    assert found.exact["person"] == Hits(2, 2, 2)
    assert found.exact["place"] == Hits(2, 2, 2)
    assert found.alike["all"] == Hits(4, 4, 4)


def test_a_text_is_scored_by_quotes_speakers_names_and_dates() -> None:
    truth = {
        "text": "قال الوزير سمير الدبوسي أمس السبت إن «الطريق إلى القاهرة مفتوح أمام الجميع».",
        "published": "2026-11-22",
        "quotes": [{"text": "الطريق إلى القاهرة مفتوح أمام الجميع", "speaker": "الدبوسي"}],
        "people": ["سمير الدبوسي"],
        "organisations": [],
        "places": ["القاهرة", "حلب"],
        "dates_in_text": [{"text": "أمس السبت", "resolved": "2026-11-21"}],
    }

    found = texts.score([truth])

    assert found["quotes"] == found["speakers"] == Hits(1, 1, 1)
    assert found["people"] == Hits(1, 1, 1)
    assert found["organisations"] == Hits(0, 0, 0)
    assert found["places"] == Hits(1, 1, 2)
    assert found["dates"] == Hits(1, 1, 1)


@pytest.mark.parametrize(
    ("value", "days"),
    [
        ("2024", (date(2024, 1, 1), date(2024, 12, 31))),
        ("2024-02", (date(2024, 2, 1), date(2024, 2, 29))),
        ("2024-02-03T10:00", (date(2024, 2, 3), date(2024, 2, 3))),
        ("2024-02-03/2024-02-05", (date(2024, 2, 3), date(2024, 2, 5))),
        ("PRESENT_REF", None),
        (None, None),
    ],
)
def test_a_value_stands_for_all_days_it_holds(value: str | None, days: dates.Days | None) -> None:
    assert dates.days_of(value) == days


def test_a_timex_tag_is_asked_for_only_where_its_words_tell_the_year() -> None:
    document = (
        "<TimeML>افتتح المعرض في "
        '<TIMEX3 tid="t1" type="DATE" value="2019-05-03">3 مايو 2019</TIMEX3> وزاره الناس '
        '<TIMEX3 tid="t2" type="DATE" value="2019-05-04">أمس</TIMEX3>.</TimeML>'
    )

    assert dates.timex_dates([document]) == dates.Answers(right=1, answered=1, asked=1)
