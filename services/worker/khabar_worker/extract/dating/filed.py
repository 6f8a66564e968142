"""The date that a story's own text states: in its dateline, or as a stamp below it. Not here: which date wins."""

from __future__ import annotations

import re
from collections.abc import Iterable

from khabar.arabic.fold import fold
from khabar_worker.extract.bylines.agencies import is_agency
from khabar_worker.extract.bylines.people import is_signature
from khabar_worker.extract.bylines.places import is_place
from khabar_worker.extract.dating.date_candidates import RANK, Candidate, Reader
from khabar_worker.extract.dating.stamps import WEEKDAY
from khabar_worker.extract.drafts import TextDraft
from khabar_worker.extract.text.frame import Tidied

# Less than any printed line of the header.
_TRUST = 0.5
_OPENING = 110
_PARTS = re.compile(r"\s*[-–—/:،,()]+\s*")
# What stands between a dateline's date and the text: «م ( وكالة ) - », «/وكالة/ », « - », «م وكالة ».
_CLOSES = re.compile(
    r"^\s*م?(?:\s*[-–—:]|\s*[(/]\s*(?P<marked>[^()/]{2,25}?)\s*[)/]|"
    r"\s+(?!(?:معا|صفا|بنا|وفا|قنا|سبأ|وال|وات)\s)(?P<bare>\S+)\s)"
)
_IN = re.compile(rf"(?:\s+(?:في|يوم|اليوم|{WEEKDAY}))+$")


def filed_date(tidied: Tidied, sites: frozenset[str], reader: Reader) -> Candidate | None:
    """The date of the dateline, else that of a stamp below the text. `sites` are folded names of the publisher."""
    texts = (draft.line.text for draft in tidied.drafts if isinstance(draft, TextDraft) and draft.kind == "paragraph")
    return _date_of_dateline(next(texts, ""), sites, reader) or _date_of_stamp(tidied.stamps, reader)


def _date_of_dateline(opening: str, sites: frozenset[str], reader: Reader) -> Candidate | None:
    """The day of «طرابلس 27 آب 2026 (وكالة) -»: a place and a date, with an agency, the newsroom or a clock."""
    opening = opening[:_OPENING]
    if not re.search(r"[\d٠-٩]{4}", opening):
        return None
    found = reader.find(opening)
    # By two calendars: «1 رجب 1447 هـ الموافق 21 ديسمبر 2025 م».
    same = [one for one in found[:2] if one.date.value[:10] == found[0].date.value[:10]]
    if not same or RANK[same[-1].date.precision] == 0:
        return None
    first, last = same[0], same[-1]
    closing = _CLOSES.match(opening[last.end :])
    before = [_IN.sub("", f" {part.strip()}").strip() for part in _PARTS.split(opening[: first.start])]
    before = [piece for piece in before if piece]
    if closing is None or not before or not all(map(is_place, before[-1:])):
        return None
    by = [*before[:-1], closing["marked"] or closing["bare"] or ""]
    is_filed = any(is_agency(piece) or fold(piece) in sites for piece in by if piece)
    signed = list(map(is_signature, before[:-1]))
    is_clocked = RANK[last.date.precision] >= RANK["minute"] and bool(signed) and all(signed)
    if not (is_filed or is_clocked):
        # «بيروت 4 آب 2020: يوم لا ينسى»
        return None
    return Candidate("dom", last.date, _TRUST, last.date.raw)


def _date_of_stamp(stamps: Iterable[str], reader: Reader) -> Candidate | None:
    """The date of a line below the text that is nothing but one, with its clock."""
    for text in stamps:
        date = reader.read(text)
        if date is not None and RANK[date.precision] >= RANK["minute"]:
            return Candidate("dom", date, _TRUST, text)
    return None
