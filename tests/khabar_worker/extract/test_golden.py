"""Whole pages in the markup of real content systems, with what a reader would say stands on them."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from khabar.body import Embed, ListItem, Media
from khabar.decode import decode
from khabar.errors import KhabarError
from khabar_worker.extract import extract_page
from khabar_worker.extraction import Extraction

GOLDEN = Path(__file__).parents[2] / "golden"
NOW = datetime(2026, 4, 14, 9, 0, tzinfo=UTC)
PAGES = sorted(path.relative_to(GOLDEN).with_suffix("").as_posix() for path in GOLDEN.glob("*/*.html"))
ARTICLES = [page for page in PAGES if not page.startswith("refused/")]
REFUSALS = [page for page in PAGES if page.startswith("refused/")]


def read(page: str) -> tuple[str, dict[str, Any]]:
    html = decode((GOLDEN / f"{page}.html").read_bytes(), http_charset=None).text
    return html, json.loads((GOLDEN / f"{page}.json").read_text(encoding="utf-8"))


def items(found: tuple[ListItem, ...]) -> list[Any]:
    return [[item.text, items(item.items)] if item.items else item.text for item in found]


def shape(extraction: Extraction) -> list[list[Any]]:
    """The body as (type, text) pairs; lists as their items, tables as their cells, media as their addresses."""
    addresses: dict[str, Media | Embed] = {entry.id: entry for entry in (*extraction.media, *extraction.embeds)}
    result: list[list[Any]] = []
    for block in extraction.body:
        if block.type == "list":
            result.append(["list", items(block.items)])
        elif block.type == "table":
            result.append(["table", [[cell.text for cell in row] for row in block.rows]])
        elif block.type == "embed":
            result.append(["embed", addresses[block.embed_id].url])
        elif block.type in ("image", "video", "audio"):
            result.append([block.type, addresses[block.media_id].url])
        elif block.type != "separator":
            result.append([block.type, block.text])
    return result


def said(extraction: Extraction) -> dict[str, Any]:
    """The fields that golden files may name."""
    lead = next((entry for entry in extraction.media if entry.role == "lead"), None)
    published, modified = extraction.published, extraction.modified
    return {
        "headline": extraction.headline,
        "authors": [author.name for author in extraction.authors],
        "published_at": published.at.isoformat().replace("+00:00", "Z") if published else None,
        "published_value": published.detail.value if published else None,
        "published_precision": published.detail.precision if published else None,
        "modified_at": modified.at.isoformat().replace("+00:00", "Z") if modified else None,
        "section": extraction.section,
        "keywords": list(extraction.keywords),
        "canonical_url": extraction.canonical_url,
        "dateline": extraction.dateline,
        "summary": extraction.summary,
        "kicker": next((entry.value for entry in extraction.headlines if entry.role == "kicker"), None),
        "lead": lead.url if lead else None,
        "lead_caption": lead.caption if lead else None,
        "lead_credit": lead.credit if lead else None,
        "info_sources": [source.name for source in extraction.info_sources],
        "type": extraction.type,
        "body_method": extraction.provenance["/body"].method,
    }


@pytest.mark.parametrize("page", ARTICLES)
def test_a_page_becomes_the_article_its_publisher_wrote(page: str) -> None:
    html, wanted = read(page)

    extraction = extract_page(html, url=wanted["url"], publisher=None, now=NOW)

    told = said(extraction)
    assert shape(extraction) == wanted["blocks"]
    assert {key: told[key] for key in told if key in wanted} == {key: wanted[key] for key in told if key in wanted}
    assert set(wanted.get("warnings", ())) <= set(extraction.warnings)
    text = json.dumps(extraction.model_dump(mode="json", include={"body"}), ensure_ascii=False)
    assert [snippet for snippet in wanted["absent"] if snippet in text] == []


@pytest.mark.parametrize("page", REFUSALS)
def test_a_page_that_is_no_article_is_refused_with_its_reason(page: str) -> None:
    html, wanted = read(page)

    with pytest.raises(KhabarError) as refusal:
        extract_page(html, url=wanted["url"], publisher=None, now=NOW)

    assert refusal.value.code == wanted["refused"]


@pytest.mark.parametrize("page", ARTICLES)
def test_every_value_says_where_it_came_from(page: str) -> None:
    html, wanted = read(page)

    extraction = extract_page(html, url=wanted["url"], publisher=None, now=NOW)

    assert {"/headline", "/body"} <= set(extraction.provenance)
    assert all(0 < entry.confidence <= 1 for entry in extraction.provenance.values())
    assert ("/published_at" in extraction.provenance) == (extraction.published is not None)
