from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import get_args

import httpx
import pytest
from selectolax.lexbor import LexborHTMLParser

from khabar.article import Article
from khabar.body import At, Heading, ListBlock, ListItem, Media, Paragraph
from khabar.findings import Alias, DateMention, Entity, QuotePart, Speaker, Statement
from khabar.origin import VersionRef
from khabar_api.pages.shell import words_of

Shelf = Callable[..., Article]
SAID = "إن الموسم واعد"
TEXT = f"قال سالم البحري {SAID} يوم الأحد."
BODY = (
    Heading(id="b1", text="رصيف جديد"),
    Paragraph(id="b2", text=TEXT),
    ListBlock(id="b3", items=(ListItem(id="b3.i1", text="البحري زار الرصيف."),)),
)


def at(node: str, part: str, text: str = TEXT) -> At:
    start = text.index(part)
    return At(node=node, start=start, end=start + len(part))


FOUND = {
    "body": BODY,
    "reported": (
        Statement(
            id="r1", speaker=Speaker(name="سالم البحري", role="شيخ الصيادين", entity_id="e1"), verb="قال", direct=False,
            method="verb_anna", confidence=0.9, parts=(QuotePart(at=at("b2", SAID), text=SAID),),
        ),
    ),
    "entities": (
        Entity(
            id="e1", type="person", name="سالم البحري", role="شيخ الصيادين", confidence=0.9,
            aliases=(Alias(text="البحري", kind="short", at=at("b3.i1", "البحري", "البحري زار الرصيف.")),),
            mentions=(at("b2", "سالم البحري"), at("b3.i1", "البحري", "البحري زار الرصيف.")),
        ),
    ),
    "date_mentions": (
        DateMention(
            id="d1", raw="يوم الأحد", at=at("b2", "يوم الأحد"), kind="point", value="2026-11-22", precision="day",
            method="weekday", anchor="published", confidence=0.9,
        ),
    ),
}  # fmt: skip


def test_what_was_found_is_marked_where_it_stands(api: httpx.Client, shelf: Shelf) -> None:
    article = shelf(1, **FOUND)

    page = LexborHTMLParser(api.get(f"/app/articles/{article.id}?lang=en").text)

    marked = [(mark.attributes["class"], mark.attributes["data-ref"], mark.text()) for mark in page.css(".body mark")]
    assert marked == [
        ("entity", "e1", "سالم البحري"),
        ("reported", "r1", SAID),
        ("date", "d1", "يوم الأحد"),
        ("entity", "e1", "البحري"),
    ]
    assert {node.attributes.get("id") for node in page.css(".body h2, .body p, .body li")} == {"b1", "b2", "b3.i1"}
    links = {link.attributes["href"] for link in page.css(".found a")}
    assert "#b2" in links
    assert "?view=json" in {link.attributes["href"] for link in page.css(".tabs a")}
    assert page.css_first(".found").text().count("سالم البحري") == 2


def test_what_somebody_said_stands_under_one_name(api: httpx.Client, shelf: Shelf) -> None:
    texts = ("«الموسم واعد»", "«الصيد يبدأ غدا»", "«لا نعلق»", "«ننفي ذلك»")
    captain = Speaker(name="سالم البحري", role="شيخ الصيادين", entity_id="e1")
    speakers = (
        captain.model_copy(update={"name": "البحري", "role": None}),
        Speaker(role="مسؤول"),
        captain,
        Speaker(role="مسؤول"),
    )
    article = shelf(
        1,
        body=tuple(Paragraph(id=f"b{number}", text=text) for number, text in enumerate(texts, 1)),
        quotes=tuple(
            Statement(
                id=f"q{number}", speaker=speaker, direct=True, method="marks", confidence=0.9,
                parts=(QuotePart(at=at(f"b{number}", text, text), text=text),),
            )
            for number, speaker, text in zip((1, 2, 3, 4), speakers, texts, strict=True)
        ),
    )  # fmt: skip

    page = LexborHTMLParser(api.get(f"/app/articles/{article.id}").text)

    told = [
        (one.css_first("summary bdi").text(), [link.text() for link in one.css("li a")])
        for one in page.css(".found details[data-ref^=q]")
    ]
    assert told == [("سالم البحري", [texts[0], texts[2]]), ("مسؤول", [texts[1]]), ("مسؤول", [texts[3]])]


