"""Pages in small: which source wins, what is refused, and that no input breaks the extractor."""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from khabar.errors import KhabarError, NotAnArticle, RefusedMarkup
from khabar.publishers.record import Publisher, Selectors
from khabar_worker.extract import extract_page
from khabar_worker.extraction import Extraction

NOW = datetime(2026, 4, 14, 9, 0, tzinfo=UTC)
URL = "https://news.example.eg/a/1"
LONG = "قال المتحدث باسم الوزارة إن الأعمال في الطريق الجديد ستنتهي قبل نهاية الشهر المقبل بحسب الخطة المعلنة."
MORE = "وأضاف أن فرق الصيانة تعمل ليلا ونهارا لإعادة فتح المسارات الثلاثة أمام حركة السيارات والحافلات."
PUBLISHER = Publisher(
    id="nahr",
    name_ar="صحيفة النهر",
    name_en="Nahr",
    country="AE",
    time_zone="Asia/Dubai",
    site_url="https://news.example.eg",
    domains=("news.example.eg",),
    selectors=Selectors(body=".b", authors=".a", published=".d", headline=".t", section=".s", tags=".k a"),
    drops=(".promo-line",),
)


def page(head: str = "", above: str = "", body: str = f"<p>{LONG}</p><p>{MORE}</p>") -> str:
    return (
        f"<!DOCTYPE html><html lang='ar' dir='rtl'><head><title>افتتاح الطريق الجديد</title>{head}</head>"
        f"<body><article><h1>افتتاح الطريق الجديد</h1>{above}<div "
        f"class='entry-content'>{body}</div></article></body></html>"
    )


def extract(html: str, *, publisher: Publisher | None = None, url: str = URL) -> Extraction:
    return extract_page(html, url=url, publisher=publisher, now=NOW)


def jsonld(text: str) -> str:
    return f'<script type="application/ld+json">{text}</script>'


def stamped(date: str) -> str:
    return jsonld(f'{{"@type":"NewsArticle","headline":"x","datePublished":"{date}"}}')


def meta(name: str, value: str) -> str:
    return f'<meta property="{name}" content="{value}">'


@pytest.mark.parametrize(
    ("head", "above", "value", "method"),
    [
        (stamped("2026-04-10T08:00:00+02:00"), "", "2026-04-10T08:00:00+02:00", "jsonld"),
        (meta("article:published_time", "2026-04-10T08:00:00+02:00"), "", "2026-04-10T08:00:00+02:00", "opengraph"),
        (meta("dc.date.issued", "2026-04-10T08:00+02:00"), "", "2026-04-10T08:00+02:00", "meta"),
        ("", '<time datetime="2026-04-10T08:00+02:00">اليوم</time>', "2026-04-10T08:00+02:00", "dom"),
        ("", "<div class='date'>الجمعة 10 نيسان 2026 - 8:05 صباحا</div>", "2026-04-10T08:05", "dom"),
        ("", "<div>نشر في: 10/04/2026</div><div>08:05 م</div>", "2026-04-10T20:05", "dom"),
        (
            meta("article:published_time", "3/4/2026 7:18:44 PM"),
            "<i class='time'>4 مارس 2026 07:18 م</i>",
            "2026-03-04T19:18",
            "dom",
        ),
        (
            "",
            "<div class='date'>10 نيسان 2026 8:05 م</div><div class='gmt'>بتوقيت غرينتش</div>",
            "2026-04-10T20:05+00:00",
            "dom",
        ),
        (stamped("2026-04-10"), "<i class='time'>10 أبريل 2026 الساعة 09:30</i>", "2026-04-10T09:30", "dom"),
    ],
    ids=[
        "jsonld",
        "opengraph",
        "meta",
        "time element",
        "Arabic line",
        "clock on its own line",
        "day and month the other way round",
        "zone on its own line",
        "the page knows the hour",
    ],
)
def test_the_most_trusted_date_wins(head: str, above: str, value: str, method: str) -> None:
    published = extract(page(head, above)).published

    assert published is not None
    assert (published.detail.value, published.detail.method) == (value, method)


