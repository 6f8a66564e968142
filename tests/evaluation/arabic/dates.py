"""Dates and languages against lists of labelled expressions, and dates in text against TIMEX3 tags."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from khabar.arabic.dates import read_date
from khabar.arabic.language import detect
from khabar.arabic.mentions.reading import Published
from khabar.arabic.mentions.resolve import resolve_mentions
from khabar.arabic.node import Node

Row = Mapping[str, str]
Days = tuple[date, date]

# The lists' own moment; their expressions without a base are meant from here.
_NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
_ZONE = "Asia/Riyadh"
_TIMEX = re.compile(r"(<TIMEX3[^>]*>.*?</TIMEX3>)", re.DOTALL)
_TAG = re.compile(r"<[^>]+>")
_ATTRIBUTE = re.compile(r'(\w+)="([^"]*)"')


class Answers(NamedTuple):
    """Of `asked` expressions, how many were answered, and how many of these as wanted."""

    right: int
    answered: int
    asked: int

    def __str__(self) -> str:
        return f"{self.right} of {self.asked} right, {self.answered - self.right} wrong"


class Tag(NamedTuple):
    start: int
    end: int
    value: str


def published_dates(rows: Sequence[Row]) -> Answers:
    """Publication dates as printed (`text`), each with its day (`expected`)."""
    read = [read_date(row["text"], now=_NOW, time_zone=_ZONE) for row in rows]
    right = sum(one is not None and one.value[:10] == row["expected"] for one, row in zip(read, rows, strict=True))
    return Answers(right, sum(one is not None for one in read), len(rows))


def date_mentions(rows: Sequence[Row]) -> Answers:
    """Expressions of running text, each with its days or week (`2023-W26`).

    A span that holds the day is right: «قبل شهر» is no day, whatever the list says.
    """
    right = answered = 0
    for row in rows:
        base = datetime.fromisoformat(row["base"])
        found = resolve_mentions([Node("b1", "paragraph", 0, row["expression"])], Published(base.date(), base))
        values = [days for mention in found if (days := days_of(mention.meaning.value)) is not None]
        answered += bool(values)
        wanted = row["expected"]
        right += any(
            days[0].strftime("%G-W%V") == wanted if "-W" in wanted else _holds(days, days_of(wanted)) for days in values
        )
    return Answers(right, answered, len(rows))


def _holds(outer: Days, inner: Days | None) -> bool:
    return inner is not None and outer[0] <= inner[0] and inner[1] <= outer[1]


def languages(rows: Sequence[Row]) -> Answers:
    found = [detect(row["text"]) for row in rows]
    right = sum(one == row["language"] for one, row in zip(found, rows, strict=True))
    return Answers(right, sum(one is not None for one in found), len(rows))


def timex_dates(documents: Sequence[str]) -> Answers:
    """TIMEX3 tags of DATE whose words hold a year: the others hang on a publication date that the files don't tell."""
    right = answered = asked = 0
    for document in documents:
        text, tags = _read_timex(document)
        found = resolve_mentions([Node("b1", "paragraph", 0, text)], None)
        for tag in tags:
            wanted = days_of(tag.value)
            if wanted is None or tag.value[:4] not in text[tag.start : tag.end]:
                continue
            asked += 1
            values = {days_of(one.meaning.value) for one in found if one.start < tag.end and tag.start < one.end}
            answered += bool(values - {None})
            right += wanted in values
    return Answers(right, answered, asked)


def _read_timex(document: str) -> tuple[str, list[Tag]]:
    """The text without its tags, and where its dates stand."""
    text = ""
    tags: list[Tag] = []
    for piece in _TIMEX.split(document.partition("<TimeML>")[2]):
        words = _TAG.sub("", piece)
        attributes = dict(_ATTRIBUTE.findall(piece[: piece.find(">")])) if piece.startswith("<TIMEX3") else {}
        if attributes.get("type") == "DATE":
            tags.append(Tag(len(text), len(text) + len(words), attributes.get("value", "")))
        text += words
    return text, tags


def days_of(value: str | None) -> Days | None:
    """First and last day of a year, a month, a day, a moment or a span `start/end`; None when it is none of these.

    >>> days_of("2024-02")
    (datetime.date(2024, 2, 1), datetime.date(2024, 2, 29))
    """
    parts = [days for part in (value or "").split("/") if (days := _days(part)) is not None]
    return (parts[0][0], parts[-1][1]) if parts and len(parts) == (value or "").count("/") + 1 else None


def _days(value: str) -> Days | None:
    try:
        if re.fullmatch(r"\d{4}", value):
            return date(int(value), 1, 1), date(int(value), 12, 31)
        if re.fullmatch(r"\d{4}-\d\d", value):
            first = date.fromisoformat(f"{value}-01")
            return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        return date.fromisoformat(value[:10]), date.fromisoformat(value[:10])
    except ValueError:
        return None


def rows_of(lines: Sequence[str]) -> Iterator[Row]:
    """The rows of a table whose first line names its columns."""
    head = lines[0].split("\t")
    for line in lines[1:]:
        yield dict(zip(head, line.split("\t"), strict=False))
