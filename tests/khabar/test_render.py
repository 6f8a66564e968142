from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khabar import render
from khabar.article import Article
from khabar.body import (
    BodyBlock,
    Cell,
    Embed,
    EmbedBlock,
    Heading,
    ListBlock,
    ListItem,
    Media,
    MediaBlock,
    Paragraph,
    Quote,
    Separator,
    Span,
    Table,
)
from khabar_api.articles.sanitise import body_html

TEXT = "قال الوزير إن الأمر جيد"


def article(*blocks: BodyBlock, media: tuple[Media, ...] = (), embeds: tuple[Embed, ...] = ()) -> Article:
    return Article.model_construct(body=blocks, media=media, embeds=embeds, language="ar", direction="rtl")


def paragraph(text: str, *spans: Span) -> Paragraph:
    return Paragraph(id="b1", text=text, spans=spans)


INNER = ListItem(id="b1.i1", text="أول", items=(ListItem(id="b1.i1.i1", text="داخله"),))
NESTED = ListBlock(id="b1", items=(INNER, ListItem(id="b1.i2", text="ثان")))
TABLE = Table(
    id="b1",
    caption="النتائج",
    header_rows=1,
    rows=(
        (Cell(id="b1.r0c0", text="الفريق", colspan=2),),
        (Cell(id="b1.r1c0", text="أ|ب"), Cell(id="b1.r1c1", text="٣")),
    ),
)
TABLE_HTML = (
    '<table><caption>النتائج</caption><thead><tr><th colspan="2">الفريق</th></tr></thead>'
    "<tbody><tr><td>أ|ب</td><td>٣</td></tr></tbody></table>"
)
PICTURE = Media(id="m1", url="https://a.example/p.jpg", caption="رصيف", credit="وكالة", alt="ميناء")
POST = Embed(id="e1", provider="x", url="https://x.example/1", text="تغريدة")


@pytest.mark.parametrize(
    ("block", "text", "html", "markdown"),
    [
        (Heading(id="b1", level=3, text="عنوان"), "عنوان", "<h3>عنوان</h3>", "### عنوان"),
        (paragraph("أ < ب & *ج*"), "أ < ب & *ج*", "<p>أ &lt; ب &amp; *ج*</p>", r"أ \< ب \& \*ج\*"),
        (paragraph("سطر\nآخر"), "سطر\nآخر", "<p>سطر<br>\nآخر</p>", "سطر  \nآخر"),
        (paragraph("1. ليس بندا"), "1. ليس بندا", "<p>1. ليس بندا</p>", r"1\. ليس بندا"),
        (paragraph("- ليس بندا"), "- ليس بندا", "<p>- ليس بندا</p>", r"\- ليس بندا"),
        (paragraph("# وسم"), "# وسم", "<p># وسم</p>", r"\# وسم"),
        (
            Quote(id="b1", text="العدل أساس الملك", cite="مثل"),
            "العدل أساس الملك",
            "<blockquote><p>العدل أساس الملك</p><footer>مثل</footer></blockquote>",
            "> العدل أساس الملك\n>\n> — مثل",
        ),
        (
            NESTED,
            "- أول\n  - داخله\n- ثان",
            "<ul><li>أول<ul><li>داخله</li></ul></li><li>ثان</li></ul>",
            "- أول\n  - داخله\n- ثان",
        ),
        (
            TABLE,
            "النتائج\nالفريق\nأ|ب\t٣",
            TABLE_HTML,
            "النتائج\n\n| الفريق |  |\n| --- | --- |\n| أ\\|ب | ٣ |",
        ),
        (
            MediaBlock(id="b1", type="image", media_id="m1"),
            "",
            '<figure><img src="https://a.example/p.jpg" alt="ميناء"><figcaption>رصيف — وكالة</figcaption></figure>',
            "![ميناء](<https://a.example/p.jpg>)\nرصيف — وكالة",
        ),
        (
            EmbedBlock(id="b1", embed_id="e1"),
            "تغريدة\nhttps://x.example/1",
            '<blockquote><p>تغريدة</p><p><a href="https://x.example/1">https://x.example/1</a></p></blockquote>',
            "تغريدة\n\n<https://x.example/1>",
        ),
        (Separator(id="b1"), "", "<hr>", "---"),
        (MediaBlock(id="b1", type="image", media_id="m9"), "", "", ""),
    ],
    ids=lambda value: value.type if hasattr(value, "type") else None,
)
def test_a_block_is_written_in_each_language(block: BodyBlock, text: str, html: str, markdown: str) -> None:
    one = article(block, media=(PICTURE,), embeds=(POST,))

    assert render.to_text(one) == text
    assert render.to_html(one) == '<div lang="ar" dir="rtl">\n' + (html + "\n" if html else "") + "</div>"
    assert render.to_markdown(one) == markdown


def test_crossing_spans_are_nested() -> None:
    spans = (Span(start=0, end=10, kind="strong"), Span(start=4, end=15, kind="link", href="https://a.example/"))

    html = render.to_html(article(paragraph(TEXT, *spans)))

    link = '<a href="https://a.example/">'
    assert f"<p><strong>قال {link}الوزير</a></strong>{link} إن ا</a>لأمر جيد</p>" in html


def test_only_absolute_web_addresses_leave() -> None:
    spans = [
        Span(start=index * 4, end=index * 4 + 3, kind="link", href=href)
        for index, href in enumerate(("javascript:alert(1)", "/about", "https://a.example/", "//b.example/", "data:x"))
    ]

    html = body_html(article(paragraph(TEXT, *spans)))

    assert html.count("href=") == 1
    assert 'href="https://a.example/" rel="noopener noreferrer nofollow"' in html


def test_text_can_not_become_markup() -> None:
    evil = '<script>alert(1)</script><img src=x onerror="a()">'

    html = body_html(article(paragraph(evil), Heading(id="b2", text=evil)))

    assert "<script" not in html
    assert "<img" not in html


class Tags(HTMLParser):
    """Fails on a tag that closes another one's."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.said = ""

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.said += data


spans = st.builds(
    Span,
    start=st.integers(0, 30),
    end=st.integers(0, 30),
    kind=st.sampled_from(["link", "strong", "em", "mention"]),
    href=st.sampled_from([None, "https://a.example/?a=1&b=2"]),
)


@given(st.lists(spans, max_size=6))
def test_any_spans_give_well_formed_html_with_all_the_text(given_spans: list[Span]) -> None:
    tags = Tags()

    tags.feed(render.to_html(article(paragraph(TEXT, *given_spans))))

    assert tags.open == []
    assert tags.said.strip() == TEXT
