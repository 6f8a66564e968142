"""Fragments of article markup → blocks: one row for each habit of an editor or content system."""

from __future__ import annotations

from typing import Any

import pytest

from khabar_worker.extract.drafts import EmbedDraft, ItemDraft, ListDraft, MediaDraft, TableDraft, TextDraft
from khabar_worker.extract.text.blocks import walk_html
from khabar_worker.extract.text.tidy import tidy

BASE = "https://news.example.org/a/1"
LONG = "قال المتحدث باسم الوزارة إن الأعمال في الطريق الجديد ستنتهي قبل نهاية الشهر المقبل بحسب الخطة المعلنة."
MORE = "وأضاف أن فرق الصيانة تعمل ليلا ونهارا لإعادة فتح المسارات الثلاثة أمام حركة السيارات والحافلات."


def items(found: list[ItemDraft]) -> list[Any]:
    return [[item.line.text, items(item.items)] if item.items else item.line.text for item in found]


def shape(html: str) -> list[Any]:
    drafts, _ = walk_html(html, BASE)
    result: list[Any] = []
    for draft in tidy(drafts, headline=None).drafts:
        match draft:
            case TextDraft():
                result.append((draft.kind, draft.line.text))
            case ListDraft():
                result.append(("ol" if draft.ordered else "ul", items(draft.items)))
            case TableDraft():
                result.append(("table", [[cell.text for cell in row] for row in draft.rows]))
            case MediaDraft():
                result.append((draft.kind, draft.url, draft.caption, draft.credit))
            case EmbedDraft():
                result.append((draft.provider, draft.url))
    return result


