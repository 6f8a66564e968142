"""Lists that are narrowed by typing."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query

from khabar.arabic.fold import fold

# What somebody types to find a line of a list; empty: all lines.
Typed = Annotated[str, Query(max_length=100)]


def has(typed: str, *texts: str | None) -> bool:
    """Whether every word of `typed` stands in one of `texts`, spelling variants folded."""
    said = fold(" ".join(text for text in texts if text))
    return all(word in said for word in fold(typed).split())
