"""Exports as Parquet, read back by two readers that know nothing of how they were written."""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq
import pytest

from khabar.article import Access, Author
from khabar.body import At, Paragraph
from khabar.export import Export
from khabar.findings import Entity, QuotePart, Speaker, Statement
from khabar.query import ArticleFilters
from khabar.settings import Settings
from khabar.storage import exports
from khabar.storage.database import Connection
from khabar_worker import export, export_parquet
from support.article_rows import START, an_article, store
from support.settled import settle

GUIDE = (Path(__file__).parents[2] / "docs" / "article.md").read_text(encoding="utf-8")
TEXT = "قال سالم البحري إن الموسم واعد."
SAID = At(node="b1", start=19, end=29)
TOLD: dict[str, Any] = {
    "headline": "افتتاح ميناء الصيد",
    "authors": (Author(name="ليلى حداد"),),
    "keywords": ("ميناء", "صيد"),
    "body": (Paragraph(id="b1", text=TEXT),),
    "quotes": (
        Statement(
            id="q1", speaker=Speaker(name="سالم البحري", role="رئيس الصيادين"), verb="قال", direct=False,
            method="verb_anna", confidence=0.9, parts=(QuotePart(at=SAID, text=TEXT[SAID.start : SAID.end]),),
        ),
    ),
    "entities": (
        Entity(id="e1", type="person", name="سالم البحري", confidence=0.9, mentions=(At(node="b1", start=4, end=15),)),
    ),
}  # fmt: skip


def asked_for(db: Connection) -> Export:
    settle(db)
    return exports.ask(db, now=START, filters=ArticleFilters(), format="parquet")


def file_of(db: Connection, asked: Export) -> bytes:
    done = exports.get(db, asked.id)
    assert done is not None
    body = b"".join(part for number in range(100) if (part := exports.part(db, asked.id, number)))
    assert (done.state, done.bytes) == ("done", len(body))
    return body


SMALL = export.Size(rows=2, part_bytes=1)


def test_parts_of_several_jobs_are_one_file(db: Connection, settings: Settings, tmp_path: Path) -> None:
    stored = [an_article(n, **TOLD) for n in range(1, 8)]
    store(db, *stored)
    asked = asked_for(db)
    clocks: list[Callable[[], float]] = [count(0, 15).__next__ for _ in range(4)]
    for clock in clocks:
        export.run(settings, [asked.number], clock, SMALL)
    file = tmp_path / "export.parquet"
    file.write_bytes(file_of(db, asked))

    table = pq.read_table(file)
    named = duckdb.sql(
        f"""select one.name, one.mentions, count(*) from (select unnest(entities) as one from '{file}') group by all"""
    ).fetchall()

    assert pq.ParquetFile(file).num_row_groups == 4
    assert table["id"].to_pylist() == [str(article.id) for article in stored]
    assert named == [("سالم البحري", 1, 7)]


def test_a_row_says_what_the_record_says(db: Connection, settings: Settings) -> None:
    article = an_article(1, **TOLD)
    store(db, article)
    asked = asked_for(db)
    export.run(settings, [asked.number])

    (row,) = pq.read_table(io.BytesIO(file_of(db, asked))).to_pylist()

    assert (row["headline"], row["first_seen_at"], row["published_at"]) == (
        article.headline, article.first_seen_at, article.published_at,
    )  # fmt: skip
    assert (row["keywords"], row["authors"][0]["name"], row["body_text"].strip()) == (
        ["ميناء", "صيد"],
        "ليلى حداد",
        TEXT,
    )
    assert row["quotes"] == [
        {
            "speaker": {"name": "سالم البحري", "role": "رئيس الصيادين", "org": None, "type": "person"},
            "verb": "قال", "direct": False, "text": TEXT[SAID.start : SAID.end],
        }
    ]  # fmt: skip
    assert row["quality"]["score"] == pytest.approx(article.quality.score)


def test_what_a_policy_withholds_is_not_written(db: Connection, settings: Settings) -> None:
    store(db, an_article(1, **TOLD, access=Access(policy="headline_only")))
    asked = asked_for(db)
    export.run(settings, [asked.number])

    (row,) = pq.read_table(io.BytesIO(file_of(db, asked))).to_pylist()

    assert (row["headline"], row["body_text"], row["quotes"], row["access_policy"]) == (
        TOLD["headline"], "", [], "headline_only",
    )  # fmt: skip


def test_an_export_without_articles_is_a_file_without_rows(db: Connection, settings: Settings) -> None:
    asked = asked_for(db)

    export.run(settings, [asked.number])

    assert pq.read_table(io.BytesIO(file_of(db, asked))).num_rows == 0


def test_a_worker_without_pyarrow_says_what_to_install(
    db: Connection, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "khabar_worker.export_parquet", None)
    monkeypatch.delattr("khabar_worker.export_parquet")
    asked = asked_for(db)

    export.run(settings, [asked.number])

    failed = exports.get(db, asked.id)
    assert failed is not None
    assert (failed.state, "khabar[parquet]" in str(failed.error)) == ("failed", True)


def test_every_column_is_documented() -> None:
    section = GUIDE.split("\n## Parquet\n")[1].split("\n## ")[0]

    documented = re.findall(r"`(\w+)`", "\n".join(line.split("|")[1] for line in section.splitlines() if "| `" in line))

    assert documented == [name for name, _, _ in export_parquet.COLUMNS]