FIGURE = "<figure><img src='/i/a.jpg'><figcaption>{}</figcaption></figure>"
BASE_IMAGES = "https://news.example.org/i/"
P1, P2 = ("paragraph", LONG), ("paragraph", MORE)
ROWS: dict[str, tuple[str, list[Any]]] = {
    "paragraphs": (f"<p>{LONG}</p><p> {MORE}&nbsp;</p>", [P1, P2]),
    "a number beside its unit": (
        f"<p>{LONG}</p><div><b>600</b><span>مريض ينتظرون.</span> 12<sup>م</sup></div><p>{MORE}</p>",
        [P1, ("paragraph", "600 مريض ينتظرون. 12م"), P2],
    ),
    "a heading that is the writer's name": (f"<h5>سلمى الوادي</h5><p>{LONG}</p><p>{MORE}</p>", [P1, P2]),
    "questions without bold": (
        f"<p>{LONG}</p><p>س: متى ينتهي العمل؟</p><p>ج: {MORE}</p>",
        [P1, ("heading", "س: متى ينتهي العمل؟"), ("paragraph", f"ج: {MORE}")],
    ),
    "the end of a statement": (
        f"<p>{LONG}</p><p>{MORE}</p><p>وحرر بالعاصمة في 12 ماي 2026</p><p>عن المكتب المركزي</p>",
        [P1, P2, ("paragraph", "وحرر بالعاصمة في 12 ماي 2026"), ("paragraph", "عن المكتب المركزي")],
    ),
    "line breaks": (f"<p>{LONG}<br><br>{MORE}</p>", [P1, P2]),
    "divs": (f"<div>{LONG}</div><div><div>{MORE}</div></div>", [P1, P2]),
    "text beside elements": (f"<div>{LONG}<p>{MORE}</p></div>", [P1, P2]),
    "bold line": (f"<p>{LONG}</p><p><b>موعد الافتتاح</b></p><p>{MORE}</p>", [P1, ("heading", "موعد الافتتاح"), P2]),
    "bold style": (
        f'<p>{LONG}</p><p><span style="font-weight: bold">موعد الافتتاح</span></p><p>{MORE}</p>',
        [P1, ("heading", "موعد الافتتاح"), P2],
    ),
    "bold line before a break": (
        f"<p>{LONG}</p><p><b>موعد الافتتاح</b><br>{MORE}</p>",
        [P1, ("heading", "موعد الافتتاح"), P2],
    ),
    "bold words that run on": (f"<p>{LONG}</p><p><b>الموعد:</b> {MORE}</p>", [P1, ("paragraph", f"الموعد: {MORE}")]),
    "bold sentence": (
        f"<p>{LONG}</p><p><b>انتهى البيان.</b></p><p>{MORE}</p>",
        [P1, ("paragraph", "انتهى البيان."), P2],
    ),
    "plain short line": (f"<p>{LONG}</p><p>خطة من مرحلتين</p><p>{MORE}</p>", [P1, ("heading", "خطة من مرحلتين"), P2]),
    "heading that is a sentence": (f"<h3>{LONG} {MORE}</h3><p>{MORE}</p>", [("paragraph", f"{LONG} {MORE}"), P2]),
    "heading without a text": (f"<p>{LONG}</p><h3>مواضيع</h3>", [P1]),
    "dashes as a list": (
        f"<p>{LONG}</p><p>- أولى النقاط المهمة</p><p>- ثانية النقاط المهمة</p>",
        [P1, ("ul", ["أولى النقاط المهمة", "ثانية النقاط المهمة"])],
    ),
    "numbers as a list": (
        f"<div>{LONG}<br>1- البند الأول<br>2- البند الثاني</div>",
        [P1, ("ol", ["البند الأول", "البند الثاني"])],
    ),
    "one dash is no list": (f"<p>- {LONG}</p><p>{MORE}</p>", [("paragraph", f"- {LONG}"), P2]),
    "nested list": (
        "<ul><li>أول<ul><li>تحته</li></ul></li><li><p>ثان</p></li></ul>",
        [("ul", [["أول", ["تحته"]], "ثان"])],
    ),
    "list of links": (
        f"<p>{LONG}</p><ul><li><a href='/1'>خبر آخر</a></li><li><a href='/2'>خبر ثالث</a></li></ul>",
        [P1],
    ),
    "see also": (f"<p>{LONG}</p><p>اقرأ أيضا: <a href='/1'>خبر آخر</a></p><p>{MORE}</p>", [P1, P2]),
    "see also in two lines": (
        f"<p>{LONG}</p><p><strong>إقرأ أيضاً</strong></p><p><a href='/1'>خبر آخر عن الطريق</a></p><p>{MORE}</p>",
        [P1, P2],
    ),
    "linked line": (f"<p>{LONG}</p><p><a href='/1'>وزير الأشغال يتفقد الطريق الدائري</a></p><p>{MORE}</p>", [P1, P2]),
    "share bar": (f"<p>{LONG}</p><div class='social-share'><span>شارك</span></div><p>{MORE}</p>", [P1, P2]),
    "class that lies": (f"<div class='widget'><p>{LONG}</p><p>{MORE}</p></div>", [P1, P2]),
    "quote": (f"<p>{LONG}</p><blockquote><p>{MORE}</p></blockquote>", [P1, ("quote", MORE)]),
    "quote around everything": (f"<blockquote><p>{LONG}</p><p>{MORE}</p></blockquote>", [P1, P2]),
    "figure": (
        (
            f"<p>{LONG}</p><figure><img src='/i/a.jpg' width='600' height='400'><figcaption>الطريق "
            f"(رويترز)</figcaption></figure><p>{MORE}</p>"
        ),
        [P1, ("image", "https://news.example.org/i/a.jpg", "الطريق", "رويترز"), P2],
    ),
    "credit behind a dash": (
        f"<p>{LONG}</p>{FIGURE.format('الطريق ليلا — عدسة: سناء برادة')}<p>{MORE}</p>",
        [P1, ("image", f"{BASE_IMAGES}a.jpg", "الطريق ليلا", "سناء برادة"), P2],
    ),
    "credit on a label": (
        f"<p>{LONG}</p>{FIGURE.format('الطريق ليلا تصوير: كريم شوقي')}<p>{MORE}</p>",
        [P1, ("image", f"{BASE_IMAGES}a.jpg", "الطريق ليلا", "كريم شوقي"), P2],
    ),
    "credit behind a sentence": (
        f"<p>{LONG}</p>{FIGURE.format('الطريق عند الفجر. المصدر: الأناضول')}<p>{MORE}</p>",
        [P1, ("image", f"{BASE_IMAGES}a.jpg", "الطريق عند الفجر.", "الأناضول"), P2],
    ),
    "credit by class": (
        (
            f"<p>{LONG}</p><div class='article-image'><img src='/i/a.jpg'><div class='image-caption'>الطريق ليلا</div>"
            f"<span class='photo-by'>جاد مطر</span></div><p>{MORE}</p>"
        ),
        [P1, ("image", f"{BASE_IMAGES}a.jpg", "الطريق ليلا", "جاد مطر"), P2],
    ),
    "photography in a sentence": (
        f"<p>{LONG}</p>{FIGURE.format('معرض تصوير في المدينة')}<p>{MORE}</p>",
        [P1, ("image", f"{BASE_IMAGES}a.jpg", "معرض تصوير في المدينة", None), P2],
    ),
    "imitated figure": (
        (
            f"<p>{LONG}</p><div class='img-box'><img src='/i/a.jpg'><div class='img-caption'>الطريق "
            f"الجديد</div></div><p>{MORE}</p>"
        ),
        [P1, ("image", "https://news.example.org/i/a.jpg", "الطريق الجديد", None), P2],
    ),
    "lazy image": (
        f"<p>{LONG}</p><p><img src='data:image/gif;base64,AA' data-src='/i/b.jpg'></p><p>{MORE}</p>",
        [P1, ("image", "https://news.example.org/i/b.jpg", None, None), P2],
    ),
    "srcset only": (
        f"<p>{LONG}</p><p><img srcset='/i/s.jpg 300w, /i/l.jpg 900w'></p><p>{MORE}</p>",
        [P1, ("image", "https://news.example.org/i/l.jpg", None, None), P2],
    ),
    "picture for readers without scripts": (
        f"<p>{LONG}</p><noscript><img src='/i/n.jpg' width='600'></noscript><p>{MORE}</p>",
        [P1, ("image", "https://news.example.org/i/n.jpg", None, None), P2],
    ),
    "icons": (f"<p>{LONG}<img src='/icon-x.png'><img src='/s.gif' width='1' height='1'></p>", [P1]),
    "youtube": (
        f"<p>{LONG}</p><iframe src='https://www.youtube.com/embed/abcdefghijk?rel=0'></iframe><p>{MORE}</p>",
        [P1, ("youtube", "https://www.youtube.com/embed/abcdefghijk"), P2],
    ),
    "telegram": (
        f"<p>{LONG}</p><script async data-telegram-post='channel/77'></script><p>{MORE}</p>",
        [P1, ("telegram", "https://t.me/channel/77"), P2],
    ),
    "facebook": (
        f"<p>{LONG}</p><div class='fb-post' data-href='https://www.facebook.com/page/posts/55'></div><p>{MORE}</p>",
        [P1, ("facebook", "https://www.facebook.com/page/posts/55"), P2],
    ),
    "instagram": (
        (
            f"<p>{LONG}</p><blockquote class='instagram-media' "
            f"data-instgrm-permalink='https://www.instagram.com/p/Cx1/?utm=1'><a href='#'>عرض</a></blockquote>"
        ),
        [P1, ("instagram", "https://www.instagram.com/p/Cx1/")],
    ),
    "tiktok": (
        (
            f"<p>{LONG}</p><blockquote class='tiktok-embed' "
            f"cite='https://www.tiktok.com/@user/video/123'><section>x</section></blockquote>"
        ),
        [P1, ("tiktok", "https://www.tiktok.com/@user/video/123")],
    ),
    "what an editor shows for a post": (
        (
            f"<p>{LONG}</p><div class='twitter-embed mceNonEditable' data-tweet-id='77'><p>ستظهر التغريدة هنا</p>"
            f"<a href='https://twitter.com/nahr/status/77?s=20'>افتحها</a><p>قم بمعاينة المنشور.</p></div><p>{MORE}</p>"
        ),
        [P1, ("x", "https://twitter.com/nahr/status/77"), P2],
    ),
    "what an editor shows for anything else": (
        f"<p>{LONG}</p><div class='mceNonEditable'><p>{MORE}</p></div>",
        [P1, P2],
    ),
    "like button": (f"<p>{LONG}</p><iframe src='https://www.facebook.com/plugins/like.php?href=x'></iframe>", [P1]),
    "layout table": (f"<table><tr><td>{LONG}</td></tr><tr><td>{MORE}</td></tr></table>", [P1, P2]),
    "data table": (
        f"<p>{LONG}</p><table><tr><th>المدينة</th><th>العدد</th></tr><tr><td>الساحل</td><td>12</td></tr></table>",
        [P1, ("table", [["المدينة", "العدد"], ["الساحل", "12"]])],
    ),
    "correction": (
        f"<p>{LONG}</p><p>تصحيح: ورد الرقم خطأ في نسخة سابقة.</p>",
        [P1, ("correction_note", "تصحيح: ورد الرقم خطأ في نسخة سابقة.")],
    ),
    "repeated paragraph": (f"<p>{LONG}</p><p>{MORE}</p><p>{LONG}</p>", [P1, P2]),
    "disclaimer": (f"<p>{LONG}</p><p>الآراء الواردة في المقال لا تعبر بالضرورة عن رأي الموقع.</p>", [P1]),
    "counted pictures": (
        f"<p>{LONG}</p>"
        + "".join(f"<div>{n}/3<img src='/i/{n}.jpg'><div>صورة من جولة في الميناء</div></div>" for n in (1, 2, 3)),
        [P1, *(("image", f"{BASE_IMAGES}{n}.jpg", "صورة من جولة في الميناء", None) for n in (1, 2, 3))],
    ),
    "pull quote": (
        f"<p>{LONG}</p><div>ستنتهي قبل نهاية الشهر المقبل</div><p>{MORE}</p>",
        [P1, ("quote", "ستنتهي قبل نهاية الشهر المقبل"), P2],
    ),
    "pointer over cards without links": (
        f"<p>{LONG * 8}</p><section><h2>اقرأ المزيد في «النهر»</h2><h3>خبر آخر</h3><p>{MORE}</p></section>",
        [("paragraph", LONG * 8)],
    ),
    "pull quote by its class": (
        f"<p>{LONG}</p><p class='pq'>طريق لا يعود منه أحد كما كان</p><p>{MORE}</p>",
        [P1, ("quote", "طريق لا يعود منه أحد كما كان"), P2],
    ),
    "next story": (
        f"<p>{LONG}</p><p>{MORE}</p><div><b>المقال التالي</b><a href='/2'>خبر آخر اليوم</a></div>",
        [P1, P2],
    ),
    "label that heads nothing": (f"<p>{LONG}</p><p>{MORE}</p><p>تقييم:</p>", [P1, P2]),
    "hard-wrapped lines": (
        "<p>" + "<br>".join(["قال المتحدث باسم الوزارة إن الأعمال في الطريق"] * 6) + "</p>",
        [("paragraph", " ".join(["قال المتحدث باسم الوزارة إن الأعمال في الطريق"] * 6))],
    ),
}


