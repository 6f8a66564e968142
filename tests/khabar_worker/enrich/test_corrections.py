"""Notes in which a publisher puts something right."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from khabar.body import CorrectionNote, Paragraph
from khabar_worker.enrich.corrections import find_corrections
from khabar_worker.extract.dating.zones import Where

NOW = datetime(2026, 4, 14, 9, 0, tzinfo=UTC)
CAIRO = Where("Africa/Cairo", "EG", known=True)


@pytest.mark.parametrize(
    ("text", "kind", "at"),
    [
        ("تصحيح: افتتح الجسر في 9 مارس 2026 لا في 10 مارس.", "correction", None),
        ("تصحيح (12 مارس 2026): طول الجسر تسعون مترا.", "correction", datetime(2026, 3, 12, 10, tzinfo=UTC)),
        ("* توضيح من المحرر: الصورة من الأرشيف.", "clarification", None),
        ("تنويه: نشر الخبر أولا بعنوان آخر.", "note", None),
    ],
    ids=["dates in the note are the story's", "a date in the label is the note's", "a clarification", "a note"],
)
def test_a_note_is_a_correction_with_its_kind_and_moment(text: str, kind: str, at: datetime | None) -> None:
    (found,) = find_corrections(
        (Paragraph(id="b1", text="افتتح الجسر."), CorrectionNote(id="b2", text=text)), where=CAIRO, now=NOW
    )

    assert (found.block, found.kind, found.at) == ("b2", kind, at)
