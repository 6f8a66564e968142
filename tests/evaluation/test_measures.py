"""The measures against small bodies whose figures can be worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from evaluation.measures import averages, measure, measure_nothing
from evaluation.reading import NOTHING, Moment, Reading, Truth, Unit

OPENING = Unit("paragraph", "افتتح المجلس البلدي حديقة جديدة عند ضفة النهر")
HEADING = Unit("heading", "أشجار من خمس قارات")
CLOSING = Unit("paragraph", "وتفتح الحديقة أبوابها كل يوم من الصباح إلى المساء")
NOON = datetime(2026, 3, 5, 12, 0, tzinfo=UTC)
TRUTH = Truth(
    id="garden",
    url="https://example.org/garden",
    titles=frozenset({"حديقة جديدة"}),
    authors=frozenset({"سلمى الوادي"}),
    moments=(NOON,),
    knows_time=True,
    body=(OPENING, HEADING, CLOSING),
    tolerated=("تصوير: هادي",),
    pictures=frozenset({"garden.jpg"}),
    forbidden=("اقرأ أيضا",),
)
RIGHT = Reading(title="حديقة جديدة", authors=frozenset({"سلمى الوادي"}), published=NOON, body=TRUTH.body)


def test_a_reading_that_says_the_same_has_full_marks() -> None:
    scores = measure(TRUTH, RIGHT)

    assert scores.pop("violations") == 0
    assert scores.pop("items") is None
    assert set(scores.values()) == {1.0}


def test_a_page_without_a_record_has_nothing_of_all_that_is_measured() -> None:
    scores = measure_nothing(TRUTH, NOTHING)

    assert scores.pop("items") is None
    assert set(scores.values()) == {0.0}


def test_a_lost_paragraph_costs_recall_and_no_precision() -> None:
    scores = measure(TRUTH, replace(RIGHT, body=(OPENING, HEADING)))

    # 21 words are 18 passages of four; the first 12 words are 9 of them.
    assert scores["body_p"] == 1
    assert scores["body_r"] == pytest.approx(9 / 18)
    assert scores["blocks"] == pytest.approx(2 * 2 / (2 + 3))


def test_a_foreign_paragraph_costs_precision_and_no_recall() -> None:
    foreign = Unit("paragraph", "اشترك في نشرة الصباح الآن")

    scores = measure(TRUTH, replace(RIGHT, body=(*TRUTH.body, foreign)))

    assert scores["body_r"] == 1
    assert scores["body_p"] == pytest.approx(18 / 23)


def test_blocks_out_of_order_count_once_while_headings_count_anywhere() -> None:
    scores = measure(TRUTH, replace(RIGHT, body=(HEADING, OPENING, CLOSING)))

    assert scores["blocks"] == pytest.approx(2 / 3)
    assert scores["headings"] == 1


def test_a_heading_taken_for_a_paragraph_is_another_block() -> None:
    scores = measure(TRUTH, replace(RIGHT, body=(OPENING, Unit("paragraph", HEADING.text), CLOSING)))

    assert scores["body"] == 1
    assert scores["blocks"] == pytest.approx(2 / 3)
    assert scores["headings"] == 0


@pytest.mark.parametrize(
    "unit",
    [
        pytest.param(Unit("paragraph", "تصوير: هادي"), id="a-caption-as-a-paragraph"),
        pytest.param(Unit("image", "تصوير: هادي", address="garden.jpg"), id="the-lead-picture"),
    ],
)
def test_what_is_neither_asked_for_nor_wrong_changes_nothing(unit: Unit) -> None:
    scores = measure(TRUTH, replace(RIGHT, body=(unit, *TRUTH.body)))

    assert (scores["body"], scores["blocks"]) == (1, 1)


def test_forbidden_text_is_counted_in_captions_too() -> None:
    picture = Unit("image", "اقرأ أيضا عن النهر", address="other.jpg")

    scores = measure(TRUTH, replace(RIGHT, body=(*TRUTH.body, picture)))

    assert scores["violations"] == 1


def test_list_items_are_paired_whatever_their_order() -> None:
    items = ("شجر السدر", "شجر الزيتون", "شجر الأرز")
    truth = replace(TRUTH, body=(Unit("list", " ".join(items), items=items),))
    found = Unit("list", "شجر الأرز شجر السدر", items=("شجر الأرز", "شجر السدر"))

    scores = measure(truth, replace(RIGHT, body=(found,)))

    assert scores["items"] == pytest.approx(2 * 2 / 5)


@pytest.mark.parametrize(
    ("wanted", "found", "day", "instant"),
    [
        pytest.param(NOON, NOON.replace(second=40), 1, 1, id="forty-seconds-late"),
        pytest.param(NOON, NOON.replace(minute=2), 1, 0, id="two-minutes-late"),
        pytest.param(NOON, date(2026, 3, 5), 1, 0, id="a-day-claims-no-time"),
        pytest.param(NOON, None, 0, 0, id="no-date"),
        pytest.param(
            datetime.fromisoformat("2026-03-05T01:00+04:00"),
            datetime.fromisoformat("2026-03-04T21:00+00:00"),
            1,
            1,
            id="the-same-moment-in-another-zone",
        ),
        pytest.param(
            datetime.fromisoformat("2026-03-05T12:00"),
            datetime.fromisoformat("2026-03-05T12:00+03:00"),
            1,
            1,
            id="clock-time-where-the-truth-has-no-zone",
        ),
    ],
)
def test_dates_agree_by_day_and_by_instant(wanted: Moment, found: Moment | None, day: float, instant: float) -> None:
    scores = measure(replace(TRUTH, moments=(wanted,)), replace(RIGHT, published=found))

    assert (scores["day"], scores["instant"]) == (day, instant)


def test_an_average_leaves_out_pages_on_which_nothing_was_measured() -> None:
    with_items = {**measure(TRUTH, RIGHT), "items": 0.5}

    average = averages([with_items, measure(TRUTH, RIGHT)])

    assert average["items"] == 0.5
    assert average["title"] == 1
