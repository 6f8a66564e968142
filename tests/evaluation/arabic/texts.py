"""Whole texts with their quotes, speakers, names and dates written down by hand, against what khabar reads in them.

The form of a truth file: docs/arabic.md#measuring.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, time
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from evaluation.arabic.dates import days_of
from evaluation.measures import Hits
from evaluation.reading import visible
from khabar.arabic.fold import fold
from khabar.article import DateDetail
from khabar.body import BodyBlock, Heading, ListBlock, ListItem, Paragraph
from khabar.findings import DateMention, Entity, Statement
from khabar_worker.enrich import Enrichment, enrich
from khabar_worker.extract.dating.zones import Where
from khabar_worker.extraction import Found

Json = dict[str, Any]

KINDS = {"people": "person", "organisations": "organization", "places": "place"}
MEASURES = ("quotes", "speakers", *KINDS, "dates")
# Two quotations are one when they share so much of their words (Dice).
_SAME_QUOTE = 0.8
_WHERE = Where("Asia/Riyadh", None, known=False)
_WORD = re.compile(r"\w+")


class _Quote(NamedTuple):
    text: str
    speaker: str
    is_optional: bool = False


def score(truths: Iterable[Json]) -> dict[str, Hits]:
    """What is right over all texts together, by measure."""
    sums = dict.fromkeys(MEASURES, Hits(0, 0, 0))
    for truth in truths:
        for measure, hits in _score_one(truth).items():
            sums[measure] += hits
    return sums


def _score_one(truth: Json) -> dict[str, Hits]:
    read = _read(truth)
    names = truth.get("entities") or truth
    return {
        **_score_quotes([_wanted(quote) for quote in truth["quotes"]], list(_quotes(read.quotes))),
        **{key: _score_names(names.get(key) or [], kind, read.entities) for key, kind in KINDS.items()},
        "dates": _score_dates(truth.get("dates_in_text") or [], read.date_mentions),
    }


def _read(truth: Json) -> Enrichment:
    published = truth.get("published")
    return enrich(
        None,
        tuple(_blocks(truth)),
        (),
        published=_published(published) if published else None,
        where=_WHERE,
        now=datetime(2026, 1, 1, tzinfo=UTC),
    )


def _published(value: str) -> Found:
    at = datetime.fromisoformat(value)
    if len(value) <= len("2026-01-01"):
        at = datetime.combine(at, time(12))
    at = at if at.tzinfo else at.replace(tzinfo=ZoneInfo(_WHERE.time_zone))
    precision = "day" if len(value) <= len("2026-01-01") else "minute"
    detail = DateDetail(value=value, precision=precision, method="manual", confidence=1.0, trusted=True)  # type: ignore[arg-type]
    return Found(at=at.astimezone(UTC), detail=detail)


def _blocks(truth: Json) -> Iterator[BodyBlock]:
    if "text" in truth:
        for number, line in enumerate(filter(None, map(str.strip, truth["text"].split("\n"))), 1):
            yield Paragraph(id=f"b{number}", text=line)
        return
    for number, block in enumerate(truth["blocks"], 1):
        if block["type"] == "list":
            texts = [item if isinstance(item, str) else item.get("text") or "" for item in block["items"]]
            items = tuple(ListItem(id=f"b{number}.i{at}", text=text) for at, text in enumerate(texts, 1))
            yield ListBlock(id=f"b{number}", items=items)
        elif block.get("text"):
            kind = Heading if block["type"] == "heading" else Paragraph
            yield kind(id=f"b{number}", text=block["text"])


def _wanted(quote: Json) -> _Quote:
    return _Quote(visible(quote["text"]), fold(quote.get("speaker") or ""), bool(quote.get("optional")))


def _quotes(statements: Iterable[Statement]) -> Iterator[_Quote]:
    """Each part as a quote of its own, with its speaker's name, or else what he is."""
    for statement in statements:
        speaker = fold(statement.speaker.name or statement.speaker.role or "")
        yield from (_Quote(visible(part.text), speaker) for part in statement.parts)


def _score_quotes(wanted: Sequence[_Quote], found: Sequence[_Quote]) -> dict[str, Hits]:
    """Quotes by their words, and those of them with the right speaker. Optional ones neither count nor cost."""
    pairs = _paired(wanted, found)
    required = [(a, b) for a, b in pairs if not a.is_optional]
    many = len(found) - (len(pairs) - len(required))
    total = sum(not quote.is_optional for quote in wanted)
    spoken = sum(_is_same_speaker(a.speaker, b.speaker) for a, b in required)
    return {"quotes": Hits(len(required), many, total), "speakers": Hits(spoken, many, total)}


def _paired(wanted: Sequence[_Quote], found: Sequence[_Quote]) -> list[tuple[_Quote, _Quote]]:
    """Quotes of the same words, the likest first; of equal likeness, those of one speaker."""
    likeness = [
        (share, _is_same_speaker(a.speaker, b.speaker), -i, -j)
        for i, a in enumerate(wanted)
        for j, b in enumerate(found)
        if (share := _words(a.text, b.text)) >= _SAME_QUOTE
    ]
    taken: dict[int, int] = {}
    for _, _, i, j in sorted(likeness, reverse=True):
        if -i not in taken and -j not in taken.values():
            taken[-i] = -j
    return [(wanted[i], found[j]) for i, j in taken.items()]


def _words(one: str, other: str) -> float:
    a, b = Counter(_WORD.findall(one)), Counter(_WORD.findall(other))
    return 2 * (a & b).total() / max(1, a.total() + b.total())


def _is_same_speaker(one: str, other: str) -> bool:
    """Whether one name holds the other, whole words; nobody is the same only as nobody."""
    if not one or not other:
        return one == other
    return f" {one} " in f" {other} " or f" {other} " in f" {one} "


def _score_names(wanted: Sequence[str], kind: str, entities: Iterable[Entity]) -> Hits:
    """Exact names; an entity's aliases are its names too, and one that bears two wanted names is right twice."""
    left = {visible(name) for name in wanted}
    found = [{visible(name) for name in _names(entity)} for entity in entities if entity.type == kind]
    right = len(left & set[str]().union(*found))
    return Hits(right, right + sum(names.isdisjoint(left) for names in found), len(left))


def _names(entity: Entity) -> Iterator[str]:
    yield entity.name
    yield from (alias.text for alias in entity.aliases)


def _score_dates(wanted: Sequence[Json], mentions: Sequence[DateMention]) -> Hits:
    """Dates in these words, or a part of them, with the same days; an approximate span need only be met."""
    dated = [one for one in wanted if days_of(one.get("resolved")) is not None]
    points = [one for one in mentions if one.value is not None]
    right = sum(any(_is_date(one, mention) for mention in points) for one in dated)
    return Hits(right, len(points), len(dated))


def _is_date(wanted: Json, mention: DateMention) -> bool:
    days, read = days_of(wanted["resolved"]), days_of(mention.value)
    one, other = visible(wanted["text"]), visible(mention.raw)
    if days is None or read is None or not (one in other or other in one):
        return False
    return read == days or (bool(wanted.get("approx")) and read[0] <= days[1] and days[0] <= read[1])
