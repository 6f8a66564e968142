"""What each file of a folder is data for, told by what stands in it. Not here: scoring."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from itertools import islice
from pathlib import Path
from typing import Literal

Kind = Literal["dates", "mentions", "languages", "pairs", "lemmas", "questions", "texts", "tags", "timex"]

# First line of a table → what its rows are.
_HEADS: dict[tuple[str, ...], Kind] = {
    ("form", "text", "expected"): "dates",
    ("expression", "expected", "base"): "mentions",
    ("language", "text"): "languages",
    ("category", "query", "form", "should_match"): "pairs",
    ("kind", "query", "form", "joined"): "pairs",
}
_SNIFFED_LINES = 200
# Of the lines of a corpus of one token a line, this share must have a tag of a name or O behind the token.
_LEAST_TAGGED = 0.9
_TAG = re.compile(r"\S+[ \t]+(?:O|[BI]-\w+)(?:[ \t]\S+)*")


def kinds_of(folders: Iterable[Path]) -> dict[Path, Kind]:
    """Every file in and below `folders` (a file stands for itself) that can be scored, in the order of their names."""
    found: dict[Path, Kind] = {}
    for folder in folders:
        for path in sorted(folder.rglob("*")) if folder.is_dir() else [folder]:
            kind = _kind(path) if path.is_file() else None
            if kind is not None:
                found[path] = kind
    return found


def _kind(path: Path) -> Kind | None:
    if path.suffix == ".tml":
        return "timex"
    if path.suffix == ".conllu":
        return "lemmas"
    if path.suffix == ".json":
        return _json_kind(path)
    if path.suffix not in {"", ".tsv", ".txt", ".conll"}:
        return None
    with path.open(encoding="utf-8", errors="replace") as lines:
        first = [line.strip("\ufeff\r\n") for line in islice(lines, _SNIFFED_LINES)]
    if path.suffix == ".tsv":
        return _HEADS.get(tuple(first[0].split("\t"))) if first else None
    written = [line for line in first if len(line.split()) > 1]
    tagged = [line for line in written if _TAG.fullmatch(line.strip())]
    has_names = any(not line.endswith("O") for line in tagged) and any(line.endswith(" O") for line in tagged)
    return "tags" if has_names and len(tagged) >= _LEAST_TAGGED * len(written) else None


def _json_kind(path: Path) -> Kind | None:
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except ValueError:
        return None
    if not isinstance(document, dict):
        return None
    if isinstance(document.get("data"), list):
        return "questions"
    has_text = "text" in document or "blocks" in document
    return "texts" if has_text and "quotes" in document else None
