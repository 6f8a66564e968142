from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khabar.arabic.dates import find_dates, read_date
from khabar.errors import BadInput

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
RIYADH = "Asia/Riyadh"


def read(text, *, time_zone=RIYADH, country=None):
    return read_date(text, now=NOW, time_zone=time_zone, country=country)


def find(text):
    return find_dates(text, now=NOW, time_zone=RIYADH)


@pytest.mark.parametrize(
    ("text", "value", "at"),
    [
        pytest.param("2026-03-09T08:15:30Z", "2026-03-09T08:15:30+00:00", "2026-03-09T08:15:30", id="RFC 3339"),
        pytest.param("2026-03-09T08:15:30+03:00", "2026-03-09T08:15:30+03:00", "2026-03-09T05:15:30", id="offset"),
        pytest.param("2026-03-09T08:15+0300", "2026-03-09T08:15+03:00", "2026-03-09T05:15:00", id="short offset"),
        pytest.param("2026-03-09T08:15:30+03", "2026-03-09T08:15:30+03:00", "2026-03-09T05:15:30", id="hour offset"),
        pytest.param("20260309T081530Z", "2026-03-09T08:15:30+00:00", "2026-03-09T08:15:30", id="basic"),
        pytest.param("20260309", "2026-03-09", "2026-03-09T09:00:00", id="basic day"),
        pytest.param("2026-03-09 08:15", "2026-03-09T08:15", "2026-03-09T05:15:00", id="space, no zone"),
        pytest.param("2026-03-09T08", "2026-03-09T08", "2026-03-09T05:00:00", id="hour only"),
        pytest.param("2026-W11-1", "2026-03-09", "2026-03-09T09:00:00", id="week date"),
        pytest.param("2026-W11", "2026-03", "2026-03-16T09:00:00", id="week"),
        pytest.param("2026-068", "2026-03-09", "2026-03-09T09:00:00", id="ordinal"),
        pytest.param("2026-03-09T24:00:00Z", "2026-03-10T00:00:00+00:00", "2026-03-10T00:00:00", id="midnight at end"),
        pytest.param("2026-03-09T23:59:60Z", "2026-03-09T23:59:59+00:00", "2026-03-09T23:59:59", id="leap second"),
        pytest.param("20260309081530", "2026-03-09T08:15:30", "2026-03-09T05:15:30", id="fourteen digits"),
        pytest.param("1773044130", "2026-03-09T08:15:30+00:00", "2026-03-09T08:15:30", id="epoch seconds"),
        pytest.param("1773044130123", "2026-03-09T08:15:30+00:00", "2026-03-09T08:15:30", id="epoch milliseconds"),
    ],
)
def test_a_date_for_machines_is_read(text, value, at):
    date = read(text)

    assert (date.value, date.at) == (value, datetime.fromisoformat(at).replace(tzinfo=UTC))
    assert date.trusted


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Mon, 09 Mar 2026 08:15:30 GMT", "2026-03-09T08:15:30+00:00"),
        ("Mon, 9 Mar 2026 08:15:30 +0300", "2026-03-09T08:15:30+03:00"),
        ("mon, 9 mar 2026 08:15 z", "2026-03-09T08:15+00:00"),
        ("9 Mar 26 08:15:30 EST", "2026-03-09T08:15:30-05:00"),
        ("Monday, 09-Mar-26 08:15:30 GMT", "2026-03-09T08:15:30+00:00"),
        ("Mon Mar  9 08:15:30 2026", "2026-03-09T08:15:30"),
        ("Mon Mar 09 2026 08:15:30 GMT+0300 (Arabian Standard Time)", "2026-03-09T08:15:30+03:00"),
        ("Mon, 09 Mar 2026 08:15:30", "2026-03-09T08:15:30"),
        ("Fri, 09 Mar 2026 08:15:30 +0000 (UTC)", "2026-03-09T08:15:30+00:00"),
        ("الاثنين, 09 مارس 2026 08:15:30 +0300", "2026-03-09T08:15:30+03:00"),
    ],
)
def test_a_date_of_the_mail_family_is_read(text, value):
    assert read(text).value == value


@pytest.mark.parametrize(
    ("time_zone", "country", "offset"),
    [
        pytest.param("Asia/Baghdad", "IQ", "+03:00", id="an Arab country"),
        pytest.param("Europe/London", "SA", "+03:00", id="an Arab country with an office abroad"),
        pytest.param("Asia/Riyadh", None, "+03:00", id="an Arab zone"),
        pytest.param("America/Puerto_Rico", None, "-04:00", id="the Atlantic"),
        pytest.param("America/Halifax", "CA", "-04:00", id="Canada"),
    ],
)
def test_ast_is_arabian_for_arab_publishers_only(time_zone, country, offset):
    date = read("Mon, 09 Mar 2026 08:15:30 AST", time_zone=time_zone, country=country)

    assert date.offset == offset


