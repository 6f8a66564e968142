"""The article record: frozen, strict, and the same JSON in and out."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from pydantic import ValidationError

from khabar.article import SCHEMA, Article, article_json_schema

VALUES: dict[str, Any] = {
    "schema": SCHEMA,
    "id": str(UUID(int=1)),
    "first_seen_at": "2026-11-22T10:05:00Z",
    "quality": {"score": 0.7, "completeness": 0.6},
    "provenance": {"/body": {"method": "text", "extractor": "plain-text@1", "confidence": 0.95}},
    "raw": {"stored": False},
    "content_hash": "sha256:1",
    "lineage": {"identity": {"key": "content_hash"}},
    "body": [
        {"id": "b1", "type": "heading", "level": 3, "text": "عنوان"},
        {"id": "b2", "type": "paragraph", "text": "نص", "spans": [{"start": 0, "end": 2, "kind": "strong"}]},
        {"id": "b3", "type": "list", "items": [{"id": "b3.i1", "text": "بند"}]},
        {"id": "b4", "type": "table", "rows": [[{"id": "b4.r0c0", "text": "خانة"}]]},
        {"id": "b5", "type": "image", "media_id": "m1"},
        {"id": "b6", "type": "embed", "embed_id": "x1"},
        {"id": "b7", "type": "separator"},
    ],
}


def changed(**changes: Any) -> dict[str, Any]:
    return {**VALUES, **changes}


def test_a_record_comes_back_from_its_json() -> None:
    article = Article.model_validate(VALUES)

    assert Article.model_validate_json(article.model_dump_json()) == article
    assert [block.type for block in article.body] == [
        "heading", "paragraph", "list", "table", "image", "embed", "separator",
    ]  # fmt: skip


def test_every_key_is_always_there_and_the_schema_comes_first() -> None:
    dumped = Article.model_validate(VALUES).model_dump(mode="json")

    assert next(iter(dumped)) == "schema"
    assert "schema_" not in dumped
    assert dumped["headline"] is None
    assert dumped["authors"] == []
    assert set(dumped) == set(article_json_schema()["properties"])


@pytest.mark.parametrize(
    ("moment", "written"),
    [
        (datetime(2026, 11, 22, 10, 5, tzinfo=UTC), "2026-11-22T10:05:00Z"),
        (datetime(2026, 11, 22, 10, 5, 1, 250000, tzinfo=UTC), "2026-11-22T10:05:01.250000Z"),
    ],
    ids=["seconds", "fractions"],
)
def test_instants_are_written_in_utc_with_z(moment: datetime, written: str) -> None:
    article = Article.model_validate(changed(published_at=moment))

    assert article.model_dump(mode="json")["published_at"] == written


@pytest.mark.parametrize(
    "changes",
    [
        {"headlin": "x"},
        {"version": 0},
        {"status": "gone"},
        {"quality": {"score": 1.1, "completeness": 0.5}},
        {"body": [{"id": "b1", "type": "heading", "level": 1, "text": "x"}]},
        {"body": [{"id": "b1", "type": "poem", "text": "x"}]},
        {"body": [{"id": "b1", "type": "paragraph", "text": "x", "spans": [{"start": -1, "end": 1, "kind": "em"}]}]},
        {"content_hash": None},
    ],
    ids=["unknown key", "version 0", "status", "score", "heading 1", "block type", "negative offset", "no hash"],
)
def test_a_record_that_breaks_a_rule_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Article.model_validate(changed(**changes))


def test_a_record_can_not_be_changed() -> None:
    article = Article.model_validate(VALUES)

    with pytest.raises(ValidationError, match="frozen"):
        article.headline = "آخر"  # type: ignore[misc]
