"""Dates inside running text, read as a reader of that day's paper reads them."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khabar.arabic.mentions.reading import Meaning, Published
from khabar.arabic.mentions.resolve import resolve_mentions
from khabar.arabic.node import Node

SUNDAY = Published(date(2023, 7, 9), datetime(2023, 7, 9, 18, 5, tzinfo=UTC))


def read(text: str, published: Published | None = SUNDAY) -> list[tuple[str, Meaning]]:
    """(words, meaning) of every mention in one paragraph."""
    node = Node("b1", "paragraph", 0, text)
    return [(text[one.start : one.end], one.meaning) for one in resolve_mentions([node], published)]


def said(text: str, published: Published | None = SUNDAY) -> list[tuple[str, str | None]]:
    return [(words, meaning.duration or meaning.value) for words, meaning in read(text, published)]


@pytest.mark.parametrize(
    ("text", "words", "value"),
    [
        ("وصل الوفد أمس", "أمس", "2023-07-08"),
        ("وصل الوفد بالأمس", "الأمس", "2023-07-08"),
        ("وصل الوفد مساء أول من أمس", "مساء أول من أمس", "2023-07-07"),
        ("وصل الوفد أمس الأول", "أمس الأول", "2023-07-07"),
        ("وصل الوفد أمس (السبت) قادما", "أمس (السبت)", "2023-07-08"),
        ("ويغادر غدا", "غدا", "2023-07-10"),
        ("ويغادر صباح غد الاثنين", "صباح غد الاثنين", "2023-07-10"),
        ("ويغادر بعد غد الثلاثاء", "بعد غد الثلاثاء", "2023-07-11"),
        ("قال الوزير، اليوم، إن المشروع جاهز", "اليوم", "2023-07-09"),
        ("وافتتح اليوم الأحد معرضا", "اليوم الأحد", "2023-07-09"),
        ("اندلع حريق فجر اليوم", "فجر اليوم", "2023-07-09"),
    ],
)
def test_a_day_named_by_its_distance_is_counted_from_publication(text: str, words: str, value: str) -> None:
    assert said(text) == [(words, value)]


@pytest.mark.parametrize(
    ("text", "words", "value"),
    [
        ("أعلنت البلدية الخميس إغلاق الجسر", "الخميس", "2023-07-06"),
        ("أعلنت البلدية في وقت سابق الأحد إغلاق الجسر", "في وقت سابق الأحد", "2023-07-09"),
        ("أغلق الجسر مساء الخميس", "مساء الخميس", "2023-07-06"),
        ("أغلق الجسر يوم الأحد الماضي", "يوم الأحد الماضي", "2023-07-02"),
        ("يفتح الجسر الأحد المقبل", "الأحد المقبل", "2023-07-16"),
        ("سيفتح الجسر الثلاثاء", "الثلاثاء", "2023-07-11"),
        ("تنطلق البطولة الأربعاء في صور", "الأربعاء", "2023-07-12"),
        ("يوم الثلاثاء ستنطلق البطولة", "يوم الثلاثاء", "2023-07-11"),
        ("قال القائد السبت إنه سيزور صور", "السبت", "2023-07-08"),
        ("وقع الاشتباك ليل الجمعة - السبت", "ليل الجمعة - السبت", "2023-07-07/2023-07-08"),
        ("وسيكون جاهزا لمواجهة الضيوف يوم الجمعة", "يوم الجمعة", "2023-07-14"),
        ("سيكون اللقاء الثاني بينهما بعد لقاء الجمعة", "الجمعة", "2023-07-07"),
        ("سيكون أول عرض منذ الجمعة", "منذ الجمعة", "2023-07-07"),
        ("سيكون من الصعب نسيان ما حدث الجمعة", "الجمعة", "2023-07-07"),
        ("سيكون المجلس، الذي حل الجمعة، خارج القاعة", "الجمعة", "2023-07-07"),
        ("الاجتماع الأربعاء من الأسبوع المقبل", "الأربعاء من الأسبوع المقبل", "2023-07-19"),
    ],
)
def test_a_weekday_is_the_nearest_one_in_the_direction_of_its_sentence(text: str, words: str, value: str) -> None:
    assert said(text) == [(words, value)]


@pytest.mark.parametrize(
    ("text", "words", "value"),
    [
        ("في 7 يوليو/تموز 2023", "7 يوليو/تموز 2023", "2023-07-07"),
        ("في ٧ تموز (يوليو) ٢٠٢٣", "٧ تموز (يوليو) ٢٠٢٣", "2023-07-07"),
        ("الجمعة 7 جويلية 2023", "الجمعة 7 جويلية 2023", "2023-07-07"),
        ("في السابع من يوليوز الجاري", "السابع من يوليوز الجاري", "2023-07-07"),
        ("في الـ20 من الشهر الماضي", "الـ20 من الشهر الماضي", "2023-06-20"),
        ("يوم 25 الجاري", "يوم 25 الجاري", "2023-07-25"),
        ("في الحادي والعشرين من مارس", "الحادي والعشرين من مارس", "2023-03-21"),
        ("في 24 فبراير الماضي", "24 فبراير الماضي", "2023-02-24"),
        ("في 15 غشت المقبل", "15 غشت المقبل", "2023-08-15"),
        ("في 31 مارس من العام الماضي", "31 مارس من العام الماضي", "2022-03-31"),
        ("في الأول من أكتوبر هذا العام", "الأول من أكتوبر هذا العام", "2023-10-01"),
        ("افتتح في 20 ديسمبر", "20 ديسمبر", "2022-12-20"),
        ("من المقرر أن يعقد في 20 ديسمبر", "20 ديسمبر", "2023-12-20"),
        ("منذ 20 أغسطس", "منذ 20 أغسطس", "2022-08-20"),
        ("الأربعاء 5/7/2023", "الأربعاء 5/7/2023", "2023-07-05"),
        ("يوم 2023-07-05", "2023-07-05", "2023-07-05"),
        ("الاثنين 5 يوليو", "الاثنين 5 يوليو", "2023-07-05"),
        ("قتل في التاسع من أغسطس آب 2014", "التاسع من أغسطس آب 2014", "2014-08-09"),
        ("منذ 25 يناير كانون الثاني 2011", "منذ 25 يناير كانون الثاني 2011", "2011-01-25"),
    ],
)
def test_a_day_and_month_find_their_year(text: str, words: str, value: str) -> None:
    assert said(text) == [(words, value)]


def test_a_weekday_that_fits_only_one_year_tells_the_year() -> None:
    assert said("أعلن الثلاثاء 20 ديسمبر عن النتائج") == [("الثلاثاء 20 ديسمبر", "2022-12-20")]


@pytest.mark.parametrize(
    ("text", "words", "value"),
    [
        ("في يوليو الماضي", "يوليو الماضي", "2022-07"),
        ("خلال شهر مايو المقبل", "شهر مايو المقبل", "2024-05"),
        ("في أكتوبر/تشرين الأول من العام الماضي", "أكتوبر/تشرين الأول من العام الماضي", "2022-10"),
        ("في أبريل (نيسان)، عملية", "أبريل (نيسان)", "2023-04"),
        ("منذ أغسطس/آب", "منذ أغسطس/آب", "2022-08"),
        ("الشهر الماضي", "الشهر الماضي", "2023-06"),
        ("عام 2013", "عام 2013", "2013"),
        ("سنة ٢٠١٤م", "سنة ٢٠١٤م", "2014"),
        ("للعام المقبل", "لعام المقبل", "2024"),
        ("وحتى 2017", "2017", "2017"),
        ("الربع الأول من 2024", "الربع الأول من 2024", "2024-01/2024-03"),
        ("النصف الثاني من العام الجاري", "النصف الثاني من العام الجاري", "2023-07/2023-12"),
        ("أواخر العام الماضي", "أواخر العام الماضي", "2022-10/2022-12"),
        ("أوائل شهر مارس الماضي", "أوائل شهر مارس الماضي", "2023-03-01/2023-03-10"),
        ("صيف 2014", "صيف 2014", "2014-06/2014-08"),
        ("تسعينيات القرن الماضي", "تسعينيات القرن الماضي", "1990/1999"),
        ("تسعينيات القرن الـ20", "تسعينيات القرن الـ20", "1990/1999"),
        ("تسعينيات القرن العشرين", "تسعينيات القرن العشرين", "1990/1999"),
        ("تسعينيات القرن الـ19", "تسعينيات القرن الـ19", "1890/1899"),
        ("الثمانينيات من القرن 18", "الثمانينيات من القرن 18", "1780/1789"),
    ],
)
def test_a_month_a_year_and_a_part_of_them_stay_as_wide_as_they_are(text: str, words: str, value: str) -> None:
    assert said(text) == [(words, value)]


@pytest.mark.parametrize(
    ("text", "words", "value"),
    [
        ("من 3 إلى 5 مايو", "3 إلى 5 مايو", "2023-05-03/2023-05-05"),
        ("بين 3 و5 مايو الماضي", "بين 3 و5 مايو الماضي", "2023-05-03/2023-05-05"),
        ("من 28 يونيو إلى 3 يوليو 2023", "28 يونيو إلى 3 يوليو 2023", "2023-06-28/2023-07-03"),
        ("من 28 ديسمبر إلى 3 يناير 2023", "28 ديسمبر إلى 3 يناير 2023", "2022-12-28/2023-01-03"),
        ("من 12 إلى 15 من الشهر الجاري", "12 إلى 15 من الشهر الجاري", "2023-07-12/2023-07-15"),
        ("بين عامي 2010 و2012", "بين عامي 2010 و2012", "2010/2012"),
        ("من 2022 إلى 2024", "من 2022 إلى 2024", "2022/2024"),
        ("موسم 2019-2021", "2019-2021", "2019/2021"),
        ("خلال الأيام الأربعة المقبلة", "الأيام الأربعة المقبلة", "2023-07-10/2023-07-13"),
        ("السنوات العشر القادمة", "السنوات العشر القادمة", "2023/2033"),
        ("في الساعات الـ24 الماضية", "الساعات الـ24 الماضية", "2023-07-08/2023-07-09"),
        ("قبل بضعة أيام", "قبل بضعة أيام", "2023-06-30/2023-07-06"),
    ],
)
def test_a_range_is_an_iso_interval(text: str, words: str, value: str) -> None:
    assert said(text) == [(words, value)]


@pytest.mark.parametrize(
    ("text", "words", "value", "modifier"),
    [
        ("قبل يومين", "قبل يومين", "2023-07-07", None),
        ("قبل ثلاثة أيام", "قبل ثلاثة أيام", "2023-07-06", None),
        ("قبل خمسة وعشرين يوما", "قبل خمسة وعشرين يوما", "2023-06-14", None),
        ("منذ ثلاث عشرة سنة", "منذ ثلاث عشرة سنة", "2010", None),
        ("قبل أسبوعين", "قبل أسبوعين", "2023-06-25", "approx"),
        ("قبل نحو شهر", "قبل نحو شهر", "2023-06", "approx"),
        ("منذ أكثر من 10 سنوات", "منذ أكثر من 10 سنوات", "2013", "before"),
        ("قبل ساعتين", "قبل ساعتين", "2023-07-09T16", None),
        ("قبل 20 دقيقة", "قبل 20 دقيقة", "2023-07-09T17:45", None),
        ("سيعود بعد ثلاثة أيام", "بعد ثلاثة أيام", "2023-07-12", None),
        ("منذ عام 2013", "منذ عام 2013", "2013", "since"),
        ("قبل يوم الأحد", "قبل يوم الأحد", "2023-07-09", "before"),
    ],
)
def test_an_offset_is_as_exact_as_its_unit(text: str, words: str, value: str, modifier: str | None) -> None:
    [(found, meaning)] = read(text)

    assert (found, meaning.value, meaning.modifier) == (words, value, modifier)


@pytest.mark.parametrize(
    ("text", "words", "duration"),
    [
        ("أقام لفترة تقترب من العامين", "لفترة تقترب من العامين", "P2Y"),
        ("توقف لمدة 24 ساعة", "لمدة 24 ساعة", "PT24H"),
        ("على مدى خمسة وعشرين عاما", "على مدى خمسة وعشرين عاما", "P25Y"),
        ("انتهى في غضون أسبوعين", "في غضون أسبوعين", "P2W"),
    ],
)
def test_a_duration_has_a_length_and_no_place(text: str, words: str, duration: str) -> None:
    [(found, meaning)] = read(text)

    assert (found, meaning.duration, meaning.value, meaning.anchor) == (words, duration, None, None)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("21 ذو الحجة 1444 هـ", [("21 ذو الحجة 1444 هـ", "2023-07-09")]),
        ("١٢/٩/١٤٤٤هـ", [("١٢/٩/١٤٤٤هـ", "2023-04-03")]),
        ("غرة رمضان المقبل", [("غرة رمضان المقبل", "2024-03-11")]),
        ("خلال شهر رمضان", [("شهر رمضان", "2023-03-23/2023-04-20")]),
        ("عام 1444هـ", [("عام 1444هـ", "2022-07-30/2023-07-18")]),
        # The civil calendar began that month a day later: the printed twin is right.
        ("12 رمضان 1444 هـ الموافق 4 أبريل 2023", [
            ("12 رمضان 1444 هـ", "2023-04-04"), ("4 أبريل 2023", "2023-04-04"),
        ]),
    ],
)  # fmt: skip
def test_hijri_dates_are_given_in_gregorian_days(text: str, expected: list[tuple[str, str]]) -> None:
    found = read(text)

    assert [(words, meaning.value) for words, meaning in found] == expected
    assert found[0][1].calendar == "hijri"


def test_an_offset_leans_on_the_day_that_its_sentence_names() -> None:
    monday = Published(date(2023, 7, 10))

    (_, first), (_, second) = read("أعلنت القيادة في وقت سابق الأحد أنها قتلت قياديا قبل يومين", monday)

    assert (first.value, first.anchor) == ("2023-07-09", -1)
    assert (second.value, second.anchor) == ("2023-07-07", 0)


def test_the_same_day_is_the_one_told_before_it() -> None:
    found = said("نقل الجرحى مساء الجمعة، وفي اليوم نفسه غادروا")

    assert found == [("مساء الجمعة", "2023-07-07"), ("اليوم نفسه", "2023-07-07")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("انعقد الخميس، عند الساعة 10:30 صباحا", ("الخميس، عند الساعة 10:30 صباحا", "2023-07-06T10:30")),
        ("وصل في الساعة 14:15 من مساء الخميس", ("14:15 من مساء الخميس", "2023-07-06T14:15")),
        ("وصل الخميس الساعة 20:59 بتوقيت غرينتش", ("الخميس", "2023-07-06")),
    ],
)
def test_the_clock_beside_a_day_is_kept_unless_it_is_of_another_zone(text: str, expected: tuple[str, str]) -> None:
    assert said(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "مؤخرا وقبل أيام ومنذ سنوات وفي الآونة الأخيرة وفي القرن الماضي",
        "منذ فترة طويلة وفي الأيام القليلة المقبلة",
        "وتوفي بعد يومين من وصوله وقبل عام من الحرب",
        "قبل عام النكسة ومنذ يوم افتتاحه",
        "اليوم الوطني واليوم العالمي وروسيا اليوم وصحيفة اليوم",
        "تعيش المنطقة اليوم تحولات كبيرة",
        "أبناء الغد وخوارج الأمس",
        "عبدالله الخميس ومحمد الجمعة وصلاة الجمعة وسوق الأحد",
        "من الأحد إلى الخميس",
        "الشخصين الاثنين",
        "بلغ 2500 ريال في 2000 مدرسة، بين 1500 و2000 موظف، ارتفع إلى 1965 شخصا",
        "الأمين العام الحالي",
        "شارع 26 يوليو ومدينة 6 أكتوبر",
        "فاز 1-صفر و2-1 و3/4",
        "31 أبريل 2023 و30/2/2023",
        "مارس الضغط وآب إلى رشده وأوت وماي",
        "في إب",
        "من العام نفسه",
        "على https://news.example/2022/12/01/story",
        "يقام المهرجان في يناير من كل عام",
        "توقف المشروع في منتصف العام قبل الماضي",
    ],
)
def test_what_is_vague_or_no_date_is_left_out(text: str) -> None:
    assert said(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("هجمات 11 سبتمبر", "2001-09-11"),
        ("ثورة 25 يناير", "2011-01-25"),
    ],
)
def test_a_day_known_by_its_event_has_the_year_of_the_event(text: str, expected: str) -> None:
    assert [value for _, value in said(text)] == [expected]


def test_without_a_publication_date_only_full_dates_are_resolved() -> None:
    text = "أمس الأحد، في 5 مايو، وفي 5 مايو 2020، الشهر الماضي، عام 2013، في أبريل، لمدة عامين"

    assert said(text, None) == [("5 مايو 2020", "2020-05-05"), ("عام 2013", "2013"), ("لمدة عامين", "P2Y")]


def test_a_weekday_that_contradicts_its_offset_wins() -> None:
    assert said("أعلن أمس الجمعة") == [("أمس الجمعة", "2023-07-07")]


def test_a_mention_carries_marks_and_tatweel_of_the_original() -> None:
    assert said("وَأَمـــسِ الأوّل وصلَ الوفدُ") == [("أَمـــسِ الأوّل", "2023-07-07")]


WORDS = st.sampled_from(
    re.split(
        r"\s+",
        """أمس اليوم غدا السبت الأحد الماضي المقبل الجاري 3 12 ٢٥ 2015 1436هـ مايو رمضان آب/أغسطس في من إلى بين منذ قبل
        بعد يوم شهر عام العام الشهر الأسبوع الأول والعشرين عشر سنوات يومين بضعة أيام نحو أكثر لمدة مطلع نهاية الربع هذا
        نفسه وفي ولل ( ) - / ، . : « الساعة 10:30 صباحا هـ م الموافق صيف الموسم آخر 24 ساعة وثلاثين""",
    )
)


def test_a_time_between_two_days_is_told_of_one() -> None:
    node = Node("b1", "paragraph", 0, "أمس 10:30 أمس")

    found = resolve_mentions([node], SUNDAY)

    assert [node.text[one.start : one.end] for one in found] == ["أمس 10:30", "أمس"]


@given(st.lists(WORDS, max_size=14).map(" ".join) | st.text(max_size=60))
def test_any_text_gives_mentions_in_order_at_their_own_words(text: str) -> None:
    node = Node("b1", "paragraph", 0, text)

    found = resolve_mentions([node], SUNDAY)

    places = [(one.start, one.end) for one in found]
    assert all(0 <= start < end <= len(text) for start, end in places)
    assert all(one[1] <= other[0] for one, other in pairwise(places))


@given(st.lists(WORDS, max_size=14).map(" ".join))
def test_no_mention_is_more_exact_than_its_words(text: str) -> None:
    lengths = {"year": 4, "month": 7, "day": 10, "hour": 13, "minute": 16}

    for _, meaning in read(text):
        if meaning.value is not None:
            assert {len(end) for end in meaning.value.split("/")} == {lengths[str(meaning.precision)]}


@given(st.integers(1900, 2060), st.sampled_from(["عام {}", "سنة {}", "منذ {}", "حتى {}", "العام {}", "في {}", "{}م"]))
def test_a_year_never_becomes_its_first_of_january(year: int, form: str) -> None:
    values = [meaning.value for _, meaning in read(form.format(year))]

    assert values in ([f"{year}"], [])


@pytest.mark.parametrize(
    ("text", "words", "value"),
    [
        ("حتى النصف الثاني من يونيو", "النصف الثاني من يونيو", "2023-06-16/2023-06-30"),
        ("في الأسبوع الأول من مايو 2022", "الأسبوع الأول من مايو 2022", "2022-05-01/2022-05-07"),
        ("في الأسبوع الأخير من فبراير الماضي", "الأسبوع الأخير من فبراير الماضي", "2023-02-22/2023-02-28"),
        ("بلغت أرباح الشركة في الربع الثاني مليون دينار", "الربع الثاني", "2023-04/2023-06"),
        ("ارتفعت المبيعات في النصف الأول من العام", "النصف الأول من العام", "2023-01/2023-06"),
        ("تتوقع الشركة البدء في الربع الرابع", "الربع الرابع", "2023-10/2023-12"),
        ("يسري القرار اعتبارا من سبتمبر", "سبتمبر", "2023-09"),
        ("ظهر يوم الجمعة الموافق 30 يونيو", "ظهر يوم الجمعة الموافق 30 يونيو", "2023-06-30"),
    ],
)
def test_a_part_of_a_month_or_a_year_is_no_day(text: str, words: str, value: str) -> None:
    assert said(text) == [(words, value)]


def test_the_last_quarter_of_a_year_just_over_is_that_years() -> None:
    assert said("تراجعت أرباح البنك في الربع الرابع", Published(date(2023, 2, 1))) == [
        ("الربع الرابع", "2022-10/2022-12")
    ]


@pytest.mark.parametrize(
    "text",
    [
        "سجل فريق المدينة عشرين نقطة في الربع الثالث",
        "حققت الشركة هذه الأرباح في الربع الرابع",  # in July: of which year?
        "وتروي كواليس الليلة الأخيرة قبل السفر",
        "بنيت القلعة في تسعينيات القرن الـ30",
        "بنيت القلعة في التسعينيات من القرن التاسع عشر",
        "بدأ النصف الثاني من المباراة بأرباح كبيرة للمراهنين في البورصة",
    ],
)
def test_a_stretch_that_nothing_places_is_left_alone(text: str) -> None:
    assert said(text) == []
