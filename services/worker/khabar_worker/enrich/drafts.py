"""Statements while an article is read, and what becomes of them: quotations, or speech that is only reported.

Not here: finding them (`quotes.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from khabar.arabic.node import Node
from khabar.body import At
from khabar.findings import QuotePart, Statement
from khabar.origin import Provenance, Rejected
from khabar_worker.enrich.member import Member

# Speech inside its sentence, nothing of it marked: «قال فلان إن …». Everything else is quoted.
REPORTED = "verb_anna"
EXTRACTOR = "ar-attribution@1"
# By method.
CONFIDENCE = {
    "quote_marks": 0.95,
    "verb_anna": 0.95,
    "colon": 0.7,
    "list_after_colon": 0.97,
    "list_first_item_names_speaker": 0.9,
    "list_continues_speaker": 0.8,
}
_NAMELESS = 0.2  # what it costs in confidence that a person is told by an office only, as that may be somebody's named


class Said(NamedTuple):
    """`quotes`: words given as the speaker's own. `reported`: what the article says that he said.

    `provenance`: JSON Pointer → why this speaker, for quotations whose sentence does not name him.
    """

    quotes: tuple[Statement, ...]
    reported: tuple[Statement, ...]
    provenance: Mapping[str, Provenance]


@dataclass
class Draft:
    """A statement that may still grow. `passed_over`: who else could have been meant; None when the text names him."""

    member: Member
    verb: str | None
    direct: bool
    method: str
    confidence: float
    intro: At | None
    venue: str | None
    passed_over: tuple[Rejected, ...] | None = None
    parts: list[QuotePart] = field(default_factory=list)

    def add(self, node: Node, start: int, end: int) -> None:
        """A part, without the white space round it; nothing when nothing is left."""
        text = node.text
        while start < end and text[start].isspace():
            start += 1
        while end > start and text[end - 1].isspace():
            end -= 1
        if start < end:
            self.parts.append(QuotePart(at=At(node=node.id, start=start, end=end), text=text[start:end]))

    def certainty(self) -> float:
        """The confidence, once the article is read: who spoke namelessly may have got a name since."""
        is_nameless = self.member.kind == "person" and self.member.name is None
        return round(self.confidence - _NAMELESS * is_nameless, 2)

    def statement(self, id: str) -> Statement:
        return Statement(
            id=id,
            speaker=self.member.speaker(),
            verb=self.verb,
            direct=self.direct,
            method=self.method,
            confidence=self.certainty(),
            intro=self.intro,
            venue=self.venue,
            parts=tuple(self.parts),
        )


def said(drafts: Iterable[Draft]) -> Said:
    """The drafts with parts as statements; a stretch of text belongs to the one that took it first."""
    quotes: list[Statement] = []
    reported: list[Statement] = []
    provenance: dict[str, Provenance] = {}
    for draft in _without_overlaps(drafts):
        if draft.method == REPORTED:
            reported.append(draft.statement(f"r{len(reported) + 1}"))
            continue
        if draft.passed_over is not None:
            provenance[f"/quotes/{len(quotes)}"] = Provenance(
                method="inferred",
                extractor=EXTRACTOR,
                confidence=draft.certainty(),
                rejected=draft.passed_over,
            )
        quotes.append(draft.statement(f"q{len(quotes) + 1}"))
    return Said(tuple(quotes), tuple(reported), provenance)


def _without_overlaps(drafts: Iterable[Draft]) -> list[Draft]:
    taken: dict[str, list[At]] = {}
    kept = []
    for draft in drafts:
        free = []
        for part in draft.parts:
            others = taken.setdefault(part.at.node, [])
            if all(part.at.end <= other.start or other.end <= part.at.start for other in others):
                others.append(part.at)
                free.append(part)
        draft.parts = free
        if free:
            kept.append(draft)
    return kept
