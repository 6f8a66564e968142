"""The first lines of a story → the place it is filed from."""

from __future__ import annotations

import pytest

from khabar.arabic.fold import fold
from khabar_worker.extract.bylines.openings import dateline_of, writer_of
from khabar_worker.extract.drafts import Draft, Line, TextDraft

STORY = "عادت القوارب إلى المرفأ فجر الأحد محملة بالسمك بعد غياب طويل"


def drafts(opening: str) -> list[Draft]:
    return [TextDraft("paragraph", Line(f"{opening} {STORY}"))]


@pytest.mark.parametrize(
    ("opening", "place"),
    [
        ("القاهرة:", "القاهرة"),
        ("بيروت (رويترز) -", "بيروت"),
        ("أملج –", "أملج"),
        ("ذي قار / وكالة سدرة للأنباء:", "ذي قار"),
        ("الليث (واس) –", "الليث"),
        ("عاجل -", None),
        ("المدرب - وهو لاعب سابق -", None),
        ("جريدة المنارة -", None),
        ("وقال المتحدث:", None),
        ("في صباح يوم بارد من أيام الشتاء -", None),
        ("", None),
    ],
    ids=[
        "a known city",
        "with an agency in brackets",
        "an unknown place before a dash",
        "an agency behind a stroke",
        "an unknown place and an agency",
        "a label",
        "an aside between dashes",
        "the publisher",
        "a speaker",
        "half a sentence",
        "nothing",
    ],
)
def test_a_dateline_is_the_place_before_the_first_sentence(opening: str, place: str | None) -> None:
    assert dateline_of(drafts(opening), [], frozenset({fold("جريدة المنارة")})) == place


@pytest.mark.parametrize(
    ("opening", "writers"),
    [
        ("عمّان 16 آذار (بترا) -محمد الطراونة-", ["محمد الطراونة"]),
        ("بيروت ـ جريدة المنارة ـ سمر حداد:", ["سمر حداد"]),
        ("جريدة المنارة / هالة نصر:", ["هالة نصر"]),
        ("كتب- محمد الطراونة:", ["محمد الطراونة"]),
        ("المنستير 14 أفريل 2026 (وات/ تحرير محمد الطراونة)-", ["محمد الطراونة"]),
        ("جندوبة 31 أكتوبر 2026 (وات / تحرير مولدي الزوابي) -", ["مولدي الزوابي"]),
        ("جندوبة 31 أكتوبر 2026 (وكالات / من شمال البلاد) -", []),
        ("محمد الطراونة- جريدة المنارة- رأس النور:", []),
        ("محمد الطراونة- جريدة المنارة- عمّان:", ["محمد الطراونة"]),
        ("محمد الطراونة - عمّان في الأحد 8 مارس 2026 10:28 مساءً -", ["محمد الطراونة"]),
        ("محمد الطراونة - عمّان:", []),
        ("محمد الطراونة - عمّان في 8 مارس 2026 -", []),
        ("المدرب - محمد الطراونة - وهو لاعب سابق", []),
        ("بيروت - البلدية الجديدة:", []),
        ("بيروت -", []),
        ("تونس 9 مارس 2026 (وات/ تحرير نشرة المساء) - افتتح الطريق.", []),
        ("تونس 9 مارس 2026 (وات/ تحرير مكتب صفاقس) - افتتح الطريق.", []),
        ("تونس 9 مارس 2026 (وات/ تحرير فلسطين المحتلة) - افتتح الطريق.", []),
    ],
    ids=[
        "with a date and an agency",
        "with the newsroom",
        "the newsroom alone",
        "an introduction",
        "behind the agency",
        "behind the agency, an unknown name",
        "agencies of a region",
        "before a place that no table knows",
        "before the newsroom",
        "before a place and its date",
        "a player and his city",
        "a player, his city and a day",
        "no place",
        "no name",
        "nobody",
        "a desk's news",
        "an office",
        "a country",
    ],
)
def test_a_reporter_stands_between_the_place_and_the_first_sentence(opening: str, writers: list[str]) -> None:
    assert writer_of(drafts(opening), frozenset({fold("جريدة المنارة")})) == writers