def test_a_date_in_the_address_is_better_than_none() -> None:
    published = extract(page(), url="https://news.example.eg/2026/04/09/road").published

    assert published is not None
    assert (published.detail.value, published.detail.method, published.detail.precision) == ("2026-04-09", "url", "day")


def test_a_date_inside_a_sentence_is_no_publication_date() -> None:
    body = f"<p>{LONG} وكان العمل قد بدأ في 3 مارس 2019 بعد سنوات من التأجيل والدراسة.</p><p>{MORE}</p>"

    assert extract(page(body=body)).published is None


def test_losing_candidates_are_kept_with_the_reason() -> None:
    head = (
        '<meta property="article:published_time" content="2026-04-10T08:00:00+02:00">'
        '<meta property="article:modified_time" content="2026-01-01T00:00:00+02:00">'
        '<meta property="og:title" content="طريق جديد يختصر المسافة إلى الميناء">'
    )

    extraction = extract(page(head))

    assert extraction.headline == "افتتاح الطريق الجديد"
    rejected = {entry.value: entry.why for entry in extraction.provenance["/published_at"].rejected}
    assert rejected["2026-01-01T00:00:00+02:00"] == "modified before it was published"
    assert extraction.modified is None


def test_a_publisher_s_own_selectors_win() -> None:
    html = (
        "<html><body><h1>صحيفة النهر</h1><p class='t'>جسر على النهر</p><p class='a'>ليلى سعد</p><p "
        "class='d'>10/04/2026 14:00</p>"
        f"<p class='s'>محليات</p><div class='b'><p>{LONG}</p><p class='promo-line'>تابعونا كل يوم في برنامج "
        f"الصباح على شاشتنا.</p>"
        f"<p>{MORE}</p></div><div class='k'><a>جسور</a><a>طرق</a></div></body></html>"
    )

    extraction = extract(html, publisher=PUBLISHER)

    assert extraction.headline == "جسر على النهر"
    assert [author.name for author in extraction.authors] == ["ليلى سعد"]
    assert extraction.published is not None
    assert extraction.published.at == datetime(2026, 4, 10, 10, 0, tzinfo=UTC)
    assert extraction.section == "محليات"
    assert extraction.keywords == ("جسور", "طرق")
    assert [block.text for block in extraction.body if block.type == "paragraph"] == [LONG, MORE]


def test_json_ld_is_the_body_when_the_page_shows_none() -> None:
    stated = " ".join([LONG, MORE] * 3)

    extraction = extract(page(jsonld(f'{{"@type":"NewsArticle","headline":"x","articleBody":"{stated}"}}'), body=""))

    assert extraction.provenance["/body"].method == "jsonld"
    assert "body_from_jsonld" in extraction.warnings


def test_a_contradiction_between_page_and_json_ld_is_said_aloud() -> None:
    other = "وصل الفريق إلى المطار مساء أمس بعد رحلة طويلة من العاصمة واستقبله الجمهور بالورود والأغاني. " * 6

    extraction = extract(
        page(
            jsonld(f'{{"@type":"NewsArticle","headline":"x","articleBody":"{other}"}}'),
            body=f"<p>{LONG}</p><p>{MORE}</p><p>{LONG} {MORE}</p>",
        )
    )

    assert "body_contradicts_jsonld" in extraction.warnings
    assert extraction.provenance["/body"].rejected[0].method == "jsonld"


def test_agreement_raises_the_confidence() -> None:
    stated = f"{LONG}\\n{MORE}"

    agreed = extract(page(jsonld(f'{{"@type":"NewsArticle","headline":"x","articleBody":"{stated}"}}')))

    assert agreed.provenance["/body"].confidence > extract(page()).provenance["/body"].confidence


