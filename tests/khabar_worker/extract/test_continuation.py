"""Which links lead to further pages of the same article, and which only seem to."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from khabar_worker.extract import extract_page
from khabar_worker.extract.continuation import MOST_PAGES, is_page_of

NOW = datetime(2026, 4, 14, 9, 0, tzinfo=UTC)
SITE = "https://news.example"
STORY = f"{SITE}/2026/03/story"
TEXT = "".join(
    f"<p>{line}</p>"
    for line in (
        "افتتحت البلدية صباح اليوم الجسر الجديد فوق النهر بعد ثلاثة أعوام من العمل المتواصل في الموقع.",
        "وقال المهندس المشرف إن الجسر يختصر الطريق بين الضفتين من أربعين دقيقة إلى خمس دقائق فقط.",
        "ويتوقع السكان أن ينتعش السوق القديم في الضفة الشرقية مع وصول الزوار إليه من أنحاء المدينة.",
    )
)


def numbers(*hrefs: str, label: int = 2) -> str:
    return "<span>1</span> " + " ".join(f'<a href="{href}">{n}</a>' for n, href in enumerate(hrefs, label))


def further(
    pager: str = "", *, url: str = STORY, head: str = "", after: str = "", part_of: str | None = None
) -> list[str]:
    """The addresses found on a story's page, with `pager` behind its text and `after` behind the article."""
    html = (
        f'<html lang="ar"><head><title>جسر فوق النهر</title><meta property="og:type" content="article">{head}</head>'
        f'<body><article><h1>جسر فوق النهر</h1><div class="entry-content">{TEXT}{pager}</div></article>{after}</body>'
    )
    found = extract_page(html, url=url, publisher=None, now=NOW, part_of=part_of).further_pages
    return [address.removeprefix(SITE) for address in found]


@pytest.mark.parametrize(
    ("pager", "url", "wanted"),
    [
        (numbers("/2026/03/story/2/", "/2026/03/story/3/"), f"{STORY}/", ["/2026/03/story/2/", "/2026/03/story/3/"]),
        (
            '<div class="page-links"><a class="post-page-numbers" href="/2026/03/story/2/">٢</a></div>',
            f"{STORY}/",
            ["/2026/03/story/2/"],
        ),
        (numbers("?page=2", "?page=3"), STORY, ["/2026/03/story?page=2", "/2026/03/story?page=3"]),
        (numbers("?id=7&amp;pg=2"), f"{SITE}/view.php?id=7", ["/view.php?id=7&pg=2"]),
        (numbers("/2026/03/story-2.html"), f"{STORY}.html", ["/2026/03/story-2.html"]),
        (numbers("/2026/03/story_p2.html"), f"{STORY}.html", ["/2026/03/story_p2.html"]),
        (numbers("/2026/03/story/page/2"), STORY, ["/2026/03/story/page/2"]),
        ('<a href="/2026/03/story-2.html">الصفحة التالية</a>', f"{STORY}.html", ["/2026/03/story-2.html"]),
        ('<a href="/2026/03/story/2/">التالي »</a>', f"{STORY}/", ["/2026/03/story/2/"]),
        ('<a rel="next" href="/2026/03/story/2/">الحياة على الضفة الأخرى</a>', f"{STORY}/", ["/2026/03/story/2/"]),
        (
            '<select><option value="/2026/03/story">1</option><option value="?page=2">2</option></select>',
            STORY,
            ["/2026/03/story?page=2"],
        ),
        (
            numbers("?page=2") + '… <a href="?page=5">5</a>',
            STORY,
            [f"/2026/03/story?page={n}" for n in (2, 3, 4, 5)],
        ),
        (numbers("?page=1", "?page=2"), STORY, ["/2026/03/story?page=1", "/2026/03/story?page=2"]),
        (numbers("?page=2#story"), STORY, ["/2026/03/story?page=2"]),
    ],
    ids=[
        "wordpress", "arabic digits", "query", "second parameter", "html ending", "p in the name", "page folder",
        "next page in words", "next in one word", "rel next with a title", "select", "gap", "counted from zero",
        "fragment",
    ],
)  # fmt: skip
def test_a_pager_of_the_article_is_followed(pager: str, url: str, wanted: list[str]) -> None:
    assert further(pager, url=url) == wanted