def test_a_date_without_zone_is_in_the_publishers_zone():
    date = read("2026-07-01 10:00", time_zone="Africa/Cairo")

    assert date.at == datetime(2026, 7, 1, 7, 0, tzinfo=UTC)
    assert date.offset is None
    assert date.trusted


@pytest.mark.parametrize(
    ("text", "value"),
    [
        pytest.param("الاثنين 9 مارس 2026", "2026-03-09", id="Gulf and Egypt"),
        pytest.param("٩ مارس ٢٠٢٦", "2026-03-09", id="Arabic-Indic digits"),
        pytest.param("۹ مارس ۲۰۲۶", "2026-03-09", id="Persian digits"),
        pytest.param("9 آذار 2026", "2026-03-09", id="Levant"),
        pytest.param("9 كانون الأول 2025", "2025-12-09", id="Levant, two words"),
        pytest.param("9 كانون 2 2026", "2026-01-09", id="Levant, numbered"),
        pytest.param("9 ت1 2025", "2025-10-09", id="Levant, shortened"),
        pytest.param("9 فيفري 2026", "2026-02-09", id="Algeria and Tunisia"),
        pytest.param("9 جويلية 2026", "2026-07-09", id="Algeria and Tunisia, July"),
        pytest.param("9 غشت 2026", "2026-08-09", id="Morocco"),
        pytest.param("9 حزيران/يونيو 2026", "2026-06-09", id="two names"),
        pytest.param("9 سبتمبر (أيلول) 2026", "2026-09-09", id="a second name in parentheses"),
        pytest.param("9 سبتمبر أيلول 2026", "2026-09-09", id="two names side by side"),
        pytest.param("9 ابـــريل 2026", "2026-04-09", id="tatweel"),
        pytest.param("\u200f9 أبريل\u200f 2026", "2026-04-09", id="bidi marks"),
        pytest.param("الاثنين، 9 مارس، 2026", "2026-03-09", id="Arabic commas"),
        pytest.param("9 من مارس عام 2026", "2026-03-09", id="small words between"),
        pytest.param("9-مارس-2026", "2026-03-09", id="hyphens"),
        pytest.param("9/3/2026", "2026-03-09", id="day first"),
        pytest.param("03/09/2026", "2026-09-03", id="day first when both could be"),
        pytest.param("3/19/2026", "2026-03-19", id="month first when nothing else is left"),
        pytest.param("٢٠٢٦/٠٣/٠٩", "2026-03-09", id="year first"),
        pytest.param("09.03.2026", "2026-03-09", id="dots"),
        pytest.param("9/3/26", "2026-03-09", id="short year"),
        pytest.param("March 9th, 2026", "2026-03-09", id="English"),
        pytest.param("9 févr. 2026", "2026-02-09", id="French"),
        pytest.param("le 1er mars 2026", "2026-03-01", id="French first"),
        pytest.param("تشرين الأول/أكتوبر 2025", "2025-10", id="a month stays a month"),
        pytest.param("2026", "2026", id="a year stays a year"),
        pytest.param("عام 2013", "2013", id="a named year stays a year"),
        pytest.param("2013 م", "2013", id="a year of the common era"),
    ],
)
def test_a_date_for_readers_is_read_at_its_precision(text, value):
    assert read(text).value == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("9 مارس 2026 - 03:15 م", "2026-03-09T15:15"),
        ("03:15 مساءً 9 مارس 2026", "2026-03-09T15:15"),
        ("9 مارس 2026 الساعة 12:05 ص", "2026-03-09T00:05"),
        ("16:36-10 مارس 2026 م ـ 21 رمضان 1447 هـ", "2026-03-10T16:36"),
        ("16:36-10/03/2026", "2026-03-10T16:36"),
        ("السبت, 02/07/2026 - 20:10", "2026-02-07T20:10"),
        ("Sat, 02/07/2026 - 20:10", "2026-02-07T20:10"),
        ("الخميس 02/07/2026 - 20:10", "2026-07-02T20:10"),
        ("الأحد 02/07/2026 - 20:10", "2026-07-02T20:10"),
        ("2026-03-10 16:36 -10", "2026-03-10T16:36-10:00"),
        ("9 مارس 2026 | 9 صباحًا", "2026-03-09T09"),
        ("9 مارس 2026، 11 ليلا", "2026-03-09T23"),
        ("10:30 - الاثنين 9 مارس 2026", "2026-03-09T10:30"),
        ("Mar 9, 2026 12:15 PM", "2026-03-09T12:15"),
        ("le 9 mars 2026 à 10h30", "2026-03-09T10:30"),
        ("9 مارس 2026 الساعة 10:30 بتوقيت غرينتش", "2026-03-09T10:30+00:00"),
        ("9 مارس 2026 10:30 بتوقيت مكة المكرمة", "2026-03-09T10:30+03:00"),
        ("9 يوليو 2026 10:30 بتوقيت القاهرة", "2026-07-09T10:30+03:00"),
        ("9 مارس 2026م 14:30", "2026-03-09T14:30"),
    ],
)
def test_a_time_of_day_is_read_from_beside_the_date(text, value):
    assert read(text).value == value


