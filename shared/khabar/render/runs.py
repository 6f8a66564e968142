"""Stretches of text with what is said of them. Not here: how any language writes them."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from khabar.body import (
    Span,
)


@dataclass(frozen=True)
class Mark:
    """A stretch of a node's text that a page points at: what it is, and the id of what it belongs to."""

    start: int
    end: int
    kind: Literal["entity", "statement", "reported", "date"]
    ref: str


Spanned = Span | Mark


@dataclass(frozen=True)
class Style:
    """How one output language writes letters and the two ends of a span."""

    letters: Callable[[str], str]
    opens: Callable[[Spanned], str]
    closes: Callable[[Spanned], str]


def runs(text: str, spans: Sequence[Spanned], style: Style) -> str:
    """`text` with its spans, correctly nested: a span that crosses another one's end is closed and opened again."""
    wanted = [s for s in spans if s.start < s.end <= len(text) and _is_drawn(s)]
    cuts = sorted({0, len(text), *(s.start for s in wanted), *(s.end for s in wanted)})
    out: list[str] = []
    stack: list[Spanned] = []
    for start, end in itertools.pairwise(cuts):
        inside = (span for span in wanted if span.start <= start and end <= span.end)
        active = _one_link(sorted(inside, key=lambda span: (span.start, -span.end, span.kind)))
        keep = sum(1 for _ in itertools.takewhile(lambda pair: pair[0] is pair[1], zip(stack, active, strict=False)))
        out += [style.closes(span) for span in reversed(stack[keep:])]
        out += [style.opens(span) for span in active[keep:]]
        stack = active
        out.append(style.letters(text[start:end]))
    out += [style.closes(span) for span in reversed(stack)]
    return "".join(out)


def _is_drawn(span: Spanned) -> bool:
    return isinstance(span, Mark) or (span.kind != "mention" and (span.kind != "link" or bool(span.href)))


def _one_link(spans: Sequence[Spanned]) -> list[Spanned]:
    """`spans` with the outermost link only: a link inside a link is not HTML."""
    first = next((span for span in spans if span.kind == "link"), None)
    return [span for span in spans if span.kind != "link" or span is first]


# Plain text
