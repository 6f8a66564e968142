"""Event positions as text, and the CloudEvents envelope."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

import pytest

from khabar.event import Event, Position, envelope

AT = datetime(2026, 11, 22, 10, 5, tzinfo=UTC)
EVENT = Event(
    id=UUID(int=1), type="article.updated", position=Position(tx=99, seq=1), at=AT, article_id=UUID(int=2),
    article_version=3, data={"changed": ["/headline"]},
)  # fmt: skip


@pytest.mark.parametrize(("tx", "seq"), [(0, 0), (99, 1), (2**63 - 1, 2**63 - 1)], ids=["zero", "small", "largest"])
def test_a_position_comes_back_from_its_text(tx: int, seq: int) -> None:
    position = Position(tx=tx, seq=seq)

    assert Position.parse(str(position)) == position


def test_positions_sort_as_text_as_they_do_as_numbers() -> None:
    texts = [str(Position(tx=tx, seq=seq)) for tx, seq in [(9, 10), (10, 2), (10, 11), (100, 1)]]

    assert sorted(texts) == texts


@pytest.mark.parametrize(
    "text",
    ["", "1", "-", "1-", "-1", "1-x", "1-2-3", "+1-2", "1 -2", "٣-٤", "²-1", f"{2**63}-1", f"1-{2**64}", "1_0-1"],
)
def test_a_text_that_is_no_position_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="event position"):
        Position.parse(text)


def test_the_envelope_is_cloudevents_with_a_position_that_can_be_resumed() -> None:
    found = envelope(EVENT)

    assert found == {
        "specversion": "1.0",
        "id": str(UUID(int=1)),
        "source": "/khabar/events",
        "type": "khabar.article.updated.v1",
        "subject": str(UUID(int=2)),
        "time": "2026-11-22T10:05:00Z",
        "timestamp": "2026-11-22T10:05:00Z",
        "sequence": "00000000000000000099-00000000000000000001",
        "datacontenttype": "application/json",
        "dataschema": "/v1/schemas/article.updated.v1",
        "data": {"changed": ["/headline"]},
    }


@pytest.mark.parametrize(
    ("changes", "subject"),
    [
        ({"article_id": None, "feed_id": UUID(int=5)}, str(UUID(int=5))),
        ({"article_id": None}, str(UUID(int=1))),
    ],
    ids=["feed", "neither"],
)
def test_an_event_is_about_its_article_else_its_feed_else_itself(changes: dict[str, object], subject: str) -> None:
    assert envelope(EVENT.model_copy(update=changes))["subject"] == subject


def test_a_kind_of_event_that_only_a_newer_version_knows_is_passed_on() -> None:
    event = Event.model_validate({**EVENT.model_dump(), "type": "article.vanished"})

    assert envelope(event)["type"] == "khabar.article.vanished.v1"
