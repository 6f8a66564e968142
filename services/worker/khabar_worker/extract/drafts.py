"""Body blocks before they get their ids, and the builder of one line of text with its spans. Shapes only."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

from khabar.arabic.clean import clean_text
from khabar.body import Rendition, Span

_WORD = re.compile("[\u0621-\u064a]{2}")
# Characters that show nothing: a line of only these is empty.
_INVISIBLE = (
    "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad\u061c\u202a\u202b\u202c\u202d\u202e \u2066\u2067\u2068\u2069"
)


@dataclass(slots=True)
class Line:
    """One line of text. `bold` and `linked` are the shares of its characters (0–1) that are strong, or a link."""

    text: str
    spans: tuple[Span, ...] = ()
    bold: float = 0.0
    linked: float = 0.0


@dataclass(slots=True)
class TextDraft:
    """A paragraph, heading or quote. `own` True: the line had an element of its own; False: cut out by line breaks."""

    kind: str
    line: Line
    level: int = 2
    cite: str | None = None
    own: bool = True
    words: str = ""


@dataclass(slots=True)
class ItemDraft:
    line: Line
    items: list[ItemDraft] = field(default_factory=list)


@dataclass(slots=True)
class ListDraft:
    ordered: bool
    items: list[ItemDraft]


@dataclass(slots=True)
class CellDraft:
    text: str
    colspan: int = 1
    rowspan: int = 1
    header: bool = False


@dataclass(slots=True)
class TableDraft:
    rows: list[list[CellDraft]]
    header_rows: int = 0
    caption: str | None = None


@dataclass(slots=True)
class MediaDraft:
    """An image, video or audio file with what is printed under it. `leads_away`: it stands in a link to a page."""

    kind: str
    url: str
    renditions: tuple[Rendition, ...] = ()
    caption: str | None = None
    credit: str | None = None
    alt: str | None = None
    leads_away: bool = False


@dataclass(slots=True)
class EmbedDraft:
    provider: str
    url: str
    text: str | None = None


Draft = TextDraft | ListDraft | TableDraft | MediaDraft | EmbedDraft


class LineBuilder:
    """Collects the stretches of one line; `finish` gives the clean line with code-point spans and starts anew.

    A number and a word in elements of their own are two, though no space parts them.
    """

    def __init__(self) -> None:
        self._text = ""
        self._space = False
        self._spans: list[Span] = []
        self._bold = 0
        self._linked = 0

    def add(self, raw: str, *, strong: bool = False, em: bool = False, href: str | None = None) -> None:
        text = "" if raw.isspace() else clean_text(raw)
        if not text:
            self._space = self._space or bool(raw)
            return
        if self._text and (self._space or raw[0].isspace() or (self._text[-1].isdigit() and _WORD.match(text))):
            self._text += " "
        start = len(self._text)
        self._text += text
        self._space = raw[-1].isspace()
        letters = len(text)
        if strong:
            self._bold += letters
            self._mark("strong", None, start)
        if em:
            self._mark("em", None, start)
        if href is not None:
            self._linked += letters
            self._mark("link", href or None, start)

    def _mark(self, kind: str, href: str | None, start: int) -> None:
        """Opens a span, or lengthens one of the same kind that ended just before (but for a space)."""
        end = len(self._text)
        if self._spans:
            for index in range(len(self._spans) - 1, max(-1, len(self._spans) - 4), -1):
                last = self._spans[index]
                if last.kind == kind and last.href == href and start - last.end <= 1:
                    self._spans[index] = Span(start=last.start, end=end, kind=kind, href=href)
                    return
        if kind == "link" and href is None:
            return
        self._spans.append(Span(start=start, end=end, kind=kind, href=href))

    def finish(self) -> Line | None:
        """The line; None when it shows nothing."""
        if not self._text:
            self._space = False
            return None
        text, spans, bold, linked = self._text, self._spans, self._bold, self._linked
        self.__init__()  # type: ignore[misc]
        if is_blank(text):
            return None
        if not unicodedata.is_normalized("NFC", text):
            # A mark cut off from its letter by a tag: joining them moves every offset behind it.
            text, spans = unicodedata.normalize("NFC", text), []
        letters = max(1, len(text) - text.count(" "))
        return Line(text, tuple(spans), min(1.0, bold / letters), min(1.0, linked / letters))


def is_blank(text: str) -> bool:
    """Whether a text shows nothing: only spaces and characters without a shape."""
    return not text.strip(_INVISIBLE)


def cut(line: Line, start: int, end: int | None = None) -> Line:
    """A stretch of a line with the spans that fall into it; white space at its ends goes too."""
    end = len(line.text) if end is None else end
    while start < end and line.text[start].isspace():
        start += 1
    while end > start and line.text[end - 1].isspace():
        end -= 1
    spans = tuple(
        Span(start=max(span.start, start) - start, end=min(span.end, end) - start, kind=span.kind, href=span.href)
        for span in line.spans
        if span.start < end and span.end > start
    )
    return Line(line.text[start:end], spans, line.bold, line.linked)


def join(lines: list[Line]) -> Line:
    """Lines as one, with a space between."""
    text, spans = "", []
    for line in lines:
        shift = len(text) + 1 if text else 0
        text = f"{text} {line.text}" if text else line.text
        spans += [Span(start=s.start + shift, end=s.end + shift, kind=s.kind, href=s.href) for s in line.spans]
    total = max(1, len(text))
    return Line(
        text,
        tuple(spans),
        sum(line.bold * len(line.text) for line in lines) / total,
        sum(line.linked * len(line.text) for line in lines) / total,
    )
