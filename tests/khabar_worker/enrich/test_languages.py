"""Blocks in another language than their article."""

from __future__ import annotations

import pytest

from khabar.body import Heading, ListBlock, ListItem, Paragraph, Separator
from khabar_worker.enrich.languages import with_languages

ARABIC = "أعلنت وزارة النقل أن القطار سيعود إلى المدينة بعد عشرين عاما من التوقف"
ENGLISH = "The train returns to the city after twenty years, the ministry said on Sunday"
PERSIAN = "وزارت راه اعلام کرد که این قطار از فردا برای همه مسافران شهر آماده خواهد بود"


def paragraph(text: str) -> Paragraph:
    return Paragraph(id="b1", text=text)


@pytest.mark.parametrize(
    ("text", "lang", "dir_"),
    [
        (ARABIC, None, None),
        (ENGLISH, "en", "ltr"),
        (PERSIAN, "fa", None),
        (f"{ARABIC} Ministry of Transport", None, None),
        ("Reuters", None, "ltr"),
        ("گوگل", None, None),
        ("2026 / 11", None, None),
        ("شركة «پيجو» الفرنسية تعلن عن سيارة جديدة في معرض المدينة", None, None),
    ],
    ids=["same", "English", "Persian", "Latin name", "a Latin word", "one borrowed word", "digits", "borrowed letter"],
)
def test_a_block_says_only_what_differs_from_an_arabic_article(text: str, lang: str | None, dir_: str | None) -> None:
    (block,), _ = with_languages((paragraph(text),), "ar", "ar")

    assert (block.lang, block.dir) == (lang, dir_)


def test_an_arabic_block_in_an_english_article_is_marked() -> None:
    (block,), _ = with_languages((paragraph(ARABIC),), "en", None)

    assert (block.lang, block.dir) == ("ar", "rtl")


def test_languages_are_listed_by_their_share_of_letters() -> None:
    body = (
        Heading(id="b1", text=ARABIC),
        ListBlock(id="b2", ordered=False, items=(ListItem(id="b2.i1", text=ARABIC), ListItem(id="b2.i2", text=ARABIC))),
        Paragraph(id="b3", text=ENGLISH),
        Separator(id="b4"),
    )

    marked, shares = with_languages(body, "ar", "ar")

    assert [(one.code, one.declared) for one in shares] == [("ar", True), ("en", False)]
    assert shares[0].share > shares[1].share > 0.2
    assert sum(one.share for one in shares) == pytest.approx(1, abs=0.002)
    assert [block.id for block in marked] == ["b1", "b2", "b3", "b4"]


def test_an_article_of_a_headline_only_has_its_one_language() -> None:
    _, shares = with_languages((), "ar", None)

    assert [(one.code, one.share, one.declared) for one in shares] == [("ar", 1.0, False)]


def test_an_unknown_language_is_listed_nowhere() -> None:
    assert with_languages((paragraph("FIFA 2026"),), None, None)[1] == ()
