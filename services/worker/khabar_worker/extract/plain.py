"""Plain text → an extraction: paragraphs, short lines as headings, marked lines as lists. Not here: HTML."""

from __future__ import annotations

import re
from datetime import datetime

from khabar.arabic.clean import clean_text
from khabar.arabic.dates import read_date
from khabar.errors import EmptyBody
from khabar.origin import Provenance
from khabar.publishers.record import Publisher
from khabar_worker.extract.dating.zones import where_published
from khabar_worker.extract.drafts import Draft, Line, TextDraft, cut, is_blank
from khabar_worker.extract.text.lists import tidy_lines
from khabar_worker.extract.text.numbering import number
from khabar_worker.extraction import Extraction, Found

EXTRACTOR = "plain-text@1"

_MARKDOWN_HEADING = re.compile(r"^(#{1,6})\s+(?=\S)")


def drafts_of_text(text: str) -> list[Draft]:
    """One draft per line; lists and headings as the lines' shapes tell."""
    drafts: list[Draft] = []
    for raw in text.splitlines():
        line = clean_text(raw)
        if is_blank(line):
            continue
        if found := _MARKDOWN_HEADING.match(line):
            level = min(6, max(2, len(found[1])))
            drafts.append(TextDraft("heading", cut(Line(line), found.end()), level))
        else:
            drafts.append(TextDraft("paragraph", Line(line)))
    return drafts


def extract_text(
    text: str, *, publisher: Publisher | None = None, published: str | None = None, now: datetime
) -> Extraction:
    """What a plain text says: its blocks, and the date supplied with it.

    `published` is any date that khabar.arabic.dates reads. The text's first line is never taken for a headline.

    Raises:
        EmptyBody: no line has a visible character.
    """
    drafts, inferred = tidy_lines(drafts_of_text(text))
    numbered = number(drafts)
    if not numbered.body:
        raise EmptyBody("the text is empty")
    found = _supplied(published, publisher, now)
    warnings = ["headings_inferred"] if inferred else []
    provenance = {"/body": Provenance(method="text", extractor=EXTRACTOR, confidence=0.95)}
    if found is not None:
        provenance["/published_at"] = Provenance(method="manual", extractor=EXTRACTOR, confidence=1.0)
        if found.detail.precision == "day":
            warnings.append("date_precision_day")
    return Extraction(
        published=found, body=numbered.body, links=numbered.links, provenance=provenance, warnings=tuple(warnings)
    )


def _supplied(published: str | None, publisher: Publisher | None, now: datetime) -> Found | None:
    if not published:
        return None
    where = where_published(publisher, "")
    date = read_date(published, now=now, time_zone=where.time_zone, country=where.country)
    return Found.of(date, "manual", 1.0) if date else None
