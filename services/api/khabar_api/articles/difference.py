"""What changed between two versions: the keys, and the words. A rule over two articles as they may be shown."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Any

from khabar import render
from khabar.article import Article

# Ours, not the publisher's: these differ between any two versions.
_OURS = frozenset({
    "version", "versions", "content_hash", "provenance", "raw", "lineage", "fetched_at", "quality", "schema", "access",
})  # fmt: skip
_WORDS = re.compile(r"\S+\s*|\s+")
# Comparing word by word is quadratic: a paragraph of more words is shown as replaced whole.
MAX_WORDS = 2000


def difference(old: Article, new: Article) -> dict[str, Any]:
    """`changed`: JSON Pointers into the newer version. `texts`: for each changed text its runs, in reading order.

    A run is `{op, text}` with `op` equal, delete or insert; equal and insert together are the new text.
    """
    before, after = (article.model_dump(mode="json", by_alias=True, exclude=set(_OURS)) for article in (old, new))
    texts = []
    for pointer, a, b in (
        ("/headline", old.headline or "", new.headline or ""),
        ("/summary", old.summary or "", new.summary or ""),
        ("/body", render.to_text(old), render.to_text(new)),
    ):
        if a != b:
            texts.append({"pointer": pointer, "runs": list(_joined(_runs(a, b)))})
    changed = [pointer for name in after for pointer in _changed(f"/{name}", before[name], after[name])]
    return {"from": old.version, "to": new.version, "changed": changed, "texts": texts}


def _changed(pointer: str, old: Any, new: Any) -> Iterator[str]:
    """Pointers of what differs: list entries by index, everything deeper as its entry."""
    if old == new:
        return
    if isinstance(old, list) and isinstance(new, list) and old and new:
        for index in range(max(len(old), len(new))):
            if index >= len(old) or index >= len(new) or old[index] != new[index]:
                yield f"{pointer}/{index}"
    else:
        yield pointer


def _runs(old: str, new: str) -> Iterator[tuple[str, str]]:
    """Paragraph by paragraph first, then word by word inside those that were replaced."""
    a, b = old.splitlines(keepends=True), new.splitlines(keepends=True)
    for op, a1, a2, b1, b2 in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        before, after = "".join(a[a1:a2]), "".join(b[b1:b2])
        if op == "replace":
            yield from _word_runs(_WORDS.findall(before), _WORDS.findall(after))
        else:
            yield from _pieces(op, before, after)


def _word_runs(a: Sequence[str], b: Sequence[str]) -> Iterator[tuple[str, str]]:
    if max(len(a), len(b)) > MAX_WORDS:
        yield from _pieces("replace", "".join(a), "".join(b))
        return
    for op, a1, a2, b1, b2 in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        yield from _pieces(op, "".join(a[a1:a2]), "".join(b[b1:b2]))


def _pieces(op: str, before: str, after: str) -> Iterator[tuple[str, str]]:
    if op == "equal":
        yield "equal", after
        return
    if before:
        yield "delete", before
    if after:
        yield "insert", after


def _joined(runs: Iterator[tuple[str, str]]) -> Iterator[dict[str, str]]:
    """Neighbours of one kind as one run."""
    current: dict[str, str] | None = None
    for op, text in runs:
        if current is not None and current["op"] == op:
            current["text"] += text
            continue
        if current is not None:
            yield current
        current = {"op": op, "text": text}
    if current is not None:
        yield current