def test_a_head_that_names_the_next_page_of_the_article_is_believed() -> None:
    assert further(head='<link rel="next" href="/2026/03/story/2/">', url=f"{STORY}/") == ["/2026/03/story/2/"]


CARDS = "".join(f'<li><a href="/{n}">خبر آخر من أخبار المدينة يحكي عن السوق رقم {n}</a></li>' for n in range(4))


@pytest.mark.parametrize(
    ("pager", "head", "after", "url"),
    [
        ("", '<link rel="next" title="خبر" href="/2026/03/other-story/">', "", STORY),
        ('<nav><a rel="next" href="/2026/03/other/">الخبر التالي</a></nav>', "", "", STORY),
        ('<a rel="next" href="/news/124">التالي</a>', "", "", f"{SITE}/news/123"),
        ('<a rel="next" href="/gold-today-2/">أسعار الذهب اليوم</a>', "", "", f"{SITE}/gold-today/"),
        ("", '<link rel="next" href="/gold-today-2/">', "", f"{SITE}/gold-today/"),
        ('<a href="/2026/03/story-6.html">6</a>', "", "", f"{STORY}-5.html"),
        ('<a href="/?p=56">2</a>', "", "", f"{SITE}/?p=55"),
        ("", "", '<div id="comments"><a href="?page=1">2</a><a href="?page=2">3</a></div>', STORY),
        ("", "", '<div class="nav"><a href="/2026/03/story/2/#comments">2</a></div>', f"{STORY}/"),
        ("", "", '<div><a href="/2026/03/story/comment-page-2/">2</a></div>', f"{STORY}/"),
        ("", "", f'<section><ul>{CARDS}</ul><p><a href="?page=2">2</a></p></section>', STORY),
        ("", "", '<div class="related-block"><a href="?page=2">2</a></div>', STORY),
        ("", "", '<div><a href="/category/local/page/2/">2</a></div>', STORY),
        (numbers("https://other.example/2026/03/story/2/"), "", "", f"{STORY}/"),
        ("", '<link rel="canonical" href="https://news.example/">', '<a href="/?page=2">2</a>', STORY),
        ('<a href="?page=2">في الصفحة تفاصيل عن الجسر</a>', "", "", STORY),
        ('<a href="?page=7">2</a>', "", "", STORY),
        ('<a href="?page=1">1</a>', "", "", STORY),
    ],
    ids=[
        "rel next in the head is the next story", "next story", "numbered stories", "slug with a number",
        "slug with a number in the head", "numbered file names", "wordpress ids", "comments counted from zero",
        "comments by fragment", "comment page", "list of stories", "related box", "archive", "other host",
        "front page as canonical", "a sentence", "another number", "the first page itself",
    ],
)  # fmt: skip
def test_what_only_looks_like_a_pager_is_not_followed(pager: str, head: str, after: str, url: str) -> None:
    assert further(pager, head=head, after=after, url=url) == []


def test_the_number_of_pages_is_bounded() -> None:
    assert len(further(numbers(*(f"?page={n}" for n in range(2, 200))))) == MOST_PAGES


def test_a_further_page_is_read_as_part_of_the_first() -> None:
    pager = '<a href="/2026/03/story/">1</a> <span>2</span> <a href="/2026/03/story/3/">3</a>'

    found = further(pager, url=f"{STORY}/2/", part_of=f"{STORY}/")

    assert found == ["/2026/03/story/2/", "/2026/03/story/3/"]


@pytest.mark.parametrize(
    ("address", "is_one"),
    [(f"{STORY}/2/", True), (f"{STORY}?page=3", True), (STORY, False), (f"{SITE}/", False), (f"{SITE}/2/", False)],
)
def test_where_a_request_for_a_page_ended_is_told_by_its_address(address: str, is_one: bool) -> None:
    assert is_page_of(address, STORY, None) is is_one