def test_a_canonical_address_of_the_home_page_is_not_taken() -> None:
    head = '<link rel="canonical" href="https://news.example.eg/"><meta property="og:url" content="https://news.example.eg/a/1">'

    extraction = extract(page(head))

    assert extraction.canonical_url == "https://news.example.eg/a/1"
    assert extraction.provenance["/canonical_url"].rejected[0].value == "https://news.example.eg/"


def test_a_story_about_error_pages_is_a_story() -> None:
    html = page(body="".join(f"<p>{LONG} وهذه هي الفقرة رقم {number}.</p>" for number in range(12))).replace(
        "افتتاح الطريق الجديد", "لماذا تظهر رسالة الصفحة غير موجودة"
    )

    assert extract(html).headline == "لماذا تظهر رسالة الصفحة غير موجودة"


def test_a_wall_in_the_text_is_a_warning() -> None:
    extraction = extract(
        page(body=f"<p>{LONG}</p><p>{MORE}</p><p>هذا المحتوى للمشتركين فقط، اشترك الآن لقراءة بقية المقال كاملا.</p>")
    )

    assert "truncated_source" in extraction.warnings
    assert extraction.is_free is False


def test_deep_nesting_within_the_limit_keeps_its_text() -> None:
    deep = page(body="<div>" * 200 + f"<p>{LONG}</p>" + "</div>" * 200 + f"<p>{MORE}</p>")

    text = " ".join(block.text for block in extract(deep).body if block.type == "paragraph")

    assert LONG in text
    assert MORE in text


def test_hostile_markup_is_refused_before_it_is_parsed() -> None:
    with pytest.raises(RefusedMarkup):
        extract("<div>" * 5_000)


def test_an_empty_answer_is_no_article() -> None:
    with pytest.raises(KhabarError):
        extract("")


def test_a_challenge_is_named() -> None:
    with pytest.raises(NotAnArticle, match="challenge"):
        extract("<html><head><title>Attention Required! | Cloudflare</title></head><body>x</body></html>")


PIECES = st.sampled_from(
    [
        "<p>",
        "</p>",
        "<div>",
        "</div>",
        "<br>",
        "<ul>",
        "<li>",
        "</ul>",
        "<table>",
        "<tr>",
        "<td>",
        "</table>",
        "<b>",
        "</b>",
        "<a",
        "href='x'>",
        "<a",
        "href='http://[bad'>",
        "</a>",
        "<h1>",
        "<h2>",
        "</h2>",
        "<blockquote>",
        "<figure>",
        "<img",
        "src='http://[x'>",
        "<img",
        "srcset=',",
        ",",
        "1w'>",
        "<figcaption>",
        "<iframe",
        "src='//x'>",
        "<time",
        "datetime='x'>",
        "<script",
        "type='application/ld+json'>",
        '{"@graph":[{"@type":[1]}]}',
        "[[[[",
        "</script>",
        "<meta",
        "property='og:title'",
        "content='&#xD800;'>",
        "<link",
        "rel=canonical",
        "href='http://[::1'>",
        "<base",
        "href='x:'>",
        "<style>",
        "<svg>",
        "<math>",
        "<template>",
        "<noscript>",
        "<!--",
        "-->",
        "<![CDATA[",
        "&#0;",
        "�",
        "\x00",
        "قال",
        "كتب:",
        "2026-13-45",
        "-",
        "•",
        "1.",
        "\u202e",
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES | st.text(max_size=12) | st.just(LONG), max_size=40))
def test_any_page_gives_an_extraction_or_a_named_error(pieces: list[str]) -> None:
    with contextlib.suppress(KhabarError):
        assert extract(" ".join(pieces)).body


CARDS = "".join(
    f"<div><h3><a href='/n/{number}'>خبر آخر رقم {number}</a></h3><p>جملة قصيرة عن الخبر رقم {number}.</p></div>"
    for number in range(3)
)


def test_another_storys_linked_title_is_no_headline() -> None:
    html = f"<title>صحيفة النهر</title><body><div>{CARDS}</div><div><p>{LONG}</p><p>{MORE}</p></div></body>"

    assert extract(html).headline == "صحيفة النهر"