@pytest.mark.parametrize(
    ("text", "value", "calendar"),
    [
        pytest.param("1 رمضان 1447 هـ", "2026-02-18", "hijri", id="named month"),
        pytest.param("١ رمضان ١٤٤٧هـ", "2026-02-18", "hijri", id="Arabic-Indic digits"),
        pytest.param("1447-09-01", "2026-02-18", "hijri", id="numeric, year first"),
        pytest.param("01/09/1447 هـ", "2026-02-18", "hijri", id="numeric, day first"),
        pytest.param(
            "1 رمضان 1447 هـ الموافق 19 فبراير 2026 م", "2026-02-19", "gregorian", id="the Gregorian twin wins"
        ),
        pytest.param("الخميس 19/2/2026 - 1/9/1447", "2026-02-19", "gregorian", id="the twin first"),
        pytest.param("30 صفر 1448", "2026-08-13", "hijri", id="a thirtieth day of the civil calendar"),
    ],
)
def test_a_hijri_date_is_turned_into_a_gregorian_one(text, value, calendar):
    date = read(text)

    assert (date.value, date.calendar) == (value, calendar)


@pytest.mark.parametrize(
    ("text", "value", "precision"),
    [
        ("منذ ساعتين", "2026-11-22T13", "hour"),
        ("قبل 45 دقيقة", "2026-11-22T14:15", "minute"),
        ("منذ ثلاثة أيام", "2026-11-19", "day"),
        ("قبل أسبوع", "2026-11-15", "day"),
        ("منذ شهرين", "2026-09", "month"),
        ("الآن", "2026-11-22T15:00", "minute"),
        ("أمس", "2026-11-21", "day"),
        ("أول من أمس", "2026-11-20", "day"),
        ("اليوم 14:30", "2026-11-22T14:30", "minute"),
        ("أمس الساعة 9:05 مساء", "2026-11-21T21:05", "minute"),
        ("الجمعة 18:00", "2026-11-20T18:00", "minute"),
        ("5 hours ago", "2026-11-22T10", "hour"),
        ("il y a 3 jours", "2026-11-19", "day"),
    ],
)
def test_a_relative_date_is_counted_from_now(text, value, precision):
    date = read(text)

    assert (date.value, date.precision) == (value, precision)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "بلا تاريخ",
        "0000-00-00 00:00:00",
        "-0001-11-30T00:00:00+00:00",
        "9999-12-31T23:59:59-05:00",
        "2026-02-30",
        "31 أبريل 2026",
        "2026-03-09T25:00:00Z",
        "1599-01-01 هـ",
        "15 مارس المقبل",
        "الأحد المقبل",
        "9 مارس 2026 " * 60,
    ],
)
def test_what_is_no_date_gives_none(text):
    assert read(text) is None


@pytest.mark.parametrize(
    ("text", "trusted"),
    [
        pytest.param("1970-01-01T00:00:00Z", False, id="a zero of Unix"),
        pytest.param("0001-01-01T00:00:00Z", False, id="a zero of .NET"),
        pytest.param("9999-12-31", False, id="never"),
        pytest.param("1994-12-31T23:59:59Z", False, id="before 1995"),
        pytest.param("1995-01-01T00:00:00Z", True, id="from 1995"),
        pytest.param("2026-11-23T12:00:00Z", True, id="a day ahead"),
        pytest.param("2026-11-23T12:00:01Z", False, id="more than a day ahead"),
        pytest.param("9 مارس", False, id="a guessed year"),
    ],
)
def test_only_a_possible_date_is_trusted(text, trusted):
    assert read(text).trusted is trusted