@pytest.mark.parametrize(("html", "wanted"), ROWS.values(), ids=ROWS)
def test_markup_becomes_the_blocks_a_reader_sees(html: str, wanted: list[Any]) -> None:
    assert shape(html) == wanted


def test_spans_point_at_code_points_of_the_clean_text() -> None:
    html = "<p>  قال <b>الوزير</b>\n إن <a href='/law?x=1&amp;y=2'>القانون <i>الجديد</i></a> نافذ.</p>"

    drafts, _ = walk_html(html, BASE)

    line = drafts[0].line  # type: ignore[union-attr]
    assert line.text == "قال الوزير إن القانون الجديد نافذ."
    assert [(span.kind, line.text[span.start : span.end], span.href) for span in line.spans] == [
        ("strong", "الوزير", None),
        ("link", "القانون الجديد", "https://news.example.org/law?x=1&y=2"),
        ("em", "الجديد", None),
    ]


def test_scripts_as_links_are_no_links() -> None:
    drafts, _ = walk_html(f"<p><a href='javascript:x()'>زر</a> {LONG}</p>", BASE)

    assert drafts[0].line.spans == ()  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "quote",
    [
        "<blockquote><p>لن نترك الطريق هكذا</p><cite>سامي نور</cite></blockquote>",
        "<blockquote><p>لن نترك الطريق هكذا</p><footer>— سامي نور</footer></blockquote>",
        "<blockquote>لن نترك الطريق هكذا<br>- سامي نور</blockquote>",
        "<div class='quote' align='center'><i>لن نترك الطريق هكذا</i><br /><b>سامي نور</b></div>",
        "<aside class='pull-quote'><p>لن نترك الطريق هكذا</p><p><strong>سامي نور</strong></p></aside>",
    ],
    ids=["cite", "footer", "dash", "bold name in a box", "bold name in an aside"],
)
def test_the_line_under_a_quotation_is_its_speaker(quote: str) -> None:
    drafts, _ = walk_html(f"<p>{LONG}</p>{quote}<p>{MORE}</p>", BASE)

    found = [draft for draft in drafts if isinstance(draft, TextDraft) and draft.kind == "quote"]
    assert [(draft.line.text, draft.cite) for draft in found] == [("لن نترك الطريق هكذا", "سامي نور")]


