"""Each rule about what surrounds a story, beside pages on which it must not fire."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from khabar_worker.extract import extract_page
from khabar_worker.extraction import Extraction

NOW = datetime(2026, 4, 14, 9, 0, tzinfo=UTC)
ONE = "قال المتحدث باسم الوزارة إن الأعمال في الطريق الجديد ستنتهي قبل نهاية الشهر المقبل بحسب الخطة المعلنة."
TWO = "وأضاف أن فرق الصيانة تعمل ليلا ونهارا لإعادة فتح المسارات الثلاثة أمام حركة السيارات والحافلات."
THREE = "وكانت البلدية قد أعلنت في وقت سابق تحويل السير إلى الطريق الدائري طوال مدة الأشغال المقررة."


def extract(body: str, head: str = "", above: str = "<h1>افتتاح الطريق الجديد</h1>") -> Extraction:
    html = f"<html dir='rtl'><head><title>افتتاح الطريق الجديد</title>{head}</head><body>{above}{body}</body></html>"
    return extract_page(html, url="https://news.example.jo/a/1", publisher=None, now=NOW)


def texts(extraction: Extraction) -> list[Any]:
    return [
        block.text for block in extraction.body if block.type not in ("image", "embed", "list", "table", "separator")
    ]


def in_body(inner: str) -> str:
    return f"<div class='article-body'><p>{ONE}</p>{inner}<p>{TWO}</p></div>"


@pytest.mark.parametrize(
    ("inner", "pictures"),
    [
        pytest.param("<p><a href='/n/2'><img src='/2.jpg'>سباق الزوارق يعود بعد غياب</a></p>", 0, id="a card"),
        pytest.param(
            "<p><a href='/2-big.jpg'><img src='/2.jpg'><span>الطريق من الجهة الشرقية</span></a></p>", 1, id="its file"
        ),
        pytest.param("<p><a href='/gallery'><img src='/2.jpg'></a></p>", 1, id="a picture that leads elsewhere"),
    ],
)
def test_a_linked_picture_with_a_title_is_a_card(inner: str, pictures: int) -> None:
    extraction = extract(in_body(inner))

    assert sum(block.type == "image" for block in extraction.body) == pictures
    assert "سباق الزوارق يعود بعد غياب" not in texts(extraction)


@pytest.mark.parametrize(
    ("line", "is_caption"),
    [
        ("<p style='text-align:center'>جانب من أعمال الطريق</p>", True),
        ("<p>جانب من أعمال الطريق (صورة النهر)</p>", True),
        ("<p>وزار الوزير موقع العمل بعد ذلك.</p>", False),
        ("<p style='text-align:center'><b>جانب من أعمال الطريق</b></p>", False),
        (f"<p>{THREE} (بترا)</p>", False),
    ],
)
def test_a_line_below_a_picture_is_its_caption_only_when_it_looks_like_one(line: str, *, is_caption: bool) -> None:
    extraction = extract(in_body(f"<p><img src='/2.jpg'></p>{line}"))

    (picture,) = (media for media in extraction.media if media.url.endswith("2.jpg"))
    assert (picture.caption is not None) is is_caption


@pytest.mark.parametrize(
    ("above", "headline"),
    [
        ("<h1>صحيفة الميناء</h1><h2>افتتاح الطريق الجديد</h2>", "افتتاح الطريق الجديد"),
        (
            "<h1>الطريق الجديد يدخل الخدمة</h1><h3><a href='/n/9'>افتتاح الطريق الجديد</a></h3>",
            "الطريق الجديد يدخل الخدمة",
        ),
        ("<h1>افتتاح الطريق الجديد</h1><h2>افتتاح الطريق الجديد والجسر</h2>", "افتتاح الطريق الجديد"),
    ],
)
def test_a_lower_heading_is_the_headline_only_below_a_masthead(above: str, headline: str) -> None:
    assert extract(in_body(""), above=above).headline == headline


def test_comments_end_the_story_and_a_heading_about_comments_does_not() -> None:
    ended = extract(in_body(f"<h3>التعليقات (2)</h3><p>{THREE}</p>"))
    going_on = extract(in_body(f"<h3>تعليقات القراء أثارت نقاشا في المجلس</h3><p>{THREE}</p>"))

    assert texts(ended) == [ONE]
    assert texts(going_on) == [ONE, "تعليقات القراء أثارت نقاشا في المجلس", THREE, TWO]


def test_of_two_boxes_of_one_kind_the_headlines_own_is_the_article() -> None:
    other = f"<div class='item'><h2>خبر آخر</h2><p>{THREE}</p><p>{THREE[:-1]} أيضا.</p></div>"
    own = f"<div class='item'><h1>افتتاح الطريق الجديد</h1><p>{ONE}</p><p>{TWO}</p></div>"

    assert texts(extract(f"<div>{own}{other}</div>", above="")) == [ONE, TWO]


def test_boxes_of_one_story_stay_together() -> None:
    parts = f"<div class='item'><p>{ONE}</p></div><div class='item'><h2>تحويلات</h2><p>{TWO}</p><p>{THREE}</p></div>"

    assert texts(extract(f"<div>{parts}</div>")) == [ONE, "تحويلات", TWO, THREE]


def test_a_box_of_a_conventional_name_is_one_part_where_others_beside_it_have_that_name_too() -> None:
    boxes = (f"<p>{ONE}</p><p>{TWO}</p><p>{TWO[:-1]} أيضا.</p>", f"<p>{THREE}</p>")
    parts = "".join(f"<div class='rich-text'>{box}</div>" for box in boxes)

    assert texts(extract(f"<div>{parts}</div>"))[-1] == THREE


def test_the_way_from_the_front_page_is_no_text() -> None:
    trail = "<p><a href='/'>الرئيسية</a> &gt; <a href='/2'>محليات</a> &gt; افتتاح الطريق الجديد</p>"

    assert texts(extract(in_body(trail))) == [ONE, TWO]


def test_who_did_what_is_told_in_elements_of_their_own() -> None:
    told = (("نص", "سلمى الوادي"), ("تصوير", "مراد عمر"))
    roles = "".join(f"<li><span>{role}</span><span>{name}</span></li>" for role, name in told)

    found = extract(in_body(""), above=f"<h1>افتتاح الطريق الجديد</h1><ul>{roles}</ul>")

    assert [author.name for author in found.authors] == ["سلمى الوادي"]
    assert texts(found) == [ONE, TWO]


def test_a_name_in_an_authors_place_may_share_its_line_with_the_date() -> None:
    line = "<div><span><a href='/authors/2'>غودرون شميت</a></span><span>14 أبريل 2026</span></div>"

    found = extract(in_body(""), above=f"<h1>افتتاح الطريق الجديد</h1>{line}")

    assert [author.name for author in found.authors] == ["غودرون شميت"]


def test_a_writers_card_below_the_story_names_its_writer() -> None:
    card = "<div><img src='/w.jpg'><h4>مراد بن عمر</h4><p>روائي تونسي</p></div>"

    found = extract(f"<div><p>{ONE}</p><p>{TWO}</p>{card}</div>")

    assert [author.name for author in found.authors] == ["مراد بن عمر"]
    assert [block.type for block in found.body] == ["paragraph", "paragraph"]


@pytest.mark.parametrize(("later", "kept"), [("<h2>ماذا بعد</h2>", True), ("", False)])
def test_a_heading_right_above_the_first_sentence_is_one_of_several_or_repeats_the_header(
    later: str, *, kept: bool
) -> None:
    story = f"<div>13 أبريل 2026</div><h2>لماذا الآن</h2><p>{ONE}</p>{later}<p>{TWO}</p>"

    found = extract(f"<main><h1>افتتاح الطريق الجديد</h1>{story}</main>", above="")

    assert ("لماذا الآن" in texts(found)) is kept


def test_a_headline_as_long_as_a_sentence_is_no_story() -> None:
    title = "افتتاح الطريق الجديد الذي يربط شرق المدينة بغربها بعد عامين من العمل"
    line = "<p>13 أبريل 2026 الساعة 8 صباحاً / كريم البكري</p>"
    html = f"<title>{title}</title><body><td><p>{title}</p>{line}<p>{ONE}</p><p>{TWO}</p></td></body>"

    assert texts(extract_page(html, url="https://news.example.jo/a/1", publisher=None, now=NOW)) == [ONE, TWO]


def test_an_article_inside_the_article_whose_heading_is_a_link_is_another() -> None:
    teaser = f"<article><h2><a href='/n/2'>خبر آخر</a></h2><p>{THREE}</p></article>"

    assert texts(extract(in_body(teaser))) == [ONE, TWO]


def test_the_date_may_stand_in_another_row_than_the_headline() -> None:
    story = f"<h1>افتتاح الطريق الجديد</h1><div>{ONE}<br>{TWO}</div>"

    found = extract(f"<table><tr><td>14-04-2026, 04:51 PM</td></tr><tr><td>{story}</td></tr></table>", above="")

    assert found.published is not None
    assert found.published.detail.value == "2026-04-14T16:51"


def test_an_agencys_clock_below_the_story_tells_the_time_of_its_day() -> None:
    found = extract(in_body("<p>12:33 ت مـ</p>"), above="<h1>افتتاح الطريق الجديد</h1><div>13 أبريل 2026</div>")

    assert found.published is not None
    assert found.published.detail.value == "2026-04-13T12:33+03:00"


@pytest.mark.parametrize(
    ("first", "is_standfirst"),
    [
        ("<p><strong>الطريق الجديد يدخل الخدمة بعد عامين من التأخير</strong></p>", True),
        ("<p><strong>الطريق الجديد يدخل الخدمة بعد عامين من التأخير.</strong></p>", False),
        ("<p>الطريق الجديد يدخل الخدمة بعد عامين من التأخير</p>", False),
    ],
)
def test_a_first_line_set_apart_that_repeats_the_description_is_the_standfirst(
    first: str, *, is_standfirst: bool
) -> None:
    head = "<meta name='description' content='الطريق الجديد يدخل الخدمة بعد عامين من التأخير'>"

    extraction = extract(f"<div class='article-body'>{first}<p>{ONE}</p><p>{TWO}</p></div>", head)

    assert (len(texts(extraction)) == 2) is is_standfirst


def test_the_article_of_the_page_is_told_from_others_in_the_same_json() -> None:
    nodes = (
        '[{"@type":"NewsArticle","headline":"خبر آخر لا يخص الصفحة","datePublished":"2025-01-01T00:00:00Z",'
        '"author":"هدى ناصر","image":"/x.jpg"},'
        '{"@type":"NewsArticle","headline":"افتتاح الطريق الجديد","datePublished":"2026-03-01T00:00:00Z"}]'
    )

    extraction = extract(in_body(""), f"<script type='application/ld+json'>{nodes}</script>")

    assert extraction.published is not None
    assert extraction.published.at.year == 2026
    assert extraction.authors == ()


def test_the_one_text_between_headline_and_date_is_the_standfirst() -> None:
    header = f"<h1>افتتاح الطريق الجديد</h1><p>{ONE}</p><div>نشر في: 10/03/2026 - 14:05</div>"
    body = f"<div>{header}<p>{TWO}</p><p>{THREE}</p></div>"

    extraction = extract(body, above="")

    assert texts(extraction) == [TWO, THREE]
    assert extraction.summary == ONE


def test_the_entries_of_a_chronology_lift_nothing() -> None:
    entries = f"<p><b>10 مارس 2026</b></p><p>{TWO}</p><p><b>12 مارس 2026</b></p><p>{THREE}</p>"
    body = f"<div class='article-body'><p>{ONE}</p>{entries}</div>"

    assert texts(extract(body)) == [ONE, "10 مارس 2026", TWO, "12 مارس 2026", THREE]


@pytest.mark.parametrize(
    ("below", "kept"),
    [
        pytest.param(
            ["صدر في طرابلس بتاريخ 4 مارس 2026", "مجلس النقابة", "سلمى الوادي", "العودة إلى الصفحة"],
            3,
            id="a statement",
        ),
        pytest.param(["عن المكتب السياسي", "الأمين العام: سامي نور"], 2, id="an office and its holder"),
        pytest.param(
            ["عن المكتب التنفيذي", "الكاتب العام", "الأسعد الوادي", "رحيل الشاعر الكبير", "الناطق الرسمي"],
            3,
            id="a secretary",
        ),
        pytest.param(
            ["صدر عن دار الآداب في بيروت", "أخبار ثقافية أخرى", "رحيل الشاعر الكبير", "جائزة جديدة للرواية"],
            1,
            id="a book",
        ),
        pytest.param(
            ["عن لجنة التحكيم", "الدوري السعودي", "سامي نور يكتب: نهاية الحرب", "القاهرة 28 درجة"], 1, id="sections"
        ),
        pytest.param(["عن مكتب الأخبار", "الصفحة الرئيسية", "حقوق الصورة غيتي"], 1, id="the page"),
        pytest.param(["عن المكتب السياسي", *(f"سامي نور {last}" for last in "ابتثجح")], 6, id="no more than five"),
    ],
)
def test_only_those_who_sign_a_statement_follow_its_date(below: list[str], kept: int) -> None:
    lines = "".join(f"<p>{line}</p>" for line in below)

    extraction = extract(f"<div class='article-body'><p>{ONE}</p><p>{TWO}</p>{lines}</div>")

    assert texts(extraction) == [ONE, TWO, *below[:kept]]


@pytest.mark.parametrize(
    ("below", "names"),
    [
        ("المكتب الإعلامي للبلدية", ["المكتب الإعلامي للبلدية"]),
        ("مكتب الإعلام بجامعة النهر", ["مكتب الإعلام بجامعة النهر"]),
        ("قسم العلاقات الدولية", []),
        ("مكتب إعلام الأسرى", []),
        ("قسم الإعلام يكرم طلابه", []),
        ("مكتب البريد المركزي", []),
    ],
)
def test_the_press_office_below_a_text_has_signed_it(below: str, names: list[str]) -> None:
    extraction = extract(
        f"<h1>افتتاح الطريق</h1><div class='article-body'><p>{ONE}</p><p>{TWO}</p><p>{below}</p></div>"
    )

    assert [author.name for author in extraction.authors] == names
    assert texts(extraction) == [ONE, TWO]


def test_a_quotation_of_a_press_office_is_text() -> None:
    quoted = "<blockquote>المكتب الإعلامي للحكومة</blockquote>"

    extraction = extract(f"<div class='article-body'><p>{ONE}</p><p>{TWO}</p>{quoted}</div>")

    assert extraction.authors == ()
    assert extraction.body[-1].type == "quote"


@pytest.mark.parametrize(
    ("below", "names"),
    [
        (["صدر في بيروت بتاريخ 3 مارس 2026", "منسق الحملة", "أحمد سالم"], ["أحمد سالم"]),
        (["عن المكتب التنفيذي", "الكاتب العام", "أحمد سالم"], []),
    ],
)
def test_who_signs_a_statement_wrote_it_where_no_body_is_named(below: list[str], names: list[str]) -> None:
    lines = "".join(f"<p>{line}</p>" for line in below)

    extraction = extract(f"<div class='article-body'><p>{ONE} {TWO}</p><p>{TWO}</p>{lines}</div>")

    assert [author.name for author in extraction.authors] == names
    assert texts(extraction) == [f"{ONE} {TWO}", TWO, *below]


@pytest.mark.parametrize("last", ["الأسعد حظا", "النذير الأخير", "حررها صلاح الدين", "أرسلت من قبل وزارة الصحة"])
def test_words_at_the_edge_of_a_story_name_nobody(last: str) -> None:
    body = f"<p>{last}</p><p>{ONE}</p><p>{TWO}</p><p>{last}</p>"

    assert extract(f"<h1>افتتاح الطريق</h1><div class='article-body'>{body}</div>").authors == ()


@pytest.mark.parametrize(
    "above",
    [
        "<p class='kicker'>حوار محمد صلاح</p><h1>افتتاح الطريق الجديد</h1>",
        "<h1>افتتاح الطريق الجديد</h1><p>متابعة محمد صلاح</p>",
        "<h1>افتتاح الطريق الجديد</h1><h3>تحقيق محمد بن سلمان</h3>",
        "<title>افتتاح الطريق | محمد صلاح</title><h1>افتتاح الطريق</h1><a href='/tag/salah'>محمد صلاح</a>",
        "<h1>افتتاح الطريق الجديد</h1><a href='/d'>10 مارس 2026 محمد صلاح</a>",
        "<h1>افتتاح الطريق الجديد</h1><p>معد: مرض الجدري</p>",
    ],
    ids=["a kicker", "a genre", "a heading", "a tag in the title", "a linked date", "a disease"],
)
def test_whom_a_line_is_about_did_not_write_it(above: str) -> None:
    assert extract(f"<main>{above}{in_body('')}</main>", above="").authors == ()


@pytest.mark.parametrize(
    ("box", "kept"),
    [
        (
            "<div><p>أبرز ما جاء في التقرير</p><p><a href='/doc/1'>تراجع عدد المواليد إلى النصف</a></p></div>",
            "أبرز ما جاء في التقرير",
        ),
        (
            "<section><h3>كيف تشعر عند الصيام؟</h3><ul><li>صداع خفيف</li><li>عطش شديد</li></ul></section>",
            "كيف تشعر عند الصيام؟",
        ),
        (
            "<div class='video-transcript'><p>0:15</p><p>الوزير: لن نستقيل تحت الضغط</p><p>النائب: هذا شأنكم</p></div>",
            "الوزير: لن نستقيل تحت الضغط",
        ),
        (
            "<div class='video'><p>0:15</p><p>الوزير: لن نستقيل تحت الضغط</p><p>النائب: هذا شأنكم</p></div>",
            "النائب: هذا شأنكم",
        ),
        ("<article><h5><a href='/law'>المادة 14</a></h5><p>يقضي القرار برفع الحد الأدنى.</p></article>", "المادة 14"),
        ("<article><a href='/law'><h5>قرار رقم 14</h5></a><p>يقضي القرار برفع الأجور.</p></article>", "قرار رقم 14"),
        ("<h3>67'</h3><p>هدف للنصر من ركلة حرة.</p>", "67'"),
    ],
    ids=["findings", "answers", "a transcript", "captions", "a part of a law", "a decision", "a minute"],
)
def test_what_looks_like_a_box_of_the_page_is_text(box: str, kept: str) -> None:
    assert kept in texts(extract(f"<div class='article-body'><p>{ONE}</p><p>{TWO}</p>{box}<p>{THREE}</p></div>"))


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("<h3>كتب نجيب محفوظ</h3>", []),
        ("<p><b>نص: سلمى الوادي</b></p>", ["سلمى الوادي"]),
        ("<p><b>كتبت سلمى الوادي</b></p>", ["سلمى الوادي"]),
        ("<p><b>كتب: أحمد سالم - القاهرة</b></p>", ["أحمد سالم"]),
        ("<p><b>حاورته: سلمى الوادي - تونس</b></p>", ["سلمى الوادي"]),
        ("<p><b>By Ahmed Salem</b></p>", ["Ahmed Salem"]),
        ("<p><b>تصوير: أ ف ب</b></p>", ["أ ف ب"]),
        ("<p>حررها صلاح الدين الأيوبي</p>", []),
        ("<p>أرسلت من قبل أحمد سالم</p>", []),
        ("<p>كتب نجيب محفوظ الثلاثية في عامين</p>", []),
        ("<p>كتبت: سلمى الوادي</p>", ["سلمى الوادي"]),
        ("<h3>نص: قصيدة النهر</h3>", []),
        ("<h3>كتب: نجيب محفوظ</h3>", ["نجيب محفوظ"]),
        ("<p><b>بقلم نجيب محفوظ</b></p>", ["نجيب محفوظ"]),
        ("<h3>القاهرة - أحمد علي</h3>", ["أحمد علي"]),
    ],
)
def test_a_heading_inside_the_story_may_look_like_a_byline(line: str, names: list[str]) -> None:
    body = f"<div class='article-body'><p>{ONE} {TWO}</p><p>{TWO}</p>{line}<p>{THREE}</p></div>"

    extraction = extract(f"<h1>افتتاح الطريق</h1>{body}")

    assert [author.name for author in extraction.authors] == names
    assert len(texts(extraction)) == (3 if names else 4)


def test_a_heading_above_the_story_is_a_byline_without_a_colon() -> None:
    body = f"<div class='article-body'><h4>كتب نجيب محفوظ</h4><p>{ONE}</p><p>{TWO}</p></div>"

    extraction = extract(f"<h1>افتتاح الطريق</h1>{body}")

    assert [author.name for author in extraction.authors] == ["نجيب محفوظ"]
    assert texts(extraction) == [ONE, TWO]
