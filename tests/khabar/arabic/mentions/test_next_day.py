"""«اليوم التالي» in running text: the day behind the one named before, or no day."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from khabar.arabic.mentions.reading import Published
from khabar.arabic.mentions.resolve import resolve_mentions
from khabar.arabic.node import Node

SUNDAY = Published(date(2023, 7, 9), datetime(2023, 7, 9, 18, 5, tzinfo=UTC))


def said(text: str) -> list[tuple[str, str | None]]:
    """(words, value) of every mention in one paragraph."""
    mentions = resolve_mentions([Node("b1", "paragraph", 0, text)], SUNDAY)
    return [(text[one.start : one.end], one.meaning.value) for one in mentions]


@pytest.mark.parametrize(
    ("text", "mentions"),
    [
        ("وصل الوفد الخميس، وغادر في اليوم التالي", [("الخميس", "2023-07-06"), ("اليوم التالي", "2023-07-07")]),
        (
            "هبت العاصفة في 3 يوليو، وصباح اليوم التالي هدأت",
            [("3 يوليو", "2023-07-03"), ("اليوم التالي", "2023-07-04")],
        ),
        ("ثم غادر في اليوم التالي", []),
        ("منذ 7 أكتوبر 2022 وهم يبحثون خطة اليوم التالي", [("منذ 7 أكتوبر 2022", "2022-10-07")]),
        ("منذ 7 أكتوبر 2022 وهم يفكرون في «اليوم التالي»", [("منذ 7 أكتوبر 2022", "2022-10-07")]),
        ("صدر القرار الخميس ويسري في اليوم التالي لنشره", [("الخميس", "2023-07-06")]),
        ("قال الحارس الخميس إن الباب أغلق ليلا، وفي اليوم التالي فتح", [("الخميس", "2023-07-06")]),
        ("وصل الوفد اليوم الأحد بعدما وجدوه في اليوم التالي", [("اليوم الأحد", "2023-07-09")]),
        (
            "وصل الوفد الخميس بعد رحلة في مارس 2022، وغادر في اليوم التالي",
            [("الخميس", "2023-07-06"), ("مارس 2022", "2022-03")],
        ),
    ],
)
def test_the_next_day_is_the_one_behind_the_day_named_before(text: str, mentions: list[tuple[str, str]]) -> None:
    assert said(text) == mentions


def test_the_day_after_a_hijri_day_does_not_move_it() -> None:
    assert said("توفي في 10 محرم 1444 ودفن في اليوم التالي") == [
        ("10 محرم 1444", "2022-08-08"),
        ("اليوم التالي", "2022-08-09"),
    ]