def test_a_quotation_of_two_sentences_has_no_speaker() -> None:
    drafts, _ = walk_html(f"<p>{LONG}</p><blockquote><p>لن نترك الطريق.</p><p>سنعود غدا.</p></blockquote>", BASE)

    assert [(draft.line.text, draft.cite) for draft in drafts if isinstance(draft, TextDraft)][1:] == [
        ("لن نترك الطريق. سنعود غدا.", None)
    ]


@pytest.mark.parametrize(
    "table",
    [
        "<table><caption>الأسعار</caption>{}</table>",
        "<figure><table>{}</table><figcaption>الأسعار</figcaption></figure>",
        "<b>الأسعار</b><br><table>{}</table>",
    ],
    ids=["caption", "figcaption", "bold line before a break"],
)
def test_a_table_keeps_its_caption(table: str) -> None:
    rows = "<tr><th>الصنف</th><th>السعر</th></tr><tr><td>كنعد</td><td>41</td></tr>"
    drafts, _ = walk_html(f"<div>{LONG}<br><br>{table.format(rows)}<p>{MORE}</p></div>", BASE)

    tidied = tidy(drafts, headline=None).drafts
    assert [type(draft) for draft in tidied] == [TextDraft, TableDraft, TextDraft]
    assert [draft.caption for draft in tidied if isinstance(draft, TableDraft)] == ["الأسعار"]


def test_a_standfirst_behind_a_label_is_no_paragraph() -> None:
    _, standfirsts = walk_html(
        f"<div class='rubrique'>تراث</div><div class='chapo'><p>كل عقدة بيت وكل لون ساقية</p></div><p>{LONG}</p>", BASE
    )

    assert standfirsts == ["كل عقدة بيت وكل لون ساقية"]


@pytest.mark.parametrize(
    ("name", "captions"),
    [("story-link", []), ("wp-caption-text", ["الرصيف من كتاب المدينة"])],
    ids=["the card of another story", "a caption that names its source"],
)
def test_a_linked_title_beside_a_picture_is_a_card_unless_it_is_the_caption(name: str, captions: list[str]) -> None:
    card = f"<div class=box><img src=/i/a.jpg><div class={name}><a href=/b/1>الرصيف من كتاب المدينة</a></div></div>"
    pictures = [("image", "https://news.example.org/i/a.jpg", caption, None) for caption in captions]

    assert shape(f"<p>{LONG}</p>{card}<p>{MORE}</p>") == [("paragraph", LONG), *pictures, ("paragraph", MORE)]