def test_the_text_reads_in_its_own_direction_and_the_page_in_the_readers(api: httpx.Client, shelf: Shelf) -> None:
    article = shelf(1, **FOUND)

    page = LexborHTMLParser(api.get(f"/app/articles/{article.id}?lang=en").text)

    story = page.css_first("article.story")
    assert (page.css_first("html").attributes["dir"], story.attributes["dir"], story.attributes["lang"]) == (
        "ltr",
        "rtl",
        "ar",
    )


def test_no_text_of_an_article_becomes_markup(api: httpx.Client, shelf: Shelf) -> None:
    evil = '"><script>alert(1)</script><img src=x onerror=alert(1)>'
    article = shelf(
        1,
        headline=evil,
        summary=evil,
        section=evil,
        keywords=(evil,),
        body=(Paragraph(id="b1", text=evil),),
        media=(Media(id="m1", role="lead", url="javascript:alert(1)", caption=evil, alt=evil),),
        entities=(Entity(id="e1", type="person", name=evil, confidence=1, mentions=(at("b1", evil, evil),)),),
    )

    page = LexborHTMLParser(api.get(f"/app/articles/{article.id}").text)

    assert page.css("[onerror], main script") == []
    assert evil in page.css_first(".body").text()


def test_a_picture_is_shown_only_from_a_web_address(api: httpx.Client, shelf: Shelf) -> None:
    media = [Media(id="m1", role="lead", url=url) for url in ("javascript:alert(1)", "https://sahifa.example/1.jpg")]
    articles = [shelf(number, media=(medium,)) for number, medium in enumerate(media, 1)]

    shown = [
        [image.attributes["src"] for image in LexborHTMLParser(api.get(f"/app/articles/{one.id}").text).css("img")]
        for one in articles
    ]

    assert shown == [[], ["https://sahifa.example/1.jpg"]]


def test_changes_are_shown_word_by_word(api: httpx.Client, shelf: Shelf) -> None:
    shelf(1, body=(Paragraph(id="b1", text="كلفة الرصيف مليون دينار."),))
    article = shelf(1, version=2, body=(Paragraph(id="b1", text="كلفة الرصيف مليونا دينار."),))

    page = LexborHTMLParser(api.get(f"/app/articles/{article.id}/changes?from=1&to=2&lang=en").text)

    assert [node.text().strip() for node in page.css(".difference del, .difference ins")] == ["مليون", "مليونا"]
    assert api.get(f"/app/articles/{article.id}/changes?from=1&to=9").status_code == 404


def test_a_withdrawn_article_says_so(api: httpx.Client, shelf: Shelf) -> None:
    usable, withdrawn = shelf(1), shelf(2, status="canceled")

    pages = [LexborHTMLParser(api.get(f"/app/articles/{one.id}?lang=ar").text) for one in (usable, withdrawn)]

    notes = [[node.text() for node in page.css(".story .warn")] for page in pages]
    assert notes == [[], ["سحب الناشر هذا المقال، وهذا نصه الأخير."]]


def test_an_old_version_can_be_read(api: httpx.Client, shelf: Shelf) -> None:
    first = shelf(1, headline="العنوان الأول")
    shelf(1, version=2, headline="العنوان الثاني")

    old, new = (api.get(f"/app/articles/{first.id}{query}").text for query in ("?version=1", ""))

    assert "<h1>العنوان الأول</h1>" in old
    assert "<h1>العنوان الثاني</h1>" in new


DOCUMENTED = Path(__file__).parents[3].joinpath("docs", "article.md").read_text(encoding="utf-8")


def codes(heading: str) -> set[str]:
    """The codes of the first table under a heading of docs/article.md."""
    table = DOCUMENTED.split(f"\n### {heading}\n", 1)[1].split("\n\n")[0]
    return set(re.findall(r"^\| `([a-z_]+)` \|", table, re.MULTILINE))


@pytest.mark.parametrize(
    ("part", "wanted"),
    [
        ("version", set(get_args(VersionRef.model_fields["kind"].annotation))),
        ("missing", set(re.findall(r"`([a-z_]+)`", DOCUMENTED.split("Expected fields: ", 1)[1].split("\n", 1)[0]))),
        ("warning", codes("Warnings")),
    ],
)
def test_every_documented_code_has_words(part: str, wanted: set[str]) -> None:
    known = {name.removeprefix(f"{part}.") for name in words_of("ar").names() if name.startswith(f"{part}.")}

    assert len(wanted) > 1
    assert known == wanted


def test_a_code_without_words_is_shown_as_it_is() -> None:
    assert words_of("ar").code("method", "of_tomorrow") == "of_tomorrow"