def test_a_masthead_is_no_headline_where_the_page_shows_its_title_elsewhere() -> None:
    title = "افتتاح الطريق الجديد شرق المدينة"
    text = f"<div>{title}</div><div><p>{LONG}</p><p>{MORE}</p></div>"
    html = f"<title>{title}</title><body><h1>صحيفة النهر</h1>{text}</body>"

    assert extract(html).headline == title


@pytest.mark.parametrize(
    ("told", "printed"),
    [
        ("صحيفة النهر: {}", "<b>القائمة</b><font><b>{}</b></font>"),
        ("صحيفة النهر - محليات - {}", "<h1><a href='/s'>محليات</a> : {}</h1>"),
    ],
)
def test_the_name_of_a_site_or_a_section_before_the_headline_goes(told: str, printed: str) -> None:
    title = "افتتاح الطريق الجديد شرق المدينة"
    menu = "<div class='box-title'>القائمة الرئيسية</div>"
    html = f"<title>{told.format(title)}</title><body>{menu}{printed.format(title)}<p>{LONG}</p><p>{MORE}</p></body>"

    assert extract(html).headline == title


def test_a_headline_in_a_link_that_no_one_can_follow_is_a_headline() -> None:
    html = f"<body><h1><a href='http://[bad'>افتتاح الطريق الجديد</a></h1><p>{LONG}</p><p>{MORE}</p></body>"

    assert extract(html).headline == "افتتاح الطريق الجديد"


def test_a_masthead_of_the_first_rank_is_no_headline_though_the_title_ends_with_it() -> None:
    title = "افتتاح الطريق الجديد شرق المدينة"
    printed = f"<h1><a href='/'>نهر اليوم</a></h1><h3 class='post-title entry-title'>{title}</h3>"

    assert (
        extract(f"<title>{title} ~ نهر اليوم</title><body>{printed}<p>{LONG}</p><p>{MORE}</p></body>").headline == title
    )


def test_a_newsroom_that_signs_its_own_title_is_nobody() -> None:
    head = "<title>نهر اليوم - افتتاح الطريق الجديد</title><meta name='author' content='نهر اليوم'>"

    assert extract(f"{head}<body><h1>افتتاح الطريق الجديد</h1><p>{LONG}</p><p>{MORE}</p></body>").authors == ()


@pytest.mark.parametrize("is_above", [True, False], ids=["above", "below"])
def test_a_column_of_other_stories_is_left_out(is_above: bool) -> None:
    text = f"<p>{LONG}</p>"
    html = f"<title>خبر اليوم</title><body>{CARDS + text if is_above else text + CARDS}</body>"

    assert [getattr(block, "text", "") for block in extract(html).body] == [LONG]


def test_linked_headings_with_whole_sections_are_the_storys() -> None:
    sections = "".join(
        f"<h3><a href='/n/{number}'>مقطع رقم {number} من التقرير</a></h3><p>{LONG}</p><p>{MORE}</p>"
        for number in range(3)
    )

    body = extract(page(body=sections)).body

    assert sum(getattr(block, "text", "") in (LONG, MORE) for block in body) == 2


def test_a_clock_without_a_zone_takes_the_zone_of_the_same_clock() -> None:
    above = "<div itemprop='datePublished' content='2026-03-09T08:20+0000'></div>"

    extraction = extract(page(meta("article:published_time", "20260309T0820"), above))

    assert extraction.published is not None
    assert extraction.published.at == datetime(2026, 3, 9, 8, 20, tzinfo=UTC)


def test_the_sites_name_as_the_heads_title_is_no_headline() -> None:
    head = meta("og:title", "النهر") + meta("og:site_name", "النهر")

    found = extract(page(head).replace("<title>افتتاح الطريق الجديد", "<title>النهر"))

    assert found.headline == "افتتاح الطريق الجديد"
