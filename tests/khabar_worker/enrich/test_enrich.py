from __future__ import annotations

from datetime import UTC, datetime

from khabar.body import Paragraph
from khabar_worker.enrich import MOST_LETTERS, enrich
from khabar_worker.extract.dating.zones import where_published


def test_a_text_without_end_is_read_at_its_beginning_and_says_so() -> None:
    said = "قال سالم البحري إن الموسم واعد. "
    body = (
        Paragraph(id="b1", text=said.strip()),
        Paragraph(id="b2", text=(said * (MOST_LETTERS // len(said) + 1)).strip()),
        Paragraph(id="b3", text=said.strip()),
    )

    found = enrich(
        None, body, (), published=None, where=where_published(None, "https://news.example/1"), now=datetime.now(UTC)
    )

    assert {part.at.node for statement in found.reported for part in statement.parts} == {"b1"}
    assert found.failed == ("length",)
