"""Which pages only lead to others or hold a talk, and which articles look like them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from khabar.errors import NotAnArticle
from khabar_worker.extract import extract_page
from khabar_worker.extraction import Extraction

HOME = "https://dalil.example/"
PAGE = "https://dalil.example/page3.php"
NOW = datetime(2026, 4, 14, 9, 0, tzinfo=UTC)
PLACES = (
    "رأس النور", "وادي الزهر", "تل الحمام", "بئر السدر", "عين الغزال", "جبل الريح", "سهل الكرم", "خان الزيت",
    "دير النخل", "مرج الطيب", "باب البحر", "حي الصفا",
)  # fmt: skip
WORKS = ("التعليم", "الصحة", "الزراعة", "الملاحة", "العمارة")
SENTENCE = (
    "أعلن مجلس مدينة {} اليوم افتتاح المكتبة العامة بعد عامين من الترميم، "
    "وقال رئيسه إن أبوابها مفتوحة للجميع طوال الأسبوع."
)


def html(body: str, *, title: str = "صفحة بلا عنوان", head: str = "") -> str:
    return f"<html lang='ar' dir='rtl'><head><title>{title}</title>{head}</head><body>{body}</body></html>"


def read(page: str, url: str = PAGE) -> Extraction:
    return extract_page(page, url=url, publisher=None, now=NOW)


def links(count: int) -> str:
    """Linked names of sites, each with what it is about."""
    rows = (
        f"<li><a href='https://s{n}.example/'>موقع {PLACES[n % 12]} {n + 1}</a> - موقع يهتم بأخبار {WORKS[n % 5]} في "
        f"{PLACES[n % 12]} وما حولها من القرى.</li>"
        for n in range(count)
    )
    return f"<div><ul>{''.join(rows)}</ul></div>"


def beginnings(count: int, *, tag: str = "li", cut: str = "...") -> str:
    """Beginnings of stories as a feed prints them: no links."""
    rows = (
        f"<{tag}>مكتبة {place} تفتح أبوابها من جديد<br>{SENTENCE.format(place)} وأضاف أن {cut}</{tag}>"
        for place in PLACES[:count]
    )
    return f"<div><ul>{''.join(rows)}</ul></div>" if tag == "li" else f"<div>{''.join(rows)}</div>"


def story(sentences: int = 5) -> str:
    return "".join(f"<p>{SENTENCE.format(place)}</p>" for place in PLACES[:sentences])


VBULLETIN = "<div id='post_message_{n}'>{text}</div>"
XENFORO = (
    "<article class='message message--post'><h4>عضو {n}</h4><div class='message-body'><p>{text}</p></div></article>"
)
PHPBB = "<div class='post'><div class='postbody'><div class='content'>{text}</div></div></div>"


def posts(form: str, count: int = 5) -> str:
    rows = (
        form.format(n=n, text=f"أما أنا فأرى أن مكتبة {place} أجمل بكثير مما قيل هنا، وقد زرتها مع أولادي مرتين.")
        for n, place in enumerate(PLACES[:count])
    )
    return f"<div id='posts'>{''.join(rows)}</div>"


REFUSED: dict[str, tuple[str, str]] = {
    "home page of links": (html(links(9)), HOME),
    "home page of links, by its file's name": (html(links(9)), HOME + "index.html"),
    "home page of links, with a headline and a date": (
        html("<h1>أخبار المدن العربية كلها كل يوم</h1><p>14 أبريل 2026</p>" + links(9)),
        HOME,
    ),
    "section of links without a headline": (html(links(9)), PAGE),
    "section of many links under its name": (html("<h1>كرة القدم</h1>" + links(30)), PAGE),
    "list of beginnings in a feed's form": (html(beginnings(9)), PAGE),
    "paragraphs that a feed has cut": (html(beginnings(9, tag="p", cut="[...]")), PAGE),
    "thread of vBulletin": (html("<h1>ما رأيكم في المكتبة الجديدة في المدينة</h1>" + posts(VBULLETIN)), PAGE),
    "thread of XenForo": (html("<h1>ما رأيكم في المكتبة الجديدة في المدينة</h1>" + posts(XENFORO)), PAGE),
    "thread of phpBB": (html("<h1>ما رأيكم في المكتبة الجديدة في المدينة</h1>" + posts(PHPBB)), PAGE),
}


@pytest.mark.parametrize(("page", "url"), REFUSED.values(), ids=list(REFUSED))
def test_a_page_that_only_leads_to_others_or_holds_a_talk_is_refused(page: str, url: str) -> None:
    with pytest.raises(NotAnArticle):
        read(page, url)


H1 = "<h1>مكتبة المدينة تفتح أبوابها بعد عامين من الترميم</h1>"
DATE = "<p>14 أبريل 2026</p>"
LIVE = "".join(f"<li><a href='#u{n}'>1{n}:05</a> {SENTENCE.format(place)}</li>" for n, place in enumerate(PLACES[:9]))
TEASERS = "".join(f"<li><a href='/n{n}'>مكتبة {place} تفتح أبوابها</a></li>" for n, place in enumerate(PLACES))
GALLERY = "".join(
    f"<p><img src='/g{n}.jpg' width='900' height='600'><br>صورة من قاعة {place} بعد افتتاحها صباح اليوم.</p>"
    for n, place in enumerate(PLACES[:9])
)

KEPT: dict[str, tuple[str, str]] = {
    "round-up with an introduction": (
        html("<p>" + SENTENCE.format("رأس النور") + " وهذه مختارات مما كتب عنها.</p>" + links(12)),
        PAGE,
    ),
    "round-up with a headline": (html("<h1>مختارات من أجمل ما كتب عن مكتبات المدن</h1>" + links(30)), PAGE),
    "short round-up under a short headline": (html("<h1>مختارات الأسبوع</h1>" + links(12)), PAGE),
    "round-up of a day": (html("<h1>مختارات الأسبوع</h1>" + DATE + links(30)), PAGE),
    "round-up in an article's element": (
        html("<h1>مختارات</h1><div class='entry-content'>" + links(30) + "</div>"),
        PAGE,
    ),
    "round-up that the head calls an article": (
        html(links(12), head="<meta property='og:type' content='article'>"),
        HOME,
    ),
    "round-up in hand, its address unknown": (html(H1 + links(12)), "https://unknown.invalid/"),
    "live page whose clocks are links": (html(f"<div><ul>{LIVE}</ul></div>"), PAGE),
    "photo gallery": (html(H1 + GALLERY + f"<ul>{TEASERS}</ul>"), PAGE),
    "video with a line below and a long list": (
        html(
            "<iframe src='https://www.youtube.com/embed/a1b2c3d4e5f'></iframe><p>"
            + SENTENCE.format("رأس النور")
            + f"</p>{links(12)}"
        ),
        PAGE,
    ),
    "short news above a long list": (
        html(H1 + "<p>" + SENTENCE.format("رأس النور") + f"</p><ul>{TEASERS}</ul>" + links(5)),
        PAGE,
    ),
    "story without a headline and a date": (html(story()), PAGE),
    "story on a site's only page": (html("<b>مكتبة المدينة</b>" + story()), HOME),
    "story at an address behind the root": (html(H1 + links(9)), HOME + "?p=12"),
    "story at an address in a fragment": (html(H1 + links(9)), HOME + "#!/news/12"),
    "essay whose paragraphs trail off": (
        html("".join(f"<p>{SENTENCE.format(place)[:-1]}...</p>" for place in PLACES[:8])),
        PAGE,
    ),
    "document with passages left out": (html(story(8) + "<p>" + SENTENCE.format("حي الصفا") + " [...]</p>"), PAGE),
    "advice in a list": (html("<ul>" + "".join(f"<li>{SENTENCE.format(p)}</li>" for p in PLACES) + "</ul>"), PAGE),
    "story with members' comments": (html(H1 + story(3) + posts(VBULLETIN)), PAGE),
    "story that opens a thread": (
        html(H1 + "<div id='post_message_9'>" + story(8) + "</div>" + posts(VBULLETIN, 3)),
        PAGE,
    ),
    "story of a forum's portal": (html(H1 + "<div id='post_message_9'>" + story() + "</div>"), PAGE),
}


@pytest.mark.parametrize(("page", "url"), KEPT.values(), ids=list(KEPT))
def test_an_article_that_looks_like_a_list_stays(page: str, url: str) -> None:
    assert read(page, url).body


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        (lambda: html(links(9)), "a list of links"),
        (lambda: html(posts(VBULLETIN)), "a thread of a forum"),
    ],
)
def test_the_reason_says_what_the_page_is(page: Callable[[], str], reason: str) -> None:
    with pytest.raises(NotAnArticle, match=reason):
        read(page())
