"""Date mentions as they stand in the record."""

from __future__ import annotations

from datetime import UTC, datetime

from khabar.arabic.node import Node
from khabar.article import DateDetail
from khabar.record import Precision
from khabar_worker.enrich.mentions import find_mentions
from khabar_worker.extract.dating.zones import Where
from khabar_worker.extraction import Found

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
DUBAI = Where("Asia/Dubai", "AE", known=True)
NODES = (
    Node("headline", "headline", -1, "إغلاق الجسر مساء أمس"),
    Node("b2", "paragraph", 0, "أعلنت البلدية في وقت سابق الأحد إغلاق الجسر الذي تضرر قبل يومين"),
    Node("b3.i1", "item", 1, "أغلق لمدة شهرين عام 2013"),
)


def published(value: str, at: datetime, precision: Precision = "second", *, trusted: bool = True) -> Found:
    detail = DateDetail(value=value, precision=precision, method="jsonld", confidence=0.9, trusted=trusted)
    return Found(at=at, detail=detail)


def test_mentions_name_their_node_their_anchor_and_their_code_points() -> None:
    day = published("2023-07-09", datetime(2023, 7, 9, 8, tzinfo=UTC), "day")

    found = find_mentions(NODES, published=day, where=DUBAI, now=NOW)

    texts = {node.id: node.text for node in NODES}
    assert all(texts[one.at.node][one.at.start : one.at.end] == one.raw for one in found)
    assert [(one.id, one.raw, one.value, one.anchor) for one in found] == [
        ("d1", "مساء أمس", "2023-07-08", "published"),
        ("d2", "في وقت سابق الأحد", "2023-07-09", "published"),
        ("d3", "قبل يومين", "2023-07-07", "d2"),
        ("d4", "لمدة شهرين", None, None),
        ("d5", "عام 2013", "2013", None),
    ]
    assert (found[3].kind, found[3].duration) == ("duration", "P2M")


def test_yesterday_is_counted_from_the_day_where_the_paper_is_read() -> None:
    late_evening = published("2023-07-08T22:30:00Z", datetime(2023, 7, 8, 22, 30, tzinfo=UTC))

    found = find_mentions(NODES[:1], published=late_evening, where=DUBAI, now=NOW)

    assert [one.value for one in found] == ["2023-07-08"]  # it was the ninth in Dubai


def test_a_publication_of_unknown_day_anchors_nothing() -> None:
    at = datetime(2023, 7, 9, tzinfo=UTC)
    month, guessed = published("2023-07", at, "month"), published("2023-07-09", at, "day", trusted=False)

    found = [find_mentions(NODES, published=one, where=DUBAI, now=NOW) for one in (month, guessed, None)]

    assert [[one.raw for one in mentions] for mentions in found] == [["لمدة شهرين", "عام 2013"]] * 3
