"""Headers as content systems print them → who wrote the story: one row for each habit."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from khabar_worker.extract import extract_page

NOW = datetime(2026, 4, 14, 9, tzinfo=UTC)
TITLE = "افتتاح الطريق الجديد شرق المدينة"
LONG = "قال المتحدث باسم الوزارة إن الأعمال في الطريق الجديد ستنتهي قبل نهاية الشهر المقبل بحسب الخطة المعلنة."
MORE = "وأضاف أن فرق الصيانة تعمل ليلا ونهارا لإعادة فتح المسارات الثلاثة أمام حركة السيارات والحافلات."

URL = "https://news.example.eg/a/1"


def page(header: str, tail: str = "") -> str:
    head = f"<title>{TITLE}</title><meta property='og:site_name' content='نهر نت'>"
    return f"{head}<body><main><h1>{TITLE}</h1>{header}<div><p>{LONG}</p><p>{MORE}</p>{tail}</div></main>"


HEADERS = {
    "two links that a waw joins": (
        (
            "<div><span class='by'>حرر من طرف <i><a class='an' href='/auteur/1'>ياسر بنعمرو</a></i> و "
            "<i><a class='an' href='/auteur/2'>غيثة الفاسي</a></i></span></div>"
        ),
        ["ياسر بنعمرو", "غيثة الفاسي"],
    ),
    "a name that a script prints": (
        "<div><span data-write='Author:' data-text='ياسر بنعمرو'></span><span data-text='3 مارس 2026'></span></div>",
        ["ياسر بنعمرو"],
    ),
    "a name that a script prints for something else": (
        "<div><span data-write='Photo:' data-text='ياسر بنعمرو'></span></div>",
        [],
    ),
    "two links that a comma joins": (
        "<div><span class='author'>كتب: <a href='/e/1'>ياسر بنعمرو</a>، <a href='/e/2'>غيثة الفاسي</a></span></div>",
        ["ياسر بنعمرو", "غيثة الفاسي"],
    ),
    "the newsroom before a linked name": (
        "<div><span class='source'>رأس النور- نهر نت<a href='/authors/1'> يسرى ونّوس</a></span></div>",
        ["يسرى ونّوس"],
    ),
    "published by somebody": ("<div><span>3 مارس 2026</span> <span>نشرها</span> <b>زيد العلي</b></div>", ["زيد العلي"]),
    "a genre before a bar": ("<p>تقرير | هاجر سالم</p>", ["هاجر سالم"]),
    "where somebody writes": ("<p>عبدالعزيز الحداد من جدة</p>", ["عبدالعزيز الحداد"]),
    "a name to write to": (
        "<p><a href='mailto:m@nahr.example'>ماهر الحداد</a> <span>m@nahr.example</span></p><p>3 مارس 2026</p>",
        ["ماهر الحداد"],
    ),
    "the newsroom and its domain between dashes": ('<p>رام الله- "نهر نت" دوت كوم- مهند الريس</p>', ["مهند الريس"]),
    "a long dash and a colon": ("<p><b>القاهرة – «نهر نت» – من حسام عبد الباري:</b></p>", ["حسام عبد الباري"]),
    "one label over each of two": (
        (
            "<div class='author'><span>الكاتب</span><span class='nm'>غيدا منصوري</span><span>الكاتب</span>"
            "<span class='nm'>بشرى زروال</span></div>"
        ),
        ["غيدا منصوري", "بشرى زروال"],
    ),
    "a genre and a name, with nothing between": ("<p>تقرير <b>سلمى الوادي</b></p><p>3 مارس 2026</p>", ["سلمى الوادي"]),
    "a genre and its subject": ("<p>تقرير <b>سوق العمل</b></p><p>3 مارس 2026</p>", []),
    "roles and names, with nothing between": (
        "<p>كتابة <a>سلمى الوادي</a> <span>رسم</span> <a>زياد مرعي</a> <span>تحرير</span> <a>ريم الخطيب</a></p>",
        ["سلمى الوادي"],
    ),
    "an ornament before a place": ("<div>❖ الدوحة - نهر نت</div>", []),
    "the newsroom and its rights": ("<p>نهر نت - جميع الحقوق محفوظة</p>", []),
    "a label without a colon": ("<div><span><span>الكاتب</span>أندرياس بيكر</span></div>", ["أندرياس بيكر"]),
    "roles in a list of terms": (
        "<dl><dt>نص</dt><dd>إدريس أوحمو</dd><dd>سلمى الوادي</dd><dt>صور</dt><dd>زياد الودغيري</dd></dl>",
        ["إدريس أوحمو", "سلمى الوادي"],
    ),
    "written and reviewed, with nothing between": (
        (
            "<div><span>تمت الكتابة بواسطة: <a href='/author/1'>رغد الملكاوي</a></span>"
            "<span>تم التدقيق بواسطة: <a href='/author/2'>براء الطراونة</a></span></div>"
        ),
        ["رغد الملكاوي"],
    ),
    "the newsroom and a bar before the name": ("<p>خاص - نهر نت | ميريام قسطنطين</p>", ["ميريام قسطنطين"]),
    "a place and an account written from right to left": (
        "<p>مرزوق البلوي (رأس النور) marzouq_x@</p>",
        ["مرزوق البلوي"],
    ),
    "agencies before a translator": ("<p>عواصم - وكالات - ترجمة: هاجر الكواري</p>", ["وكالات"]),
    "facts between bars": ("<p>الأحد، 12 أبريل 2026 | بقلم: الأستاذة هاجر سالم | ثقافة | 6 دقائق</p>", ["هاجر سالم"]),
    "two portraits and a line": (
        (
            "<a href='/author/1'><img src='/1.jpg' alt='سلمى الوادي'></a><a href='/author/2'><img src='/2.jpg' "
            "alt='أويس الدباغ'></a><h4 class='author-name'><a href='/author/1'>سلمى الوادي</a>, "
            "<a href='/author/2'>أويس الدباغ</a></h4>"
        ),
        ["سلمى الوادي", "أويس الدباغ"],
    ),
}


@pytest.mark.parametrize(("header", "names"), HEADERS.values(), ids=HEADERS)
def test_a_header_names_its_writers(header: str, names: list[str]) -> None:
    extraction = extract_page(page(header), url=URL, publisher=None, now=NOW)

    assert [author.name for author in extraction.authors] == names


def test_who_only_the_printed_line_adds_is_a_writer_too() -> None:
    told = '<script type="application/ld+json">{"@type":"NewsArticle","author":{"name":"غيثة الفاسي"}}</script>'
    header = "<p>من طرف غيثة الفاسي وياسر بنعمرو</p>"

    extraction = extract_page(told + page(header), url=URL, publisher=None, now=NOW)

    assert [author.name for author in extraction.authors] == ["غيثة الفاسي", "ياسر بنعمرو"]


@pytest.mark.parametrize(
    ("title", "names"),
    [(f"{TITLE} - سمر حداد - نهر نت", ["سمر حداد"]), (f"{TITLE} - نهر نت", [])],
    ids=["in the page's title too", "a subject"],
)
def test_a_bare_name_above_the_headline_signs_when_the_title_of_the_page_has_it(title: str, names: list[str]) -> None:
    html = page("").replace(f"<title>{TITLE}", f"<title>{title}").replace("<main>", "<main><div>سمر حداد</div>")

    extraction = extract_page(html, url=URL, publisher=None, now=NOW)

    assert [author.name for author in extraction.authors] == names


def test_a_date_between_bars_is_the_storys() -> None:
    header = HEADERS["facts between bars"][0]

    published = extract_page(page(header), url=URL, publisher=None, now=NOW).published

    assert published is not None
    assert published.detail.value == "2026-04-12"


def test_two_lines_of_the_header_that_no_space_parts_are_no_text() -> None:
    header = "<div><span>سلمى الوادي، وكالات</span><span>قبل يومين</span></div>"
    html = f"<title>{TITLE}</title><body><div><h1>{TITLE}</h1>{header}<p>{LONG}</p><p>{MORE}</p></div>"

    extraction = extract_page(html, url=URL, publisher=None, now=NOW)

    assert [block.text for block in extraction.body if block.type == "paragraph"] == [LONG, MORE]


def test_a_writers_portrait_is_not_the_lead_picture() -> None:
    header = "<img class='author-image' src='/w.jpg'><figure><img src='/road.jpg'></figure>"

    extraction = extract_page(page(header), url=URL, publisher=None, now=NOW)

    assert [medium.url for medium in extraction.media if medium.role == "lead"] == ["https://news.example.eg/road.jpg"]


@pytest.mark.parametrize(
    "blurb",
    [
        "نهر نت منصة إعلامية مستقلة تعمل من رأس النور منذ عشرين عاما وتموّلها تبرعات القراء.",
        "ويقدم لكم موقع «نهر نت» تغطية ورصدا مستمرا لأسعار الذهب والعملات على مدار الساعة.",
        "ويتابع نهر نت أخبار الطريق الجديد أولا بأول، ويمكنكم قراءة المزيد في موقع نهر نت.",
    ],
)
def test_what_a_publisher_says_of_itself_is_no_text(blurb: str) -> None:
    extraction = extract_page(page("", f"<p>{blurb}</p>"), url=URL, publisher=None, now=NOW)

    assert [block.text for block in extraction.body if block.type == "paragraph"] == [LONG, MORE]


@pytest.mark.parametrize(
    "sentence",
    [
        "نهر نت مشروع سكني جديد في شمال العاصمة يضم ألفي شقة ومدرستين وحديقة واسعة.",
        "نهر نت صحيفة إلكترونية مستقلة قالت أمس إن الطريق الجديد سيفتح قبل نهاية العام.",
    ],
    ids=["a project of that name", "between sentences"],
)
def test_a_sentence_that_opens_with_the_publishers_name_is_text(sentence: str) -> None:
    tail = f"<p>{sentence}</p><p>{LONG[:60]} نهاية الأسبوع.</p>"

    extraction = extract_page(page("", tail), url=URL, publisher=None, now=NOW)

    assert sentence in [block.text for block in extraction.body if block.type == "paragraph"]


@pytest.mark.parametrize(
    "sentence",
    [
        "ويتابع فريق من الوزارة حال الطريق الجديد على مدار الساعة تحسبا لأي طارئ جديد.",
        "ويقدم مستشفى نهر نت خدماته لسكان الحي الشرقي على مدار الساعة ومن غير مقابل.",
        "وقال السائق إن موقع «نهر نت» نشر صور الطريق الجديد قبل الافتتاح بأسبوع كامل.",
        "ويتابع نهر نتاليا لكم على مدار الساعة، قال المذيع وهو يفتتح برنامجه الجديد.",
        "وتعرض قناة نهر نت مباريات الطريق إلى الكأس على مدار الساعة عبر ست قنوات مفتوحة.",
        "ويقدم «نهر نت للملاحة» لزوارها رحلات بين ضفتي المدينة على مدار الساعة ومن غير مقابل.",
        "ويقدم المتحف للقراء كتاب «نهر نت» المصور على مدار اليوم مع جولات للأطفال وأهلهم.",
    ],
    ids=["somebody else", "another of that name", "a source", "a longer name", "a channel", "a ship", "a book"],
)
def test_a_last_sentence_about_somebodys_work_is_text(sentence: str) -> None:
    extraction = extract_page(page("", f"<p>{sentence}</p>"), url=URL, publisher=None, now=NOW)

    assert [block.text for block in extraction.body if block.type == "paragraph"][-1] == sentence


@pytest.mark.parametrize(
    ("box", "below", "day"),
    [
        ("{text}", "<div>نشر في 3 مارس 2026</div>", "2026-03-03"),
        ("{text}", "<div class='column meta'><p>3 مارس 2026</p></div>", "2026-03-03"),
        ("{text}<p>شارك الخبر</p>", "<div class='column meta'><p>3 مارس 2026</p></div>", None),
        ("{text}", "<div>3 مارس 2026</div>", None),
        ("{text}", "<div>آخر تحديث: 3 مارس 2026</div>", None),
        ("{text}", "<div class='meta'>3 مارس 2026 <a href='/n/9'>خبر آخر</a></div>", None),
    ],
    ids=["labelled", "a column", "beside another", "bare", "an update", "with another story"],
)
def test_a_labelled_date_stands_outside_the_boxes_that_hold_nothing_but_the_text(
    box: str, below: str, day: str | None
) -> None:
    text = box.format(text=f"<div class='b'><p>{LONG} {MORE}</p><p>{MORE}</p></div>")
    html = f"<title>{TITLE}</title><body><main><h1>{TITLE}</h1><div class='a'>{text}</div>{below}</main>"

    found = extract_page(html, url=URL, publisher=None, now=NOW)

    assert (found.published.detail.value if found.published else None) == day


@pytest.mark.parametrize(
    ("below", "names"),
    [
        ("<div>بقلم: هدى سعد</div>", ["هدى سعد"]),
        ("<div class='tags'>محمد صلاح</div>", []),
        ("<div><a href='/tag/salah'>محمد صلاح</a></div>", []),
        ("<div class='most'><a href='/author/huda'>هدى سعد</a><span>الأكثر قراءة</span></div>", []),
        ("<div class='card'><a href='/n/1'>وزير المالية يزور باريس</a><span>بقلم: هدى سعد</span></div>", []),
    ],
    ids=["labelled", "a tag", "a linked tag", "another's writer", "another story's"],
)
def test_a_name_beyond_the_texts_box_needs_its_label(below: str, names: list[str]) -> None:
    text = f"<div class='a'><div class='b'><p>{LONG} {MORE}</p><p>{MORE}</p></div></div>"
    html = f"<title>{TITLE}</title><body><main><h1>{TITLE}</h1>{text}{below}</main>"

    found = extract_page(html, url=URL, publisher=None, now=NOW)

    assert [author.name for author in found.authors] == names


def test_midnight_is_the_clock_of_a_change() -> None:
    header = "<p>نشر: 3 مارس 2026 10:00</p><p>آخر تحديث: 4 مارس 2026 00:00</p>"

    found = extract_page(page(header), url=URL, publisher=None, now=NOW)

    assert found.modified is not None
    assert found.modified.detail.value == "2026-03-04T00:00"


def test_a_name_that_the_page_prints_outweighs_whom_its_title_says_to_write() -> None:
    html = page("<a href='/w/7'>سلمى الوادي</a><p>3 مارس 2026</p>").replace(TITLE, "سامي نور يكتب: مدينة بلا أرصفة")

    found = extract_page(html, url=URL, publisher=None, now=NOW)

    assert [author.name for author in found.authors] == ["سلمى الوادي"]