def test_a_day_is_noon_where_it_was_printed():
    assert read("9 مارس 2026").at == datetime(2026, 3, 9, 9, 0, tzinfo=UTC)


def test_the_present_year_and_month_are_not_ahead_of_now():
    early = datetime(2026, 1, 3, tzinfo=UTC)

    year = read_date("2026", now=early, time_zone=RIYADH)
    month = read_date("يناير 2026", now=early, time_zone=RIYADH)

    assert year.at == month.at == early
    assert year.trusted
    assert month.trusted


def test_a_missing_year_is_the_latest_that_is_not_ahead():
    assert read("21 نوفمبر").value == "2026-11-21"
    assert read("30 نوفمبر").value == "2025-11-30"


def test_the_raw_text_is_kept_letter_for_letter():
    assert read(" ٩ مـارس ٢٠٢٦ ").raw == "٩ مـارس ٢٠٢٦"


def test_an_unknown_time_zone_is_refused():
    with pytest.raises(BadInput, match="Mars/Phobos"):
        read("9 مارس 2026", time_zone="Mars/Phobos")


def test_labels_tell_publication_from_modification():
    text = "نُشر في:9 مارس 2026 الساعة 11:05 | آخر تحديث بتاريخ 10 مارس 2026 08:00"

    found = find(text)

    assert [(one.kind, one.date.value) for one in found] == [
        ("published", "2026-03-09T11:05"),
        ("modified", "2026-03-10T08:00"),
    ]


def test_offsets_of_a_found_date_point_into_the_original_text():
    text = "كتبَ المراسِلُ يـومَ ٩ مـــارس ٢٠٢٦ من عدن"

    (found,) = find(text)

    assert text[found.start : found.end] == "٩ مـــارس ٢٠٢٦"
    assert found.kind == "unknown"


@pytest.mark.parametrize("text", ["عاد بعد 9 مارس", "منذ عام 2013 والبلاد تنتظر", "فاز 3-2 في 90 دقيقة", "رقم 2026"])
def test_vague_dates_of_prose_are_left_alone(text):
    assert find(text) == []


DATE_WORDS = st.lists(
    st.sampled_from(
        ["9", "31", "٢٠٢٦", "1447", "مارس", "رمضان", "منذ", "ساعة", "أمس", "/", "-", ":", "10:30", "م", "هـ", "T", "Z"]
    ),
    max_size=12,
).map(" ".join)


@given(
    st.text(st.characters(codec=None, categories=None), max_size=60)
    | DATE_WORDS
    | st.from_regex(r"\d{1,4}[-/]\d{1,2}[-/]\d{1,4}.{0,12}")
)
def test_any_text_at_all_is_read_without_an_error(text):
    date = read(text)
    found = find(text)

    assert date is None or date.at.tzinfo is UTC
    assert all(0 <= one.start < one.end <= len(text) for one in found)


@pytest.mark.parametrize(
    ("text", "at", "trusted"),
    [
        # Python's own mail parser reads AST as Atlantic time, seven hours off for Gulf publishers.
        pytest.param("Mon, 09 Mar 2026 08:15:30 AST", "2026-03-09T05:15:30", True, id="AST"),
        pytest.param("1448-06-02", "2026-11-12T09:00:00", True, id="Hijri in numbers"),
        pytest.param("2 جمادى الآخرة 1448", "2026-11-12T09:00:00", True, id="Hijri in words"),
        pytest.param("0000-00-00 00:00:00", None, False, id="zero"),
        pytest.param("-0001-11-30T00:00:00+00:00", None, False, id="before the year one"),
        pytest.param("9999-12-31T23:59:59Z", "9999-12-31T23:59:59", False, id="9999"),
        pytest.param("9999-12-31T23:59:59-05:00", None, False, id="9999 beyond the last instant"),
        pytest.param("10000-01-01", None, False, id="a year of five digits"),
        pytest.param("Mon, 09 Mar 2026 08:15:30", "2026-03-09T05:15:30", True, id="no zone"),
        pytest.param("2027-01-01T00:00:00Z", "2027-01-01T00:00:00", False, id="future"),
        pytest.param("1970-01-01T00:00:00Z", "1970-01-01T00:00:00", False, id="the clock's zero"),
        pytest.param("2026-02-31", None, False, id="a day that no month has"),
    ],
)
def test_dates_ast_hijri_zero_9999_no_zone_future(text, at, trusted):
    date = read(text, country="SA")

    assert (date and date.at) == (datetime.fromisoformat(at).replace(tzinfo=UTC) if at else None)
    assert bool(date and date.trusted) is trusted
