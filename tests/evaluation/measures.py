"""How well a reading agrees with the truth: what each figure means. docs/extraction.md explains them to readers.

All shares are 0..1, higher is better. None: the truth has nothing to measure. No file is read here.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from difflib import SequenceMatcher
from statistics import fmean

from evaluation.reading import Moment, Reading, Truth, Unit, visible

Scores = dict[str, float | None]

MEASURES = (
    *("title", "authors", "day", "instant"),
    *("body", "body_p", "body_r", "blocks", "headings", "items", "violations"),
)
# A block that differs by a footnote mark or a joined line is the same block; one that lost a sentence is not.
ALIKE = 0.9
# Four words in a row, as in the public article-extraction benchmark of Zyte.
IN_A_ROW = 4
TOLERANCE = timedelta(seconds=60)

# \w alone would cut an Arabic word at each of its vowel marks.
_WORD = re.compile(r"[\w\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed]+")


@dataclass(frozen=True)
class Hits:
    """`right` of `found` things are among the `wanted` ones."""

    right: int
    found: int
    wanted: int

    @property
    def precision(self) -> float:
        return self.right / self.found if self.found else float(not self.wanted)

    @property
    def recall(self) -> float:
        return self.right / self.wanted if self.wanted else float(not self.found)

    @property
    def f1(self) -> float:
        both = self.found + self.wanted
        return 2 * self.right / both if both else 1.0

    def __add__(self, other: Hits) -> Hits:
        return Hits(self.right + other.right, self.found + other.found, self.wanted + other.wanted)


def measure(truth: Truth, reading: Reading) -> Scores:
    """Every measure of one page."""
    found = tolerant(reading.body, truth)
    body = shared(passages(truth.body), passages(found))
    headings = [[unit.text for unit in side if unit.kind == "heading"] for side in (truth.body, found)]
    items = [[item for unit in side for item in unit.items] for side in (truth.body, found)]
    printed = " ".join(unit.text for unit in reading.body)
    return {
        "title": float(reading.title in truth.titles) if truth.titles else None,
        "authors": shared(truth.authors, reading.authors).f1,
        "day": _any(is_same_day, truth.moments, reading.published) if truth.moments else None,
        "instant": (
            _any(is_same_instant, truth.moments, reading.published) if truth.moments and truth.knows_time else None
        ),
        "body": body.f1,
        "body_p": body.precision,
        "body_r": body.recall,
        "blocks": Hits(in_order(truth.body, found), len(found), len(truth.body)).f1,
        "headings": in_any_order(*headings).f1 if headings[0] else None,
        "items": in_any_order(*items).f1 if items[0] else None,
        "violations": float(sum(text in printed for text in truth.forbidden)) if truth.forbidden else None,
    }


def measure_nothing(truth: Truth, nothing: Reading) -> Scores:
    """A page that gave no record: 0 in all that is measured on it."""
    return {name: None if value is None else 0.0 for name, value in measure(truth, nothing).items()}


def averages(pages: Iterable[Mapping[str, float | None]]) -> Scores:
    """The mean of each measure over the pages on which it was measured."""
    rows = list(pages)
    known = {name: [value for row in rows if (value := row[name]) is not None] for name in MEASURES}
    return {name: fmean(values) if values else None for name, values in known.items()}


def tolerant(body: Iterable[Unit], truth: Truth) -> list[Unit]:
    """`body` without what is neither asked for nor wrong: captions, the lead picture, optional lines."""
    kept: list[Unit] = []
    for unit in body:
        if unit.kind == "image":
            if unit.address not in truth.pictures:
                kept.append(unit)
            continue
        text = unit.text
        for line in truth.tolerated:
            text = visible(text.replace(line, " "))
        if text or unit.address:
            kept.append(replace(unit, text=text))
    return kept


def passages(body: Iterable[Unit]) -> list[tuple[str, ...]]:
    """Every run of four words of the running text, across blocks; a shorter text is one run. No punctuation."""
    words = _WORD.findall("\n".join(unit.text for unit in body if unit.is_running_text))
    if not words:
        return []
    last = max(1, len(words) - IN_A_ROW + 1)
    return [tuple(words[start : start + IN_A_ROW]) for start in range(last)]


def shared(wanted: Collection[object], found: Collection[object]) -> Hits:
    """What both have, each as often as the one that has it less often."""
    return Hits((Counter(wanted) & Counter(found)).total(), len(found), len(wanted))


def are_alike(wanted: str, found: str) -> bool:
    """Whether nine tenths of both texts are common, in order (Ratcliff and Obershelp)."""
    if not wanted or not found:
        return wanted == found
    # The lengths alone rule out most pairs, and the matcher is quadratic.
    most = 2 * min(len(wanted), len(found)) / (len(wanted) + len(found))
    return wanted == found or (
        most >= ALIKE
        and (matcher := SequenceMatcher(None, wanted, found, autojunk=False)).quick_ratio() >= ALIKE
        and matcher.ratio() >= ALIKE
    )


def are_same_unit(wanted: Unit, found: Unit) -> bool:
    """Same kind and nearly the same text; pictures and embeds by address, or else by caption."""
    if wanted.kind != found.kind:
        return False
    if wanted.is_running_text:
        return are_alike(wanted.text, found.text)
    has_address = bool(wanted.address) and wanted.address == found.address
    return has_address or (bool(wanted.text) and are_alike(wanted.text, found.text))


def in_order(wanted: Sequence[Unit], found: Sequence[Unit]) -> int:
    """The length of the longest common subsequence."""
    best = [0] * (len(found) + 1)
    for left in wanted:
        diagonal = 0
        for place, right in enumerate(found, start=1):
            above = best[place]
            best[place] = diagonal + 1 if are_same_unit(left, right) else max(above, best[place - 1])
            diagonal = above
    return best[-1]


def in_any_order(wanted: Sequence[str], found: Sequence[str]) -> Hits:
    """Texts paired one to one: equal ones first, then nearly equal ones."""
    equal = Counter(wanted) & Counter(found)
    left, free = list((Counter(wanted) - equal).elements()), list((Counter(found) - equal).elements())
    right = equal.total()
    for text in left:
        match = next((other for other in free if are_alike(text, other)), None)
        if match is not None:
            free.remove(match)
            right += 1
    return Hits(right, len(found), len(wanted))


def is_same_day(wanted: Moment, found: Moment) -> bool:
    """The same calendar day, each in its own zone or both in the truth's."""
    days = [_day(found)]
    if isinstance(wanted, datetime) and isinstance(found, datetime) and wanted.tzinfo and found.tzinfo:
        days.append(found.astimezone(wanted.tzinfo).date())
    return _day(wanted) in days


def is_same_instant(wanted: Moment, found: Moment) -> bool:
    """Within a minute; where the truth has no zone, as the clock reads. False where either has no time."""
    if not isinstance(wanted, datetime) or not isinstance(found, datetime):
        return False
    if wanted.tzinfo is None:
        found = found.replace(tzinfo=None)
    return (wanted.tzinfo is None) == (found.tzinfo is None) and abs(wanted - found) <= TOLERANCE


def _day(moment: Moment) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def _any(is_same: Callable[[Moment, Moment], bool], wanted: Iterable[Moment], found: Moment | None) -> float:
    return float(found is not None and any(is_same(moment, found) for moment in wanted))
