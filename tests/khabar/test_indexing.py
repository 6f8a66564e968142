"""What the database is told of an article beside its record."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from khabar.arabic.analyse import ANALYSIS_VERSION
from khabar.article import Article, Author, Quality
from khabar.body import Cell, Heading, ListBlock, ListItem, MediaBlock, Paragraph, Separator, Table
from khabar.indexing import body_texts, index_of
from khabar.origin import Identity, Lineage, Raw

NESTED = ListBlock(id="b3", items=(ListItem(id="b3.i1", text="بند", items=(ListItem(id="b3.i1.i1", text="فرع"),)),))
TABLE = Table(id="b4", caption="جدول", rows=((Cell(id="b4.r0c0", text="أ"), Cell(id="b4.r0c1", text="ب")),))


def an_article(**changes: Any) -> Article:
    return Article.model_validate(
        {
            "id": UUID(int=1), "first_seen_at": datetime(2026, 11, 22, tzinfo=UTC), "provenance": {},
            "content_hash": "",
            "quality": Quality(score=1, completeness=1), "raw": Raw(stored=False),
            "lineage": Lineage(identity=Identity(key="guid")), **changes,
        }
    )  # fmt: skip


def test_body_texts_are_every_node_in_reading_order() -> None:
    body = (
        Heading(id="b1", text="عنوان"), Paragraph(id="b2", text="فقرة"), NESTED, TABLE, Separator(id="b5"),
        MediaBlock(id="b6", type="image", media_id="m1"),
    )  # fmt: skip

    assert list(body_texts(body)) == ["عنوان", "فقرة", "بند", "فرع", "أ", "ب"]


@pytest.mark.parametrize(
    ("urls", "domain"),
    [
        ({"canonical_url": "https://www.news.example.co.uk/1"}, "example.co.uk"),
        ({"url": "https://news.example.com/1"}, "example.com"),
        ({"url": "https://a.example.com/1", "canonical_url": "https://b.example.org/1"}, "example.org"),
        ({}, None),
    ],
    ids=["canonical", "fetched", "canonical wins", "none"],
)
def test_the_domain_is_the_registrable_one_of_its_address(urls: dict[str, str], domain: str | None) -> None:
    assert index_of(an_article(**urls)).domain == domain


def test_names_are_folded_sorted_and_listed_once() -> None:
    article = an_article(authors=(Author(name="أحمد"), Author(name="احمد"), Author(name="آمنة")))

    assert index_of(article).authors == ["احمد", "امنه"]


def test_flags_say_what_the_body_holds() -> None:
    article = an_article(body=(NESTED, TABLE, MediaBlock(id="b6", type="video", media_id="m1")))

    assert index_of(article).has == ["list", "table", "video"]


def test_an_empty_article_has_an_empty_index() -> None:
    assert index_of(an_article()).columns() == {
        "domain": None, "authors": [], "entities": [], "entity_ids": [], "speakers": [], "has": [],
        "fingerprint": None, "bands": [], "search": "'@h2026112200' '@d20261122' '@m202611'",
        "search_version": ANALYSIS_VERSION,
    }  # fmt: skip
