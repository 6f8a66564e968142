"""Records as Parquet: one row an article, the columns of docs/article.md. A rule over stored JSON text.

A Parquet file ends with a footer that says where in the file each column of each stretch of rows lies. Parts are
written by jobs that know nothing of each other but how long the file is by then: so each part is written as if at its
place, its footer is kept beside it, and the file's end is made of all footers.

Source: https://parquet.apache.org/docs/file-format/
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from khabar import render
from khabar.article import Article
from khabar.findings import Entity, Statement
from khabar.policy import shown
from khabar.storage.exports import Part

# The default pool reserves addresses by the gigabyte, and a job has 2 of them (khabar.queue).
pa.set_memory_pool(pa.system_memory_pool())

MAGIC = b"PAR1"
# Footer, its length in four bytes, MAGIC.
_TAIL = len(MAGIC) + 4
_ZEROS = memoryview(bytes(1 << 24))

TEXT = pa.string()
COUNT = pa.int32()
SHARE = pa.float32()
INSTANT = pa.timestamp("us", tz="UTC")


def _row(**fields: pa.DataType) -> pa.StructType:
    return pa.struct(list(fields.items()))


def _plain(name: str) -> Callable[[Article], Any]:
    """The record's own field of that name, as plain values."""
    return lambda article: article.model_dump(include={name})[name]


_SAID = pa.list_(_row(speaker=_row(name=TEXT, role=TEXT, org=TEXT, type=TEXT), verb=TEXT, direct=pa.bool_(), text=TEXT))
# Column, type, value. A name is the record's own, and so is what it holds, unless a function says otherwise.
COLUMNS: tuple[tuple[str, pa.DataType, Callable[[Article], Any]], ...] = (
    ("id", TEXT, lambda a: str(a.id)),
    ("version", COUNT, lambda a: a.version),
    ("status", TEXT, lambda a: a.status),
    ("type", TEXT, lambda a: a.type),
    ("url", TEXT, lambda a: a.url),
    ("canonical_url", TEXT, lambda a: a.canonical_url),
    ("headline", TEXT, lambda a: a.headline),
    ("summary", TEXT, lambda a: a.summary),
    ("body_text", TEXT, render.to_text),
    ("language", TEXT, lambda a: a.language),
    ("published_at", INSTANT, lambda a: a.published_at),
    ("modified_at", INSTANT, lambda a: a.modified_at),
    ("first_seen_at", INSTANT, lambda a: a.first_seen_at),
    ("publisher", _row(id=TEXT, name_ar=TEXT, name_en=TEXT, domain=TEXT, country=TEXT), _plain("publisher")),
    ("feed_id", TEXT, lambda a: a.source and str(a.source.feed_id)),
    ("authors", pa.list_(_row(name=TEXT, role=TEXT, type=TEXT, uri=TEXT)), _plain("authors")),
    ("dateline", TEXT, lambda a: a.dateline),
    ("section", TEXT, lambda a: a.section),
    ("keywords", pa.list_(TEXT), lambda a: a.keywords),
    ("media", pa.list_(_row(type=TEXT, role=TEXT, url=TEXT, caption=TEXT, credit=TEXT, alt=TEXT)), _plain("media")),
    ("quotes", _SAID, lambda a: [_statement(one) for one in a.quotes]),
    ("reported", _SAID, lambda a: [_statement(one) for one in a.reported]),
    ("entities", pa.list_(_row(type=TEXT, name=TEXT, role=TEXT, mentions=COUNT, confidence=SHARE)),
     lambda a: [_entity(one) for one in a.entities]),
    ("key_terms", pa.list_(_row(text=TEXT, relevance=SHARE, count=COUNT)), _plain("key_terms")),
    ("info_sources", pa.list_(_row(name=TEXT, role=TEXT)), _plain("info_sources")),
    ("cluster_id", TEXT, lambda a: a.cluster and str(a.cluster.id)),
    ("char_count", COUNT, lambda a: a.char_count),
    ("word_count", COUNT, lambda a: a.word_count),
    ("quality", _row(score=SHARE, completeness=SHARE, missing=pa.list_(TEXT), warnings=pa.list_(TEXT)),
     _plain("quality")),
    ("access_policy", TEXT, lambda a: a.access.policy),
    ("content_hash", TEXT, lambda a: a.content_hash),
)  # fmt: skip
SCHEMA = pa.schema([(name, kind) for name, kind, _ in COLUMNS])


def _statement(said: Statement) -> dict[str, Any]:
    text = " … ".join(part.text for part in said.parts)
    return {"speaker": said.speaker.model_dump(), "verb": said.verb, "direct": said.direct, "text": text}


def _entity(named: Entity) -> dict[str, Any]:
    return {**named.model_dump(include={"type", "name", "role", "confidence"}), "mentions": len(named.mentions)}


def part(records: Sequence[str], at: int) -> Part:
    """Records as far as their policies let them be shown, as they stand in a file behind its first `at` bytes."""
    articles = (shown(Article.model_validate_json(record)) for record in records)
    rows = [{name: value(article) for name, _, value in COLUMNS} for article in articles]
    begins = at or len(MAGIC)
    written = _Behind(begins)
    sink = pa.PythonFile(written, mode="w")
    with pq.ParquetWriter(sink, SCHEMA, compression="zstd") as writer:
        # It counts what went through the sink, and writes that count down as the place of what comes next.
        for start in range(len(MAGIC), begins, len(_ZEROS)):
            sink.write(pa.py_buffer(_ZEROS[: min(begins - start, len(_ZEROS))]))
        writer.write_table(pa.Table.from_pylist(rows, SCHEMA))
    body = bytes(written.kept)
    split = len(body) - _TAIL - int.from_bytes(body[-_TAIL : -len(MAGIC)], "little")
    return Part((b"" if at else MAGIC) + body[:split], MAGIC + body[split:])


def end(footers: Sequence[bytes]) -> bytes:
    """What comes behind the last part: one footer for all. Without any part, a whole file without rows."""
    whole = io.BytesIO()
    if not footers:
        pq.write_table(SCHEMA.empty_table(), whole)
        return whole.getvalue()
    first, *others = (pq.read_metadata(io.BytesIO(footer)) for footer in footers)
    for other in others:
        first.append_row_groups(other)
    first.write_metadata_file(whole)
    return whole.getvalue().removeprefix(MAGIC)


class _Behind(io.RawIOBase):
    """A file that keeps only what is written behind its first `skipped` bytes."""

    def __init__(self, skipped: int) -> None:
        self._left = skipped
        self.kept = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: Any, /) -> int:
        size = len(data)
        if self._left:
            self._left -= size
        else:
            self.kept += data
        return size
