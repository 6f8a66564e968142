"""A publisher's selector wins while it gives something plausible; a stale or wrong one never makes a record worse."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from khabar.decode import decode
from khabar.publishers.record import Publisher, Selectors
from khabar_worker.extract import extract_page
from khabar_worker.extraction import Extraction

NOW = datetime(2026, 4, 14, 9, 0, tzinfo=UTC)
URL = "https://sahil.example.com/news/7"
FIRST = "قالت بلدية الساحل إن الرصيف الشرقي سيغلق أسبوعا كاملا لاستبدال ألواحه الخشبية التي تآكلت بفعل الملوحة."
SECOND = "وأضافت في بيانها أن الصيادين سينقلون قواربهم إلى الحوض الغربي، وأن المقاهي المطلة على الرصيف تبقى مفتوحة."
THIRD = "ويعمل في المشروع أربعون عاملا بنظام نوبتين، ويتوقع أن يعاد فتح الممر أمام المشاة قبل بداية موسم الصيف."
TOLD = "حفل موسيقي في ساحة البلدة يجمع ثلاث فرق شابة مساء الخميس المقبل بدعوة من الجمعية الثقافية للمدينة القديمة."

PAGE = f"""<!DOCTYPE html><html lang="ar" dir="rtl"><head><title>إغلاق رصيف الساحل أسبوعا - أخبار الساحل</title>
<meta property="og:title" content="إغلاق رصيف الساحل أسبوعا"><meta property="og:site_name" content="أخبار الساحل">
<meta property="article:published_time" content="2026-04-02T10:15:00+03:00">
<meta property="article:section" content="محليات"><meta name="keywords" content="الرصيف، الساحل">
<meta property="og:image" content="https://sahil.example.com/pier.jpg"></head>
<body><header><a class="logo">أخبار الساحل</a><span class="today">14 أبريل 2026</span>
<span class="soon">1 يناير 2031</span></header>
<article><p class="kicker">خدمات</p><h1 class="headline">إغلاق رصيف الساحل أسبوعا</h1>
<p class="standfirst">الأعمال تبدأ صباح الأحد وتنتهي قبل عطلة نهاية الأسبوع</p>
<p class="byline">كتبت: هالة المرسي</p><p class="signed">بقلم: وليد النجار</p>
<p class="stamp">1 أبريل 2026 - 18:30</p><p class="stamp modified">3 أبريل 2026 - 08:00</p>
<div class="entry-content"><p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p><div class="ask">{TOLD}</div></div>
<a class="topic">بحر</a><a class="topic">بلدية</a><b class="desk">مرافئ</b>
<figure class="top"><img src="/second.jpg" width="800" height="500"></figure></article>
<aside class="cards"><h3 class="card">مهرجان القوارب يعود</h3><p>{TOLD}</p></aside>
<footer class="foot"><p>جميع الحقوق محفوظة</p></footer></body></html>"""


def publisher(drops: tuple[str, ...] = (), **selectors: str) -> Publisher:
    return Publisher(
        id="sahil",
        name_ar="أخبار الساحل",
        name_en="Sahil News",
        country="AE",
        time_zone="Asia/Dubai",
        site_url="https://sahil.example.com",
        domains=("sahil.example.com",),
        selectors=Selectors(**selectors),
        drops=drops,
    )


def extract(drops: tuple[str, ...] = (), html: str = PAGE, **selectors: str) -> Extraction:
    return extract_page(html, url=URL, publisher=publisher(drops, **selectors), now=NOW)


def without_traces(extraction: Extraction) -> dict[str, Any]:
    """What a record says, without how it came to say it."""
    return extraction.model_dump(mode="json", exclude={"provenance", "warnings"})


@pytest.mark.parametrize(
    ("selectors", "said"),
    [
        ({"authors": ".signed"}, lambda e: [author.name for author in e.authors] == ["وليد النجار"]),
        ({"published": ".stamp"}, lambda e: e.published.detail.value == "2026-04-01T18:30"),
        ({"modified": ".modified"}, lambda e: e.modified.detail.raw.startswith("3 أبريل")),
        ({"section": ".desk"}, lambda e: e.section == "مرافئ"),
        ({"tags": ".topic"}, lambda e: e.keywords == ("بحر", "بلدية")),
        ({"kicker": ".desk"}, lambda e: [h.value for h in e.headlines if h.role == "kicker"] == ["مرافئ"]),
        ({"standfirst": ".ask"}, lambda e: e.summary == TOLD),
        ({"lead_image": ".top"}, lambda e: e.media[0].url == "https://sahil.example.com/second.jpg"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_a_selector_wins_over_the_general_rules(selectors: dict[str, str], said: Any) -> None:
    extraction = extract(**selectors)

    assert said(extraction)
    assert "publisher_rule_missed" not in extraction.warnings


@pytest.mark.parametrize(
    ("selectors", "pointer", "value", "why"),
    [
        ({"headline": ".gone"}, "/headline", None, "matches nothing"),
        ({"headline": ".logo"}, "/headline", "أخبار الساحل", "gives the site's name"),
        ({"headline": ".card"}, "/headline", "مهرجان القوارب يعود", "shares no word with any title"),
        ({"headline": ".entry-content"}, "/headline", FIRST, "too many"),
        ({"headline": "h1["}, "/headline", None, "is no CSS that can be read"),
        ({"published": ".gone"}, "/published_at", None, "matches nothing"),
        ({"published": ".byline"}, "/published_at", "كتبت: هالة المرسي", "gives no date"),
        ({"published": ".soon"}, "/published_at", "1 يناير 2031", "gives an impossible date"),
        ({"published": ".today"}, "/published_at", "14 أبريل 2026", "gives a date after all that the page states"),
        ({"authors": ".logo"}, "/authors", "أخبار الساحل", "names nobody"),
        ({"authors": ".gone"}, "/authors", None, "matches nothing"),
        ({"lead_image": ".foot"}, "/lead_image", None, "holds no picture"),
        ({"body": ".gone"}, "/body", None, "matches nothing"),
        ({"body": ".logo"}, "/body", None, "holds no text"),
        ({"body": ".ask"}, "/body", None, "and the general rules find"),
        ({"body": ".cards img"}, "/body", None, "matches nothing"),
    ],
    ids=lambda value: " ".join(value.values()) if isinstance(value, dict) else "",
)
def test_a_selector_that_can_not_be_right_is_passed_over_and_told(
    selectors: dict[str, str], pointer: str, value: str | None, why: str
) -> None:
    extraction = extract(**selectors)

    rejected = extraction.provenance[pointer].rejected[0]
    field, selector = next(iter(selectors.items()))
    assert without_traces(extraction) == without_traces(extract())
    assert "publisher_rule_missed" in extraction.warnings
    assert rejected.why.startswith(f"the publisher's rule {field} = '{selector}' ")
    assert why in rejected.why
    assert (rejected.value or "").startswith(value or "")


@pytest.mark.parametrize(
    "selectors",
    [
        {"section": ".gone"},
        {"section": ".headline"},
        {"tags": ".gone"},
        {"kicker": ".headline"},
        {"standfirst": ".gone"},
        {"standfirst": ".logo"},
        {"authors": ".gone"},
    ],
    ids=lambda value: " ".join(value.values()),
)
def test_a_rule_for_what_not_every_article_has_is_missed_only_where_there_is_a_value(selectors: dict[str, str]) -> None:
    bare = f"""<html lang="ar"><head><title>إغلاق رصيف الساحل أسبوعا</title></head><body><article>
        <h1 class="headline">إغلاق رصيف الساحل أسبوعا</h1><div class="entry-content"><p>{FIRST}</p><p>{SECOND}</p></div>
        </article></body></html>"""

    with_value, without = extract(**selectors), extract(html=bare, **selectors)

    assert without_traces(with_value) == without_traces(extract())
    assert "publisher_rule_missed" in with_value.warnings
    assert "publisher_rule_missed" not in without.warnings


def test_the_first_plausible_match_is_the_value() -> None:
    extraction = extract(published=".today, .stamp", headline=".logo, .headline")

    assert extraction.published is not None
    assert extraction.published.detail.value == "2026-04-01T18:30"
    assert extraction.headline == "إغلاق رصيف الساحل أسبوعا"
    assert "publisher_rule_missed" not in extraction.warnings


def test_a_selector_that_takes_the_whole_page_for_the_body_is_passed_over() -> None:
    card = f"<div class='story'><h3><a href='/n'>{TOLD[:40]}</a></h3><p>{TOLD}</p></div>"
    html = PAGE.replace("<footer", f"<section class='more'>{card * 9}</section><footer")

    extraction = extract(html=html, body="body")

    assert without_traces(extraction) == without_traces(extract(html=html))
    assert "holds the headline too" in extraction.provenance["/body"].rejected[0].why


def test_a_selector_of_another_text_than_the_pages_data_is_passed_over() -> None:
    article = f'{{"@type":"NewsArticle","articleBody":"{FIRST} {SECOND} {THIRD}"}}'
    data = f'<script type="application/ld+json">{article}</script>'
    other = f"<div class='other'><p>{TOLD}</p><p>{TOLD} ثم</p><p>{TOLD} أيضا</p></div>"
    html = PAGE.replace("</head>", f"{data}</head>").replace("<footer", f"{other}<footer")

    extraction = extract(html=html, body=".other")

    assert without_traces(extraction) == without_traces(extract(html=html))
    assert extraction.provenance["/body"].rejected[0].why.endswith("holds another text than the page's JSON-LD")


def test_drops_that_take_the_article_away_are_passed_over() -> None:
    extraction = extract(drops=(".entry-content p", ".ask"), body=".entry-content")

    assert FIRST in [getattr(block, "text", "") for block in extraction.body]
    assert "publisher_rule_missed" in extraction.warnings


def test_a_drop_that_is_no_css_drops_nothing() -> None:
    extraction = extract(drops=("p:unheard-of",))

    assert without_traces(extraction) == without_traces(extract())


GOLDEN = Path(__file__).parents[2] / "golden"
STALE = {name: f".{name}-of-last-year" for name in Selectors.model_fields}


@pytest.mark.parametrize(
    "page",
    sorted(path for path in GOLDEN.glob("*/*.html") if path.parent.name != "refused"),
    ids=lambda path: path.stem,
)
def test_a_whole_file_of_stale_selectors_changes_nothing_but_the_traces(page: Path) -> None:
    html = decode(page.read_bytes(), http_charset=None).text

    plain, stale = extract(html=html), extract(html=html, drops=(".more-of-last-year",), **STALE)

    assert without_traces(stale) == without_traces(plain)
    assert set(stale.warnings) - set(plain.warnings) == {"publisher_rule_missed"}
