"""Last names alone: whose they are, and where they are a place or an office. All names and events are invented."""

from __future__ import annotations

import pytest

from khabar_worker.enrich.entities import find_entities
from support.naming import found, named, nodes, printed


@pytest.mark.parametrize(
    ("person", "place", "text"),
    [
        ("خالد مصر", "مصر", "واستقبلت مصر الوفود. ودانت مصر القصف. وقالت مصر إنها مستعدة."),
        ("رجب الأردن", "الأردن", "ودعت الأردن إلى الهدوء."),
        ("عبد الله تونس", "تونس", "واستقبلت تونس الوفود."),
        ("يوسف القاهرة", "القاهرة", "وتستضيف القاهرة القمة."),
        ("سمير بغداد", "بغداد", "وقصفت الطائرات بغداد ليلا."),
        ("مصطفى البصرة", "البصرة", "وتستضيف البصرة القمة."),
    ],
)
def test_a_place_of_the_news_is_nobodys_last_name_alone(person: str, place: str, text: str) -> None:
    texts = (f"قال {person} إن العمل مستمر.", text)

    assert found(*texts) == {person: "person", place: "place"}
    assert named(person, *texts).aliases == ()


@pytest.mark.parametrize(
    ("text", "mentions", "place"),
    [("وأضاف أيت الطالب أن الخطة جاهزة", 2, None), ("ثم عاد إلى أيت الطالب", 1, "place")],
)
def test_a_last_name_behind_ait_is_the_persons_unless_one_is_there(text: str, mentions: int, place: str | None) -> None:
    texts = ("قال وزير الصحة خالد أيت الطالب إن العمل مستمر", text)

    assert len(named("خالد أيت الطالب", *texts).mentions) == mentions
    assert found(*texts).get("أيت الطالب") == place


@pytest.mark.parametrize(
    ("first", "later", "is_met"),
    [
        ("قالت الناشطة ليلى الخطيب إن العمل مستمر", "ودعا الخطيب المصلين إلى الهدوء", False),
        ("قالت الناشطة ليلى الخطيب إن العمل مستمر", "وقال الخطيب إن الأمر انتهى", False),
        ("قالت الناشطة ليلى الخطيب إن العمل مستمر", "وأكدت الخطيب أن الأمر انتهى", True),
        ("قال أحمد الخطيب إن العمل مستمر", "وألقى الخطيب خطبة الجمعة", False),
        ("قال الداعية أحمد الخطيب إن العمل مستمر", "وأكد الخطيب أن الأمر انتهى", True),
    ],
)
def test_a_surname_that_is_also_a_title_is_the_title_where_the_text_tells(first: str, later: str, is_met: bool) -> None:
    (person,) = [entity for entity in find_entities(nodes(first, later)) if entity.type == "person"]

    assert len(person.mentions) == 1 + is_met


@pytest.mark.parametrize(
    ("text", "place"), [("وناقش الملف مع أوستن أمس", None), ("ثم عاد إلى مكتبه في أوستن", "place")]
)
def test_a_surname_that_is_also_a_city_is_the_person_unless_one_is_there(text: str, place: str | None) -> None:
    texts = ("التقى الوزير نظيره لويد أوستن", text)

    assert printed(named("لويد أوستن", *texts), *texts) == ["لويد أوستن", "أوستن"][: 1 + (place is None)]
    assert found(*texts).get("أوستن") == place


def test_a_word_of_speech_before_a_surname_is_no_first_name() -> None:
    texts = ("قال باسم نعيمي إن الحوار مستمر", "وجاء بيان نعيمي ردا على الأسئلة", "وحضرت أخته بيان الدبوسي")

    assert printed(named("باسم نعيمي", *texts), *texts) == ["باسم نعيمي", "نعيمي"]
    assert found(*texts)["بيان الدبوسي"] == "person"


def test_a_surname_that_is_also_a_title_is_the_person_where_nobody_follows_who_bears_it() -> None:
    texts = ("قال مروان الخطيب إن السد قديم", "الخطيب يوضح أن الصيانة غابت", "وحضر خطيب المسجد، ثم الخطيب الشيخ سالم")

    assert printed(named("مروان الخطيب", *texts), *texts) == ["مروان الخطيب", "الخطيب"]


def test_a_common_title_is_no_surname() -> None:
    texts = ("حضر سليم الشيخ الحفل", "ثم غادر الشيخ القاعة")

    assert printed(named("سليم الشيخ", *texts), *texts) == ["سليم الشيخ"]


def test_a_surname_of_two_people_is_neither() -> None:
    texts = ("التقى سمير الدبوسي بشقيقته ليلى الدبوسي", "ثم غادر الدبوسي")

    people = [entity for entity in find_entities(nodes(*texts)) if entity.type == "person"]

    assert all(alias.text != "الدبوسي" for person in people for alias in person.aliases)
